"""Theorem 2 of Krishna et al. 2024: the cost gap ‖ζ_NR‖ − ‖ζ_R‖ of SCFE recourses for two wide networks.

a and b are the norms of the gradients ∇f_NR(x) and ∇f_R(x) over the actionable columns, m_NR and m_R the signed
residuals s − f(x), and g(t) = t / (λ + t²). For kernel models, e_f and e_g are bounds on the differences of the
residuals and of the gradients that follow from Lemma 2 (:data:`bounds.FIELDS` has their formulas).

The theorem is about the *linearised* cost |m| g(slope), the cost of SCFE's recourse for the tangent of f at x. The
recourse for the network itself has another cost, for which the definitions below fail. Every claim that reads no radius
also holds if a, b and m belong to any other differentiable model; the floor needs the kernel.
"""

import dataclasses

from bounds.claim import Claim, Kind, Premise, definition
from bounds.claims import cost
from bounds.claims.premises import LAM
from bounds.facts.inner_products import cauchy_schwarz, homogeneous, reverse_triangle, triangle
from bounds.facts.operators import kernel_is_flat, score_is_near, solution_is_near
from bounds.facts.statement import Application
from bounds.facts.sums import sum_is_below
from bounds.meaning import kernels
from bounds.meaning.linear import actionable, change_r, residual_nr, residual_r, scfe, share, stretched
from bounds.meaning.meaning import picked
from bounds.meaning.terms import norm, total
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import cost_floor, non_negative

PAPER = "Krishna et al. 2024, Theorem 2"
TANGENT = "minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x; A.3, Eqs. 28 and 29"
FIELDS = (
    "cost_nr",
    "cost_r",
    "lam",
    "slope_nr",
    "slope_r",
    "residual_nr",
    "residual_r",
    "residual_radius",
    "slope_radius",
)


# The bounds


def _printed_bound(slope_nr: Scalar, slope_r: Scalar) -> Scalar:
    """Compute 2 / H(a, b), where H is the harmonic mean."""
    return 1.0 / slope_nr + 1.0 / slope_r


def _printed(xp: Ops, slope_nr: Scalar, slope_r: Scalar) -> tuple[Scalar, Scalar]:
    bound = _printed_bound(slope_nr, slope_r)
    return -bound, bound


