"""Systems solved to float64 from a factor of lower precision: conjugate gradients, preconditioned by it."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

MOST = 50
"""Most iterations; a float32 factor of a matrix of condition 10⁵ needs about five."""


def refined(
    multiply: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]],
    precondition: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]],
    right: Float[np.ndarray, "n k"],
    *,
    tolerance: float,
) -> Float[np.ndarray, "n k"]:
    """A⁻¹ times some columns.

    Args:
        multiply: A, positive definite, on columns.
        precondition: Nearly A⁻¹, positive definite, on columns.
        right: The columns.
        tolerance: Residual of each column, relative to the column.

    Returns:
        The solutions; after ``MOST`` iterations the last ones, whose residual may still be large.
    """
    solution = precondition(right)
    residual = right - multiply(solution)
    direction = np.zeros_like(right)
    before = np.ones(right.shape[1])
    goal = tolerance * np.linalg.norm(right, axis=0)
    for _ in range(MOST):
        open_ = np.linalg.norm(residual, axis=0) > goal
        if not open_.any():
            break
        better = precondition(residual)
        product = (residual * better).sum(axis=0)
        direction = better + np.divide(product, before, out=np.zeros_like(product), where=before > 0.0) * direction
        image = multiply(direction)
        curvature = (direction * image).sum(axis=0)
        step = np.divide(product, curvature, out=np.zeros_like(product), where=open_ & (curvature > 0.0))
        solution = solution + step * direction
        residual = residual - step * image
        before = product
    return solution
