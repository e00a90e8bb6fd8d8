"""Compiled functions over any number of persons: padded to a few sizes, so that a second call compiles nothing."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

SMALLEST = 64
"""Smallest padded size; others are its doubles up to ``LARGEST``, beyond which persons come in blocks."""

LARGEST = 8192


def over_persons(function: Callable[[Any], Any], persons: Any, sizes: tuple[int, ...] = ()) -> Any:
    """Apply a function of a batch of persons, whatever their number.

    Args:
        function: From persons to a tree of arrays whose first axis is the persons'; each person on their own.
        persons: A tree of arrays whose first axis is the persons', such as inputs [m, k].
        sizes: To the smallest of these that is enough they are padded; by default to the next double of ``SMALLEST``.

    Returns:
        What the function returns, as numpy arrays, for these persons alone.
    """
    count = len(jax.tree.leaves(persons)[0])
    parts = [
        _padded(function, jax.tree.map(lambda part: part[start : start + LARGEST], persons), sizes)  # noqa: B023
        for start in range(0, max(count, 1), LARGEST)
    ]
    return parts[0] if len(parts) == 1 else jax.tree.map(lambda *pieces: np.concatenate(pieces), *parts)


def sizes_of_some(function: Callable[..., Any], shared: tuple[Any, ...], persons: Any, whole: int) -> tuple[int, ...]:
    """The padded sizes of a search that persons leave one after the other, for :func:`over_persons`.

    Which of them a search comes to is decided by the persons, so all are compiled before the first one: later searches
    that begin with as many compile nothing.

    Args:
        function: A compiled one, from ``shared`` and persons to a tree of arrays.
        shared: What the persons have in common: trees of arrays, and what is compared by value.
        persons: A tree of arrays whose first axis is the persons'.
        whole: How many the search begins with.

    Returns:
        The size of all of them, half of it, and so on.
    """
    size = bucket(min(whole, LARGEST))
    sizes = tuple(size >> halvings for halvings in range((size // SMALLEST).bit_length()))
    signature = (function, _shapes(shared), _shapes(persons, 1), size)
    if signature not in _COMPILED:
        for size in sizes:
            function(*shared, jax.tree.map(lambda part: np.zeros((size, *part.shape[1:]), part.dtype), persons))  # noqa: B023
        _COMPILED.add(signature)
    return sizes


_COMPILED: set[Any] = set()
"""What :func:`sizes_of_some` has compiled."""


def _shapes(tree: Any, first: int = 0) -> Any:
    """What decides a compilation: the structure, and of every array type and shape from the first axis that counts."""
    leaves, structure = jax.tree.flatten(tree)
    return structure, tuple((leaf.shape[first:], leaf.dtype) if hasattr(leaf, "dtype") else leaf for leaf in leaves)


def bucket(count: int) -> int:
    """The padded size of a batch.

    Args:
        count: Number of persons, at most ``LARGEST``.

    Returns:
        At least as many.
    """
    return 1 << (max(count, SMALLEST) - 1).bit_length()


def _padded(function: Callable[[Any], Any], persons: Any, sizes: tuple[int, ...]) -> Any:
    """The function of persons who are padded to the smallest of the sizes, or to their own."""
    count = len(jax.tree.leaves(persons)[0])
    size = min((size for size in sizes if size >= count), default=bucket(count))

    def pad(part: Any) -> np.ndarray:
        padded = np.zeros((size, *part.shape[1:]), part.dtype)
        padded[:count] = part
        return padded

    filled = persons if count == size else jax.tree.map(pad, persons)
    return jax.tree.map(lambda part: np.asarray(part)[:count], function(filled))
