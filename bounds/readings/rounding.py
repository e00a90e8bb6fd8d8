"""The checking reading: float64 arrays of JAX that carry a bound on their own error through every formula.

Running error analysis: each operation adds what rounding can do to its result, and passes on what the
operands bring. The allowance of a claim therefore comes out of the claim's own formula, without a constant of its own.
"""

import math

import jax
import jax.numpy as jnp

from bounds.ops import Scalar
from bounds.readings.arrays import CLOSE

UNIT = 2.0**-53
"""float64's unit roundoff."""

GROWTH = 1.0 + 2.0**-48
"""The error bounds are float64 numbers too: each is made so much larger, to pay for a dozen roundings of its own."""

SIGMOID_ULPS = 8.0
"""XLA's logistic is accurate to this many units."""

TINY = 2.0**-1020
"""XLA flushes results below the smallest normal number, 2⁻¹⁰²², to 0; an operation and its error have up to four."""


class Rounded:
    """A number, and a bound on its distance from the number that exact arithmetic would give."""

    __slots__ = ("error", "value")

    def __init__(self, value: Scalar, error: Scalar) -> None:
        """Pair a value with its error bound; both broadcast against each other."""
        self.value = value
        self.error = error

    def __add__(self, other: "Rounded | float") -> "Rounded":
        """Sum: errors add."""
        b = lift(other)
        return _rounded(self.value + b.value, self.error + b.error)

    def __sub__(self, other: "Rounded | float") -> "Rounded":
        """Difference: errors add."""
        return self + (-lift(other))

    def __mul__(self, other: "Rounded | float") -> "Rounded":
        """Product, with the second-order term."""
        b = lift(other)
        error = jnp.abs(self.value) * b.error + (jnp.abs(b.value) + b.error) * self.error
        return _rounded(self.value * b.value, error)

    def __truediv__(self, other: "Rounded | float") -> "Rounded":
        """Quotient; its error is infinite where the divisor may be 0."""
        b = lift(other)
        value = self.value / b.value
        nearest = jnp.abs(b.value) - b.error
        error = (self.error + jnp.abs(value) * b.error) / nearest
        return _rounded(value, jnp.where(nearest > 0.0, error, math.inf))

    def __neg__(self) -> "Rounded":
        """Negation is exact."""
        return Rounded(-self.value, self.error)

    def __radd__(self, other: float) -> "Rounded":
        """Sum with a constant on the left."""
        return lift(other) + self

    def __rsub__(self, other: float) -> "Rounded":
        """Difference with a constant on the left."""
        return lift(other) - self

    def __rmul__(self, other: float) -> "Rounded":
        """Product with a constant on the left."""
        return lift(other) * self

    def __rtruediv__(self, other: float) -> "Rounded":
        """Quotient with a constant on the left."""
        return lift(other) / self

    def __le__(self, other: "Rounded | float") -> "Decided":
        """Comparison of the values."""
        b = lift(other)
        return Decided(self.value <= b.value, _apart(self, b))

    def __lt__(self, other: "Rounded | float") -> "Decided":
        """Comparison of the values."""
        b = lift(other)
        return Decided(self.value < b.value, _apart(self, b))

    def __ge__(self, other: "Rounded | float") -> "Decided":
        """Comparison of the values."""
        return lift(other) <= self

    def __gt__(self, other: "Rounded | float") -> "Decided":
        """Comparison of the values."""
        return lift(other) < self

    def __eq__(self, other: object) -> "Decided":  # type: ignore[override]
        """Comparison of the values."""
        b = lift(other)  # type: ignore[arg-type]
        return Decided(self.value == b.value, _apart(self, b))

    __hash__ = None  # type: ignore[assignment]


class Decided:
    """A comparison of two values, and whether their errors leave it beyond doubt."""

    __slots__ = ("sure", "truth")

    def __init__(self, truth: jax.Array, sure: jax.Array) -> None:
        """Pair a truth value with its certainty."""
        self.truth = truth
        self.sure = sure

    def __and__(self, other: "Decided") -> "Decided":
        """Conjunction; a sure ``False`` decides it."""
        sure = (self.sure & other.sure) | (self.sure & ~self.truth) | (other.sure & ~other.truth)
        return Decided(self.truth & other.truth, sure)


