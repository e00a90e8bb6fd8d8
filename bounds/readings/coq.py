"""The reading of the kernel: text of Coq, over the real numbers of its standard library.

Every operation of Coq is total: ``x / 0`` and ``sqrt (-1)`` are some number there. So the reading collects what has to
hold for a term to mean what the formula means: no divisor is 0, what stands under a root is not negative, and
logarithms are of positive numbers. A proof has to show all of it, also of ``xp.divide``, which elsewhere may be
infinite: what the kernel checks is at least what the claim says.
"""

import math
from fractions import Fraction
from typing import Any

from bounds.ops import Powers
from bounds.readings.arrays import CLOSE

ATOM, APPLIED, PRODUCT, SUM, RELATION, CONJUNCTION, CHOICE = range(7)
"""How tightly a text of Coq holds together: it needs parentheses within what holds more tightly."""

DECIDED = {"<=": "Rle_dec", "<": "Rlt_dec", ">=": "Rge_dec", ">": "Rgt_dec", "=": "Req_EM_T"}
"""The decisions of Coq's library by which a term chooses between two numbers."""


class CoqTerm:
    """A term of Coq: a number, or for comparisons a proposition."""

    __slots__ = ("compared", "level", "ops", "text")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, ops: "CoqOps", text: str, level: int = ATOM, compared: tuple[str, ...] = ()) -> None:
        """Hold a text, how tightly it holds together, and for a proposition the decisions of its comparisons."""
        self.ops = ops
        self.text = text
        self.level = level
        self.compared = compared

    def __repr__(self) -> str:
        """Print the text."""
        return self.text

    def within(self, level: int) -> str:
        """The text as a part of what holds together this tightly, in parentheses where it needs them."""
        return self.text if self.level <= level else f"({self.text})"

    def __neg__(self) -> "CoqTerm":
        """Return the negative number."""
        return CoqTerm(self.ops, f"- {self.within(APPLIED)}", SUM)

    def __add__(self, other: Any) -> "CoqTerm":
        """Return the sum."""
        return CoqTerm(self.ops, f"{self.within(SUM)} + {self.ops.number(other).within(PRODUCT)}", SUM)

    def __sub__(self, other: Any) -> "CoqTerm":
        """Return the difference."""
        return CoqTerm(self.ops, f"{self.within(SUM)} - {self.ops.number(other).within(PRODUCT)}", SUM)

    def __mul__(self, other: Any) -> "CoqTerm":
        """Return the product."""
        return CoqTerm(self.ops, f"{self.within(PRODUCT)} * {self.ops.number(other).within(APPLIED)}", PRODUCT)

    def __truediv__(self, other: Any) -> "CoqTerm":
        """Return the quotient, and note that the divisor must not be 0."""
        divisor = self.ops.number(other)
        self.ops.require(f"{divisor.within(SUM)} <> 0", divisor)
        return CoqTerm(self.ops, f"{self.within(PRODUCT)} / {divisor.within(APPLIED)}", PRODUCT)

    def __radd__(self, other: Any) -> "CoqTerm":
        """Return the sum with a constant on the left."""
        return self.ops.number(other) + self

    def __rsub__(self, other: Any) -> "CoqTerm":
        """Return the difference with a constant on the left."""
        return self.ops.number(other) - self

    def __rmul__(self, other: Any) -> "CoqTerm":
        """Return the product with a constant on the left."""
        return self.ops.number(other) * self

    def __rtruediv__(self, other: Any) -> "CoqTerm":
        """Return the quotient with a constant on the left."""
        return self.ops.number(other) / self

    def __le__(self, other: Any) -> "CoqTerm":
        """Compare two numbers."""
        return self._compared("<=", other)

    def __lt__(self, other: Any) -> "CoqTerm":
        """Compare two numbers."""
        return self._compared("<", other)

    def __ge__(self, other: Any) -> "CoqTerm":
        """Compare two numbers."""
        return self._compared(">=", other)

    def __gt__(self, other: Any) -> "CoqTerm":
        """Compare two numbers."""
        return self._compared(">", other)

    def __eq__(self, other: object) -> Any:
        """Compare two numbers for equality."""
        return self._compared("=", other)

    def __and__(self, other: "CoqTerm") -> "CoqTerm":
        """Join two propositions."""
        text = rf"{self.within(CONJUNCTION)} /\ {other.within(RELATION)}"
        return CoqTerm(self.ops, text, CONJUNCTION, self.compared + other.compared)

    def _compared(self, sign: str, other: Any) -> "CoqTerm":
        right = self.ops.number(other)
        decision = f"{DECIDED[sign]} {self.within(ATOM)} {right.within(ATOM)}"
        return CoqTerm(self.ops, f"{self.within(SUM)} {sign} {right.within(SUM)}", RELATION, (decision,))


