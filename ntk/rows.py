"""Rows of a batch, prepared once for many inner products; and what two rows leave of each other."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

PARALLEL = 4.0 * 2.0**-53
"""Sine below which two rows count as parallel: multiples of one row differ by that much once rounded."""


class Rows(NamedTuple):
    """A batch x, each row with a power of two taken out, so that neither squares nor products over- or underflow.

    Attributes:
        base: x / scale, exactly; the largest entry of a row is in [1, 2), or the row is 0.
        scale: Powers of two; 1 for rows of zeros.
        length: ‖base‖.
        unit: base / length; 0 for rows of zeros.
    """

    base: Float[Array, "n d"]
    scale: Float[Array, " n"]
    length: Float[Array, " n"]
    unit: Float[Array, "n d"]

    @property
    def norm(self) -> Float[Array, " n"]:
        """‖x‖."""
        return self.scale * self.length


def prepare(x: Float[Array, "n d"]) -> Rows:
    """Norms and directions of rows.

    Args:
        x: The rows; subnormal numbers count as 0.

    Returns:
        The rows prepared.
    """
    largest = jnp.max(jnp.abs(x), axis=1, initial=0.0)
    exponent = jax.lax.bitcast_convert_type(largest, jnp.int64) & jnp.int64(0x7FF0000000000000)
    power = jax.lax.bitcast_convert_type(exponent, jnp.float64)
    scale = jnp.where(power > 0.0, power, 1.0)
    base = x / scale[:, None]
    length = jnp.sqrt(jnp.sum(base * base, axis=1))
    return Rows(base, scale, length, base / jnp.where(length > 0.0, length, 1.0)[:, None])


class Legs(NamedTuple):
    """y, split by the direction of x.

    Attributes:
        along: (xᵀy)/‖x‖; 0 if x is.
        across: y without its part along x; 0 if they count as parallel, y if x = 0.
        distance: ‖across‖.
    """

    along: Float[Array, "..."]
    across: Float[Array, "... d"]
    distance: Float[Array, "..."]


def split(x: Float[Array, "... d"], y: Float[Array, "... d"]) -> Legs:
    """Take y apart, with nearly all digits of the part across x however small it is.

    y − αx is formed from products of half the digits each, which are exact, whether or not the compiler fuses them with
    the subtraction; what α's own rounding left along x is then removed.

    Args:
        x: Rows of :class:`Rows`, ``base``.
        y: The same, of the other batch.

    Returns:
        The parts.
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
