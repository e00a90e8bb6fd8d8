"""The reading of the prover: terms of z3 over the real numbers.

z3 reads ``x / 0`` as any number, and knows neither roots nor π, σ, exp, log and erf. Therefore the operations collect
facts: a root is non-negative and its power is the number; for π two rationals around it; for functions those of
:mod:`bounds.readings.function_facts`. A quotient by 0, and the root or the logarithm of a negative number, are any
number, so that a branch of ``xp.where`` that is not taken has no consequences.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import z3

from bounds.ops import Powers
from bounds.readings.arrays import CLOSE
from bounds.readings.function_facts import ERF, EXP, SIGMOID, Function, Known, facts_about, where

PI = (Fraction(314159265358979, 10**14), Fraction(314159265358980, 10**14))
"""Two rationals around π."""


class TermOps(Powers):
    """The operations over terms of z3; ``facts`` holds the facts about roots, functions and quotients.

    Every object has a separate context of z3, so that an answer does not depend on earlier questions or on other
    threads.
    """

    inf = math.inf

    def __init__(self) -> None:
        """Make a context of z3 without facts."""
        self.context = z3.Context()
        self.facts: list[Any] = []
        self._values: dict[Function, list[Known]] = {}
        self._divisors: list[Any] = []
        self._pi: Any = None

    @property
    def pi(self) -> Any:
        """Return π as a variable between two rationals."""
        if self._pi is None:
            self._pi = z3.FreshReal("pi", self.context)
            self.facts += [self._pi > self.number(PI[0]), self._pi < self.number(PI[1])]
        return self._pi

    def symbol(self, name: str) -> Any:
        """Make a real variable."""
        return z3.Real(name, self.context)

    def number(self, a: Any) -> Any:
        """Turn a number into a term, and return a term unchanged."""
        return a if isinstance(a, z3.ExprRef) else z3.RealVal(a, self.context)

    def where(self, condition: Any, a: Any, b: Any, /) -> Any:
        """Choose ``a`` if the condition holds, else ``b``."""
        return z3.If(condition, self.number(a), self.number(b))

    def maximum(self, a: Any, b: Any, /) -> Any:
        """Return the larger of two terms."""
        a, b = self.number(a), self.number(b)
        return z3.If(a >= b, a, b)

    def minimum(self, a: Any, b: Any, /) -> Any:
        """Return the smaller of two terms."""
        a, b = self.number(a), self.number(b)
        return z3.If(a <= b, a, b)

    def abs(self, a: Any, /) -> Any:
        """Return the absolute value."""
        a = self.number(a)
        return z3.If(a >= 0, a, -a)

    def sqrt(self, a: Any, /) -> Any:
        """Return the square root as a new variable, which is any number if the term is negative."""
        a, root = self.number(a), z3.FreshReal("root", self.context)
        self.facts.append(z3.Implies(a >= 0, z3.And(root >= 0, root * root == a)))
        return root

    def root(self, a: Any, degree: int, /) -> Any:
        """Return the root of some degree as a new variable, which is any number if the term is negative."""
        a, root = self.number(a), z3.FreshReal("root", self.context)
        self.facts.append(z3.Implies(a >= 0, z3.And(root >= 0, self.power(root, degree) == a)))
        return root

    def sigmoid(self, a: Any, /) -> Any:
        """Return σ as a new variable."""
        return self._value(SIGMOID, "sigmoid", a)

    def exp(self, a: Any, /) -> Any:
        """Return the exponential as a new variable."""
        return self._value(EXP, "exp", a)

    def erf(self, a: Any, /) -> Any:
        """Return the error function as a new variable."""
        return self._value(ERF, "erf", a)

    def log(self, a: Any, /) -> Any:
        """Return the logarithm as a new variable, whose exponential is the term; any number if that is not positive."""
        term, logarithm = self.number(a), z3.FreshReal("log", self.context)
        self._know(EXP, Known(logarithm, term, term > 0))
        return logarithm

    def pin(self, model: z3.ModelRef) -> None:
        """Add bounds on functions at the arguments of a model, so that the next model is closer to the true values."""
        for function, values in self._values.items():
            for point in [rational(model.eval(known.argument, model_completion=True)) for known in values[1:]]:
                low, high = map(self.number, function.bracket(point))
                for known in values[1:]:
                    below, above = known.argument <= self.number(point), known.argument >= self.number(point)
                    self.facts.append(where(z3.Implies(below, known.value <= high), known))
                    self.facts.append(where(z3.Implies(above, known.value >= low), known))

    def _value(self, function: Function, name: str, a: Any) -> Any:
        """The value of a function at a term: the earlier one where it was asked for before."""
        term = self.number(a)
        for known in self._values.get(function, []):
            if z3.eq(z3.simplify(known.argument), z3.simplify(term)):
                return known.value
        value = z3.FreshReal(name, self.context)
        self._know(function, Known(term, value))
        return value

    def _know(self, function: Function, new: Known) -> None:
        """Collect the facts about a value of a function."""
        at_zero = Known(self.number(0), self.number(function.at_zero))
        earlier = self._values.setdefault(function, [at_zero])
        self.facts += facts_about(function, new, earlier)
        earlier.append(new)

    def divide(self, a: Any, b: Any, /) -> Any:
        """Return the quotient as a new variable, which is any number if the divisor is 0."""
        divisor, term = self.number(b), z3.FreshReal("quotient", self.context)
        self.facts.append(z3.Implies(divisor != 0, term == self.number(a) / divisor))
        self._divisors.append(divisor)
        return term

    def divisible(self, terms: list[Any]) -> list[Any]:
        """List the conditions that no divisor in some terms is 0, for the search for a counterexample.

        These conditions may exclude counterexamples, but a proof must not assume them.
        """
        divisors = {divisor.get_id(): divisor for divisor in self._divisors}
        divisors |= {term.arg(1).get_id(): term.arg(1) for term in _subterms([*terms, *self.facts]) if z3.is_div(term)}
        return [divisor != 0 for divisor in divisors.values() if not z3.is_rational_value(divisor)]

    def close(self, a: Any, b: Any, /) -> Any:
        """Decide whether two terms agree up to a relative difference of 1e-6; proofs use exact definitions instead."""
        a, b = self.number(a), self.number(b)
        return self.abs(a - b) <= self.number(Fraction(CLOSE)) * self.maximum(self.abs(a), self.abs(b))

    def le(self, a: Any, b: Any, /) -> Any:
        """Decide ``a <= b`` exactly."""
        return self.number(a) <= self.number(b)


def _subterms(terms: list[Any]) -> Iterator[Any]:
    """Yield some terms and all their subterms, each of them once."""
    seen, waiting = set(), list(terms)
    while waiting:
        term = waiting.pop()
        if term.get_id() not in seen:
            seen.add(term.get_id())
            waiting += term.children()
            yield term


def rational(value: Any) -> Fraction:
    """Convert a number of a model of z3 to a fraction, and an irrational algebraic number to 20 digits.

    Args:
        value: The numeral of z3.

    Returns:
        The fraction.

    Examples:
        >>> rational(z3.RealVal("3/4"))
        Fraction(3, 4)
    """
    return (value if z3.is_rational_value(value) else value.approx(20)).as_fraction()
