"""Theorem 4.1 of Tan and Tian 2023 for LIME: the weights φ of a ridge regression on perturbed inputs.

φ minimises Σ π_k (f(y_k) − φᵀz_k)² + λ‖φ‖². y_k is the k-th perturbed input, z_k says what it is to LIME (0 or 1 for
every column or superpixel that is kept: at most √d long), and π_k ≥ 0 is its weight. Σ π_k ≤ 1: a regression with other
weights is the same after both, the weights and λ, are divided by the sum.

Let x move with the velocity v, and y_k no faster. f(y_k) changes by at most L‖v‖, log π_k by at most M‖v‖, and
differentiating (ZᵀΠZ + λI) φ = ZᵀΠ f gives φ' = (ZᵀΠZ + λI)⁻¹ ZᵀΠ (f' + e ∘ (log π)') with the residuals e = f − Zφ.
Σ π_k e_k² ≤ Σ π_k f_k² ≤ R², because 0 is no better than φ. So ‖φ'‖ ≤ g (L + RM)‖v‖, where g = max s/(λ + s²) over the
singular values s of Π^{1/2}Z, 0 ≤ s ≤ ρ. s/(λ + s²) rises up to √λ, so that g ≤ m/(λ + m²) with m = min(ρ, √λ).
An intercept that is not penalised only centres z and f by weighted means, and changes nothing.

M = 0 where weights depend on z_k alone, as for masks, or where perturbations move with x. With the weights
exp(−‖x − y_k‖²/2σ²)/n, and y_k = x where z_k keeps it, else the baseline, M = β/σ² if ‖x − y_k‖ ≤ β, and 2β/σ² if the
weights are then divided by their sum. Two inputs with f = ±R and log-weights that change by ±M attain the bound, if
there are features of length m.

The printed bound is larger by (1 + d/λ) exp(2β/σ²) in its second part, whose exponent is no pure number: it changes
with the unit of x.
"""

from bounds.claim import Claim, Kind, Premise, substitute
from bounds.claims.explanations.premises import (
    DIM,
    EXPLANATION_GAP,
    INPUT_BOUND,
    INPUT_GAP,
    LIPSCHITZ,
    PAPER,
    RANGE,
    SIGMA,
)
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative, unit_cost

THEOREM = f"{PAPER}, Theorem 4.1, LIME"


# The bounds


def _printed(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    ridge: Scalar,
    dim: Scalar,
    sigma: Scalar,
    input_bound: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    of_scores = xp.sqrt(dim) / ridge * lipschitz
    of_weights = xp.sqrt(dim) / ridge * range * input_bound / (sigma * sigma) * ((ridge + dim) / ridge)
    return 0.0, (of_scores + of_weights * xp.exp(2.0 * input_bound / (sigma * sigma))) * input_gap


def _sharp(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    ridge: Scalar,
    feature_bound: Scalar,
    weight_rate: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    gain = unit_cost(xp.minimum(feature_bound, xp.sqrt(ridge)), ridge)
    return 0.0, gain * (lipschitz + range * weight_rate) * input_gap


# Premises


def _regressed(
    xp: Ops,
    explanation_gap: Scalar,
    feature_scale: Scalar,
    ridge: Scalar,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    weight_rate: Scalar,
    input_gap: Scalar,
) -> Truth:
    return xp.le(explanation_gap, unit_cost(feature_scale, ridge) * (lipschitz + range * weight_rate) * input_gap)


def _mask_rate(xp: Ops, input_bound: Scalar, sigma: Scalar) -> Scalar:
    """Compute β/σ², the rate at which log-weights −‖x − y_k‖²/2σ² of masked inputs change."""
    return input_bound / (sigma * sigma)


RIDGE = Premise("λ > 0", Kind.DOMAIN, lambda xp, ridge: ridge > 0.0, "a ridge")
FEATURE_SCALE = Premise("s ≥ 0", Kind.DOMAIN, lambda xp, feature_scale: feature_scale >= 0.0, "a singular value")
FEATURE_BOUND = Premise("ρ ≥ 0", Kind.DOMAIN, lambda xp, feature_bound: feature_bound >= 0.0, "a norm")
WEIGHT_RATE = Premise("M ≥ 0", Kind.DOMAIN, lambda xp, weight_rate: weight_rate >= 0.0, "a Lipschitz constant")
REGRESSED_MASKS = Premise(
    "‖φ(x) − φ(x̃)‖ ≤ s/(λ + s²) (L + Rβ/σ²) ‖x − x̃‖",
    Kind.LEMMA,
    substitute(_regressed, {"weight_rate": _mask_rate}),
    "derivative of a weighted ridge regression, s a singular value of its features; weights exp(−‖x − y_k‖²/2σ²)/n",
)
REGRESSED = Premise(
    "‖φ(x) − φ(x̃)‖ ≤ s/(λ + s²) (L + RM) ‖x − x̃‖",
    Kind.LEMMA,
    _regressed,
    "derivative of a weighted ridge regression, s a singular value of its features",
)
MASKS = Premise(
    "s ≤ √d",
    Kind.INEQUALITY,
    lambda xp, feature_scale, dim: xp.le(feature_scale * feature_scale, dim),
    "features are 0 or 1, weights add up to at most 1",
)
WITHIN_FEATURES = Premise(
    "s ≤ ρ",
    Kind.INEQUALITY,
    lambda xp, feature_scale, feature_bound: xp.le(feature_scale, feature_bound),
    "ρ² ≥ λ_max(Σ π_k z_k z_kᵀ)",
)


# The claims

_GIVEN = (EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, RANGE, RIDGE)

ROBUST = Claim(
    id="lime.robust",
    fields=(
        "explanation_gap",
        "input_gap",
        "lipschitz",
        "range",
        "ridge",
        "dim",
        "sigma",
        "input_bound",
        "feature_scale",
    ),
    premises=(*_GIVEN, DIM, SIGMA, INPUT_BOUND, FEATURE_SCALE, REGRESSED_MASKS, MASKS),
    value=lambda xp, explanation_gap: explanation_gap,
    interval=_printed,
    trivial=non_negative,
    source=f"{THEOREM}, with the constant 1 for both terms",
    statement="‖φ(x) − φ(x̃)‖ ≤ (√d L/λ + βR(λ + d)√d/(λ²σ²) exp(2β/σ²)) ‖x − x̃‖",
    theory="true",
    remark="for weights exp(−‖x − y_k‖²/2σ²)/n; neither (λ + d)/λ nor the exponential is needed",
    tightness="zero",
)

ROBUST_SHARP = Claim(
    id="lime.robust_sharp",
    fields=(
        "explanation_gap",
        "input_gap",
        "lipschitz",
        "range",
        "ridge",
        "feature_bound",
        "weight_rate",
        "feature_scale",
    ),
    premises=(*_GIVEN, FEATURE_BOUND, WEIGHT_RATE, FEATURE_SCALE, REGRESSED, WITHIN_FEATURES),
    value=ROBUST.value,
    interval=_sharp,
    trivial=non_negative,
    source=f"{THEOREM}, sharpened",
    statement="‖φ(x) − φ(x̃)‖ ≤ m/(λ + m²) (L + RM) ‖x − x̃‖, m = min(ρ, √λ)",
    theory="true",
    remark="ρ = √d for features 0 or 1; M = 0 for weights that do not depend on x, then at most L/(2√λ)",
    tightness="zero",
)

CLAIMS = (ROBUST, ROBUST_SHARP)
