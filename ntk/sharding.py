"""Functions of rows, sharded over all devices in blocks of a few shapes so that later calls compile nothing."""

import math
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

SMALLEST = 32
"""Smallest padded size of a block; the other sizes are its doubles, up to the largest that the caller allows."""


def bucket(count: int, largest: int) -> int:
    """Choose the padded size of a block of rows.

    Args:
        count: The number of rows in the block.
        largest: The largest allowed size.

    Returns:
        The least of ``SMALLEST`` and its doubles that is at least the number of rows, but at most ``largest``.

    Examples:
        >>> [bucket(count, 480) for count in (3, 33, 300, 1000)]
        [32, 64, 480, 480]
    """
    size = SMALLEST
    while size < min(count, largest):
        size *= 2
    return min(size, largest)


def pad(array: np.ndarray, size: int, *, repeat: bool = False) -> np.ndarray:
    """Pad an array to a number of rows, with zeros or with copies of its first row.

    Args:
        array: The rows.
        size: The number of rows after padding.
        repeat: Whether to copy the first row, for functions that are not finite at rows of zeros.

    Returns:
        The padded array; the same object if it has the size already.

    Examples:
        >>> pad(np.array([5.0, 6.0]), 4).tolist(), pad(np.array([5.0, 6.0]), 4, repeat=True).tolist()
        ([5.0, 6.0, 0.0, 0.0], [5.0, 6.0, 5.0, 5.0])
    """
    if len(array) == size:
        return array
    padded = np.zeros((size, *array.shape[1:]), array.dtype)
    padded[: len(array)] = array
    if repeat and len(array):
        padded[len(array) :] = array[0]
    return padded


def blocks(count: int, size: int) -> Iterator[slice]:
    """Cut a range of indices into blocks.

    Args:
        count: The length of the range.
        size: The length of a block.

    Yields:
        The blocks as slices; the last one may be shorter.

    Examples:
        >>> list(blocks(5, 3))
        [slice(0, 3, None), slice(3, 5, None)]
    """
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def devices() -> int:
    """Count the devices over which rows are sharded.

    Returns:
        The number of all devices of JAX's default backend.

    Examples:
        >>> devices() >= 1
        True
    """
    return len(jax.devices())


def over_rows(
    work: Callable[..., Any], settings: tuple[Hashable, ...], rows: tuple[np.ndarray, ...], *shared: Any, block: int
) -> Any:
    """Apply a function to any number of rows, in blocks that are sharded over all devices.

    Args:
        work: The function, from the settings, the arrays of rows and the shared arrays to a tree of arrays whose first
            axis counts the rows. It must treat every row by itself. It is compiled once for each block size.
        settings: The hashable settings, which are compiled in.
        rows: The arrays of rows, all of the same length, at least 1. The last block is padded with zeros.
        shared: The arrays that all rows have in common.
        block: The number of rows of a block on one device.

    Returns:
        The results of the function for all rows, as numpy arrays.

    Examples:
        >>> over_rows(lambda power, x, w: x**power @ w, (2,), (np.arange(6.0).reshape(3, 2),), np.ones(2), block=32)
        array([ 1., 13., 41.])
    """
    replicated = share(*shared)
    results = [
        one_block(work, settings, tuple(array[index] for array in rows), replicated, block)
        for index in blocks(len(rows[0]), block * devices())
    ]
    return jax.tree.map(lambda *arrays: np.concatenate(arrays), *results)


def share(*arrays: Any) -> tuple[Any, ...]:
    """Copy arrays from the host to all devices, so that several calls of :func:`one_block` can use them.

    Args:
        arrays: The arrays on the host.

    Returns:
        The copies, each replicated on all devices; the arrays themselves where the only device is the host, because a
        compiled program reads them where they are, and a copy takes a quarter as long as a tile.

    Examples:
        >>> (weights,) = share(np.ones(2))
        >>> weights.tolist()
        [1.0, 1.0]
    """
    mesh = _mesh()
    if mesh is None and jax.default_backend() == "cpu":
        return arrays
    placement = jax.devices()[0] if mesh is None else NamedSharding(mesh, P())
    return tuple(jax.device_put(array, placement) for array in arrays)


def one_block(
    work: Callable[..., Any],
    settings: tuple[Hashable, ...],
    rows: tuple[np.ndarray, ...],
    shared: tuple[Any, ...],
    block: int,
) -> Any:
    """Apply a function to one block of rows, as :func:`over_rows` does for each of its blocks.

    Args:
        work: The function, as for :func:`over_rows`.
        settings: The hashable settings, which are compiled in.
        rows: The arrays of rows, at most ``block`` rows for each device.
        shared: The arrays that all rows have in common, as :func:`share` returns them.
        block: The largest number of rows on one device.

    Returns:
        The results of the function for these rows, as numpy arrays.

    Examples:
        >>> one_block(lambda factor, x: factor * x, (3.0,), (np.array([1.0, 2.0]),), (), 32)
        array([3., 6.])
    """
    count, device_count = len(rows[0]), devices()
    size = device_count * bucket(math.ceil(count / device_count), block)
    padded = tuple(pad(array, size) for array in rows)
    mesh = _mesh()
    if mesh is not None:
        padded = jax.device_put(padded, NamedSharding(mesh, P("rows")))
    return jax.tree.map(lambda array: np.asarray(array)[:count], _compiled(work, settings, mesh, padded, shared))


def _mesh() -> Mesh | None:
    all_devices = jax.devices()
    return Mesh(np.array(all_devices), ("rows",)) if len(all_devices) > 1 else None


@partial(jax.jit, static_argnums=(0, 1, 2))
def _compiled(
    work: Callable[..., Any], settings: tuple[Hashable, ...], mesh: Mesh | None, rows: Any, shared: Any
) -> Any:
    def on_one_device(rows: Any, shared: Any) -> Any:
        return work(*settings, *rows, *shared)

    return on_one_device(rows, shared) if mesh is None else _sharded(on_one_device, mesh)(rows, shared)


def _sharded(on_one_device: Callable[..., Any], mesh: Mesh) -> Callable[..., Any]:
    """A function that runs on every device for the rows there, without communication between devices."""
    specs: dict[str, Any] = {"mesh": mesh, "in_specs": (P("rows"), P()), "out_specs": P("rows")}
    if hasattr(jax, "shard_map"):
        return jax.shard_map(on_one_device, check_vma=False, **specs)
    from jax.experimental.shard_map import shard_map  # jax < 0.6

    return shard_map(on_one_device, check_rep=False, **specs)
