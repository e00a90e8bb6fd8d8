"""Mutants of a claim: a tighter bound, a premise less, a sign flipped. A claim worth its name survives none of them."""

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from bounds.claim import Claim, Formula, apply, reads
from bounds.ops import Ops, Scalar


class Mutant(NamedTuple):
    """A claim that should be false if the one that it was made of is as strong as it can be.

    Attributes:
        change: What was changed, in a few words.
        claim: With the change.
    """

    change: str
    claim: Claim


def mutants(claim: Claim, factor: Fraction) -> Iterator[Mutant]:
    """Every mutant of a claim.

    Args:
        claim: A claim.
        factor: What is left of its bound in the tighter one, below 1.

    Yields:
        The tighter one; one for each premise, without it; one for each sign in the interval, flipped.
    """
    yield Mutant(f"bound × {factor}", shrunk(claim, factor))
    for premise in claim.premises:
        yield Mutant(f"without {premise.name}", without(claim, premise.name))
    for place in range(signs(claim.interval)):
        yield Mutant(f"sign {place + 1} of the interval flipped", flipped(claim, place))


def shrunk(claim: Claim, factor: Fraction) -> Claim:
    """The claim with its interval shrunk towards its centre, or with its bound drawn towards 0.

    Args:
        claim: A claim.
        factor: What is left of the distance.

    Returns:
        The mutant.
    """
    share = float(factor)

    def interval(xp: Ops, **fields: Scalar) -> tuple[Scalar, Scalar]:
        lower, upper = apply(claim.interval, xp, fields)
        if claim.tightness == "zero":
            return (lower / share, upper) if upper is xp.inf else (lower, upper * share)
        centre, radius = (lower + upper) / 2.0, (upper - lower) / 2.0 * share
        return centre - radius, centre + radius

    return _with_interval(claim, interval, f"{claim.id}-tighter")


def without(claim: Claim, premise: str) -> Claim:
    """The claim without one of its premises.

    Args:
        claim: A claim.
        premise: The premise's name.

    Returns:
        The mutant.
    """
    rest = tuple(one for one in claim.premises if one.name != premise)
    return dataclasses.replace(claim, id=f"{claim.id}-without", premises=rest)


def flipped(claim: Claim, place: int) -> Claim:
    """The claim with one ``+`` of its interval a ``-``, or the other way.

    Args:
        claim: A claim.
        place: Which of them, from 0, in the order of evaluation.

    Returns:
        The mutant.
    """

    def interval(xp: Ops, **fields: Scalar) -> tuple[Scalar, Scalar]:
        return _Signs(place).evaluate(claim.interval, xp, fields)

    return _with_interval(claim, interval, f"{claim.id}-flipped")


def signs(formula: Formula) -> int:
    """How many sums and differences a formula evaluates.

    Args:
        formula: A function ``(xp, <fields by name>)``.

    Returns:
        Their number.
    """
    from bounds.readings.text import Text, TextOps

    counting: Any = _Signs(-1)
    counting.evaluate(formula, TextOps(), {name: Text(name) for name in reads(formula)})
    return counting.met


def _with_interval(claim: Claim, interval: Formula, id: str) -> Claim:  # noqa: A002
    interval.__signature__ = inspect.signature(claim.interval)  # type: ignore[attr-defined]
    return dataclasses.replace(claim, id=id, interval=interval)


# A reading on top of another one, which counts the signs that it meets and flips one


class _Signs:
    def __init__(self, place: int) -> None:
        self.place, self.met = place, 0

    def evaluate(self, formula: Formula, xp: Ops, fields: Any) -> Any:
        numbers = {name: _Signed(fields[name], self) for name in reads(formula)}
        return tuple(_plain(end) for end in formula(_SignedOps(xp, self), **numbers))

    def joined(self, a: Any, b: Any, *, added: bool) -> "_Signed":
        flip = self.met == self.place
        self.met += 1
        return _Signed(a + b if added is not flip else a - b, self)


class _Signed:
    def __init__(self, number: Any, signs: _Signs) -> None:
        self.number, self.signs = number, signs

    def __add__(self, other: Any) -> "_Signed":
        return self.signs.joined(self.number, _plain(other), added=True)

    def __sub__(self, other: Any) -> "_Signed":
        return self.signs.joined(self.number, _plain(other), added=False)

    def __radd__(self, other: Any) -> "_Signed":
        return self.signs.joined(other, self.number, added=True)

    def __rsub__(self, other: Any) -> "_Signed":
        return self.signs.joined(other, self.number, added=False)

    def __neg__(self) -> "_Signed":
        return _Signed(-self.number, self.signs)

    def __mul__(self, other: Any) -> "_Signed":
        return _Signed(self.number * _plain(other), self.signs)

    def __rmul__(self, other: Any) -> "_Signed":
        return _Signed(other * self.number, self.signs)

    def __truediv__(self, other: Any) -> "_Signed":
        return _Signed(self.number / _plain(other), self.signs)

    def __rtruediv__(self, other: Any) -> "_Signed":
        return _Signed(other / self.number, self.signs)

    def __le__(self, other: Any) -> Any:
        return self.number <= _plain(other)

    def __lt__(self, other: Any) -> Any:
        return self.number < _plain(other)

    def __ge__(self, other: Any) -> Any:
        return self.number >= _plain(other)

    def __gt__(self, other: Any) -> Any:
        return self.number > _plain(other)

    def __eq__(self, other: object) -> Any:
        return self.number == _plain(other)

    __hash__ = None  # type: ignore[assignment]


class _SignedOps:
    def __init__(self, xp: Ops, signs: _Signs) -> None:
        self.xp, self.signs, self.inf = xp, signs, xp.inf

    def __getattr__(self, name: str) -> Callable:
        operation = getattr(self.xp, name)

        def through(*operands: Any) -> Any:
            result = operation(*map(_plain, operands))
            return result if name in {"close", "le"} else _Signed(result, self.signs)

        return through


def _plain(a: Any) -> Any:
    return a.number if isinstance(a, _Signed) else a