def _vector(xp: Ops, slope_nr: Scalar, slope_r: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, _printed_bound(slope_nr, slope_r)


def _floor(xp: Ops, threshold: Scalar, score_r: Scalar, kernel_lipschitz: Scalar) -> tuple[Scalar, Scalar]:
    return cost_floor(xp, threshold - score_r, kernel_lipschitz)


# Premises


def _slopes_apart(xp: Ops, slope_nr: Scalar, slope_r: Scalar, slope_radius: Scalar) -> Truth:
    return xp.le(xp.abs(slope_nr - slope_r), slope_radius)


def _residuals_apart(xp: Ops, residual_nr: Scalar, residual_r: Scalar, residual_radius: Scalar) -> Truth:
    return xp.le(xp.abs(residual_nr - residual_r), residual_radius)


def _reached(xp: Ops, score_r_r: Scalar, score_r: Scalar, kernel_lipschitz: Scalar, cost_r: Scalar) -> Truth:
    return xp.le(score_r_r, score_r + kernel_lipschitz * cost_r)


_RADIUS_OF_WEIGHTS: tuple[Application, ...] = (
    kernels.inverses_apart(kernels.labels),
    kernels.kernel_is_positive(kernels.gap),
    solution_is_near(kernels.gap, kernels.regularised(kernels.gap), kernels.ridge),
    reverse_triangle(kernels.regularised(kernels.gap), -kernels.mixed),
)
"""Why the weights are no further apart than Δ_K‖Y‖, and than what w_NR misses the labels by, divided by β."""

_turned = kernels.gradient_r(kernels.w_nr) - kernels.gradient(kernels.w_nr)

_SLOPES: tuple[Application, ...] = (
    *_RADIUS_OF_WEIGHTS,
    kernels.gradients_below(kernels.gap),
    triangle(actionable(_turned), actionable(kernels.gradient_r(kernels.gap))),
    reverse_triangle(actionable(kernels.slope_nr), actionable(kernels.slope_r)),
)
"""Why slopes are no further apart than e_g."""

_RESIDUALS: tuple[Application, ...] = (
    *_RADIUS_OF_WEIGHTS,
    cauchy_schwarz(kernels.k_r, kernels.gap),
    score_is_near(
        kernels.k_r,
        kernels.gap,
        kernels.regularised(kernels.gap),
        kernels.ridge,
        kernels.size,
        kernels.root,
    ),
)
"""Why residuals are no further apart than e_f."""

_STEEP: tuple[Application, ...] = (
    kernel_is_flat(kernels.along, kernels.across, kernels.angle, kernels.steepest),
    homogeneous(kernels.weight * (norm(kernels.row) / (2 * kernels.pi)), kernels.bend),
    sum_is_below(kernels.pull, kernels.part),
    stretched(change_r),
    cauchy_schwarz(total(kernels.pull), actionable(change_r)),
)
"""Why a score rises no faster than κ Σ|w_j|‖x_j‖."""

LEMMA_2 = "Lemma 2, Cauchy-Schwarz and the triangle inequality"
SLOPE_NR = Premise("a ≥ 0", Kind.DOMAIN, lambda xp, slope_nr: slope_nr >= 0.0, "a norm")
SLOPE_R = Premise("b ≥ 0", Kind.DOMAIN, lambda xp, slope_r: slope_r >= 0.0, "a norm")
STEEP_NR = Premise("a > 0", Kind.DOMAIN, lambda xp, slope_nr: slope_nr > 0.0, "divisor")
STEEP_R = Premise("b > 0", Kind.DOMAIN, lambda xp, slope_r: slope_r > 0.0, "divisor")
RESIDUAL_RADIUS = Premise("e_f ≥ 0", Kind.DOMAIN, lambda xp, residual_radius: residual_radius >= 0.0, "a norm")
SLOPE_RADIUS = Premise("e_g ≥ 0", Kind.DOMAIN, lambda xp, slope_radius: slope_radius >= 0.0, "a norm")
SLOPES_APART = Premise(
    "|a − b| ≤ e_g",
    Kind.LEMMA,
    _slopes_apart,
    f"{LEMMA_2}; leaving columns out only shrinks the difference",
    because=_SLOPES,
)
RESIDUALS_APART = Premise("|m_NR − m_R| ≤ e_f", Kind.LEMMA, _residuals_apart, LEMMA_2, because=_RESIDUALS)
LIPSCHITZ = Premise("κ Σ|w_j|‖x_j‖ > 0", Kind.DOMAIN, lambda xp, kernel_lipschitz: kernel_lipschitz > 0.0, "divisor")
REACHED = Premise(
    "f_R(x'_R) ≤ f_R(x) + κ Σ|w_j|‖x_j‖ ‖ζ_R‖",
    Kind.INEQUALITY,
    _reached,
    "‖∇ₓK∞(x, x_j)‖ ≤ κ‖x_j‖, κ = √(π² + 1)/2π",
    because=_STEEP,
)
_LENGTHS = tuple(
    (homogeneous(share(slope, residual), actionable(slope)),)
    for slope, residual in ((kernels.slope_nr, residual_nr), (kernels.slope_r, residual_r))
)
"""Why SCFE's recourses on the tangents are as long as they are."""

_TRIANGLE = dataclasses.replace(
    cost.TRIANGLE, because=(triangle(scfe(kernels.slope_nr, residual_nr), -scfe(kernels.slope_r, residual_r)),)
)
COSTS = (
    definition("‖ζ_NR‖ = |m_NR| g(a), linearised", "cost_nr", cost.cost_of_nr, TANGENT, _LENGTHS[0]),
    definition("‖ζ_R‖ = |m_R| g(b), linearised", "cost_r", cost.cost_of_r, TANGENT, _LENGTHS[1]),
)

_REPAIRED = (LAM, STEEP_NR, STEEP_R, cost.UNIT_RESIDUALS, *COSTS)


# The claims

PRINTED = Claim(
    id="theorem2.printed",
    fields=FIELDS,
    premises=(LAM, STEEP_NR, STEEP_R, *COSTS),
    value=cost.cost_gap,
    interval=_printed,
    trivial=cost.trivial,
    source=f"{PAPER}, Eq. 9; two-sided in A.3",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ 2 / H(a, b) = 1/a + 1/b",
    theory="false",
    remark="the proof drops the residuals",
    meaning=picked(kernels.TANGENTS, FIELDS),
)

REPAIRED = Claim(
    id="theorem2.repaired",
    fields=FIELDS,
    premises=_REPAIRED,
    value=cost.cost_gap,
    interval=_printed,
    trivial=cost.trivial,
    source=f"{PAPER}, with the hypothesis of its proof",
    statement="theorem2.printed if |m_NR|, |m_R| ≤ 1",
    theory="true",
    remark="approached for small λ, if one model is much the steeper one",
    meaning=picked(kernels.TANGENTS, FIELDS),
)

SOUND = Claim(
    id="theorem2.sound",
    fields=FIELDS,
    premises=(
        LAM,
        SLOPE_NR,
        SLOPE_R,
        RESIDUAL_RADIUS,
        SLOPE_RADIUS,
        *COSTS,
        SLOPES_APART,
        RESIDUALS_APART,
    ),
    value=cost.cost_gap,
    interval=cost.sound,
    trivial=cost.trivial,
    source=f"{PAPER}, made sound",
    statement="(M − e_f)₊ min_I g ≤ ‖ζ_R‖ ≤ (M + e_f) max_I g, I = [(a − e_g)₊, a + e_g], M = |m_NR|",
    theory="true",
    remark="two-sided, no hypothesis beyond Lemma 2, attained",
    meaning=picked(kernels.TANGENTS, FIELDS),
)

POSTERIOR = Claim(
    id="theorem2.posterior",
    fields=FIELDS,
    premises=(LAM, SLOPE_NR, SLOPE_R, *COSTS),
    value=cost.cost_gap,
    interval=cost.posterior,
    trivial=cost.trivial,
    source=f"{PAPER}, once both models are known",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR| g(a), |m_R| g(b))",
    theory="true",
    remark="for every differentiable model",
    meaning=picked(kernels.TANGENTS, FIELDS),
)

