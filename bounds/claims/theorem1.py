"""Theorem 1 of Krishna et al. 2024: the cost gap ‖ζ_NR‖ − ‖ζ_R‖ of SCFE recourses for two linear models.

a and b are the norms of the non-robust and the robust weights over the actionable columns, m_NR and m_R the signed
residuals s − f(x), X = ‖x‖, Δ is a bound on ‖w_NR − w_R‖, and g(t) = t / (λ + t²).
"""

import dataclasses

from bounds.claim import Claim, Kind, Premise, definition, substitute
from bounds.claims import cost
from bounds.claims.premises import DELTA, INPUT_NORM, LAM, NORM_NR, NORM_R, NORMS_APART, RESIDUALS_APART
from bounds.facts.inner_products import cauchy_schwarz, homogeneous, triangle
from bounds.facts.statement import Application
from bounds.meaning.linear import (
    CHANGES,
    MINIMISERS,
    PRINTED_MINIMISERS,
    actionable,
    change_r,
    residual_nr,
    residual_r,
    scfe,
    share,
    stretched,
    w_nr,
    w_r,
    x,
)
from bounds.meaning.meaning import picked
from bounds.meaning.terms import Expression, Vector
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import cost_floor, linear_cost, non_negative

PAPER = "Krishna et al. 2024, Theorem 1"
EQ_2 = "minimiser of Krishna et al. 2024, Eq. 2"
EQ_6 = "Krishna et al. 2024, Definition 1, Eq. 6 (a factor λ too many)"
FIELDS = (
    "cost_nr",
    "cost_r",
    "lam",
    "norm_nr",
    "norm_r",
    "residual_nr",
    "residual_r",
    "input_norm",
    "delta",
)


# The bounds


def _printed_bound(xp: Ops, lam: Scalar, norm_nr: Scalar, delta: Scalar) -> Scalar:
    return xp.abs(xp.divide(lam * (2.0 * norm_nr + delta), norm_nr * (norm_nr - delta)))


def _printed(xp: Ops, lam: Scalar, norm_nr: Scalar, delta: Scalar) -> tuple[Scalar, Scalar]:
    bound = _printed_bound(xp, lam, norm_nr, delta)
    return -bound, bound


