"""Floating-point care that several files need: scaled norms, precision, safe evaluation, logits, and allowances."""

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from empirical.errors import InputError

EPS = 2.0**-52
"""Spacing of float64 numbers at 1, a unit in the last place; allowances for rounding are multiples of it."""

UNIT_ROUNDOFF = 2.0**-53
"""Largest relative error of one operation that rounds to the nearest float64: u of Higham 2002, Section 2.2."""

SPARE = 8
"""Number of roundings that are granted beside one per term of a sum: for biases, differences and sums of bounds."""

LEAST = 1e-300
"""Absolute allowance for products that underflow: they take less than this from a sum."""


def in_precision(precision: type[np.floating], tree: Any) -> Any:
    """Convert the floating-point numbers of a tree of arrays; its other arrays stay as they are.

    Args:
        precision: The type of the new numbers.
        tree: The tree.

    Returns:
        The tree with converted arrays.

    Examples:
        >>> converted = in_precision(np.float32, (np.ones(2), np.array([True])))
        >>> [str(part.dtype) for part in converted]
        ['float32', 'bool']
    """
    return jax.tree.map(lambda part: part.astype(precision) if jnp.issubdtype(part.dtype, jnp.floating) else part, tree)


def row_norms(a: Float[np.ndarray, "... k"]) -> Float[np.ndarray, "..."]:
    """Compute ℓ₂ norms over the last axis so that squares neither underflow nor overflow.

    Args:
        a: The vectors, [..., k].

    Returns:
        The norms of the vectors, [...].

    Examples:
        >>> import numpy as np
        >>> row_norms(np.array([[3.0, 4.0], [3e-200, 4e-200]]))
        array([5.e+000, 5.e-200])
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        squares = np.asarray((a * a).sum(axis=-1))
    plain = (squares > _SMALL) & (squares < _LARGE)
    norms = np.sqrt(squares) if plain.all() else np.where(plain, np.sqrt(squares), _scaled_row_norms(a))
    return np.asarray(norms)


_SMALL, _LARGE = 1e-25, 1e25
"""Sums of squares between which neither they nor what matters of their terms leave the range of float32."""


def _scaled_row_norms(a: Float[np.ndarray, "... k"]) -> Float[np.ndarray, "..."]:
    """Compute norms of any size: the largest entry is taken out before squaring."""
    largest = np.max(np.abs(a), axis=-1, keepdims=True, initial=0.0)
    scale = np.where((largest > 0.0) & (largest < np.inf), largest, 1.0).astype(largest.dtype)
    scaled = a / scale
    return np.asarray(scale[..., 0] * np.sqrt(np.sum(scaled * scaled, axis=-1)))


def lp_norms(a: Float[np.ndarray, "... k"], norm: float) -> Float[np.ndarray, "..."]:
    """Compute ℓp norms over the last axis so that no intermediate result underflows or overflows.

    Args:
        a: The vectors, [..., k].
        norm: The order p of the norm: 1, 2 or ∞.

    Returns:
        The norms of the vectors, [...].

    Examples:
        >>> import numpy as np
        >>> vectors = np.array([[3.0, -4.0]])
        >>> [lp_norms(vectors, norm).tolist() for norm in (1.0, 2.0, np.inf)]
        [[7.0], [5.0], [4.0]]
    """
    return row_norms(a) if norm == 2.0 else np.asarray(np.linalg.norm(a, norm, axis=-1))


def traced_row_norms(a: Float[Array, "... k"]) -> Float[Array, "..."]:
    """Compute the norms of :func:`row_norms` inside compiled code, scaled by the largest entry before squaring.

    Args:
        a: The vectors, [..., k].

    Returns:
        The norms of the vectors, [...].

    Examples:
        >>> import jax.numpy as jnp
        >>> traced_row_norms(jnp.array([[3e-200, 4e-200]])).tolist()
        [5e-200]
    """
    largest = jnp.max(jnp.abs(a), axis=-1, keepdims=True)
    scale = jnp.where((largest > 0.0) & (largest < jnp.inf), largest, 1.0)
    return scale[..., 0] * jnp.sqrt(jnp.sum((a / scale) ** 2, axis=-1))


def spectral_norm(weights: Float[np.ndarray, "n k"]) -> float:
    """Bound the spectral norm ‖W‖₂ of a matrix from above, rounding included.

    LAPACK's largest singular value is that of a matrix within c n k units in the last place of ‖W‖_F, with c a small
    number (Higham 2002, Lemma 19.3, for the reflections that make W bidiagonal; LAPACK Users' Guide 4.9). Ten times
    nk units are granted, which are 10⁻¹⁰ for 200 by 200 weights.

    Args:
        weights: The matrix W, [n, k].

    Returns:
        The computed norm, a little enlarged; NaN if a weight is not finite.

    Examples:
        >>> import numpy as np
        >>> bound = spectral_norm(np.diag([3.0, 2.0]))
        >>> bound >= 3.0, round(bound, 6)
        (True, 3.0)
    """
    if not np.isfinite(weights).all():
        return np.nan
    largest = np.linalg.svd(weights, compute_uv=False)[0]
    return float(largest + 10.0 * EPS * weights.size * row_norms(weights.reshape(-1)))


def finite(values: Any) -> Any:
    """Replace infinite and NaN entries of an array by 0.

    Args:
        values: The array, of any shape and floating-point type.

    Returns:
        A copy of the array in which every entry is finite.

    Examples:
        >>> import numpy as np
        >>> finite(np.array([1.5, np.nan, np.inf]))
        array([1.5, 0. , 0. ])
    """
    return np.where(np.isfinite(values), values, np.zeros((), np.asarray(values).dtype))


def where_known(
    function: Callable[[Any], Any], points: Float[np.ndarray, "m k"], instead: Float[np.ndarray, "m k"]
) -> Float[np.ndarray, " m"]:
    """Evaluate a function at those points that are known, and return NaN for the others.

    Args:
        function: The function, from points [m, k] to values [m]; it need not accept NaN.
        points: The points; a row with a NaN stands for a point that is not known.
        instead: The points at which the function is evaluated in place of unknown ones.

    Returns:
        The values of the function; NaN where the point is not known.

    Examples:
        >>> import numpy as np
        >>> points = np.array([[1.0, 2.0], [np.nan, np.nan]])
        >>> where_known(lambda rows: rows.sum(axis=1), points, np.zeros((2, 2)))
        array([ 3., nan])
    """
    known = np.asarray(np.isfinite(points).all(axis=1))
    return np.where(known, np.asarray(function(np.where(known[:, None], points, instead))), np.nan)


def logit(threshold: float) -> float:
    """Give the score of a probability, so that a decision threshold can be taken from every score.

    Args:
        threshold: The probability, above 0 and below 1.

    Returns:
        The logit; exactly 0 for ½.

    Raises:
        InputError: If the probability is out of range.

    Examples:
        >>> logit(0.5), round(logit(0.75), 3)
        (0.0, 1.099)
    """
    if not 0.0 < threshold < 1.0:
        raise InputError(f"threshold must be a probability above 0 and below 1, not {threshold:g}")
    return math.log(threshold) - math.log1p(-threshold)
