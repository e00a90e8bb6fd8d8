"""Scores that bend at a few points, and what smoothing makes of them in closed form: SmoothGrad and Proposition 4.2.

The scores are functions of the first column alone. Smoothing in all directions is then smoothing along that column.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, real, vector
from bounds.constructions.vectors import norm
from bounds.gaussian import mean_clip, mean_clip_slope, mean_distance, peak_density, total_variation
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]


class Smoothed(NamedTuple):
    """The smoothed score f_σ at one point, and its derivative φ_σ along the first column."""

    score: Scalar
    slope: Scalar


Smoother = Callable[[PlaneOps, Scalar, Given], Smoothed]
"""A function ``(xp, x_1, parameters by name) -> the smoothed score there``."""


def _height(given: Given) -> Scalar:
    """R, by the distance ``reach`` = R/s within which a slope s is not clipped."""
    return given["slope"] * given["reach"]


def _clip(xp: PlaneOps, along: Scalar, given: Given) -> Smoothed:
    """Smooth clip(s (t − c), −R, R)."""
    slope, height, sigma = given["slope"], _height(given), given["sigma"]
    away = along - given["centre"]
    return Smoothed(mean_clip(xp, away, slope, height, sigma), mean_clip_slope(xp, away, slope, height, sigma))


def _well(xp: PlaneOps, along: Scalar, given: Given) -> Smoothed:
    """Smooth clip(s (|t| − c), −R, R) for c ≥ R/s: two clips, one of them mirrored."""
    slope, height, sigma = given["slope"], _height(given), given["sigma"]
    centre = given["reach"] + given["centre"]
    right, left = along - centre, -along - centre
    score = mean_clip(xp, right, slope, height, sigma) + mean_clip(xp, left, slope, height, sigma) + height
    gradient = mean_clip_slope(xp, right, slope, height, sigma) - mean_clip_slope(xp, left, slope, height, sigma)
    return Smoothed(score, gradient)


def _bounded(name: str, dim: int, statement: str, smoother: Smoother) -> Construction:
    """Make the construction of scores with the steepness s that lie between ±R, for SmoothGrad and Proposition 4.2."""

    def fields(xp: PlaneOps, given: Given) -> Fields:
        slope, height, sigma, x = given["slope"], _height(given), given["sigma"], given["input"]
        gap = norm(xp, (given["distance"], *((given["across"],) if dim > 1 else ())))
        here, there = (smoother(xp, along, given) for along in (x, x + given["distance"]))
        steepest, bent = 2.0 * peak_density(xp, sigma), 4.0 * peak_density(xp, sigma) * xp.exp(-0.5) / sigma
        return {
            "smoothed_gap": xp.abs(here.score - there.score),
            "explanation_gap": xp.abs(here.slope - there.slope),
            "input_gap": gap,
            "lipschitz": slope,
            "range": height,
            "sigma": sigma,
            "total_variation": total_variation(xp, gap, sigma),
            "curvature": xp.minimum(steepest * slope, bent * height),
            "smoothed_slope": slope * xp.erf(given["reach"] / (xp.sqrt(2.0) * sigma)),
            "line_gap": 2.0 * mean_clip(xp, gap / 2.0, slope, height, sigma),
        }

    parameters = (
        positive("slope", 1 / 99, 99.0),
        positive("reach", 1 / 999, 20.0),
        non_negative("centre", 10.0),
        real("input", 10.0),
        positive("distance", 1 / 999, 20.0),  # nearer inputs have scores that are equal but for the last digits
        *((non_negative("across", 10.0),) if dim > 1 else ()),
        positive("sigma", 1 / 20, 20.0),
    )
    return Construction(f"{name}-{dim}", "vector", statement, parameters, fields)


def clipped(dim: int) -> Construction:
    """Make the construction of smoothed slopes that are clipped, f(x) = clip(s (x_1 − c), −R, R), at two inputs.

    Args:
        dim: The number of columns, 1 or 2. In the second one only the inputs differ.

    Returns:
        The construction.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"slope": 10.0, "reach": 0.1, "centre": 0.0, "input": -0.01, "distance": 0.02, "sigma": 1.0}
        >>> fields = clipped(1).fields(NUMPY_PLANE, point)
        >>> round(float(fields["smoothed_gap"] / fields["input_gap"]), 3)  # Proposition 4.2 allows R/(2σ) = 0.5
        0.797
    """
    return _bounded("clip", dim, "a score clip(s (x_1 − c), −R, R) of slope s, smoothed by σ, at two inputs", _clip)


def well(dim: int) -> Construction:
    """Make the construction of smoothed wells, f(x) = clip(s (|x_1| − c) − R, −R, R), at two inputs.

    With c = 0 and a large height R these are s|⟨v, x⟩| up to a constant, and with a large s steps from −R to R at ±c.

    Args:
        dim: The number of columns, 1 or 2. In the second one only the inputs differ.

    Returns:
        The construction.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"slope": 1.0, "reach": 20.0, "centre": 0.0, "input": -0.01, "distance": 0.02, "sigma": 1.0}
        >>> fields = well(1).fields(NUMPY_PLANE, point)
        >>> round(float(fields["explanation_gap"] / fields["input_gap"]), 3)  # √(2/π)
        0.798
    """
    return _bounded(
        "well", dim, "a score clip(s (|x_1| − c) − R, −R, R) of slope s, smoothed by σ, at two inputs", _well
    )


def curved(dim: int) -> Construction:
    """Make the construction of the scores f(x) = Σ b_i x_i|x_i|/2, whose gradients (b_i|x_i|) have the slope max|b_i|.

    Args:
        dim: The number of columns, 1 or 2.

    Returns:
        The construction, for the distance of SmoothGrad from the gradient.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> fields = curved(1).fields(NUMPY_PLANE, {"bend[0]": 2.0, "input[0]": 0.0, "sigma": 1.0})
        >>> round(float(fields["explanation_error"]), 4), float(fields["gradient_lipschitz"])  # 2 √(2/π)
        (1.5958, 2.0)
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        bends, x, sigma = gathered(given, "bend", dim), gathered(given, "input", dim), given["sigma"]
        error = tuple(
            bend * (mean_distance(xp, place, sigma) - xp.abs(place)) for bend, place in zip(bends, x, strict=True)
        )
        steepest = xp.abs(bends[0])
        for bend in bends[1:]:
            steepest = xp.maximum(steepest, xp.abs(bend))
        return {
            "explanation_error": norm(xp, error),
            "gradient_lipschitz": steepest,
            "sigma": sigma,
            "dim": float(dim) + 0.0 * sigma,
            "gaussian_norm": xp.sqrt(2.0 / xp.pi if dim == 1 else xp.pi / 2.0) + 0.0 * sigma,
        }

    return Construction(
        f"curved-{dim}",
        "vector",
        "a score Σ b_i x_i|x_i|/2, smoothed by σ, at the input x",
        (*vector("bend", dim, 10.0), *vector("input", dim, 10.0), positive("sigma", 1 / 20, 20.0)),
        fields,
    )


SMOOTHING = (clipped(1), clipped(2), well(1), well(2), curved(1), curved(2))
"""Constructions of smoothed scores for one and for two columns."""
