"""Free scalars of the claims about explanations: sizes, and shares of what each premise allows."""

from collections.abc import Mapping

from bounds.constructions.construction import (
    Construction,
    Fields,
    choice,
    positive,
    scalars,
    shares,
    sizes,
)
from bounds.gaussian import mean_clip, peak_density, total_variation
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps
from bounds.scalars import unit_cost

Given = Mapping[str, Scalar]

DIM = choice("dim", *range(1, 10))
"""A number of columns."""


# Gradients


def _gradient(xp: PlaneOps, given: Given) -> Fields:
    gap, steepness = given["input_gap"], given["gradient_lipschitz"]
    return {
        "input_gap": gap,
        "gradient_lipschitz": steepness,
        "explanation_gap": given["gap_share"] * steepness * gap,
    }


def _in_parts(given: Given, gradient_part: Scalar) -> Fields:
    """The parts of a difference of explanations that are gradients times something."""
    input_part = given["input_share"] * given["lipschitz"] * given["input_gap"]
    return {
        **{name: given[name] for name in ("input_gap", "lipschitz", "gradient_lipschitz", "input_bound")},
        "gradient_part": gradient_part,
        "input_part": input_part,
        "explanation_gap": given["gap_share"] * (gradient_part + input_part),
    }


def _times_input(xp: PlaneOps, given: Given) -> Fields:
    gradient_gap = given["gradient_share"] * given["gradient_lipschitz"] * given["input_gap"]
    parts = _in_parts(given, given["part_share"] * given["input_bound"] * gradient_gap)
    return {**parts, "gradient_gap": gradient_gap, "largest_input": given["input_bound"]}


def _integrated(xp: PlaneOps, given: Given) -> Fields:
    path_gap = given["gradient_share"] * given["gradient_lipschitz"] * given["input_gap"] / 2.0
    baseline_gap = given["baseline_share"] * given["input_bound"] * 2.0
    parts = _in_parts(given, given["part_share"] * baseline_gap * path_gap)
    path = {"path_gap": path_gap, "path_mean": 0.5 + 0.0 * path_gap}
    return {**parts, **path, "baseline_gap": baseline_gap, "largest_input": baseline_gap}


_PARTS = sizes("input_gap", "lipschitz", "gradient_lipschitz", "input_bound")

# Shapley values and LIME


def _shapley(xp: PlaneOps, given: Given) -> Fields:
    dim, most = given["dim"], given["lipschitz"] * given["input_gap"]
    along = given["along_share"] * most / xp.sqrt(dim)
    across = given["across_share"] * most * xp.where(dim > 1.0, 2.0 - 1.0 / xp.sqrt(xp.maximum(dim - 1.0, 1.0)), 0.0)
    return {
        **{name: given[name] for name in ("dim", "input_gap", "lipschitz")},
        "gap_along": along,
        "gap_across": across,
        "explanation_gap": given["gap_share"] * xp.sqrt(along * along + across * across),
    }


def _regressed(xp: PlaneOps, given: Given) -> Fields:
    ridge, sigma, most = given["ridge"], given["sigma"], xp.sqrt(given["dim"])
    scale, rate = given["scale_share"] * most, given["input_bound"] / (sigma * sigma)
    speed = given["lipschitz"] + given["range"] * rate
    return {
        **{name: given[name] for name in ("dim", "input_gap", "lipschitz", "range", "ridge", "sigma", "input_bound")},
        "feature_scale": scale,
        "feature_bound": most,
        "weight_rate": rate,
        "explanation_gap": given["gap_share"] * unit_cost(scale, ridge) * speed * given["input_gap"],
    }


# Smoothing


def _smoothed(xp: PlaneOps, given: Given) -> Fields:
    gap, slope, height, sigma = (given[name] for name in ("input_gap", "lipschitz", "range", "sigma"))
    apart = given["variation_share"] * total_variation(xp, gap, sigma)
    steepest, bent = 2.0 * peak_density(xp, sigma), 4.0 * peak_density(xp, sigma) * xp.exp(-0.5) / sigma
    curvature = xp.minimum(steepest * slope, bent * height)
    smoothed_slope = slope * xp.erf(height / (xp.sqrt(2.0) * slope * sigma))
    line_gap = 2.0 * mean_clip(xp, gap / 2.0, slope, height, sigma)
    most = xp.minimum(xp.minimum(smoothed_slope * gap, line_gap), 2.0 * height * apart)
    return {
        **{name: given[name] for name in ("input_gap", "lipschitz", "range", "sigma")},
        "total_variation": apart,
        "curvature": curvature,
        "smoothed_slope": smoothed_slope,
        "line_gap": line_gap,
        "explanation_gap": given["gap_share"] * xp.minimum(2.0 * slope * apart, curvature * gap),
        "smoothed_gap": given["score_share"] * xp.maximum(most, 0.0),
    }


def _error(xp: PlaneOps, given: Given) -> Fields:
    length = given["norm_share"] * xp.sqrt(given["dim"] - 1.0 + 2.0 / xp.pi)
    return {
        **{name: given[name] for name in ("dim", "gradient_lipschitz", "sigma")},
        "gaussian_norm": length,
        "explanation_error": given["gap_share"] * given["gradient_lipschitz"] * given["sigma"] * length,
    }


