"""The reading of degrees: how high the polynomials of a claim are, and how many variables the prover adds to them.

z3 multiplies polynomials out, and keeps no limit on time or memory where a formula squares a number thirty times.
"""

import math
from typing import Any

from bounds.ops import Powers

Constant = int | float
"""A number of Python that a formula may combine with other numbers."""


class Degree:
    """A number of which only the degree is known: that of a field is 1."""

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("degree", "ops")

    def __init__(self, ops: "DegreeOps", degree: int) -> None:
        """Note the degree, if it is the largest so far."""
        self.ops = ops
        self.degree = degree
        ops.largest = max(ops.largest, degree)

    def __add__(self, other: "Degree | Constant") -> "Degree":
        """Return the larger degree."""
        return Degree(self.ops, max(self.degree, _degree(other)))

    def __mul__(self, other: "Degree | Constant") -> "Degree":
        """Return the sum of the degrees."""
        return Degree(self.ops, self.degree + _degree(other))

    def __neg__(self) -> "Degree":
        """Return the same degree."""
        return self

    __sub__ = __radd__ = __rsub__ = __add__
    __truediv__ = __rmul__ = __rtruediv__ = __mul__

    def __le__(self, other: "Degree | Constant") -> bool:
        """Compare nothing."""
        return True

    __lt__ = __ge__ = __gt__ = __le__

    def __eq__(self, other: object) -> bool:
        """Compare nothing."""
        return True


class DegreeOps(Powers):
    """The operations over degrees.

    Attributes:
        largest: The largest degree of any number so far.
        variables: The number of roots, quotients and values of functions, for each of which the prover adds a variable.
    """

    inf = math.inf

    def __init__(self) -> None:
        """Begin with no number."""
        self.largest = 0
        self.variables = 0

    @property
    def pi(self) -> Degree:
        """Return the degree of the variable that stands for π."""
        return self._variable()

    def symbol(self, name: str) -> Degree:  # noqa: ARG002
        """Make a variable, of degree 1."""
        return Degree(self, 1)

    def number(self, a: Any) -> Degree:
        """Turn a constant into a number of degree 0."""
        return a if isinstance(a, Degree) else Degree(self, 0)

    def where(self, condition: bool, a: Any, b: Any, /) -> Degree:  # noqa: ARG002, FBT001
        """Return the larger degree."""
        return self.number(a) + b

    def maximum(self, a: Any, b: Any, /) -> Degree:
        """Return the larger degree."""
        return self.number(a) + b

    minimum = maximum

    def abs(self, a: Any, /) -> Degree:
        """Return the same degree."""
        return self.number(a)

    def sqrt(self, a: Any, /) -> Degree:  # noqa: ARG002
        """Return the degree of the variable that stands for the root."""
        return self._variable()

    sigmoid = exp = log = erf = sqrt

    def root(self, a: Any, degree: int, /) -> Degree:  # noqa: ARG002
        """Return the degree of the variable that stands for the root, once its power is multiplied out."""
        Degree(self, degree)
        return self._variable()

    def divide(self, a: Any, b: Any, /) -> Degree:
        """Return the degree of the variable that stands for the quotient, once it is multiplied out."""
        Degree(self, max(_degree(a), 1 + _degree(b)))
        return self._variable()

    def close(self, a: Any, b: Any, /) -> bool:
        """Compare nothing."""
        return self.number(a) <= self.number(b)

    le = close

    def _variable(self) -> Degree:
        self.variables += 1
        return Degree(self, 1)


def _degree(a: Degree | Constant) -> int:
    return a.degree if isinstance(a, Degree) else 0
