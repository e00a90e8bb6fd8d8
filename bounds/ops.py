"""The operations in which every claim is written.

A claim's formulas use ``+ - * /``, comparisons, ``&`` and the operations below, and nothing else, in the manner of the
array API. A *reading* of a formula is one implementation of these operations: float64 arrays, float64 with running
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

OPERATIONS = (
    "inf",
    "pi",
    "where",
    "maximum",
    "minimum",
    "abs",
    "sqrt",
    "root",
    "power",
    "sigmoid",
    "exp",
    "log",
    "erf",
    "divide",
    "close",
    "le",
)
"""The names of the operations on numbers."""

VECTOR_OPERATIONS = ("sum", "dot", "norm", "largest", "matvec", "all")
"""The names of the operations on vectors and matrices, in claims whose fields have indices."""


@runtime_checkable
class Ops(Protocol):
    """The namespace ``xp`` that the formulas of a claim receive first."""

    @property
    def inf(self) -> Scalar:
        """The infinite end of an interval, which claims nothing on its side."""
        ...

    @property
    def pi(self) -> Scalar:
        """The number π."""
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

    def root(self, a: Scalar, degree: int, /) -> Scalar:
        """Return the root of some degree, 2 or more, of a number that a premise keeps non-negative."""
        ...

    def power(self, a: Scalar, numerator: int, denominator: int = 1, /) -> Scalar:
        """Return the power with a rational exponent; a premise keeps ``a`` non-negative, or positive, where needed."""
        ...

    def sigmoid(self, a: Scalar, /) -> Scalar:
        """Return the logistic function 1 / (1 + exp(-a)) of a number."""
        ...

    def exp(self, a: Scalar, /) -> Scalar:
        """Return the exponential of a number."""
        ...

    def log(self, a: Scalar, /) -> Scalar:
        """Return the natural logarithm of a number that a premise keeps positive; it is −∞ at 0."""
        ...

    def erf(self, a: Scalar, /) -> Scalar:
        """Return the error function 2/√π ∫₀ᵃ exp(−t²) dt of a number."""
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


class Powers:
    """Powers with a rational exponent, which every reading makes of its own roots, products and quotients."""

    def power(self: Any, a: Scalar, numerator: int, denominator: int = 1, /) -> Scalar:
        """Return the power with a rational exponent, by repeated squaring of a root.

        Args:
            a: The base: non-negative where the exponent is a fraction, not 0 where it is negative.
            numerator: The numerator of the exponent, not 0.
            denominator: The denominator of the exponent, at least 1.

        Returns:
            The power.

        Examples:
            >>> from bounds.readings.arrays import NUMPY_OPS
            >>> float(NUMPY_OPS.power(4.0, 3, 2)), float(NUMPY_OPS.power(2.0, -2))
            (8.0, 0.25)
        """
        common = math.gcd(numerator, denominator)
        exponent, degree = numerator // common, denominator // common
        base = a if degree == 1 else self.sqrt(a) if degree == 2 else self.root(a, degree)
        power = _whole_power(base, abs(exponent))
        return power if exponent > 0 else 1.0 / power


def _whole_power(a: Scalar, exponent: int) -> Scalar:
    """Multiply a number by itself."""
    if exponent == 1:
        return a
    half = _whole_power(a, exponent // 2)
    return half * half * a if exponent % 2 else half * half


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
