"""Random vectors, numbers and projections for the parameters of facts and axioms."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb

from bounds.facts import Statement
from bounds.meaning.exact import Point, at_every_row, columns
from bounds.meaning.substitution import is_of_each_row
from bounds.meaning.terms import Atom, Condition, Map
from bounds.readings.exact import Exact, ExactOps, exact


def drawn(statement: Statement, draw: random.Random) -> Point:
    """Small rational vectors of one to three components, one or two rows, and projections on some columns."""
    size, rows = draw.randint(1, 3), draw.randint(1, 2)
    vectors: dict[str, Any] = {}
    numbers: dict[str, Any] = {"π": Exact(arb.pi())}
    maps: dict[str, Callable] = {}
    for one in statement.parameters:
        if isinstance(one, Map):
            maps[one.name] = columns([draw.random() < 0.5 for _ in range(size)])
            continue
        make = (lambda: _vector(size, draw)) if isinstance(one, Atom) else (lambda: _number(draw))
        table = vectors if isinstance(one, Atom) else numbers
        table[one.name] = [make() for _ in range(rows)] if one.indexed else make()
    if statement.name == "kernel_is_flat":
        _turned(vectors, numbers, draw)
    if statement.name == "score_is_near" and draw.random() < 0.8:
        numbers["κ"] = numbers["ρ"] * numbers["ρ"] * numbers["β"]
    return Point(vectors, numbers, maps)


def _number(draw: random.Random) -> Fraction:
    return Fraction(draw.randint(-6, 6), draw.choice((1, 1, 2, 4)))


def _vector(size: int, draw: random.Random) -> tuple[Fraction, ...]:
    return tuple(_number(draw) for _ in range(size))


def _turned(vectors: dict[str, Any], numbers: dict[str, Any], draw: random.Random) -> None:
    """Two directions at the angle that the hypotheses want; sometimes one of the hypotheses fails."""
    angle = exact(Fraction(draw.randint(-80, 80), 16))
    length = exact(draw.choice((1, 1, 1, 4)))
    sine, cosine = Exact(arb(angle.number).sin()), Exact(arb(angle.number).cos())
    other = exact(draw.choice((1, 1, 1, 4)))
    vectors["u"] = (length, exact(0))
    along = sine / length if draw.random() < 0.7 else exact(draw.choice((0, 1)))
    across = ExactOps().sqrt(other * other - along * along)
    vectors["v"] = (along, cosine * other if draw.random() < 0.3 else across)
    numbers["t"] = angle
    root = ExactOps().sqrt(Exact(arb.pi()) * Exact(arb.pi()) + 1)
    numbers["ρ"] = draw.choice((root, root, -root, exact(0)))


def holds(conditions: tuple[Condition, ...], at: Point) -> bool:
    """Whether conditions are true: certainly, or for an equation between balls possibly."""
    for condition in conditions:
        told = at_every_row(condition, at) if is_of_each_row(condition) else at_every_row(condition, at)[:1]
        if not all(one.possible if condition.relation == "=" else one.certain for one in told):
            return False
    return True


def fails(conditions: tuple[Condition, ...], at: Point) -> bool:
    """Whether some condition is certainly false."""
    told = [
        one
        for condition in conditions
        for one in (at_every_row(condition, at) if is_of_each_row(condition) else at_every_row(condition, at)[:1])
    ]
    return any(not one.possible for one in told)


def counterexample(statement: Statement, *, tries: int = 20_000, seed: int = 0) -> Point | None:
    """Vectors of which the hypotheses are true and a conclusion is false; ``None`` if none was found."""
    draw = random.Random(seed)
    for _ in range(tries):
        at = drawn(statement, draw)
        if holds(statement.hypotheses, at) and fails(statement.conclusions, at):
            return at
    return None
