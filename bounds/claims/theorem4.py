"""Theorem 4 of Krishna et al. 2024: the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) for two linear models.

u = f_NR(x'_NR), v = f_NR(x'_R), R = Δ‖x'_R‖. Validity here is a probability, σ of a score; it is not the share of
recourses that a model accepts.
"""

from bounds.claim import Claim, Kind, Premise, definition
from bounds.claims.premises import DELTA, INPUT_NORM, LAM, NORM_NR, NORM_R, NORMS_APART, RESIDUALS_APART
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import positive_part, validity_interval

PAPER = "Krishna et al. 2024, Theorem 4"
FIELDS = ("score_nr_nr", "score_nr_r", "score_r_r", "delta", "recourse_norm_r")
CLOSED_FIELDS = ("target", "lam", "norm_nr", "residual_nr", "input_norm", "norm_r", "residual_r")


# The bounds


def _validity_gap(xp: Ops, score_nr_nr: Scalar, score_r_r: Scalar) -> Scalar:
    return xp.sigmoid(score_nr_nr) - xp.sigmoid(score_r_r)


def _trivial(xp: Ops, score_nr_nr: Scalar) -> tuple[Scalar, Scalar]:
    here = xp.sigmoid(score_nr_nr)
    return here - 1.0, here


def _no_less_valid(xp: Ops) -> tuple[Scalar, Scalar]:
    return 0.0, 1.0


def _score_gap(xp: Ops, score_nr_r: Scalar, score_nr_nr: Scalar) -> Scalar:
    return score_nr_r - score_nr_nr


def _onlyif_printed(xp: Ops, delta: Scalar, recourse_norm_r: Scalar) -> tuple[Scalar, Scalar]:
    radius = delta * recourse_norm_r
    return -radius, radius


def _onlyif(xp: Ops, delta: Scalar, recourse_norm_r: Scalar) -> tuple[Scalar, Scalar]:
    return -xp.inf, delta * recourse_norm_r


def _sharp(
    xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, delta: Scalar, recourse_norm_r: Scalar
) -> tuple[Scalar, Scalar]:
    radius = delta * recourse_norm_r
    return validity_interval(xp, score_nr_nr, score_nr_r - radius, score_nr_r + radius)


def _closed(
    xp: Ops,
    score_nr_nr: Scalar,
    target: Scalar,
    lam: Scalar,
    norm_nr: Scalar,
    residual_nr: Scalar,
    input_norm: Scalar,
    delta: Scalar,
) -> tuple[Scalar, Scalar]:
    radius = delta * input_norm
    low, high = positive_part(xp, norm_nr - delta), norm_nr + delta
    remaining_low, remaining_high = _remaining(high, lam), _remaining(low, lam)
    # The residual may have either sign: its lower end shrinks most where it is positive, and least where negative.
    residual_low, residual_high = residual_nr - radius, residual_nr + radius
    least = xp.minimum(residual_low * remaining_low, residual_low * remaining_high)
    most = xp.maximum(residual_high * remaining_low, residual_high * remaining_high)
    return validity_interval(xp, score_nr_nr, target - most, target - least)


def _remaining(slope: Scalar, lam: Scalar) -> Scalar:
    """The share of the residual that the SCFE recourse leaves: s − f(x') = m λ / (λ + ‖w‖²)."""
    return lam / (lam + slope * slope)


# Premises


def _robust_score(xp: Ops, target: Scalar, residual_r: Scalar, norm_r: Scalar, lam: Scalar) -> Scalar:
    return target - residual_r * _remaining(norm_r, lam)


def _near(xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, delta: Scalar, recourse_norm_r: Scalar) -> Truth:
    return xp.abs(score_nr_r - score_nr_nr) <= delta * recourse_norm_r


def _ahead(xp: Ops, score_nr_nr: Scalar, score_nr_r: Scalar, delta: Scalar, recourse_norm_r: Scalar) -> Truth:
    return score_nr_nr - score_nr_r >= delta * recourse_norm_r


def _cauchy_schwarz(xp: Ops, score_r_r: Scalar, score_nr_r: Scalar, delta: Scalar, recourse_norm_r: Scalar) -> Truth:
    return xp.le(xp.abs(score_r_r - score_nr_r), delta * recourse_norm_r)


