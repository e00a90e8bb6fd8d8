"""The operations ``xp`` that a formula is run with: they note what it asks for, and refuse every other name."""

import math
from typing import Any, NoReturn

from bounds.formulas.symbols import Condition, Number, compared, condition, noted, operand, refuse
from bounds.formulas.tape import Tape
from bounds.ops import OPERATIONS, VECTOR_OPERATIONS, Powers

HIGHEST = 64
"""Largest numerator and denominator of an exponent, and largest degree of a root."""


class SymbolOps(Powers):
    """The operations over symbols."""

    __slots__ = ("tape",)
    inf = math.inf

    def __init__(self, tape: Tape) -> None:
        """Note operations on a tape."""
        self.tape = tape

    @property
    def pi(self) -> Number:
        """Note the number π."""
        return Number(self.tape, self.tape.step("pi"))

    def where(self, choice: Any, a: Any, b: Any, /) -> Number:
        """Note a choice between two numbers by a condition."""
        chosen = condition(self.tape, choice, "xp.where")
        operands = (operand(self.tape, number, "xp.where") for number in (a, b))
        return Number(self.tape, self.tape.step("where", chosen, *operands))

    def maximum(self, a: Any, b: Any, /) -> Number:
        """Note the larger of two numbers."""
        return noted(self.tape, "maximum", a, b)

    def minimum(self, a: Any, b: Any, /) -> Number:
        """Note the smaller of two numbers."""
        return noted(self.tape, "minimum", a, b)

    def abs(self, a: Any, /) -> Number:
        """Note an absolute value."""
        return noted(self.tape, "abs", a)

    def sqrt(self, a: Any, /) -> Number:
        """Note a square root."""
        return noted(self.tape, "sqrt", a)

    def root(self, a: Any, degree: Any, /) -> Number:
        """Note a root of some degree."""
        if type(degree) is not int or not 2 <= degree <= HIGHEST:
            self.tape.refuse(f"takes the root of degree {degree!r:.60}; give a whole number from 2 to {HIGHEST}")
        return self.sqrt(a) if degree == 2 else noted(self.tape, "root", a, degree)

    def power(self, a: Any, numerator: Any, denominator: Any = 1, /) -> Number:
        """Note a power with a rational exponent, as roots, products and quotients."""
        whole = type(numerator) is int and type(denominator) is int
        if not whole or not 1 <= denominator <= HIGHEST or not 1 <= abs(numerator) <= HIGHEST:
            exponent = f"{numerator!r:.30}, {denominator!r:.30}"
            remedy = f"the numerator from 1 to {HIGHEST} or −1 to −{HIGHEST}, the denominator from 1 to {HIGHEST}"
            self.tape.refuse(f"raises to the power {exponent}; give whole numbers, {remedy}")
        return super().power(Number(self.tape, operand(self.tape, a, "xp.power")), numerator, denominator)

    def sigmoid(self, a: Any, /) -> Number:
        """Note a value of the logistic function."""
        return noted(self.tape, "sigmoid", a)

    def exp(self, a: Any, /) -> Number:
        """Note an exponential."""
        return noted(self.tape, "exp", a)

    def log(self, a: Any, /) -> Number:
        """Note a natural logarithm."""
        return noted(self.tape, "log", a)

    def erf(self, a: Any, /) -> Number:
        """Note a value of the error function."""
        return noted(self.tape, "erf", a)

    def divide(self, a: Any, b: Any, /) -> Number:
        """Note a quotient."""
        return noted(self.tape, "divide", a, b)

    def sum(self, a: Any, /) -> Number:
        """Note the sum of a vector's components."""
        return noted(self.tape, "sum", a)

    def dot(self, a: Any, b: Any, /) -> Number:
        """Note a dot product, as the sum of products."""
        return self.sum(noted(self.tape, "*", a, b, sign="xp.dot"))

    def norm(self, a: Any, /) -> Number:
        """Note a Euclidean norm."""
        return noted(self.tape, "norm", a)

    def largest(self, a: Any, /) -> Number:
        """Note the largest component of a vector."""
        return noted(self.tape, "largest", a)

    def matvec(self, matrix: Any, a: Any, /) -> Number:
        """Note the product of a matrix and a vector."""
        return noted(self.tape, "matvec", matrix, a)

    def all(self, choice: Any, /) -> Condition:
        """Note that a condition holds for every component."""
        return Condition(self.tape, self.tape.step("all", condition(self.tape, choice, "xp.all")))

    def close(self, a: Any, b: Any, /) -> Condition:
        """Note a comparison of a quantity with its definition."""
        return compared(self.tape, "close", a, b)

    def le(self, a: Any, b: Any, /) -> Condition:
        """Note a comparison up to rounding."""
        return compared(self.tape, "le", a, b)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse every name that is none of the operations.

        Raises:
            AttributeError: For names that Python itself looks for.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        self.tape.refuse(
            f"calls xp.{name}, which there is not; the operations are {', '.join((*OPERATIONS, *VECTOR_OPERATIONS))}"
        )


_FIRST = "computes with the operations: a formula takes them first, (xp, fields by name)"
refuse(
    SymbolOps,
    ("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__neg__",
     "__lt__", "__le__", "__gt__", "__ge__"),
    _FIRST,
)  # fmt: skip
