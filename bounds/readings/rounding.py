"""The reading of the checker: float64 arrays of JAX that carry a bound on their error through every formula.

This is running error analysis. The error bound of a result has two parts: what rounding the result adds, and what the
errors of the operands cause. The allowance for rounding of a claim therefore follows from the formula of the claim, and
needs no separate tolerance.
"""

import math
from typing import Any

import numpy as np

from bounds.ops import Powers, Scalar
from bounds.readings.arrays import CLOSE
from bounds.readings.either import EITHER

UNIT_ROUNDOFF = 2.0**-53
"""Unit roundoff of float64, the largest relative error of one correctly rounded operation."""

GROWTH = 1.0 + 2.0**-48
"""Factor by which every error bound is enlarged. An error bound is a float64 number too, and this factor covers a dozen
roundings in its computation."""

FUNCTION_ULPS = 8.0
"""Accuracy of σ, exp, log and erf of XLA and numpy, as a multiple of the unit roundoff."""

POWER_ULPS = 1024.0
"""Accuracy of powers with exponents between 0 and 1, as a multiple of the unit roundoff: the exponent is rounded, and
its error counts as often as the logarithm of the base says, which is at most 745."""

ERF_SLOPE = 1.1283791670955128
"""A number slightly above 2/√π, the slope of erf at 0, which is its largest."""

NEARER, FARTHER = 1.0 - 2.0**-40, 1.0 + 2.0**-40
"""Factors by which the argument of exp(−t²) is made smaller, and an exponential larger, to cover the rounding of the
argument, whose size is at most 745."""

TINY = 2.0**-1020
"""Allowance for results that XLA flushes to 0. Those are below the smallest normal number 2⁻¹⁰²², and an operation with
its error bound has up to four of them."""


class Rounded:
    """A number with a bound on its distance from the number that exact arithmetic would give."""

    __slots__ = ("error", "value")

    def __init__(self, value: Scalar, error: Scalar) -> None:
        """Pair a value with its error bound, two arrays that broadcast against each other."""
        self.value = value
        self.error = error

    def __add__(self, other: "Rounded | float") -> "Rounded":
        """Return the sum, whose error is the sum of both errors."""
        b = lift(other)
        return _rounded(self.value + b.value, self.error + b.error)

    def __sub__(self, other: "Rounded | float") -> "Rounded":
        """Return the difference, whose error is the sum of both errors."""
        return self + (-lift(other))

    def __mul__(self, other: "Rounded | float") -> "Rounded":
        """Return the product, whose error includes the product of both errors."""
        b = lift(other)
        error = EITHER.abs(self.value) * b.error + (EITHER.abs(b.value) + b.error) * self.error
        return _rounded(self.value * b.value, error)

    def __truediv__(self, other: "Rounded | float") -> "Rounded":
        """Return the quotient, whose error is infinite where the divisor may be 0."""
        b = lift(other)
        value = self.value / b.value
        nearest = EITHER.abs(b.value) - b.error
        error = (self.error + EITHER.abs(value) * b.error) / nearest
        return _rounded(value, EITHER.where(nearest > 0.0, error, math.inf))

    def __neg__(self) -> "Rounded":
        """Return the negative number, which has the same error."""
        return Rounded(-self.value, self.error)

    def __radd__(self, other: float) -> "Rounded":
        """Return the sum with a constant on the left."""
        return lift(other) + self

    def __rsub__(self, other: float) -> "Rounded":
        """Return the difference with a constant on the left."""
        return lift(other) - self

    def __rmul__(self, other: float) -> "Rounded":
        """Return the product with a constant on the left."""
        return lift(other) * self

    def __rtruediv__(self, other: float) -> "Rounded":
        """Return the quotient with a constant on the left."""
        return lift(other) / self

    def __le__(self, other: "Rounded | float") -> "Decided":
        """Compare the values of two numbers."""
        b = lift(other)
        return Decided(self.value <= b.value, _apart(self, b))

    def __lt__(self, other: "Rounded | float") -> "Decided":
        """Compare the values of two numbers."""
        b = lift(other)
        return Decided(self.value < b.value, _apart(self, b))

    def __ge__(self, other: "Rounded | float") -> "Decided":
        """Compare the values of two numbers."""
        return lift(other) <= self

    def __gt__(self, other: "Rounded | float") -> "Decided":
        """Compare the values of two numbers."""
        return lift(other) < self

    def __eq__(self, other: object) -> "Decided":  # type: ignore[override]
        """Compare the values of two numbers."""
        b = lift(other)  # type: ignore[arg-type]
        return Decided(self.value == b.value, _apart(self, b))

    __hash__ = None  # type: ignore[assignment]


