"""Balls that hold the robust model w_R of penalised training, from any weights w.

At w, α_i = σ(−m_i) bounds P from below, P(w') ≥ L(w') for all w', by

    L(w') = mean v_i H(α_i) − ⟨v, w'⟩ + κ‖w'_T‖_q + (μ/2)‖w'‖²,  v = mean v_i α_i y_i x_i,  κ = ε mean v_i α_i,

H the binary entropy. L is strongly convex too; let u be its minimiser, and G = P(w) − L(u). Since w_R minimises P and u
minimises L, (μ/2)‖w − w_R‖² ≤ P(w) − P(w_R) and (μ/2)‖u − w_R‖² ≤ L(w_R) − L(u) ≤ P(w_R) − L(u), which add up to G.

The first ball is the one of GAP-safe screening (Fercoq et al. 2015, Ndiaye et al. 2017). The second is about the middle
of w and u, by the parallelogram law, and its radius is at most 1/√2 of the first. The third is that of Okumura et al.
2015: any g ∈ ∂P(w) has ⟨g, w − w_R⟩ ≥ μ‖w − w_R‖², which says that w_R lies in the ball whose diameter is from w to
w − g/μ. Without an attack u = w − g/μ, and the second and the third are the same.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.penalised.premises import CENTRE_GAP, PENALTY, START_GAP, STEEP, SUBGRADIENT_NORM
from bounds.meaning.meaning import picked
from bounds.meaning.penalised import GAPS, SUBGRADIENTS
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative, positive_part

FERCOQ = "Fercoq et al. 2015; Ndiaye et al. 2017, for adversarial training"
OKUMURA = "Okumura et al. 2015, for adversarial training"


# The bounds


def _gap(xp: Ops, duality_gap: Scalar, penalty: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.sqrt(2.0 * duality_gap / penalty)


def _gap_sharp(xp: Ops, duality_gap: Scalar, penalty: Scalar, dual_distance: Scalar) -> tuple[Scalar, Scalar]:
    square = duality_gap / penalty - dual_distance * dual_distance / 4.0
    return 0.0, xp.sqrt(positive_part(xp, square))


def _gradient(xp: Ops, subgradient_norm: Scalar, penalty: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, subgradient_norm / (2.0 * penalty)


def _steps(xp: Ops, subgradient_norm: Scalar, penalty: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, subgradient_norm / penalty


# Premises


def _within_gap(xp: Ops, penalty: Scalar, start_gap: Scalar, duality_gap: Scalar) -> Truth:
    return xp.le(penalty * start_gap * start_gap / 2.0, duality_gap)


def _both_within_gap(xp: Ops, penalty: Scalar, start_gap: Scalar, dual_start_gap: Scalar, duality_gap: Scalar) -> Truth:
    squares = start_gap * start_gap + dual_start_gap * dual_start_gap
    return xp.le(penalty * squares / 2.0, duality_gap)


def _parallelogram(
    xp: Ops, centre_gap: Scalar, start_gap: Scalar, dual_start_gap: Scalar, dual_distance: Scalar
) -> Truth:
    squares = start_gap * start_gap + dual_start_gap * dual_start_gap
    return xp.le(centre_gap * centre_gap, squares / 2.0 - dual_distance * dual_distance / 4.0)


def _monotone(xp: Ops, penalty: Scalar, start_gap: Scalar, descent: Scalar) -> Truth:
    return xp.le(penalty * start_gap * start_gap, descent)


def _expanded(
    xp: Ops, centre_gap: Scalar, start_gap: Scalar, descent: Scalar, penalty: Scalar, subgradient_norm: Scalar
) -> Truth:
    half = subgradient_norm / (2.0 * penalty)
    return xp.le(centre_gap * centre_gap, start_gap * start_gap - descent / penalty + half * half)


DUALITY_GAP = Premise("G ≥ 0", Kind.DOMAIN, lambda xp, duality_gap: duality_gap >= 0.0, "P(w) is at least L(u)")
DUAL_START_GAP = Premise("‖u − w_R‖ ≥ 0", Kind.DOMAIN, lambda xp, dual_start_gap: dual_start_gap >= 0.0, "a norm")
DUAL_DISTANCE = Premise("‖w − u‖ ≥ 0", Kind.DOMAIN, lambda xp, dual_distance: dual_distance >= 0.0, "a norm")
WITHIN_GAP = Premise("(μ/2)‖w − w_R‖² ≤ G", Kind.INEQUALITY, _within_gap, "strong convexity of P, and P(w_R) ≥ L(u)")
BOTH_WITHIN_GAP = Premise(
    "(μ/2)(‖w − w_R‖² + ‖u − w_R‖²) ≤ G",
    Kind.INEQUALITY,
    _both_within_gap,
    "strong convexity of P and of L, and P(w_R) ≥ L(w_R)",
)
PARALLELOGRAM = Premise(
    "‖(w + u)/2 − w_R‖² = (‖w − w_R‖² + ‖u − w_R‖²)/2 − ‖w − u‖²/4",
    Kind.INEQUALITY,
    _parallelogram,
    "parallelogram law; that it is no larger is enough",
)
MONOTONE = Premise(
    "μ‖w − w_R‖² ≤ ⟨g, w − w_R⟩", Kind.INEQUALITY, _monotone, "strong monotonicity of ∂P, and 0 ∈ ∂P(w_R)"
)
EXPANDED = Premise(
    "‖w − g/2μ − w_R‖² = ‖w − w_R‖² − ⟨g, w − w_R⟩/μ + ‖g‖²/4μ²",
    Kind.INEQUALITY,
    _expanded,
    "square of a norm, expanded; that it is no larger is enough",
)


# The claims

_GAP = ("start_gap", "duality_gap", "penalty")
_GAP_SHARP = ("centre_gap", "start_gap", "dual_start_gap", "dual_distance", "duality_gap", "penalty")
_GRADIENT = ("centre_gap", "start_gap", "descent", "subgradient_norm", "penalty")
_STEPS = ("start_gap", "subgradient_norm", "penalty")

GAP = Claim(
    id="penalised.gap",
    fields=_GAP,
    premises=(PENALTY, START_GAP, DUALITY_GAP, WITHIN_GAP),
    value=lambda xp, start_gap: start_gap,
    interval=_gap,
    trivial=non_negative,
    source=FERCOQ,
    statement="‖w − w_R‖ ≤ √(2G/μ), G = P(w) − L(u)",
    theory="true",
    tightness="zero",
    remark="for any w, from one pass over the data",
    meaning=picked(GAPS, _GAP),
)

GAP_SHARP = Claim(
    id="penalised.gap_sharp",
    fields=_GAP_SHARP,
    premises=(
        *(PENALTY, START_GAP, DUAL_START_GAP, DUAL_DISTANCE, CENTRE_GAP, DUALITY_GAP),
        *(BOTH_WITHIN_GAP, PARALLELOGRAM),
    ),
    value=lambda xp, centre_gap: centre_gap,
    interval=_gap_sharp,
    trivial=non_negative,
    source=f"{FERCOQ}, sharpened",
    statement="‖(w + u)/2 − w_R‖ ≤ √(G/μ − ‖w − u‖²/4)",
    theory="true",
    tightness="zero",
    remark="at most 1/√2 of the radius √(2G/μ), and half of it where no attack is",
    meaning=picked(GAPS, _GAP_SHARP),
)

GRADIENT = Claim(
    id="penalised.gradient",
    fields=_GRADIENT,
    premises=(PENALTY, START_GAP, SUBGRADIENT_NORM, CENTRE_GAP, MONOTONE, EXPANDED),
    value=GAP_SHARP.value,
    interval=_gradient,
    trivial=non_negative,
    source=OKUMURA,
    statement="‖w − g/2μ − w_R‖ ≤ ‖g‖/2μ for any g ∈ ∂P(w)",
    theory="true",
    tightness="zero",
    remark="half the radius of penalised.steps, about another centre",
    meaning=picked(SUBGRADIENTS, _GRADIENT),
)

STEPS = Claim(
    id="penalised.steps",
    fields=_STEPS,
    premises=(PENALTY, START_GAP, SUBGRADIENT_NORM, STEEP),
    value=GAP.value,
    interval=_steps,
    trivial=non_negative,
    source="strong convexity",
    statement="‖w − w_R‖ ≤ ‖g‖/μ for any g ∈ ∂P(w)",
    theory="true",
    tightness="zero",
    remark="how far a model that is trained by N steps, of any optimiser, is from where training ends",
    meaning=picked(SUBGRADIENTS, _STEPS),
)

CLAIMS = (GAP, GAP_SHARP, GRADIENT, STEPS)
