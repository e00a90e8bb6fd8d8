"""Work over rows, in blocks of few shapes, on all devices there are."""

import math
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

SMALLEST = 32
"""Smallest padded size. Others are its doubles, up to the largest that the caller allows."""


def bucket(count: int, largest: int) -> int:
    """The padded size of a block.

    Args:
        count: Rows that it has.
        largest: The largest size.

    Returns:
        The least of ``SMALLEST``, its doubles, and ``largest``, that is not below.
    """
    size = SMALLEST
    while size < min(count, largest):
        size *= 2
    return min(size, largest)


def pad(array: np.ndarray, size: int, *, repeat: bool = False) -> np.ndarray:
    """Append rows of zeros, or repeat the first row.

    Args:
        array: Rows.
        size: How many rows there shall be.
        repeat: For functions that are not finite at zeros.

    Returns:
        The rows with others after them.
    """
    if len(array) == size:
        return array
    padded = np.zeros((size, *array.shape[1:]), array.dtype)
    padded[: len(array)] = array
    if repeat and len(array):
        padded[len(array) :] = array[0]
    return padded


def blocks(count: int, size: int) -> Iterator[slice]:
    """Cut a range.

    Args:
        count: Its length.
        size: Of a block.

    Yields:
        The blocks; the last may be shorter.
    """
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def devices() -> int:
    """The number of devices over which rows are spread.

    Returns:
        All of JAX's default backend.
    """
    return len(jax.devices())


def over_rows(
    work: Callable[..., Any], settings: tuple[Hashable, ...], rows: tuple[np.ndarray, ...], *shared: Any, block: int
) -> Any:
    """Apply a function to blocks of rows, each spread over all devices.

    Args:
        work: From settings, arrays of rows and what is shared to a tree of arrays whose first axis is the rows'; each
            row on its own. Compiled once for each block size.
        settings: Hashable; compiled in.
        rows: Arrays of one length, at least 1. The last block is padded with zeros.
        shared: Arrays, the same for all rows.
        block: Rows of a block on one device.

    Returns:
        What the function returns for all rows, as numpy arrays.
    """
    held = share(*shared)
    parts = [
        one_block(work, settings, tuple(a[cut] for a in rows), held, block)
        for cut in blocks(len(rows[0]), block * devices())
    ]
    return jax.tree.map(lambda *pieces: np.concatenate(pieces), *parts)


def share(*arrays: Any) -> tuple[Any, ...]:
    """Bring arrays to all devices.

    Args:
        arrays: Of the host.

    Returns:
        Their copies.
    """
    mesh = _mesh()
    place = jax.devices()[0] if mesh is None else NamedSharding(mesh, P())
    return tuple(jax.device_put(array, place) for array in arrays)


def one_block(
    work: Callable[..., Any],
    settings: tuple[Hashable, ...],
    rows: tuple[np.ndarray, ...],
    shared: tuple[Any, ...],
    block: int,
) -> Any:
    """One block of :func:`over_rows`.

    Args:
        work: As there.
        settings: As there.
        rows: At most ``block`` for each device.
        shared: From :func:`share`.
        block: As there.

    Returns:
        As there.
    """
    count, many = len(rows[0]), devices()
    size = many * bucket(math.ceil(count / many), block)
    full = tuple(pad(array, size) for array in rows)
    mesh = _mesh()
    if mesh is not None:
        full = jax.device_put(full, NamedSharding(mesh, P("rows")))
    return jax.tree.map(lambda part: np.asarray(part)[:count], _compiled(work, settings, mesh, full, shared))


def _mesh() -> Mesh | None:
    found = jax.devices()
    return Mesh(np.array(found), ("rows",)) if len(found) > 1 else None


@partial(jax.jit, static_argnums=(0, 1, 2))
def _compiled(
    work: Callable[..., Any], settings: tuple[Hashable, ...], mesh: Mesh | None, rows: Any, shared: Any
) -> Any:
    def local(rows: Any, shared: Any) -> Any:
        return work(*settings, *rows, *shared)

    return local(rows, shared) if mesh is None else _mapped(local, mesh)(rows, shared)


def _mapped(local: Callable[..., Any], mesh: Mesh) -> Callable[..., Any]:
    """Every device does its own rows, and none waits for another."""
    specs: dict[str, Any] = {"mesh": mesh, "in_specs": (P("rows"), P()), "out_specs": P("rows")}
    if hasattr(jax, "shard_map"):
        return jax.shard_map(local, check_vma=False, **specs)
    from jax.experimental.shard_map import shard_map  # jax < 0.6

    return shard_map(local, check_rep=False, **specs)