class Decided:
    """A comparison of two values, and whether it is certain in spite of their errors."""

    __slots__ = ("sure", "truth")

    def __init__(self, truth: Any, sure: Any) -> None:
        """Pair a truth value with its certainty."""
        self.truth = truth
        self.sure = sure

    def __and__(self, other: "Decided") -> "Decided":
        """Return the conjunction, which is certain if both conditions are, or if one of them is certainly false."""
        sure = (self.sure & other.sure) | (self.sure & ~self.truth) | (other.sure & ~other.truth)
        return Decided(self.truth & other.truth, sure)


class RoundingOps(Powers):
    """The operations over :class:`Rounded` numbers."""

    inf = math.inf

    @property
    def pi(self) -> Rounded:
        """Return π with the error of its float64."""
        return Rounded(np.float64(math.pi), np.float64(2.0**-52))

    def where(self, condition: Decided, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """Choose ``a`` where the condition holds, else ``b``; the error covers both where it is uncertain."""
        a, b = lift(a), lift(b)
        chosen = EITHER.where(condition.truth, a.error, b.error)
        either = grown(EITHER.abs(a.value - b.value) + EITHER.maximum(a.error, b.error))
        return Rounded(EITHER.where(condition.truth, a.value, b.value), EITHER.where(condition.sure, chosen, either))

    def maximum(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """Return the larger of two numbers, with its error, or with the larger error where the order is uncertain."""
        a, b = lift(a), lift(b)
        return Rounded(EITHER.maximum(a.value, b.value), _chosen(a.value >= b.value, a, b))

    def minimum(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """Return the smaller of two numbers, with its error, or with the larger error where the order is uncertain."""
        a, b = lift(a), lift(b)
        return Rounded(EITHER.minimum(a.value, b.value), _chosen(a.value <= b.value, a, b))

    def abs(self, a: Rounded | float, /) -> Rounded:
        """Return the absolute value."""
        a = lift(a)
        return Rounded(EITHER.abs(a.value), a.error)

    def sqrt(self, a: Rounded | float, /) -> Rounded:
        r"""Return the square root; \|√a − √b\| is at most √\|a − b\| and at most \|a − b\| / √a."""
        a = lift(a)
        value = EITHER.sqrt(a.value)
        slope = EITHER.where(value > 0.0, a.error / EITHER.where(value > 0.0, value, 1.0), math.inf)
        return _rounded(value, EITHER.minimum(slope, EITHER.sqrt(a.error)))

    def sigmoid(self, a: Rounded | float, /) -> Rounded:
        """Return the logistic function σ; its slope is at most 1/4 and at most exp(−|a|), and its error at most 1."""
        a = lift(a)
        value = EITHER.sigmoid(a.value)
        steepest = EITHER.minimum(0.25, EITHER.exp(EITHER.minimum(a.error - EITHER.abs(a.value), 0.0)))
        return Rounded(value, EITHER.minimum(grown(a.error * steepest + FUNCTION_ULPS * UNIT_ROUNDOFF * value), 1.0))

    def root(self, a: Rounded | float, degree: int, /) -> Rounded:
        """Return the root of some degree, whose error follows from the roots at the ends of the operand."""
        a, exponent = lift(a), 1.0 / degree
        value, high = EITHER.power(a.value, exponent), EITHER.power(a.value + a.error, exponent)
        low = EITHER.power(EITHER.maximum(a.value - a.error, 0.0), exponent)
        spread = EITHER.maximum(high - value, value - low) + POWER_ULPS * UNIT_ROUNDOFF * high
        return _known_where_finite(value, spread)

    def exp(self, a: Rounded | float, /) -> Rounded:
        """Return the exponential; an operand's error r gives an error of at most e^a (e^r − 1), and of e^(a + r)."""
        a = lift(a)
        value, largest = EITHER.exp(a.value), FARTHER * EITHER.exp(a.value + a.error)
        spread = EITHER.where(a.error <= 1.0, (value + TINY) * (a.error * (1.0 + a.error)), largest)
        return _known_where_finite(value, spread + FUNCTION_ULPS * UNIT_ROUNDOFF * value)

    def log(self, a: Rounded | float, /) -> Rounded:
        """Return the natural logarithm, whose slope is at most that at the smallest possible operand."""
        a = lift(a)
        value, nearest = EITHER.log(a.value), a.value - a.error
        spread = EITHER.where(nearest > 0.0, a.error / EITHER.where(nearest > 0.0, nearest, 1.0), math.inf)
        return _known_where_finite(value, spread + FUNCTION_ULPS * UNIT_ROUNDOFF * EITHER.abs(value))

    def erf(self, a: Rounded | float, /) -> Rounded:
        """Return the error function; its slope is 2/√π exp(−a²), and its error at most 2."""
        a = lift(a)
        value = EITHER.erf(a.value)
        nearest = NEARER * EITHER.maximum(EITHER.abs(a.value) - a.error, 0.0)
        spread = a.error * (ERF_SLOPE * EITHER.exp(-nearest * nearest))
        rounding = FUNCTION_ULPS * UNIT_ROUNDOFF * EITHER.abs(value)
        return Rounded(value, EITHER.minimum(grown(spread + rounding), 2.0))

    def divide(self, a: Rounded | float, b: Rounded | float, /) -> Rounded:
        """Divide ``a`` by ``b``; the quotient is infinite where ``b`` is 0, with an infinite error if ``b`` has one."""
        a, b = lift(a), lift(b)
        zero = b.value == 0.0
        quotient = a / Rounded(EITHER.where(zero, 1.0, b.value), EITHER.where(zero, 0.0, b.error))
        error = EITHER.where(b.error > 0.0, math.inf, 0.0)
        return Rounded(EITHER.where(zero, math.inf, quotient.value), EITHER.where(zero, error, quotient.error))

    def close(self, a: Rounded | float, b: Rounded | float, /) -> Decided:
        """Decide whether two numbers agree up to a relative difference of 1e-6 and the errors of both."""
        return self.le(self.abs(lift(a) - b), CLOSE * self.maximum(self.abs(a), self.abs(b)))

    def le(self, a: Rounded | float, b: Rounded | float, /) -> Decided:
        """Decide ``a <= b`` up to the errors of both numbers."""
        a, b = lift(a), lift(b)
        return Decided(a.value - a.error <= b.value + b.error, _apart(a, b))


def lift(a: Rounded | float) -> Rounded:
    """Turn a constant of a formula into a number without error, so that it can be combined with other numbers.

    Args:
        a: A number with an error bound, or a constant.

    Returns:
        The number itself, or the constant with error 0.

    Examples:
        >>> number = lift(0.5)
        >>> float(number.value), float(number.error), lift(number) is number
        (0.5, 0.0, True)
    """
    return a if isinstance(a, Rounded) else Rounded(np.asarray(a, np.float64), np.zeros(()))


def _rounded(value: Scalar, error: Scalar) -> Rounded:
    """Add the error of rounding a result to its error bound, which is infinite where the result overflows."""
    return Rounded(
        value, EITHER.where(EITHER.isfinite(value), grown(error + UNIT_ROUNDOFF * EITHER.abs(value)), math.inf)
    )


def _known_where_finite(value: Scalar, error: Scalar) -> Rounded:
    """Enlarge the error bound of a function, which is infinite where its value is not finite."""
    return Rounded(value, EITHER.where(EITHER.isfinite(value), grown(error), math.inf))


def grown(error: Scalar) -> Scalar:
    """Enlarge an error bound to cover its own rounding and flushing to 0.

    Args:
        error: The error bound, as it was computed.

    Returns:
        The larger error bound.

    Examples:
        >>> 1.0 < grown(1.0) < 1.0 + 1e-14
        True
    """
    return error * GROWTH + TINY


def _chosen(first: Any, a: Rounded, b: Rounded) -> Any:
    """Return the error of the chosen operand, or the larger error where the choice is uncertain."""
    return EITHER.where(_apart(a, b), EITHER.where(first, a.error, b.error), EITHER.maximum(a.error, b.error))


def _apart(a: Rounded, b: Rounded) -> Any:
    """Decide whether the order of two numbers, or their equality, is certain."""
    errors = a.error + b.error
    return (EITHER.abs(a.value - b.value) > errors) | (errors == 0.0)
