"""From an instance to a simple one: numbers replaced by the simplest that still do what they must."""

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, islice

import numpy as np

LARGEST = 20
"""Largest numerator or denominator that is tried."""

FEW = 120
"""How many of the simplest fractions are tried for two numbers at once."""

CHECKED = 12
"""How many pairs of them, of those that a screen lets pass, are looked at exactly."""

Numbers = Mapping[str, Fraction]
Works = Callable[[Numbers], bool]
Screen = Callable[[Mapping[str, np.ndarray]], np.ndarray]
"""Whether instances may work, many at once in float64: quick, and right but for rounding."""


def simplest(numbers: Numbers, works: Works, deadline: float, *, screen: Screen | None = None) -> dict[str, Fraction]:
    """Simplify numbers one at a time, and with a screen two at a time, as long as any can be.

    Args:
        numbers: Numbers that work.
        works: Whether numbers still do what they must.
        deadline: When to stop, on the clock of ``time.perf_counter``.
        screen: Saves asking ``works`` of what cannot.

    Returns:
        Numbers that work, none more complex than before in sum.
    """
    best, changed = dict(numbers), True
    while changed and time.perf_counter() < deadline:
        changed = False
        for name in best:
            changed |= _simplify_one(best, name, works, deadline, screen)
        if screen and not changed:
            changed = any(_simplify_two(best, pair, works, deadline, screen) for pair in combinations(best, 2))
    return best


def complexity(number: Fraction) -> int:
    """How much there is to write: numerator and denominator.

    Args:
        number: A fraction.

    Returns:
        Their sum.
    """
    return abs(number.numerator) + number.denominator


def _simplify_one(best: dict[str, Fraction], name: str, works: Works, deadline: float, screen: Screen | None) -> bool:
    """Put the simplest number that works in the place of one, if it is simpler."""
    simpler = tuple(islice(candidates(), _rank(best[name])))
    for place in _passing(best, {name: np.array([float(one) for one in simpler])}, screen):
        if time.perf_counter() > deadline:
            return False
        if works({**best, name: simpler[place]}):
            best[name] = simpler[place]
            return True
    return False


def _simplify_two(
    best: dict[str, Fraction], pair: tuple[str, str], works: Works, deadline: float, screen: Screen
) -> bool:
    """Likewise for two numbers that are simpler together."""
    few = candidates()[:FEW]
    costs = np.array([complexity(one) for one in few])
    first, second = np.indices((FEW, FEW)).reshape(2, -1)
    total = costs[first] + costs[second]
    order = np.argsort(total, kind="stable")
    order = order[total[order] < sum(complexity(best[name]) for name in pair)]
    values = np.array([float(one) for one in few])
    columns = {pair[0]: values[first[order]], pair[1]: values[second[order]]}
    for place in islice(_passing(best, columns, screen), CHECKED):
        trial = dict(zip(pair, (few[first[order[place]]], few[second[order[place]]]), strict=True))
        if time.perf_counter() < deadline and works(best | trial):
            best.update(trial)
            return True
    return False


def _passing(best: Numbers, columns: Mapping[str, np.ndarray], screen: Screen | None) -> np.ndarray:
    """Places of the columns that a screen lets pass, all else as it is."""
    count = len(next(iter(columns.values())))
    if screen is None or count == 0:
        return np.arange(count)
    return np.flatnonzero(screen({**{name: np.full(count, float(value)) for name, value in best.items()}, **columns}))


def _rank(number: Fraction) -> int:
    """How many candidates are simpler."""
    return sum(_order(one) < _order(number) for one in candidates())


def _order(number: Fraction) -> tuple[int, int, bool]:
    return complexity(number), number.denominator, number < 0


@cache
def candidates() -> tuple[Fraction, ...]:
    """Fractions of small numbers, the simplest first: 0, 1, -1, 2, -2, 1/2, ...

    Returns:
        Those with numerator and denominator up to ``LARGEST``.
    """
    sizes = range(1, LARGEST + 1)
    fractions = {Fraction(sign * p, q) for p in sizes for q in sizes for sign in (1, -1)} | {Fraction(0)}
    return tuple(sorted(fractions, key=_order))
