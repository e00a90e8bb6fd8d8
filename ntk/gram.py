"""Gram matrices and their products, in blocks: memory is bounded whatever the number of points."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from ntk.kernels import Kernel

BLOCK = 1024


def gram(
    kernel: Kernel, X1: Float[np.ndarray, "n d"], X2: Float[np.ndarray, "m d"] | None = None
) -> Float[np.ndarray, "n m"]:
    """K(X1, X2), or the symmetric K(X1, X1) with an exact diagonal."""
    if X2 is None:
        value = np.array(kernel(X1, X1))
        np.fill_diagonal(value, np.asarray(kernel.diagonal(X1)))
        return value
    return np.asarray(kernel(X1, X2))


def product(
    kernel: Kernel, X1: Float[np.ndarray, "n d"], X2: Float[np.ndarray, "m d"], W: Float[np.ndarray, "m k"]
) -> Float[np.ndarray, "n k"]:
    """K(X1, X2) W, without the matrix."""
    return np.asarray(kernel(X1, X2) @ W)


def gradient_product(
    kernel: Kernel, X1: Float[np.ndarray, "n d"], X2: Float[np.ndarray, "m d"], w: Float[np.ndarray, " m"]
) -> Float[np.ndarray, "n d"]:
    """Σ_j w_j ∇ₓK(X1_i, X2_j)."""
    across, along = kernel.slopes(X1, X2)
    return np.asarray((across * w) @ X2 + (along @ w)[:, None] * X1)


def kernel_norms(
    kernel: Kernel, X1: Float[np.ndarray, "n d"], X2: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, " n"]:
    """‖K(X1_i, X2)‖₂."""
    return np.asarray(jnp.linalg.norm(kernel(X1, X2), axis=1))


def gradient_norms(
    kernel: Kernel,
    X1: Float[np.ndarray, "n d"],
    X2: Float[np.ndarray, "m d"],
    columns: np.ndarray,
) -> Float[np.ndarray, " n"]:
    """The spectral norm of the matrix [m, d] of ∇ₓK(X1_i, X2_j), restricted to some columns (its actionable ones)."""
    across, along = kernel.slopes(X1, X2)
    jacobians = across[:, :, None] * X2[None] + along[:, :, None] * X1[:, None]
    return np.asarray(jnp.linalg.norm(jacobians[:, :, columns], ord=2, axis=(1, 2)))


class GramOperator(NamedTuple):
    """A = K(X, X) + ridge · I, not formed.

    Attributes:
        kernel: K.
        X: [n, d].
        ridge: β > 0.
    """

    kernel: Kernel
    X: Float[np.ndarray, "n d"]
    ridge: float
