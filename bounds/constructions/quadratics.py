"""Quadratic scores and their gradients, gradients × input, and integrated gradients: Theorem 4.1 of Tan and Tian 2023.

∇f(x) = b + Ax, so H = ‖A‖₂, and the gradient is longest at a corner of any triangle. Along a path from the baseline r
to x the mean gradient is b + A(x + r)/2.
"""

from collections.abc import Callable, Mapping

from bounds.constructions.construction import Construction, Fields, gathered, vector
from bounds.constructions.vectors import Rows, Vector, applied, largest_eigenvalue, minus, norm, plus, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Points = tuple[Vector, Vector, Vector]
"""The inputs x and x̃, and the baseline r."""

Gradient = Callable[[Vector], Vector]

Explain = Callable[[PlaneOps, Gradient, Points], Fields]
"""A function ``(xp, ∇f, points) -> the fields of one explanation``."""


def _gradient(xp: PlaneOps, gradient: Gradient, points: Points) -> Fields:
    x, other, _ = points
    return {"explanation_gap": norm(xp, minus(gradient(x), gradient(other)))}


def _times_input(xp: PlaneOps, gradient: Gradient, points: Points) -> Fields:
    x, other, _ = points
    here, there = gradient(x), gradient(other)
    return {
        "explanation_gap": norm(xp, minus(_product(x, here), _product(other, there))),
        "gradient_part": norm(xp, _product(x, minus(here, there))),
        "input_part": norm(xp, _product(minus(x, other), there)),
        "gradient_gap": norm(xp, minus(here, there)),
        "input_bound": xp.maximum(norm(xp, x), norm(xp, other)),
        "largest_input": _largest(xp, (*x, *other)),
        "lipschitz": _largest(xp, (norm(xp, here), norm(xp, there))),
    }


def _integrated(xp: PlaneOps, gradient: Gradient, points: Points) -> Fields:
    x, other, baseline = points
    here, there = (times(0.5, plus(gradient(point), gradient(baseline))) for point in (x, other))
    away, other_away = minus(x, baseline), minus(other, baseline)
    return {
        "explanation_gap": norm(xp, minus(_product(away, here), _product(other_away, there))),
        "gradient_part": norm(xp, _product(away, minus(here, there))),
        "input_part": norm(xp, _product(minus(x, other), there)),
        "path_gap": norm(xp, minus(here, there)),
        "baseline_gap": norm(xp, away),
        "input_bound": _largest(xp, tuple(norm(xp, point) for point in points)),
        "largest_input": _largest(xp, (*away, *other_away)),
        "path_mean": 0.5 + 0.0 * x[0],
        "lipschitz": _largest(xp, tuple(norm(xp, gradient(point)) for point in points)),
    }


def _product(a: Vector, b: Vector) -> Vector:
    return tuple(x * y for x, y in zip(a, b, strict=True))


def _largest(xp: PlaneOps, a: Vector) -> Scalar:
    """The largest magnitude."""
    largest = xp.abs(a[0])
    for number in a[1:]:
        largest = xp.maximum(largest, xp.abs(number))
    return largest


EXPLAINED: Mapping[str, Explain] = {
    "gradient": _gradient,
    "gradient_input": _times_input,
    "integrated_gradients": _integrated,
}
"""The explanations of quadratic scores, by the names of their claims."""


def quadratic(explanation: str, dim: int) -> Construction:
    """Make the construction of the scores f(x) = ⟨b, x⟩ + xᵀAx/2, explained at two inputs.

    Args:
        explanation: The explanation, one of :data:`EXPLAINED`.
        dim: The number of columns, 1 or 2.

    Returns:
        The construction. L is the longest gradient on the triangle of both inputs and the baseline, where it matters.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"slope[0]": 1.0, "curvature[0]": 2.0, "input[0]": 3.0, "other[0]": 1.0, "baseline[0]": 0.0}
        >>> fields = quadratic("gradient_input", 1).fields(NUMPY_PLANE, point)
        >>> float(fields["explanation_gap"]), float(fields["lipschitz"]), float(fields["gradient_lipschitz"])
        (18.0, 7.0, 2.0)
    """
    explain = EXPLAINED[explanation]

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        slope, rows = gathered(given, "slope", dim), _symmetric(given, dim)
        x, other, baseline = (gathered(given, name, dim) for name in ("input", "other", "baseline"))

        def gradient(point: Vector) -> Vector:
            return plus(slope, applied(rows, point))

        return {
            **explain(xp, gradient, (x, other, baseline)),
            "input_gap": norm(xp, minus(x, other)),
            "gradient_lipschitz": largest_eigenvalue(xp, rows),
        }

    return Construction(
        f"{explanation}-{dim}",
        "vector",
        f"the {explanation.replace('_', ' ')} of a score ⟨b, x⟩ + xᵀAx/2 at two inputs, with a baseline",
        (
            *vector("slope", dim, 10.0),
            *vector("curvature", dim * (dim + 1) // 2, 10.0),
            *(parameter for name in ("input", "other", "baseline") for parameter in vector(name, dim, 10.0)),
        ),
        fields,
    )


def _symmetric(given: Mapping[str, Scalar], dim: int) -> Rows:
    if dim == 1:
        return ((given["curvature[0]"],),)
    return ((given["curvature[0]"], given["curvature[1]"]), (given["curvature[1]"], given["curvature[2]"]))


QUADRATICS = tuple(quadratic(explanation, dim) for explanation in EXPLAINED for dim in (1, 2))
"""Constructions of quadratic scores for one and for two columns."""
