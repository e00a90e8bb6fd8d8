"""Norms of the rows of kernel matrices and of the Jacobians of kernels, in blocks.

As in :mod:`ntk.gram`, every function takes any kernel that :func:`ntk.as_kernel` takes, and ``memory`` is about how
many GiB the blocks may take on each device.
"""

import math
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Real

from ntk import sharding, tiles
from ntk.autodiff import all_gradients
from ntk.blocks import BLOCK_MEMORY, TILE, as_points, cut_columns, over_columns, tile_side, tile_values
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel
from ntk.rounding import COEFFICIENT_ERROR
from ntk.rows import prepare


def kernel_norms(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    *,
    memory: float = BLOCK_MEMORY,
) -> Float[np.ndarray, " n"]:
    """Compute the lengths of the rows of a kernel matrix without forming the matrix.

    Args:
        kernel: The kernel K.
        X1: The points of the rows.
        X2: The points of the columns.
        memory: The memory limit for blocks in GiB.

    Returns:
        The lengths ‖K(X1_i, X2)‖₂. For a :class:`ntk.HomogeneousKernel` they are right even where squares of its
        values would underflow or overflow.

    Examples:
        >>> kernel_norms(lambda x, y: x @ y.T, np.array([[3.0, 4.0], [1.0, 0.0]]), np.eye(2))
        array([5., 1.])
    """
    function, rows, columns = as_kernel(kernel), as_points(X1), as_points(X2)
    if not len(rows) or not len(columns):
        return np.zeros(len(rows))
    row_scales, column_scale = np.ones(len(rows)), 1.0
    if isinstance(function, HomogeneousKernel):
        row_scales = _power_of_two(np.abs(rows).max(axis=1, initial=0.0))
        column_scale = _power_of_two(np.abs(columns).max(initial=0.0))
        rows, columns = rows / row_scales[:, None], columns / column_scale
    side, arrays = cut_columns(function, rows, columns, np.ones(len(columns)), memory)
    squares = sharding.over_rows(_row_squares, (function, side), (rows,), *arrays, block=side)
    return row_scales * column_scale * np.sqrt(squares)


def gradient_norms(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    columns: np.ndarray,
    *,
    memory: float = 4 * BLOCK_MEMORY,
) -> Float[np.ndarray, " n"]:
    """Bound the spectral norms of the Jacobians of x ↦ K(x, X2) from above.

    Of a Jacobian J [m, d] only JᵀJ is formed, the sum of ∇ₓK_j ∇ₓK_jᵀ, over the selected inputs. With gradients
    a_j y_j + b_j x this sum is Yᵀ diag(a²) Y and terms in x. One matrix product of a² with the products of the columns
    of Y computes it for many x at once.

    Args:
        kernel: The kernel K.
        X1: The points x_i at which the Jacobians are taken.
        X2: The points y_j.
        columns: The inputs to differentiate by, of all d flattened ones: their indices, or truth values [d].
        memory: The memory limit for blocks in GiB.

    Returns:
        The norms ‖∇ₓK(X1_i, X2)‖₂, never below the truth: about m · 1e-16 ‖J‖²_F is added to their squares as an
        allowance for rounding.

    Examples:
        The Jacobian of x ↦ K(x, X2) is the matrix X2 for K(x, y) = xᵀy.

        >>> x, X2 = np.ones((1, 2)), np.diag([2.0, 3.0])
        >>> [gradient_norms(lambda x, y: x @ y.T, x, X2, np.arange(d)).round(6).item() for d in (1, 2)]
        [2.0, 3.0]
    """
    function, rows, others = as_kernel(kernel), as_points(X1), as_points(X2)
    selected = np.arange(math.prod(rows.shape[1:]))[columns]
    if not len(rows) or not len(others) or not len(selected):
        return np.zeros(len(rows))
    if isinstance(function, FunctionKernel):
        return _norms_by_autodiff(function, rows, others, selected, memory)
    scale = _power_of_two(np.abs(others).max(initial=0.0))
    side, arrays = cut_columns(function, rows, others / scale, np.ones(len(others)), memory)
    block = _rows_together(len(selected), memory)
    squares, mass = sharding.over_rows(_gradient_squares, (function, side), (rows,), *arrays, selected, block=block)
    return scale * _largest(squares, mass, len(others))


def _power_of_two(size: Any) -> Any:
    """The largest power of two that is not above a size, by which division is exact; 1 for 0."""
    return 2.0 ** np.floor(np.log2(np.where(size > 0.0, size, 1.0)))


