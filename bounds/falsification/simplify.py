"""Simplification of an instance: each number is replaced by the simplest one with which the instance still works."""

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, islice

import numpy as np

LARGEST = 20
"""Largest numerator and denominator of the fractions that are tried."""

FEW = 120
"""Number of the simplest fractions that are tried for two numbers at once."""

CHECKED = 12
"""Number of pairs of fractions that are tested exactly, out of those that pass the screen."""

Numbers = Mapping[str, Fraction]
"""An instance: a fraction for each name."""

Works = Callable[[Numbers], bool]
"""The exact test that an instance has to pass, such as that it breaks a claim."""

Screen = Callable[[Mapping[str, np.ndarray]], np.ndarray]
"""A quick test in float64, of many instances at once, that agrees with the exact one except for rounding."""


def simplest(numbers: Numbers, works: Works, deadline: float, *, screen: Screen | None = None) -> dict[str, Fraction]:
    """Simplify an instance, one number at a time, until no number can become simpler.

    With a screen, two numbers are also changed together where neither can change alone.

    Args:
        numbers: The instance, which passes the exact test.
        works: The exact test.
        deadline: The time at which to stop, on the clock of ``time.perf_counter``.
        screen: A quick test, which spares exact tests of instances that fail.

    Returns:
        An instance that passes the exact test, whose total complexity is at most that of the first one.

    Examples:
        >>> def is_root(numbers):
        ...     return abs(numbers["x"] ** 2 - 2) < Fraction(1, 10)
        >>> best = simplest({"x": Fraction(141421, 100000)}, is_root, time.perf_counter() + 60.0)
        >>> str(best["x"])
        '7/5'
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
    """Measure how long a fraction is to write, for the choice of the simplest instance.

    Args:
        number: A fraction.

    Returns:
        The sum of the numerator's magnitude and the denominator.

    Examples:
        >>> complexity(Fraction(-2, 3)), complexity(Fraction(0))
        (5, 1)
    """
    return abs(number.numerator) + number.denominator


def _simplify_one(best: dict[str, Fraction], name: str, works: Works, deadline: float, screen: Screen | None) -> bool:
    """Replace a number of the instance by the simplest one that works, if there is a simpler one."""
    simpler = tuple(islice(candidates(), _rank(best[name])))
    for place in _passing(best, {name: np.array([float(number) for number in simpler])}, screen):
        if time.perf_counter() > deadline:
            return False
        if works({**best, name: simpler[place]}):
            best[name] = simpler[place]
            return True
    return False


def _simplify_two(
    best: dict[str, Fraction], pair: tuple[str, str], works: Works, deadline: float, screen: Screen
) -> bool:
    """Replace two numbers of the instance at once by numbers that are simpler in sum."""
    few = candidates()[:FEW]
    costs = np.array([complexity(number) for number in few])
    first, second = np.indices((FEW, FEW)).reshape(2, -1)
    total = costs[first] + costs[second]
    order = np.argsort(total, kind="stable")
    order = order[total[order] < sum(complexity(best[name]) for name in pair)]
    values = np.array([float(number) for number in few])
    columns = {pair[0]: values[first[order]], pair[1]: values[second[order]]}
    for place in islice(_passing(best, columns, screen), CHECKED):
        trial = dict(zip(pair, (few[first[order[place]]], few[second[order[place]]]), strict=True))
        if time.perf_counter() < deadline and works(best | trial):
            best.update(trial)
            return True
    return False


def _passing(best: Numbers, columns: Mapping[str, np.ndarray], screen: Screen | None) -> np.ndarray:
    """The places in the columns that pass the screen, while the other numbers stay as they are."""
    count = len(next(iter(columns.values())))
    if screen is None or count == 0:
        return np.arange(count)
    return np.flatnonzero(screen({**{name: np.full(count, float(value)) for name, value in best.items()}, **columns}))


def _rank(number: Fraction) -> int:
    """The number of candidates that are simpler than a fraction."""
    return sum(_order(candidate) < _order(number) for candidate in candidates())


def _order(number: Fraction) -> tuple[int, int, bool]:
    """The key by which fractions are sorted, the simplest first."""
    return complexity(number), number.denominator, number < 0


@cache
def candidates() -> tuple[Fraction, ...]:
    """List the fractions that simplification tries, the simplest first.

    Returns:
        All fractions whose numerator and denominator are at most ``LARGEST`` in magnitude.

    Examples:
        >>> [str(fraction) for fraction in candidates()[:6]]
        ['0', '1', '-1', '2', '-2', '1/2']
    """
    sizes = range(1, LARGEST + 1)
    fractions = {Fraction(sign * p, q) for p in sizes for q in sizes for sign in (1, -1)} | {Fraction(0)}
    return tuple(sorted(fractions, key=_order))
