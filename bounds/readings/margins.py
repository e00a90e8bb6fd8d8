"""The reading with margins: arrays whose comparisons are distances, so that falsification can move towards a premise.

A truth value is a number: the distance of the two sides of a comparison relative to their size, non-negative where the
condition holds. It measures how far an instance is from meeting a premise.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp

from bounds.ops import Powers, Scalar
from bounds.readings.arrays import CLOSE

SLIGHT = 1e-9
"""Relative difference that ``xp.le`` attributes to rounding, for premises that may hold with equality."""


class Gauge:
    """A truth value with a margin: the distance of a condition from failing, in [−1, 1], negative where it fails."""

    __slots__ = ("margin",)

    def __init__(self, margin: Scalar) -> None:
        """Wrap the margin of a condition."""
        self.margin = margin

    def __and__(self, other: "Gauge") -> "Gauge":
        """Return the conjunction, which has the smaller margin."""
        return Gauge(jnp.minimum(self.margin, other.margin))


class Gauged:
    """A number whose comparisons are truth values with margins."""

    __slots__ = ("number",)

    def __init__(self, number: Scalar) -> None:
        """Wrap a number or an array."""
        self.number = number

    def __add__(self, other: "Gauged | float") -> "Gauged":
        """Return the sum."""
        return Gauged(self.number + plain(other))

    def __sub__(self, other: "Gauged | float") -> "Gauged":
        """Return the difference."""
        return Gauged(self.number - plain(other))

    def __mul__(self, other: "Gauged | float") -> "Gauged":
        """Return the product."""
        return Gauged(self.number * plain(other))

    def __truediv__(self, other: "Gauged | float") -> "Gauged":
        """Return the quotient."""
        return Gauged(self.number / plain(other))

    def __neg__(self) -> "Gauged":
        """Return the negative number."""
        return Gauged(-self.number)

    def __radd__(self, other: float) -> "Gauged":
        """Return the sum with a constant on the left."""
        return self + other

    def __rsub__(self, other: float) -> "Gauged":
        """Return the difference with a constant on the left."""
        return Gauged(other - self.number)

    def __rmul__(self, other: float) -> "Gauged":
        """Return the product with a constant on the left."""
        return self * other

    def __rtruediv__(self, other: float) -> "Gauged":
        """Return the quotient with a constant on the left."""
        return Gauged(other / self.number)

    def __le__(self, other: "Gauged | float") -> Gauge:
        """Measure how far this number is below the other one."""
        return Gauge(_margin(self, other))

    def __lt__(self, other: "Gauged | float") -> Gauge:
        """Measure how far this number is below the other one; the margin is negative if both are equal."""
        margin = _margin(self, other)
        return Gauge(jnp.where(margin == 0.0, -jnp.finfo(float).tiny, margin))

    def __ge__(self, other: "Gauged | float") -> Gauge:
        """Measure how far this number is above the other one."""
        return Gauged(plain(other)) <= self

    def __gt__(self, other: "Gauged | float") -> Gauge:
        """Measure how far this number is above the other one; the margin is negative if both are equal."""
        return Gauged(plain(other)) < self

    def __eq__(self, other: object) -> Gauge:  # type: ignore[override]
        """Measure how far two numbers are apart, as a negative margin; it is 0 if both are equal."""
        return Gauge(-jnp.abs(_margin(self, other)))  # type: ignore[arg-type]

    __hash__ = None  # type: ignore[assignment]


class GaugeOps(Powers):
    """The operations over :class:`Gauged` numbers."""

    inf = math.inf
    pi = math.pi

    def where(self, condition: Gauge, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """Choose ``a`` where the condition holds, else ``b``."""
        return Gauged(jnp.where(condition.margin >= 0.0, plain(a), plain(b)))

    def maximum(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """Return the larger of two numbers."""
        return Gauged(jnp.maximum(plain(a), plain(b)))

    def minimum(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """Return the smaller of two numbers."""
        return Gauged(jnp.minimum(plain(a), plain(b)))

    def abs(self, a: Gauged | float, /) -> Gauged:
        """Return the absolute value."""
        return Gauged(jnp.abs(plain(a)))

    def sqrt(self, a: Gauged | float, /) -> Gauged:
        """Return the square root."""
        return Gauged(jnp.sqrt(plain(a)))

    def root(self, a: Gauged | float, degree: int, /) -> Gauged:
        """Return the root of some degree."""
        base = plain(a)
        return Gauged(jnp.power(jnp.where(base >= 0.0, base, math.nan), 1.0 / degree))

    def sigmoid(self, a: Gauged | float, /) -> Gauged:
        """Return the logistic function."""
        return Gauged(jax.nn.sigmoid(plain(a)))

    def exp(self, a: Gauged | float, /) -> Gauged:
        """Return the exponential."""
        return Gauged(jnp.exp(plain(a)))

    def log(self, a: Gauged | float, /) -> Gauged:
        """Return the natural logarithm."""
        return Gauged(jnp.log(plain(a)))

    def erf(self, a: Gauged | float, /) -> Gauged:
        """Return the error function."""
        return Gauged(jax.scipy.special.erf(plain(a)))

    def divide(self, a: Gauged | float, b: Gauged | float, /) -> Gauged:
        """Divide ``a`` by ``b``; the quotient is infinite where ``b`` is 0."""
        divisor = plain(b)
        zero = divisor == 0.0
        return Gauged(jnp.where(zero, math.inf, plain(a) / jnp.where(zero, 1.0, divisor)))

    def close(self, a: Gauged | float, b: Gauged | float, /) -> Gauge:
        """Measure how far the relative difference of two numbers is below 1e-6, however small the numbers are."""
        x, y = jnp.abs(plain(a)), jnp.abs(plain(b))
        margin = CLOSE * jnp.maximum(x, y) - jnp.abs(jnp.asarray(plain(a)) - plain(b))
        return Gauge(margin / jnp.where(x + y > 0.0, x + y, 1.0))

    def le(self, a: Gauged | float, b: Gauged | float, /) -> Gauge:
        """Measure how far ``a`` is below ``b``, with an allowance for rounding."""
        return Gauge(_margin(a, b) + SLIGHT)


def plain(a: Any) -> Scalar:
    """Return the array inside a number of this reading, for operations on arrays.

    Args:
        a: A gauged number, or a constant of a formula.

    Returns:
        The array of the number, or the constant itself.

    Examples:
        >>> plain(Gauged(2.0)), plain(3.0)
        (2.0, 3.0)
    """
    return a.number if isinstance(a, Gauged) else a


def _margin(a: Any, b: Any) -> Scalar:
    low, high = plain(a), plain(b)
    return (high - low) / (jnp.abs(low) + jnp.abs(high) + 1.0)
