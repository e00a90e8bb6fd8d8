"""Refinement of solutions from a factor of lower precision to float64, by preconditioned conjugate gradients."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

MOST = 50
"""Largest number of iterations; with a float32 factor, a matrix of condition 10⁵ needs about five."""


def refined(
    multiply: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]],
    precondition: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]],
    right: Float[np.ndarray, "n k"],
    *,
    tolerance: float,
) -> Float[np.ndarray, "n k"]:
    """Solve a positive definite system for several right-hand sides, given an approximate inverse.

    Args:
        multiply: The product of A with columns.
        precondition: The product of an approximation of A⁻¹, itself positive definite, with columns.
        right: The right-hand sides.
        tolerance: The residual of a column at which to stop, relative to the column.

    Returns:
        The solutions A⁻¹ · right. After ``MOST`` iterations they are the last ones, whose residuals may still be large.

    Examples:
        >>> solution = refined(lambda x: 4.0 * x, lambda x: 0.2 * x, np.ones((2, 1)), tolerance=1e-12)
        >>> solution.round(12).ravel()
        array([0.25, 0.25])
    """
    solution = precondition(right)
    residual = right - multiply(solution)
    direction = np.zeros_like(right)
    before = np.ones(right.shape[1])
    goal = tolerance * np.linalg.norm(right, axis=0)
    for _ in range(MOST):
        unsolved = np.linalg.norm(residual, axis=0) > goal
        if not unsolved.any():
            break
        better = precondition(residual)
        product = (residual * better).sum(axis=0)
        direction = better + np.divide(product, before, out=np.zeros_like(product), where=before > 0.0) * direction
        image = multiply(direction)
        curvature = (direction * image).sum(axis=0)
        step = np.divide(product, curvature, out=np.zeros_like(product), where=unsolved & (curvature > 0.0))
        solution = solution + step * direction
        residual = residual - step * image
        before = product
    return solution
