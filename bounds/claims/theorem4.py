"""Theorem 4 of Krishna et al. 2024: the validity gap σ(f_NR(x'_NR)) − σ(f_R(x'_R)) for two linear models.

u = f_NR(x'_NR), v = f_NR(x'_R) and R = Δ‖x'_R‖. Validity here is a probability, σ of a score, and not the share of
recourses that a model accepts.
"""

from bounds.claim import Claim, Kind, Premise, definition
from bounds.claims.premises import DELTA, INPUT_NORM, LAM, NORM_NR, NORM_R, NORMS_APART, RESIDUALS_APART
from bounds.claims.validity import Apart, trivial, validity_claims, validity_gap
from bounds.facts.inner_products import cauchy_schwarz
from bounds.meaning.linear import SCFE_SCORES, SCORES, recourse_r, stretched, w_nr, w_r
from bounds.meaning.meaning import picked
from bounds.ops import Ops, Scalar
from bounds.scalars import positive_part, validity_interval

PAPER = "Krishna et al. 2024, Theorem 4"
FIELDS = ("score_nr_nr", "score_nr_r", "score_r_r", "delta", "recourse_norm_r")
CLOSED_FIELDS = ("target", "lam", "norm_nr", "residual_nr", "input_norm", "norm_r", "residual_r")


# The bounds


def _radius(xp: Ops, delta: Scalar, recourse_norm_r: Scalar) -> Scalar:
    return delta * recourse_norm_r


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
    # The ends of the residual may have either sign, so that either share can give the extreme product.
    residual_low, residual_high = residual_nr - radius, residual_nr + radius
    smallest = xp.minimum(residual_low * remaining_low, residual_low * remaining_high)
    largest = xp.maximum(residual_high * remaining_low, residual_high * remaining_high)
    return validity_interval(xp, score_nr_nr, target - largest, target - smallest)


def _remaining(slope: Scalar, lam: Scalar) -> Scalar:
    """Compute the share of the residual that remains after the SCFE recourse, s − f(x') = m λ / (λ + ‖w‖²)."""
    return lam / (lam + slope * slope)


# Premises


def _robust_score(xp: Ops, target: Scalar, residual_r: Scalar, norm_r: Scalar, lam: Scalar) -> Scalar:
    return target - residual_r * _remaining(norm_r, lam)


NORM = Premise("‖x'_R‖ ≥ 0", Kind.DOMAIN, lambda xp, recourse_norm_r: recourse_norm_r >= 0.0, PAPER)
ROBUST_SCORE = definition(
    "f_R(x'_R) = s − m_R λ/(λ + b²)", "score_r_r", _robust_score, "SCFE on a linear model, Krishna et al. 2024, Eq. 2"
)


# The claims

VARIANTS = validity_claims(
    4,
    fields=FIELDS,
    domain=(NORM,),
    radius=_radius,
    apart=Apart(
        "|f_R(x'_R) − f_NR(x'_R)| ≤ R",
        "Cauchy-Schwarz and Lemma 1",
        because=(stretched(recourse_r), cauchy_schwarz(w_nr - w_r, recourse_r)),
        meaning=SCORES,
    ),
    concluded="Implications",
    appendix="A.5",
)

CLOSED = Claim(
    id="theorem4.closed",
    fields=(*FIELDS, *CLOSED_FIELDS),
    premises=(LAM, NORM_NR, NORM_R, INPUT_NORM, DELTA, ROBUST_SCORE, NORMS_APART, RESIDUALS_APART),
    value=validity_gap,
    interval=_closed,
    trivial=trivial,
    source=f"{PAPER}, for SCFE",
    statement="f_R(x'_R) ∈ s − [m_NR ± Δ‖x‖]·[λ/(λ+(a+Δ)²), λ/(λ+(a−Δ)₊²)], through σ",
    theory="true",
    remark="a priori: needs nothing of the robust model but Δ",
    meaning=picked(SCFE_SCORES, (*FIELDS, *CLOSED_FIELDS)),
)

CLAIMS = (*VARIANTS, CLOSED)
