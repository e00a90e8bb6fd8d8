"""Neighbours of instances, and how far explanations and scores move from an instance to its neighbours."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from empirical.explanations.draws import generator
from empirical.numerics import row_norms

Values = Callable[[Float[np.ndarray, "n d"]], Float[np.ndarray, "n g"]]
"""A function from instances to the values that are compared: attributions, or scores as one column."""


class Near(NamedTuple):
    """Instances and their neighbours.

    Attributes:
        inputs: The instances x, [n, d].
        moved: The neighbours x̃ of each, [c, n, d].
        gaps: The distances ‖x − x̃‖, [c, n].
    """

    inputs: Float[np.ndarray, "n d"]
    moved: Float[np.ndarray, "c n d"]
    gaps: Float[np.ndarray, "c n"]

    def few(self, count: int) -> "Near":
        """Keep the first neighbours of each instance.

        Args:
            count: Their number.

        Returns:
            The instances with so many neighbours.
        """
        return Near(self.inputs, self.moved[:count], self.gaps[:count])


def drawn_near(inputs: Float[np.ndarray, "n d"], count: int, spread: float, *, key: jax.Array) -> Near:
    """Draw neighbours from N(x, s²I).

    Args:
        inputs: The instances.
        count: The number of neighbours of each.
        spread: The standard deviation s of every column.
        key: The key of the draws.

    Returns:
        The instances with their neighbours.

    Examples:
        >>> near = drawn_near(np.zeros((3, 4)), 5, 0.03, key=jax.random.key(0))
        >>> near.moved.shape, near.gaps.shape
        ((5, 3, 4), (5, 3))
    """
    steps = spread * generator(key).standard_normal((count, *inputs.shape))
    moved = inputs + steps
    return Near(inputs, moved, row_norms(moved - inputs))


def distances(values: Values, near: Near) -> Float[np.ndarray, "c n"]:
    """Measure how far values move from instances to their neighbours.

    Args:
        values: The values.
        near: The instances with their neighbours.

    Returns:
        The distances ‖φ(x) − φ(x̃)‖, NaN where a value is not known.

    Examples:
        >>> near = Near(np.zeros((1, 2)), np.ones((1, 1, 2)), np.array([[2.0**0.5]]))
        >>> distances(lambda rows: 3.0 * rows, near).round(3).tolist()
        [[4.243]]
    """
    count, people, width = near.moved.shape
    here: Any = values(near.inputs)
    there = np.asarray(values(near.moved.reshape(-1, width))).reshape(count, people, -1)
    return row_norms(there - here)
