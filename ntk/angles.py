"""Angles between rows, to float64's precision: a fast arccos, and what it cannot do, next to 0 and π."""

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
"""arcsin(√t)/√t ≈ Σ_k COEFFICIENTS[k] tᵏ for t in [0, 1/4], with a relative error below 2.8e-17.

The first 13 Chebyshev coefficients on that interval, from 200 nodes at 60 digits (python-flint), as powers of t and
rounded once (``tests/ntk/test_angles.py`` makes them anew). As arccos c = 2 arcsin √((1 − c)/2), one polynomial serves
all of [0, 1], where √(1 − c) times a polynomial in c needs 21 terms.
"""

_THIRDS = tuple((-1) ** (k + 1) * 2 * k / math.factorial(2 * k + 1) for k in range(1, 8))
"""sin h − h cos h = h³ Σ_k _THIRDS[k] h²ᵏ: where the difference cancels, its series does not."""


class Angles(NamedTuple):
    """Angles θ in [0, π], each by its distance from the nearer one of 0 and π, where they need all their digits.

    Attributes:
        acute: Whether cos θ ≥ 0.
        fold: θ if acute, else π − θ; in [0, π/2].
        sine: sin θ.
        versine: 1 − |cos θ|.
    """

    acute: Bool[Array, "..."]
    fold: Float[Array, "..."]
    sine: Float[Array, "..."]
    versine: Float[Array, "..."]

    @property
    def cosine(self) -> Float[Array, "..."]:
        """Its sign is that of ``acute``."""
        size = 1.0 - self.versine
        return jnp.where(self.acute, size, -size)

    @property
    def turn(self) -> Float[Array, "..."]:
        """π − θ."""
        return jnp.where(self.acute, math.pi - self.fold, self.fold)


def arccos(size: Float[Array, "..."], versine: Float[Array, "..."]) -> Float[Array, "..."]:
    """Inverse cosine of a number that is not negative.

    Args:
        size: c in [0, 1].
        versine: 1 − c, more accurately than c tells where it is small.

    Returns:
        In [0, π/2], within two units in the last place.
    """
    central = size < 0.5
    t = jnp.where(central, size * size, 0.5 * versine)
    ratio = _polynomial(COEFFICIENTS, t)
    return jnp.where(central, 0.5 * math.pi - size * ratio, 2.0 * jnp.sqrt(t) * ratio)


def from_cosine(cosine: Float[Array, "..."]) -> Angles:
    """The angles of cosines, as accurately as these are: an error δ in c is one of δ / sin θ in θ.

    Args:
        cosine: Numbers in [−1, 1], or beyond by rounding.

    Returns:
        Their angles.
    """
    size = jnp.minimum(jnp.abs(cosine), 1.0)
    return _from_size(cosine >= 0.0, size, 1.0 - size)


def from_legs(along: Float[Array, "..."], across: Float[Array, "..."]) -> Angles:
    """The angles of vectors from their components: accurate for every angle, and slower.

    Args:
        along: Component in the direction that the angle is measured from.
        across: Length of the rest, at least 0. Where it is 0 the angle is 0 or π exactly.

    Returns:
        The angles.
    """
    fold = jnp.arctan2(across, jnp.abs(along))
    half = jnp.sin(0.5 * fold)
    return Angles(along >= 0.0, fold, jnp.sin(fold), 2.0 * half * half)


def after_relu(angles: Angles) -> Angles:
    """The angles between the images of two inputs in a wide ReLU layer (Cho & Saul 2009, kernel of degree 1).

    Args:
        angles: Those before the layer.

    Returns:
        arccos((sin θ + (π − θ) cos θ)/π), which is at most π/2.
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
        lambda sum_, one: sum_ * t + one, reversed(coefficients[:-1]), jnp.full_like(t, coefficients[-1])
    )
