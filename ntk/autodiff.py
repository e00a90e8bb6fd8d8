"""Gradients of kernels that are given as functions: by JAX, and by differences where that is not finite."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from ntk import sharding as spread
from ntk.kernels import FunctionKernel

STEP = 2.0**-10
"""Step of the differences, of ‖x‖: their errors are of order STEP⁴ and 1e-13/STEP."""

TOGETHER = 8
"""Pairs whose differences are taken at a time."""


def summed_gradients(
    kernel: FunctionKernel, side: int, x: Array, x2: Array, w: Array, count: Array
) -> Float[Array, "n *shape"]:
    """Σ_j w_j ∇ₓK(x_i, y_j) by the reverse mode, for :func:`ntk.sharding.over_rows`.

    Args:
        kernel: K.
        side: Columns at a time.
        x: Rows.
        x2: Points y, padded.
        w: Their weights, 0 for those padded.
        count: Blocks of columns to go through.

    Returns:
        The sums; rows with a point at which K has no derivative need not be finite.
    """

    def at(index: Array, sums: Array) -> Array:
        y, part = (jax.lax.dynamic_slice_in_dim(one, index * side, side) for one in (x2, w))
        return sums + jax.grad(lambda moved: jnp.sum(kernel(moved, y) @ part))(x)

    return jax.lax.fori_loop(jnp.int32(0), count, at, jnp.zeros(x.shape))


def all_gradients(
    kernel: FunctionKernel, x: Float[np.ndarray, "*shape"], columns: Float[np.ndarray, "m *shape"], side: int
) -> Float[np.ndarray, "m *shape"]:
    """∇ₓK(x, y_j) for each j.

    Args:
        kernel: K.
        x: One point.
        columns: The points y.
        side: Columns at a time.

    Returns:
        The gradients. Where the derivative by JAX is not finite, as a ReLU kernel's where x and y are parallel, the
        symmetric derivative: central differences of the values in each coordinate, of fourth order. A kink |t|
        falls out of them.
    """
    gradients = spread.over_rows(_each, (kernel,), (columns,), x, block=side)
    broken = np.flatnonzero(~np.isfinite(gradients.reshape(len(gradients), -1)).all(axis=1))
    if len(broken):
        gradients[broken] = spread.over_rows(_differences, (kernel,), (columns[broken],), x, block=TOGETHER)
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
        move = length * step * axis
        ahead, behind = (kernel((x + sign * move)[None], columns)[0] for sign in (1.0, -1.0))
        return (ahead - behind) / (2.0 * length * step)

    both = jax.lax.map(lambda axis: (4.0 * slope(axis, 1.0) - slope(axis, 2.0)) / 3.0, axes)
    return both.T.reshape(len(columns), *x.shape)
