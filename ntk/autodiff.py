"""Gradients of kernels that are given as functions: by JAX, and by differences where JAX's are not finite."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from ntk import sharding
from ntk.blocks import over_columns
from ntk.kernels import FunctionKernel

STEP = 2.0**-10
"""Step of the differences, relative to ‖x‖; their errors are of order STEP⁴ and 1e-13/STEP."""

TOGETHER = 8
"""Number of pairs of points whose differences are computed at a time."""


def summed_gradients(
    kernel: FunctionKernel, side: int, x: Array, x2: Array, w: Array, count: Array
) -> Float[Array, "n *shape"]:
    """Sum the gradients Σ_j w_j ∇ₓK(x_i, y_j) by reverse-mode differentiation, inside :func:`ntk.sharding.over_rows`.

    Args:
        kernel: The kernel K.
        side: The number of columns in a block.
        x: The points x_i at which the gradients are taken.
        x2: The points y_j, padded to whole blocks.
        w: The weights w_j; 0 for padding.
        count: The number of blocks.

    Returns:
        The sums. Rows with a point at which K has no derivative need not be finite.

    Examples:
        >>> from ntk import as_kernel
        >>> kernel = as_kernel(lambda x, y: (x @ y.T) ** 2)
        >>> points, weights = jnp.eye(2), jnp.array([3.0, 0.0])
        >>> summed_gradients(kernel, 2, points, points, weights, jnp.int32(1)).tolist()
        [[6.0, 0.0], [0.0, 0.0]]
    """

    def step(sums: Array, y: Array, weights: Array) -> Array:
        return sums + jax.grad(lambda points: jnp.sum(kernel(points, y) @ weights))(x)

    return over_columns(step, jnp.zeros(x.shape), side, x2, w, count)


def all_gradients(
    kernel: FunctionKernel, x: Float[np.ndarray, "*shape"], columns: Float[np.ndarray, "m *shape"], side: int
) -> Float[np.ndarray, "m *shape"]:
    """Compute the gradient ∇ₓK(x, y_j) of every kernel value between one point and the points y_j.

    Args:
        kernel: The kernel K.
        x: The point x.
        columns: The points y_j.
        side: The number of points y_j in a block.

    Returns:
        The gradients. Where the derivative by JAX is not finite, as on the diagonal of a ReLU kernel, the symmetric
        derivative stands for it: central differences of fourth order in each coordinate, from which a kink |t| drops
        out.

    Examples:
        >>> from ntk import as_kernel
        >>> kernel = as_kernel(lambda x, y: jnp.sqrt((x @ y.T) ** 2))
        >>> all_gradients(kernel, np.array([1.0, 0.0]), np.array([[2.0, 5.0], [0.0, 3.0]]), 2).round(6)
        array([[2., 5.],
               [0., 0.]])
    """
    gradients = sharding.over_rows(_each, (kernel,), (columns,), x, block=side)
    broken = np.flatnonzero(~np.isfinite(gradients.reshape(len(gradients), -1)).all(axis=1))
    if len(broken):
        gradients[broken] = sharding.over_rows(_differences, (kernel,), (columns[broken],), x, block=TOGETHER)
    return gradients


def _each(kernel: FunctionKernel, columns: Array, x: Array) -> Array:
    return jax.vmap(jax.grad(partial(_pair, kernel)), in_axes=(None, 0))(x, columns)


def _pair(kernel: FunctionKernel, x: Array, y: Array) -> Array:
    return kernel(x[None], y[None])[0, 0]


def _differences(kernel: FunctionKernel, columns: Array, x: Array) -> Array:
    size = jnp.sqrt(jnp.sum(x * x))
    step = STEP * jnp.where(size > 0.0, size, 1.0)
    axes = jnp.eye(x.size).reshape(x.size, *x.shape)

    def slope(axis: Array, length: float) -> Array:
        change = length * step * axis
        ahead, behind = (kernel((x + sign * change)[None], columns)[0] for sign in (1.0, -1.0))
        return (ahead - behind) / (2.0 * length * step)

    slopes = jax.lax.map(lambda axis: (4.0 * slope(axis, 1.0) - slope(axis, 2.0)) / 3.0, axes)
    return slopes.T.reshape(len(columns), *x.shape)
