"""Compiled functions over any number of people: padded to a few sizes, so that a second call compiles nothing."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import jax
import numpy as np

SMALLEST = 64
"""Smallest padded size; others are its doubles up to ``LARGEST``, beyond which people come in blocks."""

LARGEST = 8192


def over_instances(function: Callable[[Any], Any], instances: Any, sizes: tuple[int, ...] = ()) -> Any:
    """Apply a function of a batch of people, whatever their number.

    Args:
        function: From people to a tree of arrays whose first axis is the people'; each person on their own.
        instances: A tree of arrays whose first axis is the people', such as inputs [m, k].
        sizes: To the smallest of these that is enough they are padded; by default to the next double of ``SMALLEST``.

    Returns:
        What the function returns, as numpy arrays, for these people alone.
    """
    count = _count(instances)
    parts = [
        _padded(function, jax.tree.map(lambda part: part[start : start + LARGEST], instances), sizes)  # noqa: B023
        for start in range(0, max(count, 1), LARGEST)
    ]
    return parts[0] if len(parts) == 1 else jax.tree.map(lambda *pieces: np.concatenate(pieces), *parts)


def sizes_of_some(function: Callable[..., Any], shared: tuple[Any, ...], instances: Any) -> tuple[int, ...]:
    """The padded sizes of a search that people leave one after the other, for :func:`over_instances`.

    Which of them a search comes to is decided by the people, so all are compiled before the first one: later searches
    that begin with as many compile nothing.

    Args:
        function: A compiled one, from ``shared`` and people to a tree of arrays.
        shared: What the people have in common: trees of arrays, and what is compared by value.
        instances: All who begin: a tree of arrays whose first axis is theirs.

    Returns:
        The size of all of them, half of it, and so on.
    """
    size = max(bucket(min(_count(instances), LARGEST)), _AT_LEAST.get())
    sizes = tuple(size >> halvings for halvings in range((size // SMALLEST).bit_length()))
    signature = (function, _shapes(shared), _shapes(instances, 1), size)
    if signature not in _COMPILED:
        for size in sizes:
            function(*shared, jax.tree.map(lambda part: np.zeros((size, *part.shape[1:]), part.dtype), instances))  # noqa: B023
        _COMPILED.add(signature)
    return sizes


@contextlib.contextmanager
def padded_like(inputs: Any) -> Iterator[None]:
    """A search in which whoever is left is padded to the size of all who began.

    How many are left somewhere is decided by the people, so with sizes of their own another batch of the same padded
    size would compile anew. Results depend on no padding, beyond rounding.

    Args:
        inputs: Of all of them, [m, k].

    Yields:
        Nothing.
    """
    token = _AT_LEAST.set(max(_AT_LEAST.get(), bucket(min(sum(np.shape(inputs)[:1]), LARGEST))))
    try:
        yield
    finally:
        _AT_LEAST.reset(token)


def forget() -> None:
    """Forget what :func:`sizes_of_some` has compiled: to be called with ``jax.clear_caches()``."""
    _COMPILED.clear()


_AT_LEAST: ContextVar[int] = ContextVar("at_least", default=SMALLEST)

_COMPILED: set[Any] = set()
"""What :func:`sizes_of_some` has compiled."""


def _shapes(tree: Any, first: int = 0) -> Any:
    """What decides a compilation: the structure, and of every array type and shape from the first axis that counts."""
    leaves, structure = jax.tree.flatten(tree)
    return structure, tuple((leaf.shape[first:], leaf.dtype) if hasattr(leaf, "dtype") else leaf for leaf in leaves)


def _count(instances: Any) -> int:
    return len(jax.tree.leaves(instances)[0])


def bucket(count: int) -> int:
    """The padded size of a batch.

    Args:
        count: Number of people, at most ``LARGEST``.

    Returns:
        At least as many.
    """
    return 1 << (max(count, SMALLEST) - 1).bit_length()


def _padded(function: Callable[[Any], Any], instances: Any, sizes: tuple[int, ...]) -> Any:
    """The function of people who are padded to the smallest of the sizes, or to their own."""
    count = _count(instances)
    size = min((size for size in sizes if size >= count), default=max(bucket(count), _AT_LEAST.get()))

    def pad(part: Any) -> np.ndarray:
        padded = np.zeros((size, *part.shape[1:]), part.dtype)
        padded[:count] = part
        return padded

    filled = instances if count == size else jax.tree.map(pad, instances)
    return jax.tree.map(lambda part: np.asarray(part)[:count], function(filled))