def _rows_together(selected: int, memory: float) -> int:
    """The number of points whose matrices JᵀJ, of so many inputs, are summed at the same time."""
    size = sharding.SMALLEST
    while size < TILE and 2 * size * selected * selected * 32 <= memory * 2**30:
        size *= 2
    return min(size, TILE)


def _row_squares(
    kernel: HomogeneousKernel | FunctionKernel, side: int, x: Array, y: Array, w: Array, count: Array
) -> Array:
    def step(sums: Array, columns: Array, weights: Array) -> Array:
        return sums + tile_values(kernel, x, columns) ** 2 @ weights

    return over_columns(step, jnp.zeros(len(x)), side, y, w, count)


def _gradient_squares(
    kernel: HomogeneousKernel, side: int, x: Array, y: Array, w: Array, count: Array, selected: Array
) -> tuple[Array, Array]:
    """JᵀJ over the selected inputs, and ‖J‖²_F summed without cancellation."""
    profile, rows = kernel.at(x.shape[1]), prepare(x)
    upper = jnp.triu_indices(len(selected))
    start = (
        jnp.zeros((len(x), len(upper[0]))),
        jnp.zeros((len(x), len(selected))),
        jnp.zeros(len(x)),
        jnp.zeros(len(x)),
        jnp.zeros((len(x), len(selected), len(selected))),
    )

    def step(sums: Any, columns: Array, _weights: Array) -> Any:
        return _add_squares(profile, rows, prepare(columns), columns[:, selected], upper, selected, sums)

    packed, mixed, alone, mass, near = over_columns(step, start, side, y, w, count)
    unit = rows.unit[:, selected]
    square = jnp.zeros(near.shape).at[:, upper[0], upper[1]].set(packed).at[:, upper[1], upper[0]].set(packed)
    cross = mixed[:, :, None] * unit[:, None, :]
    whole = (
        square + near + cross + cross.transpose(0, 2, 1) + alone[:, None, None] * unit[:, :, None] * unit[:, None, :]
    )
    return whole, mass


def _add_squares(profile: Any, rows: Any, columns: Any, y: Array, upper: Any, selected: Array, sums: Any) -> Any:
    """Add a block of columns to the sums.

    The sums are the upper triangle of Yᵀ diag(a²) Y, Yᵀ(ab), Σ b² and ‖J‖²_F, and apart from them JᵀJ of the groups
    with nearly parallel pairs.
    """
    packed, mixed, alone, mass, near = sums
    (across, along), skipped = tiles.far_slopes(profile, rows, columns)
    along = along * columns.norm[None, :]
    packed = packed + across**2 @ (y[:, upper[0]] * y[:, upper[1]])
    mixed = mixed + (across * along) @ y
    alone = alone + jnp.sum(along**2, axis=1)
    mass = mass + jnp.sum((jnp.abs(across) * columns.norm[None, :] + jnp.abs(along)) ** 2, axis=1)

    def add(state: tuple[Array, Array], row: Array, _group: Array, gradients: Array) -> tuple[Array, Array]:
        part = gradients[:, :, selected]
        squares = jnp.einsum("cgp,cgq->cpq", part, part)
        return (
            state[0].at[row].add(squares, mode="drop"),
            state[1].at[row].add(jnp.sum(gradients * gradients, axis=(1, 2)), mode="drop"),
        )

    near, mass = tiles.near_gradients(profile, rows, columns, skipped, add, (near, mass))
    return packed, mixed, alone, mass, near


def _largest(squares: np.ndarray, mass: np.ndarray, count: int) -> np.ndarray:
    """Roots of the largest eigenvalues, enlarged by what rounding may have taken from them."""
    error = (count + 8 * squares.shape[1] + 64) * np.finfo(float).eps + 2.0 * COEFFICIENT_ERROR
    largest = np.linalg.eigvalsh(squares)[:, -1]
    return np.sqrt(np.maximum(largest, 0.0) + error * mass)


def _norms_by_autodiff(
    kernel: FunctionKernel, rows: np.ndarray, others: np.ndarray, selected: np.ndarray, memory: float
) -> np.ndarray:
    side = tile_side(kernel, others, memory)
    squares = []
    for x in rows:
        jacobian = all_gradients(kernel, x, others, side).reshape(len(others), -1)[:, selected]
        squares.append(jacobian.T @ jacobian)
    return _largest(np.array(squares), np.trace(squares, axis1=1, axis2=2), len(others))