def _vector(xp: Ops, lam: Scalar, norm_nr: Scalar, delta: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, _printed_bound(xp, lam, norm_nr, delta)


def _repaired_sharp(xp: Ops, lam: Scalar, norm_nr: Scalar, delta: Scalar) -> tuple[Scalar, Scalar]:
    bound = xp.divide(lam, norm_nr - delta)
    return -bound, bound


def _vector_sharp(xp: Ops, lam: Scalar, norm_nr: Scalar, delta: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.divide(lam * (2.0 * norm_nr - delta), norm_nr * (norm_nr - delta))


def _residual_radius(xp: Ops, input_norm: Scalar, delta: Scalar) -> Scalar:
    return delta * input_norm


def _floor(
    xp: Ops, threshold: Scalar, score_nr: Scalar, input_norm: Scalar, norm_nr: Scalar, delta: Scalar
) -> tuple[Scalar, Scalar]:
    return cost_floor(xp, threshold - score_nr - delta * input_norm, norm_nr + delta)


_SLOPES = {"slope_nr": "norm_nr", "slope_r": "norm_r"}
"""The slopes of linear models by the fields of Theorem 1: the slope of a linear model is the norm of its weights."""

_sound = substitute(cost.sound, _SLOPES | {"residual_radius": _residual_radius, "slope_radius": "delta"})
_posterior = substitute(cost.posterior, _SLOPES)


# Premises


def _reached(
    xp: Ops,
    score_r_r: Scalar,
    score_nr: Scalar,
    delta: Scalar,
    input_norm: Scalar,
    norm_r: Scalar,
    cost_r: Scalar,
) -> Truth:
    return xp.le(score_r_r, score_nr + delta * input_norm + norm_r * cost_r)


def _printed_cost_of_nr(xp: Ops, residual_nr: Scalar, norm_nr: Scalar, lam: Scalar) -> Scalar:
    return lam * linear_cost(xp, residual_nr, norm_nr, lam)


def _printed_cost_of_r(xp: Ops, residual_r: Scalar, norm_r: Scalar, lam: Scalar) -> Scalar:
    return lam * linear_cost(xp, residual_r, norm_r, lam)


DIVISORS = Premise(
    "a > 0, a ≠ Δ",
    Kind.DOMAIN,
    lambda xp, norm_nr, delta: (norm_nr > 0.0) & (xp.abs(norm_nr - delta) > 0.0),
    PAPER,
)
SMALL_DELTA = Premise(
    "Δ < a", Kind.HYPOTHESIS, lambda xp, norm_nr, delta: delta < norm_nr, "Krishna et al. 2024, A.2, last step"
)
REACHED = Premise(
    "f_R(x'_R) ≤ f_NR(x) + Δ‖x‖ + b‖ζ_R‖",
    Kind.INEQUALITY,
    _reached,
    "Cauchy-Schwarz and Lemma 1",
    because=(stretched(x), cauchy_schwarz(w_nr - w_r, x), cauchy_schwarz(actionable(w_r), change_r)),
)
FLOOR_DIVISOR = Premise("a + Δ > 0", Kind.DOMAIN, lambda xp, norm_nr, delta: norm_nr + delta > 0.0, "divisor")


def _length_of(weights: Vector, residual: Expression, *, printed: bool = False) -> tuple[Application, ...]:
    """Why SCFE's recourse is as long as it is."""
    return (homogeneous(share(weights, residual, printed=printed), actionable(weights)),)


_TRUE_COSTS = (
    definition(
        "‖ζ_NR‖ = |m_NR| g(a)", "cost_nr", substitute(cost.cost_of_nr, _SLOPES), EQ_2, _length_of(w_nr, residual_nr)
    ),
    definition("‖ζ_R‖ = |m_R| g(b)", "cost_r", substitute(cost.cost_of_r, _SLOPES), EQ_2, _length_of(w_r, residual_r)),
)
_TRIANGLE = dataclasses.replace(
    cost.TRIANGLE, because=(triangle(scfe(w_nr, residual_nr, printed=True), -scfe(w_r, residual_r, printed=True)),)
)
PRINTED_COSTS = (
    definition(
        "‖ζ_NR‖ = λ |m_NR| g(a)", "cost_nr", _printed_cost_of_nr, EQ_6, _length_of(w_nr, residual_nr, printed=True)
    ),
    definition("‖ζ_R‖ = λ |m_R| g(b)", "cost_r", _printed_cost_of_r, EQ_6, _length_of(w_r, residual_r, printed=True)),
)
"""The definitions of the costs in the claims that use the printed cost; all other claims use the true cost."""

_REPAIRED = (
    LAM,
    NORM_R,
    INPUT_NORM,
    DIVISORS,
    cost.UNIT_RESIDUALS,
    SMALL_DELTA,
    *PRINTED_COSTS,
    NORMS_APART,
)


# The claims

PRINTED = Claim(
    id="theorem1.printed",
    fields=FIELDS,
    premises=(LAM, NORM_R, INPUT_NORM, DIVISORS, *PRINTED_COSTS, NORMS_APART, RESIDUALS_APART),
    value=cost.cost_gap,
    interval=_printed,
    trivial=cost.trivial,
    source=f"{PAPER}, Eq. 7; two-sided in A.2",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ |λ (2a + Δ) / (a (a − Δ))|",
    theory="false",
    remark="the proof drops the residuals and needs Δ < a",
    meaning=picked(PRINTED_MINIMISERS, FIELDS),
)

REPAIRED = Claim(
    id="theorem1.repaired",
    fields=FIELDS,
    premises=_REPAIRED,
    value=cost.cost_gap,
    interval=_printed,
    trivial=cost.trivial,
    source=f"{PAPER}, with the hypotheses of its proof",
    statement="theorem1.printed if |m_NR|, |m_R| ≤ 1 and Δ < a, for the cost as printed",
    theory="true",
    remark="with the true cost it needs λ ≥ 1 as well; half the bound is enough",
    meaning=picked(PRINTED_MINIMISERS, FIELDS),
)

REPAIRED_SHARP = Claim(
    id="theorem1.repaired_sharp",
    fields=FIELDS,
    premises=_REPAIRED,
    value=cost.cost_gap,
    interval=_repaired_sharp,
    trivial=cost.trivial,
    source=f"{PAPER}, with the hypotheses of its proof, sharpened",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ λ / (a − Δ) under the premises of theorem1.repaired",
    theory="true",
    remark="a difference of two costs is at most the larger one; approached for small λ",
    meaning=picked(PRINTED_MINIMISERS, FIELDS),
)

SOUND = Claim(
    id="theorem1.sound",
    fields=FIELDS,
    premises=(LAM, NORM_NR, NORM_R, INPUT_NORM, DELTA, *_TRUE_COSTS, NORMS_APART, RESIDUALS_APART),
    value=cost.cost_gap,
    interval=_sound,
    trivial=cost.trivial,
    source=f"{PAPER}, made sound",
    statement="(M − ΔX)₊ min_I g ≤ ‖ζ_R‖ ≤ (M + ΔX) max_I g, I = [(a − Δ)₊, a + Δ], M = |m_NR|",
    theory="true",
    remark="two-sided, no hypothesis beyond Lemma 1, attained",
    meaning=picked(MINIMISERS, FIELDS),
)

POSTERIOR = Claim(
    id="theorem1.posterior",
    fields=FIELDS,
    premises=(LAM, NORM_NR, NORM_R, *_TRUE_COSTS),
    value=cost.cost_gap,
    interval=_posterior,
    trivial=cost.trivial,
    source=f"{PAPER}, once both models are known",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR| g(a), |m_R| g(b))",
    theory="true",
    meaning=picked(MINIMISERS, FIELDS),
)

FREE = Claim(
    id="theorem1.free",
    fields=FIELDS,
    premises=(LAM, NORM_NR, NORM_R, *_TRUE_COSTS),
    value=cost.cost_gap,
    interval=cost.free,
    trivial=cost.trivial,
    source=f"{PAPER}, without Δ",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR|, |m_R|) / (2√λ)",
    theory="true",
    remark="g is at most 1 / (2√λ)",
    meaning=picked(MINIMISERS, FIELDS),
)