class RoundingOps:
    """The ten operations over :class:`Rounded` numbers."""

    inf = math.inf

    def where(self, condition: Decided, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """``a`` where the condition holds, else ``b``; in doubt the error covers both."""
        a, b = lift(a), lift(b)
        chosen = jnp.where(condition.truth, a.error, b.error)
        either = _grown(jnp.abs(a.value - b.value) + jnp.maximum(a.error, b.error))
        return Rounded(jnp.where(condition.truth, a.value, b.value), jnp.where(condition.sure, chosen, either))

    def maximum(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """The larger of two numbers: no further off than that one, or than either where they may change places."""
        a, b = lift(a), lift(b)
        return Rounded(jnp.maximum(a.value, b.value), _chosen(a.value >= b.value, a, b))

    def minimum(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """The smaller of two numbers, likewise."""
        a, b = lift(a), lift(b)
        return Rounded(jnp.minimum(a.value, b.value), _chosen(a.value <= b.value, a, b))

    def abs(self, a: Rounded | float, /) -> Rounded:
        """The absolute value."""
        a = lift(a)
        return Rounded(jnp.abs(a.value), a.error)

    def sqrt(self, a: Rounded | float, /) -> Rounded:
        r"""The square root: \\|√a − √b\\| is at most √\\|a − b\\| and at most \\|a − b\\| / √a."""
        a = lift(a)
        value = jnp.sqrt(a.value)
        slope = jnp.where(value > 0.0, a.error / jnp.where(value > 0.0, value, 1.0), math.inf)
        return _rounded(value, jnp.minimum(slope, jnp.sqrt(a.error)))

    def sigmoid(self, a: Rounded | float, /) -> Rounded:
        """The logistic function: σ' is at most 1/4, and at most exp(−|a|); no two values are further apart than 1."""
        a = lift(a)
        value = jax.nn.sigmoid(a.value)
        steepest = jnp.minimum(0.25, jnp.exp(jnp.minimum(a.error - jnp.abs(a.value), 0.0)))
        return Rounded(value, jnp.minimum(_grown(a.error * steepest + SIGMOID_ULPS * UNIT * value), 1.0))

    def divide(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """``a / b``, infinite where ``b`` is 0; known to be so only where ``b`` is known to be 0."""
        a, b = lift(a), lift(b)
        zero = b.value == 0.0
        quotient = a / Rounded(jnp.where(zero, 1.0, b.value), jnp.where(zero, 0.0, b.error))
        error = jnp.where(b.error > 0.0, math.inf, 0.0)
        return Rounded(jnp.where(zero, math.inf, quotient.value), jnp.where(zero, error, quotient.error))

    def close(self, a: Rounded | float, b: Rounded | float, /) -> Decided:
        """Equal to 1e-6 relative, up to rounding."""
        return self.le(self.abs(lift(a) - b), CLOSE * self.maximum(self.abs(a), self.abs(b)))

    def le(self, a: Rounded | float, b: Rounded | float, /) -> Decided:
        """``a <= b`` up to the errors of both."""
        a, b = lift(a), lift(b)
        return Decided(a.value - a.error <= b.value + b.error, _apart(a, b))


def lift(a: Rounded | float) -> Rounded:
    """A constant of a formula as a number without error.

    Args:
        a: A number of either kind.

    Returns:
        The number itself, or the constant with error 0.
    """
    return a if isinstance(a, Rounded) else Rounded(jnp.asarray(a, jnp.float64), jnp.zeros(()))


def _rounded(value: Scalar, error: Scalar) -> Rounded:
    """A result and its error, plus what rounding it added; of what overflowed nothing is known."""
    return Rounded(value, jnp.where(jnp.isfinite(value), _grown(error + UNIT * jnp.abs(value)), math.inf))


def _grown(error: Scalar) -> Scalar:
    """An error bound that also covers its own rounding, and what was flushed to 0."""
    return error * GROWTH + TINY


def _chosen(first: jax.Array, a: Rounded, b: Rounded) -> jax.Array:
    """The error of the operand that was chosen, where the choice is beyond doubt."""
    return jnp.where(_apart(a, b), jnp.where(first, a.error, b.error), jnp.maximum(a.error, b.error))


def _apart(a: Rounded, b: Rounded) -> jax.Array:
    """Whether it is beyond doubt which number is larger, or that they are equal."""
    errors = a.error + b.error
    return (jnp.abs(a.value - b.value) > errors) | (errors == 0.0)
