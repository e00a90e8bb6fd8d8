"""From a counterexample to a simple one: each number replaced by the simplest that still works."""

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

LARGEST = 20
"""Largest numerator or denominator that is tried."""


def simplest(
    numbers: Mapping[str, Fraction], works: Callable[[Mapping[str, Fraction]], bool], deadline: float
) -> dict[str, Fraction]:
    """Simplify numbers one at a time, as long as any can be.

    Args:
        numbers: Numbers that work.
        works: Whether numbers still do what they must.
        deadline: When to stop, on the clock of ``time.perf_counter``.

    Returns:
        Numbers that work, none more complex than before.
    """
    best = dict(numbers)
    changed = True
    while changed:
        changed = False
        for name, current in tuple(best.items()):
            for candidate in _candidates():
                if candidate == current or time.perf_counter() > deadline:
                    break
                if works({**best, name: candidate}):
                    best[name], changed = candidate, True
                    break
    return best


@cache
def _candidates() -> tuple[Fraction, ...]:
    """Fractions of small numbers, the simplest first: 0, 1, -1, 2, -2, 1/2, ..."""
    sizes = range(1, LARGEST + 1)
    fractions = {Fraction(sign * p, q) for p in sizes for q in sizes for sign in (1, -1)} | {Fraction(0)}
    return tuple(sorted(fractions, key=lambda a: (abs(a.numerator) + a.denominator, a.denominator, a < 0)))
