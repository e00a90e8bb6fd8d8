"""The reading of the second solver: text of SMT-LIB, which has terms of real numbers, but no functions of them.

It is written apart from :mod:`bounds.readings.terms`, so that a mistake in one of the two would be noticed: no term of
z3 comes near it. A root or a value of a function is a constant of its own with facts about it; a quotient by 0 is some
number, so that what has to hold for a term to mean what the formula means is collected, as for the kernel.
"""

import math
from fractions import Fraction
from typing import Any

from bounds.ops import Powers
from bounds.readings.arrays import CLOSE

PI = (Fraction(314159265358979, 10**14), Fraction(314159265358980, 10**14))
"""Two rationals around π."""


class SmtTerm:
    """A term of SMT-LIB, a number or a truth value."""

    __slots__ = ("ops", "text")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, ops: "SmtOps", text: str) -> None:
        """Hold the text of a term."""
        self.ops = ops
        self.text = text

    def __repr__(self) -> str:
        """Print the text."""
        return self.text

    def __neg__(self) -> "SmtTerm":
        """Return the negative number."""
        return self.ops.applied("-", self)

    def __add__(self, other: Any) -> "SmtTerm":
        """Return the sum."""
        return self.ops.applied("+", self, other)

    def __sub__(self, other: Any) -> "SmtTerm":
        """Return the difference."""
        return self.ops.applied("-", self, other)

    def __mul__(self, other: Any) -> "SmtTerm":
        """Return the product."""
        return self.ops.applied("*", self, other)

    def __truediv__(self, other: Any) -> "SmtTerm":
        """Return the quotient, and note that the divisor must not be 0."""
        return self.ops.divide(self, other)

    def __radd__(self, other: Any) -> "SmtTerm":
        """Return the sum with a constant on the left."""
        return self.ops.applied("+", other, self)

    def __rsub__(self, other: Any) -> "SmtTerm":
        """Return the difference with a constant on the left."""
        return self.ops.applied("-", other, self)

    def __rmul__(self, other: Any) -> "SmtTerm":
        """Return the product with a constant on the left."""
        return self.ops.applied("*", other, self)

    def __rtruediv__(self, other: Any) -> "SmtTerm":
        """Return the quotient with a constant on the left."""
        return self.ops.divide(other, self)

    def __le__(self, other: Any) -> "SmtTerm":
        """Compare two numbers."""
        return self.ops.applied("<=", self, other)

    def __lt__(self, other: Any) -> "SmtTerm":
        """Compare two numbers."""
        return self.ops.applied("<", self, other)

    def __ge__(self, other: Any) -> "SmtTerm":
        """Compare two numbers."""
        return self.ops.applied(">=", self, other)

    def __gt__(self, other: Any) -> "SmtTerm":
        """Compare two numbers."""
        return self.ops.applied(">", self, other)

    def __eq__(self, other: object) -> Any:
        """Compare two numbers for equality."""
        return self.ops.applied("=", self, other)

    def __and__(self, other: "SmtTerm") -> "SmtTerm":
        """Join two truth values."""
        return self.ops.applied("and", self, other)


