"""Blocks of a kernel matrix: their size for a memory limit, and a compiled loop over blocks of columns.

Points are promoted to float64. Blocks are padded to few sizes, so that a second call compiles nothing. The size of the
blocks changes results by rounding only.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from ntk import sharding, tiles
from ntk.kernels import FunctionKernel, HomogeneousKernel, require_float64
from ntk.rows import prepare

BLOCK_MEMORY = 2.0**-4
"""Default memory limit for blocks in GiB: blocks this small stay in the cache, and larger ones are not faster."""

TILE = 480
"""Largest side of a tile; not a power of two, because the columns of such a tile fall on few cache lines."""


class Columns(NamedTuple):
    """The columns of a kernel matrix and their weights, padded and cut into blocks of one size.

    Attributes:
        side: The number of columns in a block, which is also the number of rows of a tile.
        arrays: The padded points, their weights (0 for padding), and the number of blocks.
    """

    side: int
    arrays: tuple[np.ndarray, np.ndarray, np.ndarray | np.int32]


def as_points(X: Any) -> np.ndarray:
    """Convert points to the float64 array in which kernel matrices are computed.

    Args:
        X: The points [n, ...], of any numeric type.

    Returns:
        The points in float64; the same array if it has that type already.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> as_points([[1, 2]])
        array([[1., 2.]])
    """  # noqa: DOC502
    require_float64()
    return np.asarray(X, np.float64)


def tile_side(kernel: HomogeneousKernel | FunctionKernel, points: np.ndarray, memory: float) -> int:
    """Choose the side of the square tiles in which a kernel matrix is computed.

    Computing one entry takes about twelve numbers for a kernel in closed form, and for a function of images [h, w, c]
    about (h w)² times as many.

    Args:
        kernel: The kernel K.
        points: The points [n, ...]; only their shape matters.
        memory: The memory in GiB that a tile may take.

    Returns:
        The largest of 32, 64, 128, 256 and ``TILE`` that fits, and 32 if none does.

    Examples:
        >>> from ntk import first_layer
        >>> [tile_side(first_layer, np.ones((1000, 3)), memory) for memory in (0.001, 0.01, 1.0)]
        [64, 256, 480]
    """
    entry_bytes = 100 if isinstance(kernel, HomogeneousKernel) else 100 * max(math.prod(points.shape[1:-1]), 1) ** 2
    side = sharding.SMALLEST
    while side < TILE and 4 * side * side * entry_bytes <= memory * 2**30:
        side *= 2
    return min(side, TILE)


def cut_columns(
    kernel: HomogeneousKernel | FunctionKernel,
    rows: np.ndarray,
    columns: np.ndarray,
    weights: np.ndarray,
    memory: float,
) -> Columns:
    """Prepare the columns of a kernel matrix for :func:`over_columns`.

    Args:
        kernel: The kernel K.
        rows: The points [n, ...] of the rows; only their number matters.
        columns: The points [m, ...] of the columns.
        weights: The weights of the columns, [m] or [m, k].
        memory: The memory in GiB that a tile may take.

    Returns:
        The padded columns with the size and the number of their blocks.

    Examples:
        >>> from ntk import first_layer
        >>> side, (points, weights, count) = cut_columns(first_layer, np.eye(2), np.ones((40, 2)), np.ones(40), 1e-6)
        >>> side, points.shape, weights.sum().item(), int(count)
        (32, (64, 2), 40.0, 2)
    """
    side = sharding.bucket(max(len(columns), len(rows)), tile_side(kernel, columns, memory))
    count = -(-len(columns) // side)
    size = side << (count - 1).bit_length()
    padded = sharding.pad(columns, size, repeat=isinstance(kernel, FunctionKernel))
    return Columns(side, (padded, sharding.pad(weights, size), np.int32(count)))


def over_columns(
    step: Callable[[Any, Array, Array], Any],
    start: Any,
    side: int,
    points: Float[Array, "m *shape"],
    weights: Float[Array, "m ..."],
    count: Any,
) -> Any:
    """Fold a function over blocks of columns, in code that is being compiled.

    Args:
        step: The function, from the state, the points and the weights of a block to the next state.
        start: The first state, an array or a tree of arrays.
        side: The number of columns in a block.
        points: The padded points of the columns.
        weights: Their weights, [m] or [m, k].
        count: The number of blocks.

    Returns:
        The last state.

    Examples:
        >>> points, weights = jnp.ones((64, 2)), jnp.ones(64)
        >>> float(over_columns(lambda total, x, w: total + jnp.sum(x.T @ w), jnp.zeros(()), 32, points, weights, 2))
        128.0
    """

    def add_block(index: Array, state: Any) -> Any:
        return step(state, *(jax.lax.dynamic_slice_in_dim(array, index * side, side) for array in (points, weights)))

    return jax.lax.fori_loop(jnp.int32(0), count, add_block, start)


def tile_values(
    kernel: HomogeneousKernel | FunctionKernel, x: Float[Array, "n *shape"], y: Float[Array, "m *shape"]
) -> Float[Array, "n m"]:
    """Evaluate a kernel on one tile, in code that is being compiled.

    Args:
        kernel: The kernel K.
        x: The points of the rows.
        y: The points of the columns; for a :class:`ntk.HomogeneousKernel` a multiple of 32 of them.

    Returns:
        K(x, y).

    Examples:
        >>> from ntk import as_kernel
        >>> tile_values(as_kernel(lambda x, y: (x @ y.T) ** 2), jnp.eye(2), jnp.full((3, 2), 2.0)).tolist()
        [[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]]
    """
    if isinstance(kernel, FunctionKernel):
        return kernel(x, y)
    return tiles.values(kernel.at(x.shape[1]), prepare(x), prepare(y))
