"""The reading of formulas by z3 where one may be no real number: infinite, or undefined as 0/0 and √−1 are.

The prover decides by it whether the interval follows, and whether any numbers satisfy the premises. A comparison with
what is undefined is false, as it is for arrays; ``xp.divide`` by 0 is +∞; plain ``/`` by 0, which formulas must not do,
is undefined.
"""

import math
from fractions import Fraction
from typing import Any

import z3

from bounds.ops import Powers
from bounds.readings.arrays import CLOSE
from bounds.readings.terms import TermOps

Flag = Any
"""A truth value of Python where it is known whatever the fields are, else of z3."""


class Partial:
    """A number that is real, +∞, −∞, or, where none of the three flags is true, undefined."""

    __slots__ = ("above", "below", "ops", "real", "term")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        ops: "PartialOps",
        term: Any,
        real: Flag = True,  # noqa: FBT002
        above: Flag = False,  # noqa: FBT002
        below: Flag = False,  # noqa: FBT002
    ) -> None:
        """Say what the number is if it is real, and when it is real, +∞ or −∞."""
        self.ops = ops
        self.term = term
        self.real = real
        self.above = above
        self.below = below

    @property
    def infinite(self) -> Flag:
        """Whether the number is +∞ or −∞."""
        return _any(self.above, self.below)

    @property
    def defined(self) -> Flag:
        """Whether the number is anything."""
        return _any(self.real, self.above, self.below)

    @property
    def positive(self) -> Flag:
        """Whether the number is above 0."""
        return _any(_all(self.real, self.term > 0), self.above)

    @property
    def negative(self) -> Flag:
        """Whether the number is below 0."""
        return _any(_all(self.real, self.term < 0), self.below)

    def __neg__(self) -> "Partial":
        """Return the negative number."""
        return Partial(self.ops, -self.term, self.real, self.below, self.above)

    def __add__(self, other: Any) -> "Partial":
        """Return the sum; ∞ − ∞ is undefined."""
        b = self.ops.number(other)
        above = _any(_all(self.above, _any(b.real, b.above)), _all(b.above, self.real))
        below = _any(_all(self.below, _any(b.real, b.below)), _all(b.below, self.real))
        return Partial(self.ops, self.term + b.term, _all(self.real, b.real), above, below)

    def __sub__(self, other: Any) -> "Partial":
        """Return the difference."""
        return self + (-self.ops.number(other))

    def __mul__(self, other: Any) -> "Partial":
        """Return the product; 0 · ∞ is undefined."""
        b = self.ops.number(other)
        return _signed(self, b, self.term * b.term, _all(self.real, b.real), _any(self.infinite, b.infinite))

    def __truediv__(self, other: Any) -> "Partial":
        """Return the quotient; a quotient by 0 is undefined, a real number divided by ±∞ is 0."""
        b = self.ops.number(other)
        divisible = _all(b.real, b.term != 0)
        real = _all(self.real, _any(divisible, b.infinite))
        return _signed(self, b, _choose(b.infinite, 0, self.term / b.term), real, _all(self.infinite, divisible))

    def __radd__(self, other: Any) -> "Partial":
        """Return the sum with a constant on the left."""
        return self.ops.number(other) + self

    def __rsub__(self, other: Any) -> "Partial":
        """Return the difference with a constant on the left."""
        return self.ops.number(other) - self

    def __rmul__(self, other: Any) -> "Partial":
        """Return the product with a constant on the left."""
        return self.ops.number(other) * self

    def __rtruediv__(self, other: Any) -> "Partial":
        """Return the quotient with a constant on the left."""
        return self.ops.number(other) / self

    def __le__(self, other: Any) -> Any:
        """Compare two numbers; nothing compares with what is undefined."""
        b = self.ops.number(other)
        reals = _all(self.real, b.real, self.term <= b.term)
        return self.ops.truth(_any(reals, _all(self.below, b.defined), _all(b.above, self.defined)))

    def __lt__(self, other: Any) -> Any:
        """Compare two numbers; no infinity is below itself."""
        b = self.ops.number(other)
        reals = _all(self.real, b.real, self.term < b.term)
        from_below, to_above = _any(b.real, b.above), _any(self.real, self.below)
        return self.ops.truth(_any(reals, _all(self.below, from_below), _all(b.above, to_above)))

    def __ge__(self, other: Any) -> Any:
        """Compare two numbers; nothing compares with what is undefined."""
        return self.ops.number(other) <= self

    def __gt__(self, other: Any) -> Any:
        """Compare two numbers; no infinity is above itself."""
        return self.ops.number(other) < self

    def __eq__(self, other: object) -> Any:
        """Compare two numbers for equality."""
        b = self.ops.number(other)
        same = _any(_all(self.above, b.above), _all(self.below, b.below))
        return self.ops.truth(_any(_all(self.real, b.real, self.term == b.term), same))


