"""Compiled functions over any number of persons: padded to a few sizes, so that a second call compiles nothing."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jaxtyping import Float

SMALLEST = 64
"""Smallest padded size; others are its doubles up to ``LARGEST``, beyond which persons come in blocks."""

LARGEST = 8192


def over_persons(function: Callable[[Any], Any], inputs: Float[np.ndarray, "m k"]) -> Any:
    """Apply a function of a batch of persons, whatever their number.

    Args:
        function: From inputs [b, k] to a tree of arrays whose first axis is the persons'; each person on their own.
        inputs: The persons.

    Returns:
        What the function returns, as numpy arrays, for these persons alone.
    """
    blocks = [_padded(function, inputs[start : start + LARGEST]) for start in range(0, max(len(inputs), 1), LARGEST)]
    return jax.tree.map(lambda *parts: np.concatenate(parts), *blocks)


def _padded(function: Callable[[Any], Any], inputs: Float[np.ndarray, "m k"]) -> Any:
    size = SMALLEST
    while size < len(inputs):
        size *= 2
    padded = np.zeros((size, inputs.shape[1]))
    padded[: len(inputs)] = inputs
    return jax.tree.map(lambda part: np.asarray(part)[: len(inputs)], function(padded))