FLOOR = Claim(
    id="theorem1.floor",
    fields=(*FIELDS, "threshold", "score_nr", "score_r_r"),
    premises=(NORM_NR, NORM_R, INPUT_NORM, DELTA, FLOOR_DIVISOR, cost.COST, cost.REACHES, NORMS_APART, REACHED),
    value=lambda xp, cost_r: cost_r,
    interval=_floor,
    trivial=non_negative,
    source=f"{PAPER}, for every recourse method",
    statement="‖ζ_R‖ ≥ (t − f_NR(x) − Δ‖x‖)₊ / (a + Δ) if f_R(x'_R) ≥ t",
    theory="true",
    tightness="zero",
    remark="for every method, not only SCFE",
    meaning=picked(CHANGES, (*FIELDS, "score_nr", "score_r_r")),
)

VECTOR = Claim(
    id="theorem1.vector",
    fields=(*FIELDS, "recourse_gap"),
    premises=(*_REPAIRED, cost.GAP, _TRIANGLE),
    value=lambda xp, recourse_gap: recourse_gap,
    interval=_vector,
    trivial=non_negative,
    source=f"{PAPER}, what A.2 bounds",
    statement="‖ζ_NR − ζ_R‖ ≤ λ (2a + Δ) / (a (a − Δ)) under the premises of theorem1.repaired",
    theory="true",
    tightness="zero",
    meaning=picked(PRINTED_MINIMISERS, (*FIELDS, "recourse_gap")),
)

VECTOR_SHARP = Claim(
    id="theorem1.vector_sharp",
    fields=VECTOR.fields,
    premises=VECTOR.premises,
    value=VECTOR.value,
    interval=_vector_sharp,
    trivial=non_negative,
    source=f"{PAPER}, what A.2 bounds, sharpened",
    statement="‖ζ_NR − ζ_R‖ ≤ λ (2a − Δ) / (a (a − Δ)) under the premises of theorem1.repaired",
    theory="true",
    tightness="zero",
    remark="λ/a + λ/(a − Δ), approached for small λ",
    meaning=VECTOR.meaning,
)

CLAIMS = (PRINTED, REPAIRED, REPAIRED_SHARP, SOUND, POSTERIOR, FREE, FLOOR, VECTOR, VECTOR_SHARP)
