"""Floating-point care that several files need."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float


def row_norms(a: Float[np.ndarray, "... k"]) -> Float[np.ndarray, "..."]:
    """ℓ₂ norms over the last axis that neither underflow nor overflow on the way.

    Args:
        a: Vectors.

    Returns:
        Their norms.
    """
    largest = np.max(np.abs(a), axis=-1, keepdims=True, initial=0.0)
    scale = np.where((largest > 0.0) & (largest < np.inf), largest, 1.0).astype(largest.dtype)
    scaled = a / scale
    return np.asarray(scale[..., 0] * np.sqrt(np.sum(scaled * scaled, axis=-1)))


def lp_norms(a: Float[np.ndarray, "... k"], norm: float) -> Float[np.ndarray, "..."]:
    """ℓp norms over the last axis that neither underflow nor overflow on the way.

    Args:
        a: Vectors.
        norm: p: 1, 2 or ∞.

    Returns:
        Their norms.
    """
    return row_norms(a) if norm == 2.0 else np.asarray(np.linalg.norm(a, norm, axis=-1))


def traced_row_norms(a: Float[Array, "... k"]) -> Float[Array, "..."]:
    """The same as :func:`row_norms` inside compiled code: scaled by the largest entry before squaring.

    Args:
        a: Vectors.

    Returns:
        Their norms.
    """
    largest = jnp.max(jnp.abs(a), axis=-1, keepdims=True)
    scale = jnp.where((largest > 0.0) & (largest < jnp.inf), largest, 1.0)
    return scale[..., 0] * jnp.sqrt(jnp.sum((a / scale) ** 2, axis=-1))


def finite(values: Any) -> Any:
    """The values, and 0 where they are not finite.

    Args:
        values: An array.

    Returns:
        Finite ones.
    """
    return np.where(np.isfinite(values), values, np.zeros((), np.asarray(values).dtype))


def where_known(
    function: Callable[[Any], Any], points: Float[np.ndarray, "m k"], instead: Float[np.ndarray, "m k"]
) -> Float[np.ndarray, " m"]:
    """A function of points, some of which are not known.

    Args:
        function: From points [m, k] to [m].
        points: NaN where there is none.
        instead: Where the function is evaluated instead of at NaN, which it may not know.

    Returns:
        Its values; NaN where there is no point.
    """
    known = np.asarray(np.isfinite(points).all(axis=1))
    return np.where(known, np.asarray(function(np.where(known[:, None], points, instead))), np.nan)