class CoqOps(Powers):
    """The operations over terms of Coq; ``required`` holds what makes them mean what formulas mean.

    Examples:
        >>> xp = CoqOps()
        >>> a, b = xp.symbol("a"), xp.symbol("b")
        >>> xp.maximum(a, 0.5) / (a + b * b)
        Rmax a (1 / 2) / (a + b * b)
        >>> xp.required
        ['a + b * b <> 0']
    """

    inf = math.inf

    def __init__(self) -> None:
        """Begin without requirements."""
        self.required: list[str] = []

    @property
    def pi(self) -> CoqTerm:
        """The number π of Coq's library."""
        return CoqTerm(self, "PI")

    def require(self, text: str, *terms: CoqTerm) -> None:
        """Note what has to be shown, once, unless it is of a plain number other than 0."""
        plain = all(term.text.lstrip("-").isdigit() and term.text != "0" for term in terms)
        if not plain and text not in self.required:
            self.required.append(text)

    def symbol(self, name: str) -> CoqTerm:
        """Name a real number: a variable, or an element of a sequence as in ``a n``."""
        return CoqTerm(self, name, APPLIED if " " in name else ATOM)

    def number(self, a: Any) -> CoqTerm:
        """Write a constant, and return a term unchanged."""
        if isinstance(a, CoqTerm):
            return a
        exact = Fraction(a)
        if exact.denominator == 1:
            return CoqTerm(self, str(exact) if exact >= 0 else f"({exact})")
        return CoqTerm(self, f"({exact.numerator} / {exact.denominator})")

    def where(self, condition: CoqTerm, a: Any, b: Any, /) -> CoqTerm:
        """Choose ``a`` if the condition holds, else ``b``."""
        first, otherwise = self.number(a).text, self.number(b).text
        for decision in reversed(condition.compared):
            first = f"if {decision} then {first} else {otherwise}"
        return CoqTerm(self, first, CHOICE)

    def maximum(self, a: Any, b: Any, /) -> CoqTerm:
        """Return the larger of two numbers."""
        return self._applied("Rmax", a, b)

    def minimum(self, a: Any, b: Any, /) -> CoqTerm:
        """Return the smaller of two numbers."""
        return self._applied("Rmin", a, b)

    def abs(self, a: Any, /) -> CoqTerm:
        """Return the absolute value."""
        return self._applied("Rabs", a)

    def sqrt(self, a: Any, /) -> CoqTerm:
        """Return the square root, and note that the number must not be negative."""
        number = self.number(a)
        self.require(f"0 <= {number.within(SUM)}", number)
        return self._applied("sqrt", number)

    def root(self, a: Any, degree: int, /) -> CoqTerm:
        """Return the root of some degree, and note that the number must be positive."""
        number = self.number(a)
        self.require(f"0 < {number.within(SUM)}", number)
        return self._applied("Rpower", number, CoqTerm(self, f"(1 / {degree})"))

    def sigmoid(self, a: Any, /) -> CoqTerm:
        """Return the logistic function 1 / (1 + exp (- a))."""
        return self._applied("sigmoid", a)

    def exp(self, a: Any, /) -> CoqTerm:
        """Return the exponential."""
        return self._applied("exp", a)

    def log(self, a: Any, /) -> CoqTerm:
        """Return the logarithm, and note that the number must be positive."""
        number = self.number(a)
        self.require(f"0 < {number.within(SUM)}", number)
        return self._applied("ln", number)

    def erf(self, a: Any, /) -> CoqTerm:
        """Return the value of a function that files which use it name: the library of Coq has no error function."""
        return self._applied("erf", a)

    def divide(self, a: Any, b: Any, /) -> CoqTerm:
        """Return the quotient, and note that the divisor must not be 0."""
        return self.number(a) / b

    def close(self, a: Any, b: Any, /) -> CoqTerm:
        """Decide whether two numbers agree up to a relative difference of 1e-6; proofs use exact definitions."""
        larger = self.maximum(self.abs(a), self.abs(b))
        return self.abs(self.number(a) - b) <= self.number(CLOSE) * larger

    def le(self, a: Any, b: Any, /) -> CoqTerm:
        """Decide ``a <= b`` exactly."""
        return self.number(a) <= b

    def _applied(self, name: str, *operands: Any) -> CoqTerm:
        texts = (self.number(operand).within(ATOM) for operand in operands)
        return CoqTerm(self, f"{name} {' '.join(texts)}", APPLIED)
