"""The proving reading: z3 terms over the reals.

z3 reads ``x / 0`` as any number and knows neither roots nor σ, so these operations collect side facts: the root of a
number that is not negative is the non-negative one, σ lies in (0, 1), rises, and passes 1/2 at 0. The facts about σ are
ground, one for each pair of arguments: with a quantifier z3 gives up. A quotient by 0 and the root of a negative number
are any number, so that nothing follows from a branch that is not taken.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

from bounds.readings.arrays import CLOSE
from bounds.readings.exact import sigmoid_bracket


@dataclass(frozen=True, eq=False)
class Quotient:
    """A quotient of :meth:`TermOps.divide`.

    Attributes:
        term: The variable that stands for it.
        divisor: What it is divided by.
    """

    term: Any
    divisor: Any


class TermOps:
    """The ten operations over z3 terms; ``facts`` holds what must be assumed beside the premises.

    Each has a context of its own: what z3 answers does not depend on what it was asked before, nor by which thread.
    """

    inf = math.inf

    def __init__(self) -> None:
        """Start without facts."""
        self.context = z3.Context()
        self.facts: list[Any] = []
        self.true = z3.BoolVal(True, self.context)  # noqa: FBT003
        self._sigmoids: list[tuple[Any, Any]] = []
        self._derived: list[tuple[Any, Any]] = []
        self.quotients: list[Quotient] = []

    def symbol(self, name: str) -> Any:
        """A real variable."""
        return z3.Real(name, self.context)

    def number(self, a: Any) -> Any:
        """A number as a term; a term as it is."""
        return a if isinstance(a, z3.ExprRef) else z3.RealVal(a, self.context)

    def where(self, condition: Any, a: Any, b: Any, /) -> Any:
        """``a`` if the condition, else ``b``."""
        return z3.If(condition, self.number(a), self.number(b))

    def maximum(self, a: Any, b: Any, /) -> Any:
        """The larger of two terms."""
        a, b = self.number(a), self.number(b)
        return z3.If(a >= b, a, b)

    def minimum(self, a: Any, b: Any, /) -> Any:
        """The smaller of two terms."""
        a, b = self.number(a), self.number(b)
        return z3.If(a <= b, a, b)

    def abs(self, a: Any, /) -> Any:
        """The absolute value."""
        a = self.number(a)
        return z3.If(a >= 0, a, -a)

    def sqrt(self, a: Any, /) -> Any:
        """The non-negative root, a new variable; any number where there is none."""
        a, root = self.number(a), z3.FreshReal("root", self.context)
        self._derived.append((root, a))
        self.facts.append(z3.Implies(a >= 0, z3.And(root >= 0, root * root == a)))
        return root

    def sigmoid(self, a: Any, /) -> Any:
        """σ, a new variable ordered against every earlier one as its argument is."""
        term = self.number(a)
        for argument, value in self._sigmoids:
            if z3.eq(z3.simplify(argument), z3.simplify(term)):
                return value
        value = z3.FreshReal("sigmoid", self.context)
        self.facts += [value > 0, value < 1]
        for argument, earlier in [(self.number(0), self.number(Fraction(1, 2))), *self._sigmoids]:
            self.facts += [(term < argument) == (value < earlier), (term > argument) == (value > earlier)]
        self._sigmoids.append((term, value))
        self._derived.append((value, term))
        return value

    def pin_sigmoids(self, model: z3.ModelRef) -> None:
        """Add what is known of σ at the arguments of a model, so that the next model comes closer to the true σ."""
        for point in [rational(model.eval(argument, model_completion=True)) for argument, _ in self._sigmoids]:
            low, high = map(self.number, sigmoid_bracket(point))
            for argument, value in self._sigmoids:
                self.facts += [
                    z3.Implies(argument <= self.number(point), value <= high),
                    z3.Implies(argument >= self.number(point), value >= low),
                ]

    def divide(self, a: Any, b: Any, /) -> Any:
        """The quotient, a new variable; any number where the divisor is 0."""
        divisor, term = self.number(b), z3.FreshReal("quotient", self.context)
        self._derived.append((term, self.number(a) + divisor))
        self.facts.append(z3.Implies(divisor != 0, term == self.number(a) / divisor))
        self.quotients.append(Quotient(term, divisor))
        return term

    def whole(self, end: Any) -> Quotient | None:
        """The quotient of :meth:`divide` that a term is as a whole, if it is one."""
        return next((one for one in self.quotients if one.term is end), None)

    def divisible(self, terms: list[Any]) -> list[Any]:
        """That nothing in terms is divided by 0: where a counterexample is sought, which is replayed in any case."""
        divisors = {one.divisor.get_id(): one.divisor for one in self.quotients}
        divisors |= {term.arg(1).get_id(): term.arg(1) for term in _parts([*terms, *self.facts]) if z3.is_div(term)}
        return [divisor != 0 for divisor in divisors.values() if not z3.is_rational_value(divisor)]

    def finite(self, facts: list[Any]) -> list[Any]:
        """Those that mention no quotient of :meth:`divide`, which may be infinite where no real number is."""
        infinite = {one.term.get_id() for one in self.quotients}
        for variable, argument in self._derived:
            if not infinite.isdisjoint(term.get_id() for term in _parts([argument])):
                infinite.add(variable.get_id())
        return [one for one in facts if infinite.isdisjoint(term.get_id() for term in _parts([one]))]

    def close(self, a: Any, b: Any, /) -> Any:
        """Equal to 1e-6 relative; of definitions, a proof takes the formula itself."""
        a, b = self.number(a), self.number(b)
        return self.abs(a - b) <= self.number(Fraction(CLOSE)) * self.maximum(self.abs(a), self.abs(b))

    def le(self, a: Any, b: Any, /) -> Any:
        """``a <= b``."""
        return self.number(a) <= self.number(b)


def _parts(terms: list[Any]) -> Iterator[Any]:
    """Terms and all that they are made of, each once."""  # noqa: DOC402
    seen, waiting = set(), list(terms)
    while waiting:
        term = waiting.pop()
        if term.get_id() not in seen:
            seen.add(term.get_id())
            waiting += term.children()
            yield term


def rational(value: Any) -> Fraction:
    """A number of a model as a fraction; an algebraic one to 20 digits.

    Args:
        value: A numeral of z3.

    Returns:
        The fraction.
    """
    return (value if z3.is_rational_value(value) else value.approx(20)).as_fraction()
