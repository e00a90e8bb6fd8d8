"""Angles between rows of numbers, to float64's precision even next to 0 and π, and a fast inverse cosine."""

import functools
import math
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

COEFFICIENTS = tuple(
    float.fromhex(number)
    for number in (
        "0x1.0000000000000p+0", "0x1.55555555552c3p-3", "0x1.333333337a6c6p-4", "0x1.6db6db3d62932p-5",
        "0x1.f1c72d7048cb1p-6", "0x1.6e89dd44305cep-6", "0x1.1c6cfdd0bd278p-6", "0x1.c6eb473f99d38p-7",
        "0x1.8f2b54a60241fp-7", "0x1.a8bab5c5eaca6p-8", "0x1.41d22edf92fe9p-6", "-0x1.0c714ead80f48p-6",
        "0x1.063ca57944931p-5",
    )
)  # fmt: skip
"""Coefficients of the polynomial Σ_k COEFFICIENTS[k] tᵏ ≈ arcsin(√t)/√t for t in [0, 1/4]; relative error < 2.8e-17.

They are the first 13 Chebyshev coefficients on that interval, computed from 200 nodes with 60 digits (python-flint),
converted to powers of t and rounded once; ``tests/ntk/test_angles.py`` computes them anew. Because
arccos c = 2 arcsin √((1 − c)/2), one polynomial serves all of [0, 1], where √(1 − c) times a polynomial in c needs
21 terms.
"""

_THIRDS = tuple((-1) ** (k + 1) * 2 * k / math.factorial(2 * k + 1) for k in range(1, 8))
"""Coefficients of the series sin h − h cos h = h³ Σ_k _THIRDS[k] h²ᵏ, which has no cancellation for small h."""


class Angles(NamedTuple):
    """Angles θ in [0, π], held as distances from the nearer one of 0 and π so that no digits are lost there.

    Attributes:
        acute: Whether cos θ ≥ 0.
        fold: The distance from 0 or π: θ if acute, else π − θ; in [0, π/2].
        sine: The sine, sin θ.
        versine: The distance of the cosine from ±1, 1 − |cos θ|.
    """

    acute: Bool[Array, "..."]
    fold: Float[Array, "..."]
    sine: Float[Array, "..."]
    versine: Float[Array, "..."]

    @property
    def cosine(self) -> Float[Array, "..."]:
        """The cosine, cos θ."""
        size = 1.0 - self.versine
        return jnp.where(self.acute, size, -size)

    @property
    def turn(self) -> Float[Array, "..."]:
        """The supplement of the angle, π − θ."""
        return jnp.where(self.acute, math.pi - self.fold, self.fold)


def arccos(size: Float[Array, "..."], versine: Float[Array, "..."]) -> Float[Array, "..."]:
    """Compute the inverse cosine of numbers in [0, 1], to full precision also next to 1.

    Args:
        size: The cosines c, in [0, 1].
        versine: The numbers 1 − c, which may have more digits than c has where they are small.

    Returns:
        The angles in [0, π/2], within two units in the last place.

    Examples:
        >>> arccos(jnp.array([0.5, 1.0]), jnp.array([0.5, 5e-21]))
        Array([1.04719755e+00, 1.00000000e-10], dtype=float64)
    """
    central = size < 0.5
    t = jnp.where(central, size * size, 0.5 * versine)
    ratio = _polynomial(COEFFICIENTS, t)
    return jnp.where(central, 0.5 * math.pi - size * ratio, 2.0 * jnp.sqrt(t) * ratio)


def from_cosine(cosine: Float[Array, "..."]) -> Angles:
    """Compute angles from their cosines, as accurately as these allow.

    An error δ of cos θ becomes an error δ / sin θ of θ; :func:`from_legs` has no such loss.

    Args:
        cosine: The cosines, in [−1, 1] or beyond by rounding.

    Returns:
        The angles.

    Examples:
        >>> from_cosine(jnp.array([0.5, -1.0])).turn.round(4)
        Array([2.0944, 0.    ], dtype=float64)
    """
    size = jnp.minimum(jnp.abs(cosine), 1.0)
    return _from_size(cosine >= 0.0, size, 1.0 - size)


def from_legs(along: Float[Array, "..."], across: Float[Array, "..."]) -> Angles:
    """Compute angles from the two components of a vector: accurate for every angle, and slower than cosines.

    Args:
        along: The component in the direction from which the angle is measured.
        across: The length of the perpendicular component, at least 0. Where it is 0, the angle is exactly 0 or π.

    Returns:
        The angles.

    Examples:
        >>> from_legs(jnp.array([1.0, 0.0]), jnp.array([1e-20, 2.0])).fold.tolist()
        [1e-20, 1.5707963267948966]
    """
    fold = jnp.arctan2(across, jnp.abs(along))
    half = jnp.sin(0.5 * fold)
    return Angles(along >= 0.0, fold, jnp.sin(fold), 2.0 * half * half)


def after_relu(angles: Angles) -> Angles:
    """Compute the angles between the images of two inputs behind a wide ReLU layer (Cho & Saul 2009, degree 1).

    Args:
        angles: The angles θ between the inputs of the layer.

    Returns:
        The angles arccos((sin θ + (π − θ) cos θ)/π), at most π/2.

    Examples:
        >>> after_relu(from_cosine(jnp.array([1.0, 0.0, -1.0]))).fold.round(4)
        Array([0.    , 1.2469, 1.5708], dtype=float64)
    """
    acute, fold, sine, versine = angles
    size = (sine + angles.turn * angles.cosine) / math.pi
    square = fold * fold
    lag = jnp.where(fold < 0.5, fold * square * _polynomial(_THIRDS, square), sine - fold * (1.0 - versine))
    beside = jnp.maximum(versine - lag / math.pi, 0.0)
    return _from_size(jnp.ones_like(acute), jnp.where(acute, 1.0 - beside, size), jnp.where(acute, beside, 1.0 - size))


def _from_size(acute: Bool[Array, "..."], size: Float[Array, "..."], versine: Float[Array, "..."]) -> Angles:
    return Angles(acute, arccos(size, versine), jnp.sqrt(versine * (2.0 - versine)), versine)


def _polynomial(coefficients: tuple[float, ...], t: Float[Array, "..."]) -> Float[Array, "..."]:
    return functools.reduce(
        lambda total, coefficient: total * t + coefficient,
        reversed(coefficients[:-1]),
        jnp.full_like(t, coefficients[-1]),
    )