FREE = Claim(
    id="theorem2.free",
    fields=FIELDS,
    premises=(LAM, SLOPE_NR, SLOPE_R, *COSTS),
    value=cost.cost_gap,
    interval=cost.free,
    trivial=cost.trivial,
    source=f"{PAPER}, without gradients",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR|, |m_R|) / (2√λ)",
    theory="true",
    remark="g is at most 1 / (2√λ)",
    meaning=picked(kernels.TANGENTS, FIELDS),
)

FLOOR = Claim(
    id="theorem2.floor",
    fields=(*FIELDS, "threshold", "score_r", "score_r_r", "kernel_lipschitz"),
    premises=(LIPSCHITZ, cost.COST, cost.REACHES, REACHED),
    value=lambda xp, cost_r: cost_r,
    interval=_floor,
    trivial=non_negative,
    source=f"{PAPER}, for every recourse method",
    statement="‖ζ_R‖ ≥ (t − f_R(x))₊ / (κ Σ|w_j|‖x_j‖) if f_R(x'_R) ≥ t",
    theory="true",
    tightness="zero",
    remark="for every method, and for the cost on the kernel model itself",
    meaning=kernels.STEEP,
)

VECTOR = Claim(
    id="theorem2.vector",
    fields=(*FIELDS, "recourse_gap"),
    premises=(*_REPAIRED, cost.GAP, _TRIANGLE),
    value=lambda xp, recourse_gap: recourse_gap,
    interval=_vector,
    trivial=non_negative,
    source=f"{PAPER}, what A.3 bounds",
    statement="‖ζ_NR − ζ_R‖ ≤ 1/a + 1/b under the premises of theorem2.repaired",
    theory="true",
    tightness="zero",
    meaning=picked(kernels.TANGENTS, (*FIELDS, "recourse_gap")),
)

CLAIMS = (PRINTED, REPAIRED, SOUND, POSTERIOR, FREE, FLOOR, VECTOR)
