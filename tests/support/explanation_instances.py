"""Instances at which the claims about explanations are met, in numbers that follow from scores of one column."""

import math

STEP = 2.0**-20
"""A distance of two inputs that are near."""

BELOW = 1.0 - 1e-9
"""A factor that keeps a number below a limit in spite of rounding."""


def distance(a: float) -> float:
    """E|a + u|."""
    return a * math.erf(a / math.sqrt(2.0)) + math.sqrt(2.0 / math.pi) * math.exp(-a * a / 2.0)


def clipped(slope: float, height: float, gap: float) -> dict[str, float]:
    """f = clip(Lx, −R, R), σ = 1, at ±h/2."""
    half = height / slope
    value = slope * (distance(gap / 2.0 + half) - distance(gap / 2.0 - half)) * BELOW
    return {
        "smoothed_gap": value,
        "input_gap": gap,
        "lipschitz": slope,
        "sigma": 1.0,
        "range": height,
        "total_variation": math.erf(gap / math.sqrt(8.0)),
        "smoothed_slope": slope * math.erf(half / math.sqrt(2.0)),
        "line_gap": value,
    }


def kinked(gap: float) -> dict[str, float]:
    """f = |x|, σ = 1, at ±h/2."""
    variation = math.erf(gap / math.sqrt(8.0))
    fields = {"explanation_gap": 2.0 * variation * BELOW, "input_gap": gap, "lipschitz": 1.0, "sigma": 1.0}
    return fields | {"total_variation": variation}


def parabola(dim: float) -> dict[str, float]:
    """f = x|x|/2 at 0, σ = 1: H = 1, and E|u| = √(2/π)."""
    length = math.sqrt(2.0 / math.pi)
    fields = {"explanation_error": length * BELOW, "gaussian_norm": length, "gradient_lipschitz": 1.0}
    return fields | {"sigma": 1.0, "dim": dim}


# f = x − (1 − x)²/2 has the slope 1 and H = 1 at x = 1, and the slope 1 − h at 1 − h
TIMES_INPUT = {
    "explanation_gap": 2.0 * STEP - STEP * STEP,
    "input_gap": STEP,
    "lipschitz": 1.0,
    "gradient_lipschitz": 1.0,
    "input_bound": 1.0,
    "largest_input": 1.0,
    "gradient_part": STEP,
    "input_part": STEP - STEP * STEP,
    "gradient_gap": STEP,
}

# f = x, the baseline 0
INTEGRATED = {
    "explanation_gap": 1.0,
    "input_gap": 1.0,
    "lipschitz": 1.0,
    "gradient_lipschitz": 0.0,
    "input_bound": 2.0,
    "largest_input": 2.0,
    "path_mean": 0.5,
    "gradient_part": 0.0,
    "input_part": 1.0,
    "path_gap": 0.0,
    "baseline_gap": 2.0,
}

# one column, and two columns of which one gains what the other one loses, h = (1, 1)/√2
ONE_COLUMN = {
    "explanation_gap": 1.0,
    "input_gap": 1.0,
    "lipschitz": 1.0,
    "dim": 1.0,
    "gap_along": 1.0,
    "gap_across": 0.0,
}
TWO_COLUMNS = {
    "explanation_gap": math.sqrt(1.5) * BELOW,
    "input_gap": 1.0,
    "lipschitz": 1.0,
    "dim": 2.0,
    "gap_along": math.sqrt(0.5) * BELOW,
    "gap_across": 1.0,
}

# one mask that keeps the column, and a large ridge; two inputs with f = ±1 and weights that change by ±1
MASKED = {
    "explanation_gap": 1.0 / 1025.0,
    "input_gap": 1.0,
    "lipschitz": 1.0,
    "range": 1.0,
    "ridge": 1024.0,
    "dim": 1.0,
    "sigma": 1.0,
    "input_bound": 0.0,
    "feature_scale": 1.0,
}
REGRESSED = {
    "explanation_gap": STEP,
    "input_gap": STEP,
    "lipschitz": 1.0,
    "range": 1.0,
    "ridge": 1.0,
    "feature_bound": 1.0,
    "feature_scale": 1.0,
    "weight_rate": 1.0,
}

# f = −1 for |x| < 1, else 1, at ±h/2
STEPS = {
    "explanation_gap": 4.0 / math.sqrt(2.0 * math.pi * math.e) * STEP * BELOW,
    "input_gap": STEP,
    "lipschitz": 1e9,
    "range": 1.0,
    "sigma": 1.0,
    "curvature": 4.0 / math.sqrt(2.0 * math.pi * math.e) * BELOW,
}

# φ_σ keeps the angle arccos .8 to p: P/G is ν and τ, and ανG = αP
ANGLED = {
    "least_error": 0.3 * BELOW**9,
    "gradient_error": 0.6,
    "effect_norm": 0.5,
    "gradient_norm": 1.0,
    "alignment": 0.8,
    "ratio_low": 0.5 * BELOW,
    "ratio_high": 0.5 / BELOW,
    "least_cosine": 0.8 / BELOW,
}

# two intervals of half width 1 that are 1 apart, f = ±1 where only one of them is
CUBE = {
    "smoothed_gap": 1.0,
    "input_gap": 1.0,
    "range": 1.0,
    "dim": 1.0,
    "cube_radius": 1.0,
    "total_variation": 0.5,
    "density_gap": 1.0,
    "mixing_rate": 0.5 / BELOW,
}

EXPLAINED: dict[str, dict[str, float]] = {
    "gradient.robust": {"explanation_gap": 2.0, "input_gap": 1.0, "gradient_lipschitz": 2.0},
    "gradient_input.robust": TIMES_INPUT,
    "gradient_input.robust_sharp": TIMES_INPUT,
    "integrated_gradients.robust": INTEGRATED,
    "integrated_gradients.robust_sharp": INTEGRATED,
    "shap.robust": ONE_COLUMN,
    "shap.robust_sharp": TWO_COLUMNS,
    "lime.robust": MASKED,
    "lime.robust_sharp": REGRESSED,
    "smoothgrad.robust": kinked(STEP),
    "smoothgrad.robust_sharp": kinked(2.0),
    "smoothgrad.robust_range": STEPS,
    "smoothgrad.faithful": parabola(1.0),
    "smoothgrad.faithful_sharp": parabola(1.0),
    "smoothgrad.lipschitz": clipped(100.0, 1.0, 0.01),
    "smoothgrad.lipschitz_sharp": clipped(2.0, 1.0, 0.01),
    "smoothgrad.lipschitz_gap": clipped(2.0, 1.0, 2.0),
    "smoothgrad.tradeoff": ANGLED,
    "smoothgrad.tradeoff_sharp": ANGLED,
    "mixture.lipschitz": CUBE,
    "mixture.lipschitz_density": CUBE | {"mixing_rate": 1.0 / BELOW},
    "mixture.cube": CUBE,
}
"""Fields that meet the bound of each true claim about explanations, or nearly do, by id."""
