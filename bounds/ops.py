"""The ten operations in which every claim is written.

A claim's formulas use ``+ - * /``, comparisons, ``&`` and the operations below, and nothing else, in the manner of the
array API. Whatever implements them is a *reading* of the same formula: float64 arrays, float64 with running error
analysis, exact balls, z3 terms, or text (see :mod:`bounds.readings`).

Two rules make a formula readable everywhere. Plain ``/`` is for divisors that a domain premise keeps positive;
:meth:`Ops.divide` is for divisors that can vanish, in an end that is then infinite outwards and claims nothing.
Conditions are combined with ``&``, never with ``and``. Constants are fractions of powers of 2, which every reading
takes for the same number; anything else is a field.
"""

import math
from typing import Any, Protocol, runtime_checkable

Scalar = Any
"""One real number, or an array of them, in whatever form the reading uses."""

Truth = Any
"""A truth value in whatever form the reading uses: boolean array, three-valued, z3 term."""

OPERATIONS = ("inf", "where", "maximum", "minimum", "abs", "sqrt", "sigmoid", "divide", "close", "le")
"""The names of the ten."""


@runtime_checkable
class Ops(Protocol):
    """The namespace ``xp`` that the formulas of a claim receive first."""

    @property
    def inf(self) -> Scalar:
        """An infinite bound: that side of the interval claims nothing."""
        ...

    def where(self, condition: Truth, a: Scalar, b: Scalar, /) -> Scalar:
        """``a`` where the condition holds, else ``b``."""
        ...

    def maximum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """The larger of two numbers."""
        ...

    def minimum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """The smaller of two numbers."""
        ...

    def abs(self, a: Scalar, /) -> Scalar:
        """The absolute value."""
        ...

    def sqrt(self, a: Scalar, /) -> Scalar:
        """The square root of a number that a premise keeps non-negative."""
        ...

    def sigmoid(self, a: Scalar, /) -> Scalar:
        """The logistic function 1 / (1 + exp(-a))."""
        ...

    def divide(self, a: Scalar, b: Scalar, /) -> Scalar:
        """``a / b``; infinite where ``b`` is 0, whatever ``a`` is, so that a bound over 0 claims nothing."""
        ...

    def close(self, a: Scalar, b: Scalar, /) -> Truth:
        """Equal up to a relative difference of 1e-6: how a measured quantity meets its definition."""
        ...

    def le(self, a: Scalar, b: Scalar, /) -> Truth:
        """``a <= b`` up to the rounding of both sides: for premises that hold with equality in real cases."""
        ...


def claims_nothing(end: Scalar) -> bool:
    """Whether an end of an interval is infinite by definition, in any reading.

    Args:
        end: What a claim's interval returns as one of its ends.

    Returns:
        Whether it is ``xp.inf`` or its negative.
    """
    return isinstance(end, float) and math.isinf(end)
