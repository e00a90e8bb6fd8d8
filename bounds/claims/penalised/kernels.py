"""Kernel regression: what is certain of a robust regressor f_R(x) = k_xᵀw_R, w_R = B⁻¹Y, without B⁻¹; B = K_R + βI.

Kernel regression is training with the penalty β times the squared norm of the function. Any weights w have the residual
r = Y − Bw, and any v, meant for B⁻¹k_x, have r_x = k_x − Bv. Then

    f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r,    w_R = w + B⁻¹r,

and all that has to be known of B⁻¹ is that its eigenvalues lie between 0 and 1/β. So 2βB⁻¹ − I does not lengthen any
vector, which gives the sharper forms: half of the radius, about another centre, as for the ball of Okumura et al. 2015.
Conjugate gradients make both residuals short. Upper bounds by Gauss-Radau quadrature with the node β (Meurant and Tichý
2019) are of the same kind: the least of zᵀ(r + ρ) + ‖ρ‖²/β, ρ = r − Bz, over a Krylov space.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.penalised.people import IN_BALL, RADIUS
from bounds.claims.penalised.premises import CENTRE_GAP
from bounds.facts.inner_products import cauchy_schwarz, homogeneous, reverse_triangle
from bounds.meaning import regression
from bounds.meaning.meaning import picked
from bounds.meaning.regression import jacobian, missed, no_eigenvalue_below, residual_x, rest, root, solved, weights_r
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative, positive_part

# The bounds


def _score(
    xp: Ops,
    corrected_score: Scalar,
    primal_residual: Scalar,
    dual_residual: Scalar,
    dual_bound: Scalar,
    ridge: Scalar,
) -> tuple[Scalar, Scalar]:
    short = xp.minimum(dual_residual / xp.sqrt(ridge), xp.sqrt(dual_bound))
    off = short * primal_residual / xp.sqrt(ridge)
    return corrected_score - off, corrected_score + off


def _score_sharp(
    xp: Ops,
    corrected_score: Scalar,
    residual_product: Scalar,
    primal_residual: Scalar,
    dual_residual: Scalar,
    ridge: Scalar,
) -> tuple[Scalar, Scalar]:
    middle = corrected_score + residual_product / (2.0 * ridge)
    off = dual_residual * primal_residual / (2.0 * ridge)
    return middle - off, middle + off


def _weights(xp: Ops, primal_residual: Scalar, ridge: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, primal_residual / (2.0 * ridge)


def _slope(xp: Ops, centre_slope: Scalar, steepness: Scalar, ball_radius: Scalar) -> tuple[Scalar, Scalar]:
    off = steepness * ball_radius
    return positive_part(xp, centre_slope - off), centre_slope + off


# Premises


def _corrected(xp: Ops, score_r: Scalar, corrected_score: Scalar, primal_energy: Scalar, dual_energy: Scalar) -> Truth:
    return xp.le(xp.abs(score_r - corrected_score), dual_energy * primal_energy)


def _reflected_product(
    xp: Ops,
    score_r: Scalar,
    corrected_score: Scalar,
    residual_product: Scalar,
    dual_residual: Scalar,
    reflected_norm: Scalar,
    ridge: Scalar,
) -> Truth:
    rest = 2.0 * ridge * (score_r - corrected_score) - residual_product
    return xp.le(xp.abs(rest), dual_residual * reflected_norm)


def _within_ridge(xp: Ops, primal_energy: Scalar, primal_residual: Scalar, ridge: Scalar) -> Truth:
    return xp.le(ridge * primal_energy * primal_energy, primal_residual * primal_residual)


def _dual_within_ridge(xp: Ops, dual_energy: Scalar, dual_residual: Scalar, ridge: Scalar) -> Truth:
    return xp.le(ridge * dual_energy * dual_energy, dual_residual * dual_residual)


def _slopes_near(xp: Ops, slope_r: Scalar, centre_slope: Scalar, steepness: Scalar, centre_gap: Scalar) -> Truth:
    return xp.le(xp.abs(slope_r - centre_slope), steepness * centre_gap)


RIDGE = Premise("β > 0", Kind.DOMAIN, lambda xp, ridge: ridge > 0.0, "weight of the penalty")
PRIMAL_RESIDUAL = Premise("‖r‖ ≥ 0", Kind.DOMAIN, lambda xp, primal_residual: primal_residual >= 0.0, "a norm")
DUAL_RESIDUAL = Premise("‖r_x‖ ≥ 0", Kind.DOMAIN, lambda xp, dual_residual: dual_residual >= 0.0, "a norm")
DUAL_BOUND = Premise(
    "S ≥ 0", Kind.DOMAIN, lambda xp, dual_bound: dual_bound >= 0.0, "‖φ_x − Φᵀv‖² + β‖v‖² with features, K_R = ΦΦᵀ"
)
PRIMAL_ENERGY = Premise("√(rᵀB⁻¹r) ≥ 0", Kind.DOMAIN, lambda xp, primal_energy: primal_energy >= 0.0, "a norm")
DUAL_ENERGY = Premise("√(r_xᵀB⁻¹r_x) ≥ 0", Kind.DOMAIN, lambda xp, dual_energy: dual_energy >= 0.0, "a norm")
STEEPNESS = Premise("‖J_x‖ ≥ 0", Kind.DOMAIN, lambda xp, steepness: steepness >= 0.0, "a norm")
CENTRE_SLOPE = Premise("‖J_xᵀc‖ ≥ 0", Kind.DOMAIN, lambda xp, centre_slope: centre_slope >= 0.0, "a norm")
SLOPE_R = Premise("b ≥ 0", Kind.DOMAIN, lambda xp, slope_r: slope_r >= 0.0, "a norm")
CORRECTED = Premise(
    "|f_R(x) − k_xᵀw − vᵀr| ≤ √(r_xᵀB⁻¹r_x) √(rᵀB⁻¹r)",
    Kind.INEQUALITY,
    _corrected,
    "f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r, and Cauchy-Schwarz in the inner product of B⁻¹",
    because=(cauchy_schwarz(root(rest), root(missed)),),
)
WITHIN_RIDGE = Premise(
    "β rᵀB⁻¹r ≤ ‖r‖²",
    Kind.INEQUALITY,
    _within_ridge,
    "no eigenvalue of B is below β",
    because=(no_eigenvalue_below(root(missed)),),
)
DUAL_WITHIN_RIDGE = Premise(
    "β r_xᵀB⁻¹r_x ≤ ‖r_x‖²",
    Kind.INEQUALITY,
    _dual_within_ridge,
    "no eigenvalue of B is below β",
    because=(no_eigenvalue_below(root(rest)),),
)
WITHIN_BOUND = Premise(
    "r_xᵀB⁻¹r_x ≤ S",
    Kind.INEQUALITY,
    lambda xp, dual_energy, dual_bound: xp.le(dual_energy * dual_energy, dual_bound),
    "k_xᵀB⁻¹k_x ≤ K(x, x), since the kernel matrix of the training inputs and x is positive semi-definite",
    because=(regression.matrix_is_positive(solved + rest),),
)
REFLECTED = Premise(
    "‖(2βB⁻¹ − I) r‖ ≤ ‖r‖",
    Kind.INEQUALITY,
    lambda xp, reflected_norm, primal_residual: xp.le(reflected_norm, primal_residual),
    "the eigenvalues of B⁻¹ lie between 0 and 1/β",
    because=(no_eigenvalue_below(missed),),
)
REFLECTED_PRODUCT = Premise(
    "|2β(f_R(x) − k_xᵀw − vᵀr) − r_xᵀr| ≤ ‖r_x‖‖(2βB⁻¹ − I) r‖",
    Kind.INEQUALITY,
    _reflected_product,
    "f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r, and Cauchy-Schwarz",
    because=(cauchy_schwarz(residual_x, regression.reflected),),
)
REFLECTED_GAP = Premise(
    "2β‖w + r/2β − w_R‖ = ‖(2βB⁻¹ − I) r‖",
    Kind.INEQUALITY,
    lambda xp, ridge, centre_gap, reflected_norm: xp.le(2.0 * ridge * centre_gap, reflected_norm),
    "w_R = w + B⁻¹r; that it is no larger is enough",
    because=(homogeneous(regression.twice_ridge, regression.off_centre),),
)
SLOPES_NEAR = Premise(
    "|b − ‖J_xᵀc‖| ≤ ‖J_x‖‖c − w_R‖",
    Kind.INEQUALITY,
    _slopes_near,
    "reverse triangle inequality; leaving columns out only shrinks the difference",
    because=(
        reverse_triangle(jacobian(weights_r), jacobian(regression.centre)),
        regression.jacobian_below(weights_r - regression.centre),
    ),
)


# The claims

_SCORE = (
    *("score_r", "corrected_score", "primal_residual", "dual_residual", "dual_bound", "ridge"),
    *("primal_energy", "dual_energy"),
)
_SCORE_SHARP = (
    *("score_r", "corrected_score", "residual_product", "primal_residual", "dual_residual", "ridge"),
    "reflected_norm",
)
_WEIGHTS = ("centre_gap", "primal_residual", "ridge", "reflected_norm")
_SLOPE = ("slope_r", "centre_slope", "steepness", "ball_radius", "centre_gap")

SCORE = Claim(
    id="ridge.score",
    fields=_SCORE,
    premises=(
        *(RIDGE, PRIMAL_RESIDUAL, DUAL_RESIDUAL, DUAL_BOUND, PRIMAL_ENERGY, DUAL_ENERGY),
        *(CORRECTED, WITHIN_RIDGE, DUAL_WITHIN_RIDGE, WITHIN_BOUND),
    ),
    value=lambda xp, score_r: score_r,
    interval=_score,
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="Pierce and Giles 2000; Meurant and Tichý 2019",
    statement="|f_R(x) − k_xᵀw − vᵀr| ≤ min(‖r_x‖/√β, √S) ‖r‖/√β, S = K(x, x) − vᵀ(k_x + r_x)",
    theory="true",
    remark="for any w and v; with v = 0, √K(x, x) ‖r‖/√β",
    meaning=picked(regression.SCORES, _SCORE),
)

SCORE_SHARP = Claim(
    id="ridge.score_sharp",
    fields=_SCORE_SHARP,
    premises=(RIDGE, PRIMAL_RESIDUAL, DUAL_RESIDUAL, REFLECTED, REFLECTED_PRODUCT),
    value=SCORE.value,
    interval=_score_sharp,
    trivial=SCORE.trivial,
    source="ridge.score, sharpened",
    statement="|f_R(x) − k_xᵀw − vᵀr − r_xᵀr/2β| ≤ ‖r_x‖‖r‖/2β",
    theory="true",
    remark="half of ridge.score's ‖r_x‖‖r‖/β, about another centre",
    meaning=picked(regression.SCORES, _SCORE_SHARP),
)

WEIGHTS = Claim(
    id="ridge.weights",
    fields=_WEIGHTS,
    premises=(RIDGE, PRIMAL_RESIDUAL, CENTRE_GAP, REFLECTED, REFLECTED_GAP),
    value=lambda xp, centre_gap: centre_gap,
    interval=_weights,
    trivial=non_negative,
    source="Okumura et al. 2015, for kernel regression",
    statement="‖w + r/2β − w_R‖ ≤ ‖r‖/2β",
    theory="true",
    tightness="zero",
    remark="half of ‖r‖/β, how far w itself may be",
    meaning=picked(regression.SCORES, _WEIGHTS),
)

SLOPE = Claim(
    id="ridge.slope",
    fields=_SLOPE,
    premises=(RADIUS, CENTRE_GAP, STEEPNESS, CENTRE_SLOPE, SLOPE_R, IN_BALL, SLOPES_NEAR),
    value=lambda xp, slope_r: slope_r,
    interval=_slope,
    trivial=non_negative,
    source="triangle inequality",
    statement="(‖J_xᵀc‖ − ‖J_x‖R)₊ ≤ ‖∇f_R(x)‖ ≤ ‖J_xᵀc‖ + ‖J_x‖R if ‖w_R − c‖ ≤ R",
    theory="true",
    remark="J_x the Jacobian of x ↦ K(x, X_R); with it penalised.cost_along bounds the cost",
    meaning=picked(regression.SLOPES, _SLOPE),
)

CLAIMS = (SCORE, SCORE_SHARP, WEIGHTS, SLOPE)
