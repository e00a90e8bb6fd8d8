"""Compiled functions over any number of persons: padded to a few sizes, so that a second call compiles nothing."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

SMALLEST = 64
"""Smallest padded size; others are its doubles up to ``LARGEST``, beyond which persons come in blocks."""

LARGEST = 8192


def over_persons(function: Callable[[Any], Any], persons: Any) -> Any:
    """Apply a function of a batch of persons, whatever their number.

    Args:
        function: From persons to a tree of arrays whose first axis is the persons'; each person on their own.
        persons: A tree of arrays whose first axis is the persons', such as inputs [m, k].

    Returns:
        What the function returns, as numpy arrays, for these persons alone.
    """
    count = len(jax.tree.leaves(persons)[0])
    parts = [
        _padded(function, jax.tree.map(lambda part: part[start : start + LARGEST], persons))  # noqa: B023
        for start in range(0, max(count, 1), LARGEST)
    ]
    return parts[0] if len(parts) == 1 else jax.tree.map(lambda *pieces: np.concatenate(pieces), *parts)


def bucket(count: int) -> int:
    """The padded size of a batch.

    Args:
        count: Number of persons, at most ``LARGEST``.

    Returns:
        At least as many.
    """
    return 1 << (max(count, SMALLEST) - 1).bit_length()


def _padded(function: Callable[[Any], Any], persons: Any) -> Any:
    count = len(jax.tree.leaves(persons)[0])
    size = bucket(count)

    def pad(part: Any) -> np.ndarray:
        padded = np.zeros((size, *part.shape[1:]), part.dtype)
        padded[:count] = part
        return padded

    filled = persons if count == size else jax.tree.map(pad, persons)
    return jax.tree.map(lambda part: np.asarray(part)[:count], function(filled))
