"""The searching reading: arrays whose comparisons say by how much they hold, so that a search can climb towards them.

Truth is a number, not negative where a condition holds: the distance of both sides relative to their size. This is how
far an instance is from meeting a premise.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp

from bounds.ops import Scalar
from bounds.readings.arrays import CLOSE

SLIGHT = 1e-9
"""Relative difference that is put down to rounding where a premise holds with equality in real cases (``xp.le``)."""


class Gauge:
    """A truth value: how far a condition is from failing, negative where it fails; at most 1 in size."""

    __slots__ = ("margin",)

    def __init__(self, margin: Scalar) -> None:
        """Wrap a margin."""
        self.margin = margin

    def __and__(self, other: "Gauge") -> "Gauge":
        """Conjunction: the smaller margin."""
        return Gauge(jnp.minimum(self.margin, other.margin))


class Gauged:
    """A number whose comparisons are gauges."""

    __slots__ = ("number",)

    def __init__(self, number: Scalar) -> None:
        """Wrap an array."""
        self.number = number

    def __add__(self, other: "Gauged | float") -> "Gauged":
        """Sum."""
        return Gauged(self.number + plain(other))

    def __sub__(self, other: "Gauged | float") -> "Gauged":
        """Difference."""
        return Gauged(self.number - plain(other))

    def __mul__(self, other: "Gauged | float") -> "Gauged":
        """Product."""
        return Gauged(self.number * plain(other))

    def __truediv__(self, other: "Gauged | float") -> "Gauged":
        """Quotient."""
        return Gauged(self.number / plain(other))

    def __neg__(self) -> "Gauged":
        """Negation."""
        return Gauged(-self.number)

    def __radd__(self, other: float) -> "Gauged":
        """Sum with a constant on the left."""
        return self + other

    def __rsub__(self, other: float) -> "Gauged":
        """Difference with a constant on the left."""
        return Gauged(other - self.number)

    def __rmul__(self, other: float) -> "Gauged":
        """Product with a constant on the left."""
        return self * other

    def __rtruediv__(self, other: float) -> "Gauged":
        """Quotient with a constant on the left."""
        return Gauged(other / self.number)

    def __le__(self, other: "Gauged | float") -> Gauge:
        """How far below."""
        return Gauge(_margin(self, other))

    def __lt__(self, other: "Gauged | float") -> Gauge:
        """How far below; equality fails."""
        margin = _margin(self, other)
        return Gauge(jnp.where(margin == 0.0, -jnp.finfo(float).tiny, margin))

    def __ge__(self, other: "Gauged | float") -> Gauge:
        """How far above."""
        return Gauged(plain(other)) <= self

    def __gt__(self, other: "Gauged | float") -> Gauge:
        """How far above; equality fails."""
        return Gauged(plain(other)) < self

    def __eq__(self, other: object) -> Gauge:  # type: ignore[override]
        """How far apart, as a negative number."""
        return Gauge(-jnp.abs(_margin(self, other)))  # type: ignore[arg-type]

    __hash__ = None  # type: ignore[assignment]


class GaugeOps:
    """The ten operations over :class:`Gauged` numbers."""

    inf = math.inf

    def where(self, condition: Gauge, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """``a`` where the condition holds, else ``b``."""
        return Gauged(jnp.where(condition.margin >= 0.0, plain(a), plain(b)))

    def maximum(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """The larger of two numbers."""
        return Gauged(jnp.maximum(plain(a), plain(b)))

    def minimum(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """The smaller of two numbers."""
        return Gauged(jnp.minimum(plain(a), plain(b)))

    def abs(self, a: Gauged | float, /) -> Gauged:
        """The absolute value."""
        return Gauged(jnp.abs(plain(a)))

    def sqrt(self, a: Gauged | float, /) -> Gauged:
        """The square root."""
        return Gauged(jnp.sqrt(plain(a)))

    def sigmoid(self, a: Gauged | float, /) -> Gauged:
        """The logistic function."""
        return Gauged(jax.nn.sigmoid(plain(a)))

    def divide(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """``a / b``, infinite where ``b`` is 0."""
        divisor = plain(b)
        zero = divisor == 0.0
        return Gauged(jnp.where(zero, math.inf, plain(a) / jnp.where(zero, 1.0, divisor)))

    def close(self, a: Gauged | float, b: Gauged | float, /) -> Gauge:
        """How much better than 1e-6 relative both agree; however small they are."""
        x, y = jnp.abs(plain(a)), jnp.abs(plain(b))
        off = CLOSE * jnp.maximum(x, y) - jnp.abs(jnp.asarray(plain(a)) - plain(b))
        return Gauge(off / jnp.where(x + y > 0.0, x + y, 1.0))

    def le(self, a: Gauged | float, b: Gauged | float, /) -> Gauge:
        """How far below, up to rounding."""
        return Gauge(_margin(a, b) + SLIGHT)


def plain(a: Any) -> Scalar:
    """The array inside.

    Args:
        a: A gauged number, or a constant.

    Returns:
        The array, or the constant.
    """
    return a.number if isinstance(a, Gauged) else a


def _margin(a: Any, b: Any) -> Scalar:
    low, high = plain(a), plain(b)
    return (high - low) / (jnp.abs(low) + jnp.abs(high) + 1.0)