class SmtOps(Powers):
    """The operations over terms of SMT-LIB.

    Attributes:
        required: What has to hold for the terms to mean what the formulas mean.
        facts: What is known of roots and of values of functions.
        constants: The names of all constants.

    Examples:
        >>> xp = SmtOps()
        >>> xp.sqrt(xp.symbol("a")) / 2.0
        (/ root_1 2.0)
        >>> xp.required, xp.facts
        ([(<= 0.0 a)], [(=> (<= 0.0 a) (and (<= 0.0 root_1) (= (* root_1 root_1) a)))])
    """

    inf = math.inf

    def __init__(self) -> None:
        """Begin without constants."""
        self.required: list[Any] = []
        self.facts: list[SmtTerm] = []
        self.constants: list[str] = []
        self._values: dict[str, list[tuple[SmtTerm, SmtTerm]]] = {}

    @property
    def pi(self) -> SmtTerm:
        """The number π, between two rationals."""
        known = self._values.setdefault("pi", [])
        if not known:
            value = self._constant("pi")
            known.append((value, value))
            self.facts += [value > PI[0], value < PI[1]]
        return known[0][1]

    def symbol(self, name: str) -> SmtTerm:
        """Make a constant of the name of a field."""
        quoted = f"|{name}|" if "." in name or name in {"exp", "sqrt", "abs"} else name
        self.constants.append(quoted)
        return SmtTerm(self, quoted)

    def number(self, a: Any) -> SmtTerm:
        """Write a constant, and return a term unchanged."""
        if isinstance(a, SmtTerm):
            return a
        exact = Fraction(a)
        size = f"{abs(exact.numerator)}.0"
        size = size if exact.denominator == 1 else f"(/ {size} {exact.denominator}.0)"
        return SmtTerm(self, size if exact >= 0 else f"(- {size})")

    def applied(self, sign: str, *operands: Any) -> SmtTerm:
        """Write an operation."""
        return SmtTerm(self, f"({sign} {' '.join(self.number(operand).text for operand in operands)})")

    def where(self, condition: SmtTerm, a: Any, b: Any, /) -> SmtTerm:
        """Choose ``a`` if the condition holds, else ``b``."""
        return self.applied("ite", condition, a, b)

    def maximum(self, a: Any, b: Any, /) -> SmtTerm:
        """Return the larger of two numbers."""
        return self.where(self.number(a) >= b, a, b)

    def minimum(self, a: Any, b: Any, /) -> SmtTerm:
        """Return the smaller of two numbers."""
        return self.where(self.number(a) <= b, a, b)

    def abs(self, a: Any, /) -> SmtTerm:
        """Return the absolute value."""
        number = self.number(a)
        return self.where(number >= 0, number, -number)

    def sqrt(self, a: Any, /) -> SmtTerm:
        """Return the square root, and note that the number must not be negative."""
        return self.root(a, 2)

    def root(self, a: Any, degree: int, /) -> SmtTerm:
        """Return the root of some degree, and note that the number must not be negative."""
        number = self.number(a)
        self._require(self.number(0) <= number)
        for known, value in self._values.setdefault(f"root {degree}", []):
            if known.text == number.text:
                return value
        value = self._constant("root")
        self._values[f"root {degree}"].append((number, value))
        is_root = (self.number(0) <= value) & (self.power(value, degree) == number)
        self.facts.append(self.applied("=>", self.number(0) <= number, is_root))
        return value

    def sigmoid(self, a: Any, /) -> SmtTerm:
        """Return σ, which lies in (0, 1) and rises."""
        return self._value("sigmoid", a, Fraction(1, 2))

    def exp(self, a: Any, /) -> SmtTerm:
        """Return the exponential, which is positive, rises, and lies above its tangents."""
        return self._value("exp", a, Fraction(1))

    def erf(self, a: Any, /) -> SmtTerm:
        """Return the error function, which lies in (−1, 1) and rises."""
        return self._value("erf", a, Fraction(0))

    def log(self, a: Any, /) -> SmtTerm:
        """Return the logarithm, and note that the number must be positive."""
        number, value = self.number(a), self._constant("log")
        self._require(self.number(0) < number)
        self.facts.append(self.applied("=>", self.number(0) < number, self.exp(value) == number))
        return value

    def divide(self, a: Any, b: Any, /) -> SmtTerm:
        """Return the quotient, and note that the divisor must not be 0."""
        if isinstance(b, SmtTerm):
            self._require(self.applied("not", b == 0))
        return self.applied("/", a, b)

    def close(self, a: Any, b: Any, /) -> SmtTerm:
        """Decide whether two numbers agree up to a relative difference of 1e-6; proofs use exact definitions."""
        larger = self.maximum(self.abs(a), self.abs(b))
        return self.abs(self.number(a) - b) <= self.number(CLOSE) * larger

    def le(self, a: Any, b: Any, /) -> SmtTerm:
        """Decide ``a <= b`` exactly."""
        return self.number(a) <= b

    def _require(self, condition: SmtTerm) -> None:
        if condition.text not in {known.text for known in self.required}:
            self.required.append(condition)

    def _constant(self, name: str) -> SmtTerm:
        self.constants.append(f"{name}_{len(self.constants)}")
        return SmtTerm(self, self.constants[-1])

    def _value(self, function: str, a: Any, at_zero: Fraction) -> SmtTerm:
        argument = self.number(a)
        known = self._values.setdefault(function, [(self.number(0), self.number(at_zero))])
        for earlier, value in known:
            if earlier.text == argument.text:
                return value
        value = self._constant(function)
        self.facts += _alone(function, value)
        for earlier, other in known:
            self.facts += _pair(function, (argument, value), (earlier, other))
        known.append((argument, value))
        return value


def _alone(function: str, value: SmtTerm) -> list[SmtTerm]:
    """What is known of one value of a function."""
    above = value > (-1 if function == "erf" else 0)
    return [above] if function == "exp" else [above, value < 1]


def _pair(function: str, one: tuple[SmtTerm, SmtTerm], other: tuple[SmtTerm, SmtTerm]) -> list[SmtTerm]:
    """What is known of two values of a function: they have the order of their arguments, and exp is convex."""
    (s, v), (t, w) = one, other
    order = [(s < t) == (v < w), (s > t) == (v > w)]
    return [*order, v >= w * (1 + s - t), w >= v * (1 + t - s)] if function == "exp" else order
