"""Conjugate gradients for several right-hand sides at once: one product with the matrix at every step.

Every column has its own steps, so that its solution does not depend on its neighbours. The residuals of conjugate
gradients go up and down; those that are given are smoothed (Schönauer's rule; Zhou & Walker 1994), and never grow.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

Linear = Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]]
"""A linear function of columns."""


class Iterate(NamedTuple):
    """Where several systems stand after some steps.

    Attributes:
        solution: The approximate solutions, [n, k].
        residual: Their residuals as the recurrences have them, which rounding leaves behind: recompute them to rely on
            them, [n, k].
    """

    solution: Float[np.ndarray, "n k"]
    residual: Float[np.ndarray, "n k"]


def iterates(
    multiply: Linear, precondition: Linear, right: Float[np.ndarray, "n k"], start: Float[np.ndarray, "n k"]
) -> Iterator[Iterate]:
    """Solve a positive definite system step by step, for as long as somebody asks.

    Args:
        multiply: The product of the matrix with columns.
        precondition: The product of an approximation of its inverse, itself positive definite, with columns.
        right: The right-hand sides, [n, k].
        start: Where to start, [n, k].

    Yields:
        The start, and where the systems stand after each step. A column that is solved stays as it is.

    Examples:
        >>> A, right = np.diag([1.0, 4.0]), np.ones((2, 1))
        >>> steps = iterates(A.__matmul__, np.copy, right, np.zeros((2, 1)))
        >>> [next(steps).solution.ravel().round(6).tolist() for _ in range(3)]
        [[0.0, 0.0], [0.294118, 0.294118], [1.0, 0.25]]
    """
    solution, residual = start, right - multiply(start)
    smooth = Iterate(solution, residual)
    yield smooth
    better = precondition(residual)
    direction, product = better, _dots(residual, better)
    while True:
        image = multiply(direction)
        step = _ratio(product, _dots(direction, image))
        solution, residual = solution + step * direction, residual - step * image
        smooth = _smoothed(smooth, Iterate(solution, residual))
        yield smooth
        better = precondition(residual)
        before, product = product, _dots(residual, better)
        direction = better + _ratio(product, before) * direction


def _smoothed(smooth: Iterate, now: Iterate) -> Iterate:
    """The point between the smoothed iterate and the next one where the residual is shortest."""
    change = now.residual - smooth.residual
    share = -_ratio(_dots(change, smooth.residual), _dots(change, change))
    return Iterate(smooth.solution + share * (now.solution - smooth.solution), smooth.residual + share * change)


def _dots(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.einsum("nk,nk->k", one, other)


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Quotients; 0 where a column is solved and nothing is left to divide by."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0.0)
