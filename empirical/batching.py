"""Compiled functions over any number of instances, padded to a few sizes so that later calls compile nothing."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import jax
import numpy as np

from empirical.programs import generation, keep_few_programs

SMALLEST = 64
"""Smallest padded batch size of several instances; the other sizes are its doubles up to ``LARGEST``."""

LARGEST = 8192
"""Largest batch size; more instances are processed in several batches."""


def over_instances(function: Callable[[Any], Any], instances: Any, sizes: tuple[int, ...] = ()) -> Any:
    """Apply a batched function to any number of instances, with few different batch sizes and so few compilations.

    Args:
        function: The batched function, from instances to a tree of arrays whose first axis counts the instances. It
            must treat every instance by itself.
        instances: A tree of arrays whose first axis counts the instances, such as inputs [m, k].
        sizes: The allowed batch sizes: instances are padded to the smallest one that is large enough. By default they
            are padded to the next double of ``SMALLEST``.

    Returns:
        The results of the function as numpy arrays, without the padding.

    Examples:
        >>> import numpy as np
        >>> over_instances(lambda inputs: inputs.sum(axis=1), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        array([ 3.,  7., 11.])
    """
    keep_few_programs()
    count = _count(instances)
    batches = [
        _padded(function, jax.tree.map(lambda array: array[start : start + LARGEST], instances), sizes)  # noqa: B023
        for start in range(0, max(count, 1), LARGEST)
    ]
    return batches[0] if len(batches) == 1 else jax.tree.map(lambda *arrays: np.concatenate(arrays), *batches)


def sizes_of_some(function: Callable[..., Any], shared: tuple[Any, ...], instances: Any) -> tuple[int, ...]:
    """Compile a function for all batch sizes of a search that instances finish one after the other.

    The number of instances that remain in a search depends on the instances. Therefore all sizes are compiled before
    the search begins, and a later search with the same padded size compiles nothing.

    Args:
        function: The compiled function, from ``shared`` and the instances to a tree of arrays.
        shared: The arguments that all instances have in common: trees of arrays, and objects compared by value.
        instances: All instances at the beginning of the search: a tree of arrays whose first axis counts them.

    Returns:
        The padded size of all instances, then half of it, and so on down to ``SMALLEST``; the ``sizes`` of
        :func:`over_instances`.

    Examples:
        >>> import numpy as np
        >>> sizes_of_some(lambda factor, inputs: factor * inputs, (2.0,), np.ones((200, 3)))
        (256, 128, 64)
    """
    size = max(bucket(min(_count(instances), LARGEST)), _AT_LEAST.get())
    sizes = tuple(size >> halvings for halvings in range((size // SMALLEST).bit_length())) or (size,)
    keep_few_programs()
    signature = (generation(), function, _shapes(shared), _shapes(instances, 1), size)
    if signature not in _COMPILED:
        for size in sizes:
            function(*shared, jax.tree.map(lambda array: np.zeros((size, *array.shape[1:]), array.dtype), instances))  # noqa: B023
        _COMPILED.add(signature)
    return sizes


@contextlib.contextmanager
def padded_like(inputs: Any) -> Iterator[None]:
    """Pad every batch inside a ``with`` block at least to the padded size of all instances of a search.

    The number of instances that remain at a step of a search depends on the instances. If each step had a batch size of
    its own, another search with the same number of instances would compile again. Padding changes results by no more
    than rounding.

    Args:
        inputs: The inputs of all instances at the beginning of the search, [m, k].

    Yields:
        No value.

    Examples:
        >>> import numpy as np
        >>> shapes = []
        >>> def sums(inputs):
        ...     shapes.append(inputs.shape)
        ...     return inputs.sum(axis=1)
        >>> with padded_like(np.ones((200, 2))):
        ...     result = over_instances(sums, np.ones((3, 2)))
        >>> result, shapes
        (array([2., 2., 2.]), [(256, 2)])
    """
    token = _AT_LEAST.set(max(_AT_LEAST.get(), bucket(min(sum(np.shape(inputs)[:1]), LARGEST))))
    try:
        yield
    finally:
        _AT_LEAST.reset(token)


def forget() -> None:
    """Forget which sizes :func:`sizes_of_some` has compiled, as must be done after ``jax.clear_caches()``.

    Examples:
        >>> import numpy as np
        >>> compiled = []
        >>> def record(inputs):
        ...     compiled.append(len(inputs))
        >>> for _ in range(2):
        ...     sizes = sizes_of_some(record, (), np.ones((3, 1)))
        >>> compiled
        [64]
        >>> forget()
        >>> sizes = sizes_of_some(record, (), np.ones((3, 1)))
        >>> compiled
        [64, 64]
    """
    _COMPILED.clear()


_AT_LEAST: ContextVar[int] = ContextVar("at_least", default=1)
"""Smallest batch size in the current context; :func:`padded_like` raises it."""

_COMPILED: set[Any] = set()
"""Signatures of the functions that :func:`sizes_of_some` has compiled."""


def _shapes(tree: Any, first: int = 0) -> Any:
    """The facts that decide a compilation: the structure, and each array's type and shape from axis ``first``."""
    leaves, structure = jax.tree.flatten(tree)
    return structure, tuple((leaf.shape[first:], leaf.dtype) if hasattr(leaf, "dtype") else leaf for leaf in leaves)


def _count(instances: Any) -> int:
    return len(jax.tree.leaves(instances)[0])


def bucket(count: int) -> int:
    """Return the padded size of a batch: the next double of ``SMALLEST``; one instance alone is not padded.

    Args:
        count: The number of instances, at most ``LARGEST``.

    Returns:
        The padded size, which is at least the number of instances.

    Examples:
        >>> [bucket(count) for count in (1, 3, 64, 65, 1000)]
        [1, 64, 64, 128, 1024]
    """
    return 1 if count == 1 else 1 << (max(count, SMALLEST) - 1).bit_length()


def times_in_padding(count: int) -> int:
    """Say how many times as many instances fit into the padded size of a batch, and so take no longer.

    Args:
        count: The number of instances.

    Returns:
        The number of times, at least 1.

    Examples:
        >>> with padded_like([[0.0]] * 1000):
        ...     times_in_padding(16), times_in_padding(900)
        (64, 1)
    """
    return max(max(bucket(min(count, LARGEST)), _AT_LEAST.get()) // max(count, 1), 1)


def _padded(function: Callable[[Any], Any], instances: Any, sizes: tuple[int, ...]) -> Any:
    """Apply the function to one batch, padded to the smallest sufficient size of ``sizes``, else to its bucket."""
    count = _count(instances)
    size = min((size for size in sizes if size >= count), default=max(bucket(count), _AT_LEAST.get()))

    def pad(array: Any) -> np.ndarray:
        padded = np.zeros((size, *array.shape[1:]), array.dtype)
        padded[:count] = array
        return padded

    filled = instances if count == size else jax.tree.map(pad, instances)
    return jax.tree.map(lambda array: np.asarray(array)[:count], function(filled))
