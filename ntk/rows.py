"""Rows of a batch, prepared once for many inner products, and the splitting of one row by the direction of another."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

PARALLEL = 4.0 * 2.0**-53
"""Sine below which two rows count as parallel; rounded multiples of one row differ by that much."""


class Rows(NamedTuple):
    """A batch x of rows, each divided by a power of two so that neither squares nor products over- or underflow.

    Attributes:
        base: The exact quotients x / scale; the largest entry of each row is in [1, 2), or the row is 0.
        scale: The powers of two; 1 for rows of zeros.
        length: The lengths ‖base‖.
        unit: The directions base / length; 0 for rows of zeros.
    """

    base: Float[Array, "n d"]
    scale: Float[Array, " n"]
    length: Float[Array, " n"]
    unit: Float[Array, "n d"]

    @property
    def norm(self) -> Float[Array, " n"]:
        """The lengths ‖x‖ of the rows."""
        return self.scale * self.length


def prepare(x: Float[Array, "n d"]) -> Rows:
    """Compute scaled rows with their lengths and directions, without over- or underflow.

    Args:
        x: The rows; subnormal numbers count as 0.

    Returns:
        The prepared rows.

    Examples:
        >>> rows = prepare(jnp.array([[3e-200, 4e-200], [0.0, 0.0]]))
        >>> rows.norm.tolist(), rows.unit.round(3).tolist()
        ([5e-200, 0.0], [[0.6, 0.8], [0.0, 0.0]])
    """
    largest = jnp.max(jnp.abs(x), axis=1, initial=0.0)
    exponent = jax.lax.bitcast_convert_type(largest, jnp.int64) & jnp.int64(0x7FF0000000000000)
    power = jax.lax.bitcast_convert_type(exponent, jnp.float64)
    scale = jnp.where(power > 0.0, power, 1.0)
    base = x / scale[:, None]
    length = jnp.sqrt(jnp.sum(base * base, axis=1))
    return Rows(base, scale, length, base / jnp.where(length > 0.0, length, 1.0)[:, None])


class Legs(NamedTuple):
    """The parts of a row y along a row x and across it.

    Attributes:
        along: The component (xᵀy)/‖x‖ along x; 0 if x = 0.
        across: The part of y that is perpendicular to x; 0 if x and y count as parallel, y if x = 0.
        distance: The length ‖across‖.
    """

    along: Float[Array, "..."]
    across: Float[Array, "... d"]
    distance: Float[Array, "..."]


def split(x: Float[Array, "... d"], y: Float[Array, "... d"]) -> Legs:
    """Split rows y into parts along and across rows x, keeping nearly all digits of the part across x, however small.

    The difference y − αx is formed from products of half the digits each. These are exact, whether or not the compiler
    fuses them with the subtraction. The component along x that the rounding of α leaves is then removed.

    Args:
        x: The scaled rows x, the ``base`` of :class:`Rows`.
        y: The scaled rows y.

    Returns:
        The parts of y.

    Examples:
        >>> legs = split(jnp.array([[1.0, 1.0]]), jnp.array([[1.0, 1.0 + 1e-12]]))
        >>> f"{legs.along.item():.6f} {legs.distance.item():.3e}"
        '1.414214 7.072e-13'
    """
    square = _dot(x, x)
    safe = jnp.where(square > 0.0, square, 1.0)
    alpha = _dot(x, y) / safe
    high, low = _halves(alpha[..., None])
    x_high, x_low = _halves(x)
    rest = ((y - high * x_high) - high * x_low - low * x_high) - low * x_low
    rest = rest - (_dot(x, rest) / safe)[..., None] * x
    distance = jnp.sqrt(_dot(rest, rest))
    apart: Bool[Array, ...] = distance > PARALLEL * jnp.sqrt(_dot(y, y))
    return Legs(alpha * jnp.sqrt(square), jnp.where(apart[..., None], rest, 0.0), jnp.where(apart, distance, 0.0))


def _dot(x: Float[Array, "... d"], y: Float[Array, "... d"]) -> Float[Array, "..."]:
    return jnp.sum(x * y, axis=-1)


def _halves(x: Float[Array, "..."]) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """The leading 26 bits of each number and the 27 that follow."""
    bits = jax.lax.bitcast_convert_type(x, jnp.int64) & jnp.int64(-(1 << 27))
    high = jax.lax.bitcast_convert_type(bits, jnp.float64)
    return high, x - high
