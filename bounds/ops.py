"""The ten operations in which every claim is written.

A claim's formulas use ``+ - * /``, comparisons, ``&`` and the operations below, and nothing else, in the manner of the
array API. A *reading* of a formula is one implementation of the ten operations: float64 arrays, float64 with running
error analysis, exact balls, or z3 terms (see :mod:`bounds.readings`).

A formula is run once, to build its graph (see :mod:`bounds.formulas`), which readings interpret. Three rules make it
work in every reading. Plain ``/`` is for divisors that a domain premise keeps positive; :meth:`Ops.divide` is for
divisors that can be 0, in an end of an interval that is then infinite and claims nothing. Conditions are combined
with ``&``, never with ``and``. Constants are fractions whose denominator is a power of 2, which every reading
represents exactly; any other number is a field.
"""

import math
from typing import Any, Protocol, runtime_checkable

Scalar = Any
"""One real number, or an array of them, in whatever form the reading uses."""

Truth = Any
"""A truth value in whatever form the reading uses: boolean array, three-valued, z3 term."""

OPERATIONS = ("inf", "where", "maximum", "minimum", "abs", "sqrt", "sigmoid", "divide", "close", "le")
"""The names of the ten operations."""


@runtime_checkable
class Ops(Protocol):
    """The namespace ``xp`` that the formulas of a claim receive first."""

    @property
    def inf(self) -> Scalar:
        """The infinite end of an interval, which claims nothing on its side."""
        ...

    def where(self, condition: Truth, a: Scalar, b: Scalar, /) -> Scalar:
        """Choose ``a`` where the condition holds, else ``b``."""
        ...

    def maximum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Return the larger of two numbers."""
        ...

    def minimum(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Return the smaller of two numbers."""
        ...

    def abs(self, a: Scalar, /) -> Scalar:
        """Return the absolute value of a number."""
        ...

    def sqrt(self, a: Scalar, /) -> Scalar:
        """Return the square root of a number that a premise keeps non-negative."""
        ...

    def sigmoid(self, a: Scalar, /) -> Scalar:
        """Return the logistic function 1 / (1 + exp(-a)) of a number."""
        ...

    def divide(self, a: Scalar, b: Scalar, /) -> Scalar:
        """Divide ``a`` by ``b``; the quotient is infinite where ``b`` is 0, so that the bound then claims nothing."""
        ...

    def close(self, a: Scalar, b: Scalar, /) -> Truth:
        """Compare a measured quantity with its definition: they agree up to a relative difference of 1e-6."""
        ...

    def le(self, a: Scalar, b: Scalar, /) -> Truth:
        """Decide ``a <= b`` up to the rounding of both sides, for premises that may hold with equality."""
        ...


def claims_nothing(end: Scalar) -> bool:
    """Decide whether an end of an interval is infinite by definition, which means the same in every reading.

    Args:
        end: One of the two ends that the interval of a claim returns.

    Returns:
        Whether the end is ``xp.inf`` or ``-xp.inf`` itself. A number that happens to be infinite for some instance is
        an array, ball or term, and not an infinite end by definition.

    Examples:
        >>> import numpy as np
        >>> claims_nothing(math.inf), claims_nothing(1.0), claims_nothing(np.array(math.inf))
        (True, False, False)
    """
    return isinstance(end, float) and math.isinf(end)