def mixed(*, density: bool) -> Construction:
    """Make the free scalars of means over distributions about two inputs.

    Args:
        density: Whether γ bounds ∫|p − q|, which is twice the usual distance.

    Returns:
        The construction.

    Examples:
        >>> mixed(density=True).name, mixed(density=False).name
        ('mixture-density-scalars', 'mixture-scalars')
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        gap, radius, height = given["input_gap"], given["cube_radius"], given["range"]
        rate = (1.0 if density else 0.5) * xp.sqrt(given["dim"]) / radius
        apart = given["variation_share"] * rate * gap * (0.5 if density else 1.0)
        return {
            **{name: given[name] for name in ("input_gap", "cube_radius", "range", "dim")},
            "mixing_rate": rate,
            "total_variation": apart,
            "density_gap": 2.0 * apart,
            "smoothed_gap": given["gap_share"] * 2.0 * height * apart,
        }

    statement = f"means over cubes about two inputs, γ of {'∫|p − q|' if density else 'd_TV'}"
    parameters = (*sizes("input_gap", "range"), positive("cube_radius", 1 / 20, 20.0), DIM)
    name = "mixture" + "-density" * density
    return scalars(name, statement, (*parameters, *shares("variation", "gap")), fields)


# Faithfulness


def _faithful(xp: PlaneOps, given: Given) -> Fields:
    """The fields of Theorem 5.2 with αν < 1: ν below the lesser root of α²ν² − 2ν + 1, τ and P/G just above it."""
    cosine, norm = given["least_cosine"], given["gradient_norm"]
    alignment = given["closeness"] * cosine
    square = alignment * alignment
    low = given["low_share"] * (1.0 - xp.sqrt(1.0 - square)) / square
    high = low + given["high_share"] * ((1.0 + square * low * low) / 2.0 - low)
    effect = norm * (low + given["effect_share"] * (high - low))
    squares = norm * norm + effect * effect
    error = squares - 2.0 * (cosine + given["turn_share"] * (1.0 - cosine)) * norm * effect
    there = alignment * low * norm
    best = effect * effect * (1.0 + square - 2.0 * alignment * cosine)
    least = xp.minimum(there * there + effect * effect - 2.0 * there * effect * cosine, best)
    return {
        "least_cosine": cosine,
        "gradient_norm": norm,
        "alignment": alignment,
        "ratio_low": low,
        "ratio_high": high,
        "effect_norm": effect,
        "gradient_error": xp.sqrt(xp.maximum(error, 0.0)),
        "least_error": given["gap_share"] * xp.sqrt(xp.maximum(xp.minimum(least, error), 0.0)),
    }


EXPLANATION_SCALARS = (
    scalars(
        "gradient", "gradients at two inputs", (*sizes("input_gap", "gradient_lipschitz"), *shares("gap")), _gradient
    ),
    scalars(
        "gradient-input",
        "gradients × inputs at two inputs",
        (*_PARTS, *shares("gradient", "part", "input", "gap")),
        _times_input,
    ),
    scalars(
        "integrated-gradients",
        "integrated gradients at two inputs",
        (*_PARTS, *shares("gradient", "baseline", "part", "input", "gap")),
        _integrated,
    ),
    scalars(
        "shapley",
        "Shapley values at two inputs",
        (DIM, *sizes("input_gap", "lipschitz"), *shares("along", "across", "gap")),
        _shapley,
    ),
    scalars(
        "regression",
        "weighted ridge regressions at two inputs",
        (
            DIM,
            *sizes("input_gap", "lipschitz", "range", "input_bound"),
            positive("ridge", 1 / 99, 99.0),
            positive("sigma", 1.0, 20.0),
            *shares("scale", "gap"),
        ),
        _regressed,
    ),
    scalars(
        "smoothed",
        "scores smoothed by a normal distribution, and their gradients, at two inputs",
        (
            *sizes("input_gap", "range"),
            positive("lipschitz", 1 / 99, 10.0),
            positive("sigma", 1 / 20, 20.0),
            *shares("variation", "gap", "score"),
        ),
        _smoothed,
    ),
    scalars(
        "smoothing-error",
        "a gradient and its mean over a normal distribution",
        (DIM, *sizes("gradient_lipschitz"), positive("sigma", 1 / 20, 20.0), *shares("norm", "gap")),
        _error,
    ),
    mixed(density=False),
    mixed(density=True),
    scalars(
        "faithfulness",
        "lengths and angles of SmoothGrad over all σ, of the gradient, and of the effects of single columns",
        (
            positive("least_cosine", 1 / 20, 1.0),
            positive("gradient_norm", 1 / 20, 20.0),
            *(positive(name, 1 / 99, 1.0) for name in ("closeness", "low_share", "high_share")),
            positive("effect_share", 1 / 99, 1.0),
            *shares("turn", "gap"),
        ),
        _faithful,
    ),
)
"""Free scalars of every claim about explanations."""