NORM = Premise("‖x'_R‖ ≥ 0", Kind.DOMAIN, lambda xp, recourse_norm_r: recourse_norm_r >= 0.0, PAPER)
RADIUS = Premise("|f_R(x'_R) − f_NR(x'_R)| ≤ R", Kind.INEQUALITY, _cauchy_schwarz, "Cauchy-Schwarz and Lemma 1")
NEAR = Premise("|v − u| ≤ R", Kind.HYPOTHESIS, _near, PAPER)
AHEAD = Premise("u − v ≥ R", Kind.HYPOTHESIS, _ahead, "the condition that the proof of Theorem 4 should have")
MORE_VALID = Premise(
    "u ≥ f_R(x'_R)",
    Kind.HYPOTHESIS,
    lambda xp, score_nr_nr, score_r_r: score_nr_nr >= score_r_r,
    "the non-robust recourse is the more valid one",
)
ROBUST_SCORE = definition(
    "f_R(x'_R) = s − m_R λ/(λ + b²)", "score_r_r", _robust_score, "SCFE on a linear model, Krishna et al. 2024, Eq. 2"
)


# The claims

PRINTED = Claim(
    id="theorem4.printed",
    fields=FIELDS,
    premises=(NORM, NEAR, RADIUS),
    value=_validity_gap,
    interval=_no_less_valid,
    trivial=_trivial,
    source=PAPER,
    statement="Pr_NR ≥ Pr_R if |v − u| ≤ R",
    theory="false",
    remark="takes norms of both sides of an inequality and reads it backwards",
)

ONLYIF_PRINTED = Claim(
    id="theorem4.onlyif_printed",
    fields=FIELDS,
    premises=(NORM, MORE_VALID, RADIUS),
    value=_score_gap,
    interval=_onlyif_printed,
    trivial=lambda xp: (-xp.inf, xp.inf),
    source=f"{PAPER}, Implications",
    statement="Pr_NR ≥ Pr_R only if |v − u| ≤ R",
    theory="false",
    remark="only one side of the absolute value follows",
)

ONLYIF = Claim(
    id="theorem4.onlyif",
    fields=FIELDS,
    premises=(NORM, MORE_VALID, RADIUS),
    value=_score_gap,
    interval=_onlyif,
    trivial=lambda xp: (-xp.inf, xp.inf),
    source=f"{PAPER}, what A.5 shows",
    statement="Pr_NR ≥ Pr_R only if v − u ≤ R",
    theory="true",
    tightness="zero",
)

SOUND = Claim(
    id="theorem4.sound",
    fields=FIELDS,
    premises=(NORM, AHEAD, RADIUS),
    value=_validity_gap,
    interval=_no_less_valid,
    trivial=_trivial,
    source=f"{PAPER}, made sound",
    statement="Pr_NR ≥ Pr_R if u − v ≥ R",
    theory="true",
)

SHARP = Claim(
    id="theorem4.sharp",
    fields=FIELDS,
    premises=(NORM, RADIUS),
    value=_validity_gap,
    interval=_sharp,
    trivial=_trivial,
    source=f"{PAPER}, sharpened",
    statement="σ(u) − σ(v + R) ≤ Pr_NR − Pr_R ≤ σ(u) − σ(v − R)",
    theory="true",
    remark="no hypothesis",
)

CLOSED = Claim(
    id="theorem4.closed",
    fields=(*FIELDS, *CLOSED_FIELDS),
    premises=(LAM, NORM_NR, NORM_R, INPUT_NORM, DELTA, ROBUST_SCORE, NORMS_APART, RESIDUALS_APART),
    value=_validity_gap,
    interval=_closed,
    trivial=_trivial,
    source=f"{PAPER}, for SCFE",
    statement="f_R(x'_R) ∈ s − [m_NR ± Δ‖x‖]·[λ/(λ+(a+Δ)²), λ/(λ+(a−Δ)₊²)], through σ",
    theory="true",
    remark="a priori: needs nothing of the robust model but Δ",
)

CLAIMS = (PRINTED, ONLYIF_PRINTED, ONLYIF, SOUND, SHARP, CLOSED)
