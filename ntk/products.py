"""Products of kernel matrices and of kernel gradients with weights, in blocks, without forming the matrix.

As in :mod:`ntk.gram`, every function takes any kernel that :func:`ntk.as_kernel` takes, and ``memory`` is about how
many GiB the blocks may take on each device.
"""

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Real

from ntk import sharding, tiles
from ntk.autodiff import all_gradients, summed_gradients
from ntk.blocks import BLOCK_MEMORY, as_points, cut_columns, over_columns, tile_values
from ntk.kernels import FunctionKernel, HomogeneousKernel, Kernel, as_kernel
from ntk.rows import prepare


def matmul(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    W: Real[np.ndarray, "m k"],
    *,
    memory: float = BLOCK_MEMORY,
) -> Float[np.ndarray, "n k"]:
    """Multiply a kernel matrix by another matrix without forming the kernel matrix.

    Args:
        kernel: The kernel K.
        X1: The points of the rows.
        X2: The points of the columns.
        W: The matrix to multiply by.
        memory: The memory limit for blocks in GiB.

    Returns:
        The product K(X1, X2) W.

    Examples:
        >>> from ntk import first_layer
        >>> matmul(first_layer, np.ones((1, 2)), np.eye(2), np.array([[1.0], [1.0]])).round(3)
        array([[0.75]])
    """
    function, rows, columns = as_kernel(kernel), as_points(X1), as_points(X2)
    width = 1 << max(W.shape[1] - 1, 0).bit_length()
    weights = np.zeros((len(W), width))
    weights[:, : W.shape[1]] = W
    if not len(rows) or not len(columns):
        return np.zeros((len(rows), W.shape[1]))
    side, arrays = cut_columns(function, rows, columns, weights, memory)
    return sharding.over_rows(_weighted_sums, (function, side), (rows,), *arrays, block=side)[:, : W.shape[1]]


def gradient_product(
    kernel: Kernel,
    X1: Real[np.ndarray, "n *shape"],
    X2: Real[np.ndarray, "m *shape"],
    w: Real[np.ndarray, " m"],
    *,
    memory: float = BLOCK_MEMORY,
) -> Float[np.ndarray, "n *shape"]:
    """Compute the gradients of a kernel expansion f(x) = Σ_j w_j K(x, X2_j), such as a regressor's score.

    Args:
        kernel: The kernel K.
        X1: The points at which the gradients are taken.
        X2: The points of the expansion.
        w: The weights of the expansion.
        memory: The memory limit for blocks in GiB.

    Returns:
        The gradients Σ_j w_j ∇ₓK(X1_i, X2_j), in closed form for a :class:`ntk.HomogeneousKernel`. They are finite
        everywhere: where X1_i is parallel to X2_j, the symmetric derivative stands for the gradient.

    Examples:
        >>> gradient_product(lambda x, y: (x @ y.T) ** 2, np.array([[3.0, 1.0]]), np.eye(2), np.array([1.0, -1.0]))
        array([[ 6., -2.]])
    """
    function, rows, columns = as_kernel(kernel), as_points(X1), as_points(X2)
    if not len(rows) or not len(columns):
        return np.zeros(rows.shape)
    side, arrays = cut_columns(function, rows, columns, np.asarray(w, np.float64), memory)
    if isinstance(function, HomogeneousKernel):
        return sharding.over_rows(_gradient_sums, (function, side), (rows,), *arrays, block=side)
    sums = sharding.over_rows(summed_gradients, (function, side), (rows,), *arrays, block=side)
    for row in np.flatnonzero(~np.isfinite(sums.reshape(len(sums), -1)).all(axis=1)):
        sums[row] = np.tensordot(w, all_gradients(function, rows[row], columns, side), axes=1)
    return sums


def _weighted_sums(
    kernel: HomogeneousKernel | FunctionKernel, side: int, x: Array, y: Array, w: Array, count: Array
) -> Array:
    def step(sums: Array, columns: Array, weights: Array) -> Array:
        return sums + tile_values(kernel, x, columns) @ weights

    return over_columns(step, jnp.zeros((len(x), w.shape[1])), side, y, w, count)


def _gradient_sums(kernel: HomogeneousKernel, side: int, x: Array, y: Array, w: Array, count: Array) -> Array:
    profile, rows = kernel.at(x.shape[1]), prepare(x)

    def step(sums: Array, columns: Array, weights: Array) -> Array:
        return sums + tiles.gradient_sums(profile, rows, prepare(columns), weights)

    return over_columns(step, jnp.zeros(x.shape), side, y, w, count)
