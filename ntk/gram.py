"""Gram matrices, computed in blocks so that memory is bounded whatever the number of points.

Every function takes any kernel that :func:`ntk.as_kernel` takes, and points of any shape [n, ...] where the kernel has
no closed form. Its ``memory`` is about how many GiB the blocks may take on each device, in addition to the inputs and
the result. Where JAX has several devices, the rows are spread over them.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Float, Real

from ntk import sharding, tiles
from ntk.blocks import BLOCK_MEMORY, TILE, as_points, tile_side
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel
from ntk.rows import prepare

WORKERS = 3
"""Number of threads that ask for tiles; some copy theirs into the result while others wait for the next."""


class GramOperator(NamedTuple):
    """The matrix A = K(X, X) + βI, described by its kernel and inputs and never formed as a whole.

    Attributes:
        kernel: The kernel K.
        X: The inputs [n, d].
        ridge: The ridge β > 0.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n *shape"]
    ridge: float


def gram(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"] | None = None,
    *,
    memory: float = BLOCK_MEMORY,
) -> Float[np.ndarray, "n m"]:
    """Compute the kernel matrix between two sets of points, or of one set with itself.

    Args:
        kernel: The kernel K.
        X1: The points of the rows.
        X2: The points of the columns. ``None`` stands for the same points; then only the lower triangle is computed,
            and the diagonal is exact.
        memory: The memory limit for blocks in GiB.

    Returns:
        The matrix K(X1, X2), or the exactly symmetric K(X1, X1).

    Examples:
        >>> from ntk import first_layer
        >>> gram(first_layer, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])).round(3)
        array([[0.5  , 0.   , 0.375],
               [0.   , 0.5  , 0.375],
               [0.375, 0.375, 1.   ]])
    """
    function = as_kernel(kernel)
    rows = as_points(X1)
    if X2 is not None:
        columns = as_points(X2)
        matrix = np.empty((len(rows), len(columns)))
        _fill(function, rows, columns, matrix, memory, None)
        return matrix
    matrix = np.empty((len(rows), len(rows)))
    side = tile_side(function, rows, memory) * sharding.devices()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(
            pool.map(
                lambda block: _fill_symmetric(function, rows, block, matrix, memory),
                reversed([*sharding.blocks(len(rows), side)]),
            )
        )
    np.fill_diagonal(matrix, _diagonal(function, rows))
    return matrix


def panel(
    kernel: Kernel,
    X: Real[np.ndarray, "n *shape"],
    start: int,
    stop: int,
    *,
    ridge: float = 0.0,
    memory: float = BLOCK_MEMORY,
) -> Float[np.ndarray, "r c"]:
    """Compute some columns of a Gram matrix from its diagonal down, as a blocked Cholesky factorisation needs them.

    Args:
        kernel: The kernel K.
        X: The points.
        start: The index of the first column, and of the first row.
        stop: The index after the last column.
        ridge: The number that is added to the diagonal.
        memory: The memory limit for blocks in GiB.

    Returns:
        Rows start: and columns start:stop of K(X, X) + ridge · I in Fortran order. The square at the top is exactly
        symmetric, and its diagonal is exact.

    Examples:
        >>> from ntk import first_layer
        >>> panel(first_layer, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), 1, 2, ridge=1.0).round(3)
        array([[1.5  ],
               [0.375]])
    """
    function, points = as_kernel(kernel), as_points(X)
    count = stop - start
    transposed = np.empty((count, len(points) - start))
    _fill(function, points[start:stop], points[start:], transposed, memory, 0)
    _mirror(transposed[:, :count])
    np.fill_diagonal(transposed, _diagonal(function, points[start:stop]) + ridge)
    return transposed.T


def _diagonal(kernel: HomogeneousKernel | FunctionKernel, points: np.ndarray) -> np.ndarray:
    if not len(points):
        return np.zeros(0)
    return sharding.over_rows(_diagonals, (kernel,), (points,), block=TILE)


def _fill(
    kernel: Any, rows: np.ndarray, columns: np.ndarray, out: np.ndarray, memory: float, offset: int | None
) -> None:
    """Write K(rows, columns) into ``out``; an offset is that of :func:`_tiles`."""
    for down, across, tile in _tiles(kernel, rows, columns, memory, offset):
        out[down, across] = tile


def _fill_symmetric(kernel: Any, points: np.ndarray, block: slice, out: np.ndarray, memory: float) -> None:
    """Write a block of rows of the lower triangle and their mirror image, each tile while it is in the cache."""
    for _, across, tile in _tiles(kernel, points[block], points[: block.stop], memory, block.start):
        out[block, across] = tile
        if across.start < block.start:
            out[across, block] = tile.T
    _mirror(out[block, block])


def _tiles(
    kernel: Any, rows: np.ndarray, columns: np.ndarray, memory: float, offset: int | None
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Compute K(rows, columns) in tiles.

    With an offset, row i is the same point as column i + offset, and the entry of such a pair is left to the caller.

    Yields:
        The tiles as (slice of rows, slice of columns, values).
    """
    if not (len(rows) and len(columns)):
        return
    side = tile_side(kernel, rows, memory)
    width = sharding.bucket(len(columns), side)
    row_indices = np.arange(len(rows), dtype=np.int32) + np.int32(offset or 0)
    no_indices = np.full(width, -1, np.int32)
    repeat = isinstance(kernel, FunctionKernel)
    for across in sharding.blocks(len(columns), width):
        indices = no_indices if offset is None else across.start + np.arange(width, dtype=np.int32)
        shared = sharding.share(sharding.pad(columns[across], width, repeat=repeat), indices)
        for down in sharding.blocks(len(rows), side * sharding.devices()):
            tile = sharding.one_block(_tile, (kernel,), (rows[down], row_indices[down]), shared, side)
            yield down, across, tile[:, : across.stop - across.start]


def _mirror(square: np.ndarray) -> None:
    """Copy the lower triangle over the upper one."""
    lower = np.tril(square, -1)
    square[...] = lower + lower.T


def _tile(kernel: Any, x: Array, row_indices: Array, y: Array, column_indices: Array) -> Array:
    if isinstance(kernel, FunctionKernel):
        return kernel(x, y)
    return tiles.values(kernel.at(x.shape[1]), prepare(x), prepare(y), row_indices, column_indices)


def _diagonals(kernel: Any, x: Array) -> Array:
    return kernel.diagonal(x)
