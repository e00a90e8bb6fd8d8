"""The reading of the prover: terms of z3 over the real numbers.

z3 reads ``x / 0`` as any number, and knows neither roots nor σ. Therefore the operations collect facts: a square root
is non-negative and its square is the number; σ lies in (0, 1), rises, and is 1/2 at 0. There is one fact about σ for
each pair of arguments, because z3 gives up on quantified facts. A quotient by 0 and the root of a negative number are
any number, so that a branch of ``xp.where`` that is not taken has no consequences.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import z3

from bounds.readings.arrays import CLOSE
from bounds.readings.exact import sigmoid_bracket


class TermOps:
    """The ten operations over terms of z3; ``facts`` holds the facts about roots, σ and quotients.

    Every object has a separate context of z3, so that an answer does not depend on earlier questions or on other
    threads.
    """

    inf = math.inf

    def __init__(self) -> None:
        """Make a context of z3 without facts."""
        self.context = z3.Context()
        self.facts: list[Any] = []
        self._sigmoids: list[tuple[Any, Any]] = []
        self._divisors: list[Any] = []

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

    def sigmoid(self, a: Any, /) -> Any:
        """Return σ as a new variable, which is in the same order with earlier values of σ as the arguments are."""
        term = self.number(a)
        for argument, value in self._sigmoids:
            if z3.eq(z3.simplify(argument), z3.simplify(term)):
                return value
        value = z3.FreshReal("sigmoid", self.context)
        self.facts += [value > 0, value < 1]
        for argument, earlier in [(self.number(0), self.number(Fraction(1, 2))), *self._sigmoids]:
            self.facts += [(term < argument) == (value < earlier), (term > argument) == (value > earlier)]
        self._sigmoids.append((term, value))
        return value

    def pin_sigmoids(self, model: z3.ModelRef) -> None:
        """Add bounds on σ at the arguments of a model, so that the next model is closer to the true σ."""
        for point in [rational(model.eval(argument, model_completion=True)) for argument, _ in self._sigmoids]:
            low, high = map(self.number, sigmoid_bracket(point))
            for argument, value in self._sigmoids:
                self.facts += [
                    z3.Implies(argument <= self.number(point), value <= high),
                    z3.Implies(argument >= self.number(point), value >= low),
                ]

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
