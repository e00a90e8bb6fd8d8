"""Theorem 4.1 of Tan and Tian 2023 for SmoothGrad, φ_σ(x) = ∇f_σ(x): how robust it is, and how near to the gradient.

For a unit vector v, ⟨v, φ_σ(x) − φ_σ(x̃)⟩ is the difference of the means of ⟨v, ∇f⟩, which lies in [−L, L], under
N(x, σ²I) and N(x̃, σ²I). It is therefore at most 2L times their total variation distance erf(h/(2√2 σ)), h = ‖x − x̃‖,
and at most √(2/π) L h/σ since erf is concave. f = L|x − m| attains the first bound, with m half way between the inputs.

f_σ has the second derivative E f(x + σu) (u² − 1)/σ² along a line, where |f| ≤ R and E|u² − 1| = 4/√(2πe).

If ∇f has the Lipschitz constant H, the mean of ∇f(x + σu) − ∇f(x) is at most Hσ E‖u‖ long. E‖u‖ ≤ √d (Jensen), and
E‖u‖ ≤ √(d − 1 + 2/π) (Watson 1959), with equality for d = 1, where f = H x|x|/2 attains it.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.explanations.premises import (
    CONCAVE,
    DIM,
    EXPLANATION_GAP,
    GRADIENT_LIPSCHITZ,
    INPUT_GAP,
    LIPSCHITZ,
    PAPER,
    RANGE,
    SIGMA,
    VARIATION,
)
from bounds.gaussian import peak_density, total_variation
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

THEOREM = f"{PAPER}, Theorem 4.1, SmoothGrad"


# The bounds


def _robust(xp: Ops, lipschitz: Scalar, sigma: Scalar, input_gap: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, 2.0 * lipschitz * peak_density(xp, sigma) * input_gap


def _robust_sharp(xp: Ops, lipschitz: Scalar, sigma: Scalar, input_gap: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, 2.0 * lipschitz * total_variation(xp, input_gap, sigma)


def _bent(xp: Ops, range: Scalar, sigma: Scalar) -> Scalar:  # noqa: A002
    """Compute 4R/(√(2πe) σ²), the largest second derivative of f_σ along a line for |f| ≤ R."""
    return 4.0 * range * peak_density(xp, sigma) * xp.exp(-0.5) / sigma


def _robust_range(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, xp.minimum(2.0 * lipschitz * peak_density(xp, sigma), _bent(xp, range, sigma)) * input_gap


def _faithful(xp: Ops, gradient_lipschitz: Scalar, sigma: Scalar, dim: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, gradient_lipschitz * sigma * xp.sqrt(dim)


def _faithful_sharp(xp: Ops, gradient_lipschitz: Scalar, sigma: Scalar, dim: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, gradient_lipschitz * sigma * _longest(xp, dim)


def _longest(xp: Ops, dim: Scalar) -> Scalar:
    return xp.sqrt(dim - 1.0 + 2.0 / xp.pi)


# Premises


def _means_apart(xp: Ops, explanation_gap: Scalar, lipschitz: Scalar, total_variation: Scalar) -> Truth:
    return xp.le(explanation_gap, 2.0 * lipschitz * total_variation)


def _within_curvature(xp: Ops, explanation_gap: Scalar, curvature: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(explanation_gap, curvature * input_gap)


def _bent_by_slope(xp: Ops, curvature: Scalar, lipschitz: Scalar, sigma: Scalar) -> Truth:
    return xp.le(curvature, 2.0 * lipschitz * peak_density(xp, sigma))


def _bent_by_range(xp: Ops, curvature: Scalar, range: Scalar, sigma: Scalar) -> Truth:  # noqa: A002
    return xp.le(curvature, _bent(xp, range, sigma))


def _mean_apart(
    xp: Ops, explanation_error: Scalar, gradient_lipschitz: Scalar, sigma: Scalar, gaussian_norm: Scalar
) -> Truth:
    return xp.le(explanation_error, gradient_lipschitz * sigma * gaussian_norm)


MEANS_APART = Premise(
    "‖φ_σ(x) − φ_σ(x̃)‖ ≤ 2L d_TV",
    Kind.INEQUALITY,
    _means_apart,
    "means of a number in [−L, L] under two distributions",
)
CURVATURE = Premise(
    "‖φ_σ(x) − φ_σ(x̃)‖ ≤ C‖x − x̃‖", Kind.INEQUALITY, _within_curvature, "mean value, C the largest ‖∇²f_σ‖ between"
)
BENT_BY_SLOPE = Premise(
    "C ≤ √(2/π) L/σ", Kind.INEQUALITY, _bent_by_slope, "E|u| = √(2/π), integration by parts along a line"
)
BENT_BY_RANGE = Premise(
    "C ≤ 4R/(√(2πe) σ²)", Kind.INEQUALITY, _bent_by_range, "E|u² − 1| = 4/√(2πe), integration by parts along a line"
)
MEAN_APART = Premise(
    "‖φ_σ(x) − ∇f(x)‖ ≤ H σ E‖u‖", Kind.INEQUALITY, _mean_apart, "mean of ∇f(x + σu) − ∇f(x), at most Hσ‖u‖ long"
)
JENSEN = Premise(
    "E‖u‖ ≤ √d", Kind.INEQUALITY, lambda xp, gaussian_norm, dim: xp.le(gaussian_norm, xp.sqrt(dim)), "Jensen, E‖u‖² = d"
)
WATSON = Premise(
    "E‖u‖ ≤ √(d − 1 + 2/π)",
    Kind.INEQUALITY,
    lambda xp, gaussian_norm, dim: xp.le(gaussian_norm, _longest(xp, dim)),
    "Watson 1959, on √2 Γ((d + 1)/2)/Γ(d/2); equal for d = 1",
)
EXPLANATION_ERROR = Premise(
    "‖φ_σ(x) − ∇f(x)‖ ≥ 0", Kind.DOMAIN, lambda xp, explanation_error: explanation_error >= 0.0, "a norm"
)


# The claims

_APART = (EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, SIGMA, MEANS_APART, VARIATION)

ROBUST = Claim(
    id="smoothgrad.robust",
    fields=("explanation_gap", "input_gap", "lipschitz", "sigma", "total_variation"),
    premises=(*_APART, CONCAVE),
    value=lambda xp, explanation_gap: explanation_gap,
    interval=_robust,
    trivial=non_negative,
    source=f"{THEOREM}, with the constant of its proof",
    statement="‖φ_σ(x) − φ_σ(x̃)‖ ≤ √(2/π) (L/σ) ‖x − x̃‖",
    theory="true",
    tightness="zero",
    remark="approached for near inputs by f = L|x|; a mean of finitely many draws is no f_σ: its error comes on top",
)

ROBUST_SHARP = Claim(
    id="smoothgrad.robust_sharp",
    fields=ROBUST.fields,
    premises=_APART,
    value=ROBUST.value,
    interval=_robust_sharp,
    trivial=non_negative,
    source=f"{THEOREM}, sharpened",
    statement="‖φ_σ(x) − φ_σ(x̃)‖ ≤ 2L erf(‖x − x̃‖/(2√2 σ))",
    theory="true",
    tightness="zero",
    remark="attained at every distance, by f = L|x − m| with m half way between x and x̃",
)

ROBUST_RANGE = Claim(
    id="smoothgrad.robust_range",
    fields=("explanation_gap", "input_gap", "lipschitz", "sigma", "range", "curvature"),
    premises=(EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, RANGE, SIGMA, CURVATURE, BENT_BY_SLOPE, BENT_BY_RANGE),
    value=ROBUST.value,
    interval=_robust_range,
    trivial=non_negative,
    source=f"{THEOREM}, for |f| ≤ R",
    statement="‖φ_σ(x) − φ_σ(x̃)‖ ≤ min(√(2/π) L/σ, 4R/(√(2πe) σ²)) ‖x − x̃‖",
    theory="true",
    tightness="zero",
    remark="the second part needs no Lipschitz constant; approached by f = ±R inside and outside of |x| = σ",
)

FAITHFUL = Claim(
    id="smoothgrad.faithful",
    fields=("explanation_error", "gradient_lipschitz", "sigma", "dim", "gaussian_norm"),
    premises=(EXPLANATION_ERROR, GRADIENT_LIPSCHITZ, SIGMA, DIM, MEAN_APART, JENSEN),
    value=lambda xp, explanation_error: explanation_error,
    interval=_faithful,
    trivial=non_negative,
    source="this project, beside Theorem 4.1 of Tan & Tian 2023",
    statement="‖φ_σ(x) − ∇f(x)‖ ≤ H σ √d",
    theory="true",
    tightness="zero",
    remark="H is a Lipschitz constant of ∇f everywhere: there is none for networks with kinks",
)

FAITHFUL_SHARP = Claim(
    id="smoothgrad.faithful_sharp",
    fields=FAITHFUL.fields,
    premises=(*FAITHFUL.premises[:-1], WATSON),
    value=FAITHFUL.value,
    interval=_faithful_sharp,
    trivial=non_negative,
    source=FAITHFUL.source,
    statement="‖φ_σ(x) − ∇f(x)‖ ≤ H σ √(d − 1 + 2/π)",
    theory="true",
    tightness="zero",
    remark="attained for d = 1 by f = H x|x|/2; sums of such f come to √(2/π) of it for every d",
)

CLAIMS = (ROBUST, ROBUST_SHARP, ROBUST_RANGE, FAITHFUL, FAITHFUL_SHARP)