class PartialOps(Powers):
    """The operations over :class:`Partial` numbers; ``terms`` holds the facts about roots and functions."""

    inf = math.inf

    def __init__(self) -> None:
        """Make a context of z3 without facts."""
        self.terms = TermOps()

    @property
    def pi(self) -> Partial:
        """The number π."""
        return Partial(self, self.terms.pi)

    def symbol(self, name: str) -> Partial:
        """Make a variable, which is real as every field is."""
        return Partial(self, self.terms.symbol(name))

    def number(self, a: Any) -> Partial:
        """Turn a constant into a number, and return a number unchanged."""
        return a if isinstance(a, Partial) else Partial(self, self.terms.number(a))

    def truth(self, flag: Flag) -> Any:
        """Turn a flag into a truth value of z3."""
        return flag if isinstance(flag, z3.ExprRef) else z3.BoolVal(flag, self.terms.context)

    def where(self, condition: Any, a: Any, b: Any, /) -> Partial:
        """Choose ``a`` if the condition holds, else ``b``."""
        a, b = self.number(a), self.number(b)
        parts = ((a.term, b.term), (a.real, b.real), (a.above, b.above), (a.below, b.below))
        return Partial(self, *(_choose(condition, one, other) for one, other in parts))

    def maximum(self, a: Any, b: Any, /) -> Partial:
        """Return the larger of two numbers."""
        a, b = self.number(a), self.number(b)
        larger = self.terms.maximum(a.term, b.term)
        term = _choose(a.below, b.term, _choose(b.below, a.term, larger))
        real = _any(_all(a.real, b.real), _all(a.below, b.real), _all(a.real, b.below))
        above = _any(_all(a.above, b.defined), _all(b.above, a.defined))
        return Partial(self, term, real, above, _all(a.below, b.below))

    def minimum(self, a: Any, b: Any, /) -> Partial:
        """Return the smaller of two numbers."""
        return -self.maximum(-self.number(a), -self.number(b))

    def abs(self, a: Any, /) -> Partial:
        """Return the absolute value."""
        a = self.number(a)
        return Partial(self, self.terms.abs(a.term), a.real, a.infinite)

    def sqrt(self, a: Any, /) -> Partial:
        """Return the square root, which is undefined below 0."""
        a = self.number(a)
        return Partial(self, self.terms.sqrt(a.term), _all(a.real, a.term >= 0), a.above)

    def root(self, a: Any, degree: int, /) -> Partial:
        """Return the root of some degree, which is undefined below 0."""
        a = self.number(a)
        return Partial(self, self.terms.root(a.term, degree), _all(a.real, a.term >= 0), a.above)

    def exp(self, a: Any, /) -> Partial:
        """Return the exponential, which is +∞ at +∞ and 0 at −∞."""
        a = self.number(a)
        return Partial(self, _choose(a.below, 0, self.terms.exp(a.term)), _any(a.real, a.below), a.above)

    def log(self, a: Any, /) -> Partial:
        """Return the logarithm, which is −∞ at 0 and undefined below."""
        a = self.number(a)
        return Partial(self, self.terms.log(a.term), _all(a.real, a.term > 0), a.above, _all(a.real, a.term == 0))

    def erf(self, a: Any, /) -> Partial:
        """Return the error function, which is 1 at +∞ and −1 at −∞."""
        a = self.number(a)
        return Partial(self, _choose(a.above, 1, _choose(a.below, -1, self.terms.erf(a.term))), a.defined)

    def sigmoid(self, a: Any, /) -> Partial:
        """Return the logistic function, which is 1 at +∞ and 0 at −∞."""
        a = self.number(a)
        return Partial(self, _choose(a.above, 1, _choose(a.below, 0, self.terms.sigmoid(a.term))), a.defined)

    def divide(self, a: Any, b: Any, /) -> Partial:
        """Divide ``a`` by ``b``; the quotient is +∞ where ``b`` is 0, whatever ``a`` is."""
        b = self.number(b)
        quotient, zero = self.number(a) / b, _all(b.real, b.term == 0)
        return Partial(self, quotient.term, quotient.real, _any(zero, quotient.above), quotient.below)

    def close(self, a: Any, b: Any, /) -> Any:
        """Decide whether two numbers agree up to a relative difference of 1e-6."""
        a, b = self.number(a), self.number(b)
        return self.abs(a - b) <= self.number(Fraction(CLOSE)) * self.maximum(self.abs(a), self.abs(b))

    def le(self, a: Any, b: Any, /) -> Any:
        """Decide ``a <= b`` exactly."""
        return self.number(a) <= b


def _signed(a: Partial, b: Partial, term: Any, real: Flag, infinite: Flag) -> Partial:
    """A product or quotient of two numbers, which is infinite in the direction of their signs."""
    if infinite is False:
        return Partial(a.ops, term, real)
    alike = _any(_all(a.positive, b.positive), _all(a.negative, b.negative))
    unlike = _any(_all(a.positive, b.negative), _all(a.negative, b.positive))
    return Partial(a.ops, term, real, _all(infinite, alike), _all(infinite, unlike))


def _all(*flags: Flag) -> Flag:
    unknown = [flag for flag in flags if flag is not True]
    if any(flag is False for flag in unknown):
        return False
    return True if not unknown else unknown[0] if len(unknown) == 1 else z3.And(*unknown)


def _any(*flags: Flag) -> Flag:
    unknown = [flag for flag in flags if flag is not False]
    if any(flag is True for flag in unknown):
        return True
    return False if not unknown else unknown[0] if len(unknown) == 1 else z3.Or(*unknown)


def _choose(condition: Flag, a: Any, b: Any) -> Any:
    if condition is True or (isinstance(a, bool) and a is b):
        return a
    return b if condition is False else z3.If(condition, a, b)
