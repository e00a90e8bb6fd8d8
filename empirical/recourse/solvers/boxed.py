"""SCFE's objective over a box where the score is linear: minimise (m − gᵀz)² + λ‖z‖² for low ≤ z ≤ high.

The solution is z = τg, clipped, with |τ|λ + |gᵀz| = |m|. The left side rises with |τ|, less steeply after each column
that comes to an end of its interval. So Newton's method, from 0, never passes the solution and reaches its piece.
"""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float


class Box(NamedTuple):
    """One side of the problem: z moves along the slope towards the target. All arrays are JAX's, or all are numpy's.

    Attributes:
        slope: The slopes g with the sign of the residual, [..., k].
        size: Their sizes |g|, [..., k].
        end: How far z may move on this side, at least 0, [..., k].
        missing: The sizes |m| of the residuals, [...].
        lam: The weights λ > 0, [...].
    """

    slope: Any
    size: Any
    end: Any
    missing: Any
    lam: Any


def box(slope: Any, missing: Any, lam: Any, ends: tuple[Any, Any]) -> Box:
    """Choose the side on which the solution is.

    Args:
        slope: The slopes g, [..., k].
        missing: The residuals m, [...].
        lam: The weights λ > 0, [...].
        ends: The smallest z, at most 0, and the largest, at least 0, [..., k].

    Returns:
        This side of the problem.

    Examples:
        >>> box(np.array([2.0]), np.array(-1.0), 0.5, (np.array([-3.0]), np.array([np.inf]))).end.tolist()
        [3.0]
    """
    xp = slope.__array_namespace__()
    onwards = xp.sign(missing)[..., None] * slope
    return Box(onwards, xp.abs(slope), xp.where(onwards > 0.0, ends[1], -ends[0]), xp.abs(missing), lam)


def stepped(side: Box, multiplier: Any) -> tuple[Any, Any]:
    """Take one step of Newton's method on the multiplier |τ|.

    Args:
        side: The problem.
        multiplier: The multipliers |τ| before the step, [...].

    Returns:
        The points z of the multipliers after the step, [..., k], and these multipliers.

    Examples:
        >>> everywhere = (np.full(1, -np.inf), np.full(1, np.inf))
        >>> side = box(np.ones(1), np.array(1.0), 1.0, everywhere)
        >>> [part.tolist() for part in stepped(side, np.array(0.0))]
        [[0.5], 0.5]
    """
    slope, size, end, missing, lam = side
    xp = slope.__array_namespace__()
    at_end = multiplier[..., None] * size >= end
    gained = xp.sum(xp.where(at_end, size * xp.where(at_end, end, 0.0), 0.0), axis=-1)
    steepness = xp.sum(xp.where(at_end, 0.0, size * size), axis=-1)
    multiplier = xp.maximum((missing - gained) / (lam + steepness), xp.zeros_like(gained))
    return xp.sign(slope) * xp.minimum(multiplier[..., None] * size, end), multiplier


def boxed_minimisers(
    slope: Float[np.ndarray, "m k"],
    missing: Float[np.ndarray, " m"],
    lam: Float[np.ndarray, " m"],
    ends: tuple[Float[np.ndarray, "m k"], Float[np.ndarray, "m k"]],
) -> Float[np.ndarray, "m k"]:
    """Minimise the objective for every instance.

    Args:
        slope: The slopes g.
        missing: The residuals m.
        lam: The weights λ > 0.
        ends: The smallest z, at most 0, and the largest, at least 0.

    Returns:
        The minimisers z, exact up to rounding.

    Examples:
        >>> ends = (np.zeros((1, 2)), np.array([[0.25, np.inf]]))
        >>> boxed_minimisers(np.ones((1, 2)), np.ones(1), np.full(1, 0.5), ends).round(6).tolist()
        [[0.25, 0.5]]
    """
    side, multiplier = box(slope, missing, lam, ends), np.zeros_like(missing)
    while True:
        point, further = stepped(side, multiplier)
        if not (further > multiplier).any():
            return point
        multiplier = np.maximum(further, multiplier)
