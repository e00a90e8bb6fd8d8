"""Central differences: slopes of a score that gives none, asked of as many points at once as the memory holds well."""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float

STEPS = {np.dtype(np.float32): 1e-2, np.dtype(np.float64): 1e-5}
"""Step of the differences in scaled units, by the type of the numbers: about the cube root of its rounding error."""

TOGETHER = 2**22
"""Largest number of numbers, 32 MiB in float64, in the points that a score is asked of at once."""


def step_for(*kinds: Any) -> float:
    """Give the step of differences of a score that computes in several types of number: that of the coarsest one.

    Args:
        *kinds: The types, as of the points and of the scores.

    Returns:
        The step, in scaled units.

    Examples:
        >>> step_for(np.float64), step_for(np.float64, np.float32)
        (1e-05, 0.01)
    """
    return max(STEPS.get(np.dtype(kind), 0.0) for kind in kinds)


def central_differences(
    score: Callable[[Any], Any], points: Float[np.ndarray, "m k"], *, step: float, together: int = TOGETHER
) -> Float[np.ndarray, "m k"]:
    """Compute the slopes of a score by central differences, with all shifted points in one call.

    Args:
        score: A function from points [n, k] to scores [n].
        points: The points, [m, k], float32 or float64.
        step: The step to either side.
        together: The largest number of numbers in the points of one call; more points are asked in several calls.

    Returns:
        The slopes in every column, in the type of the points; 0 where the score does not change by a step.

    Examples:
        >>> central_differences(lambda points: points[:, 0] ** 2, np.array([[3.0, 1.0]]), step=1e-5).round(6).tolist()
        [[6.0, 0.0]]
        >>> calls = []
        >>> def counted(points):
        ...     calls.append(len(points))
        ...     return points.sum(axis=1)
        >>> slopes = central_differences(counted, np.ones((5, 3)), step=1e-5)
        >>> calls
        [30]
    """
    count, width = points.shape
    slopes = np.zeros(count * width, points.dtype)
    pairs = max(together // max(2 * width, 1), 1)
    for start in range(0, count * width, pairs):
        places = np.arange(start, min(start + pairs, count * width))
        slopes[places] = _rises(score, points, places, points.dtype.type(step)) / points.dtype.type(2.0 * step)
    return slopes.reshape(count, width)


def _rises(score: Callable[[Any], Any], points: np.ndarray, places: np.ndarray, step: Any) -> np.ndarray:
    """Compute by how much the score rises over two steps, at points and columns counted row by row."""
    rows, columns = np.divmod(places, points.shape[1])
    shifted = np.concatenate([points[rows], points[rows]])
    here = np.arange(len(places))
    shifted[here, columns] += step
    shifted[len(places) + here, columns] -= step
    scores = np.asarray(score(shifted), points.dtype)
    return scores[: len(places)] - scores[len(places) :]
