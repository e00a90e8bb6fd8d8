"""Premises that several claims about explanations share."""

from bounds.claim import Kind, Premise
from bounds.gaussian import peak_density, total_variation
from bounds.ops import Ops, Scalar, Truth

PAPER = "Tan & Tian 2023"
"""The paper of these statements, as its public manuscript has them; the printed version may differ."""


def _variation(xp: Ops, total_variation: Scalar, input_gap: Scalar, sigma: Scalar) -> Truth:
    return xp.le(total_variation, _of_gaussians(xp, input_gap, sigma))


def _concave(xp: Ops, input_gap: Scalar, sigma: Scalar) -> Truth:
    return xp.le(_of_gaussians(xp, input_gap, sigma), peak_density(xp, sigma) * input_gap)


_of_gaussians = total_variation  # the field of this name hides the function within the formulas

EXPLANATION_GAP = Premise(
    "‖φ(x) − φ(x̃)‖ ≥ 0", Kind.DOMAIN, lambda xp, explanation_gap: explanation_gap >= 0.0, "a norm"
)
INPUT_GAP = Premise("‖x − x̃‖ ≥ 0", Kind.DOMAIN, lambda xp, input_gap: input_gap >= 0.0, "a norm")
LIPSCHITZ = Premise("L ≥ 0", Kind.DOMAIN, lambda xp, lipschitz: lipschitz >= 0.0, "a Lipschitz constant")
GRADIENT_LIPSCHITZ = Premise(
    "H ≥ 0", Kind.DOMAIN, lambda xp, gradient_lipschitz: gradient_lipschitz >= 0.0, "a Lipschitz constant"
)
RANGE = Premise("R ≥ 0", Kind.DOMAIN, lambda xp, range: range >= 0.0, "a bound on |f|")  # noqa: A006
SIGMA = Premise("σ > 0", Kind.DOMAIN, lambda xp, sigma: sigma > 0.0, "a standard deviation")
DIM = Premise("d ≥ 1", Kind.DOMAIN, lambda xp, dim: dim >= 1.0, "a number of columns")
INPUT_BOUND = Premise("β ≥ 0", Kind.DOMAIN, lambda xp, input_bound: input_bound >= 0.0, "a bound on a norm")
VARIATION = Premise(
    "d_TV ≤ erf(‖x − x̃‖/(2√2 σ))",
    Kind.LEMMA,
    _variation,
    "the total variation distance of N(x, σ²I) and N(x̃, σ²I); both are equal",
)
CONCAVE = Premise(
    "erf(‖x − x̃‖/(2√2 σ)) ≤ ‖x − x̃‖/(√(2π) σ)",
    Kind.INEQUALITY,
    _concave,
    "erf is concave above 0, with the slope 2/√π at 0",
)
