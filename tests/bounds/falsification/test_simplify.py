"""Simplification: an instance that works still works, and is no longer to write."""

import time
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from bounds.falsification.simplify import candidates, complexity, simplest

FOREVER = 1e18


def test_candidates_rise_in_complexity():
    found = candidates()
    assert found[:6] == tuple(map(Fraction, ("0", "1", "-1", "2", "-2", "1/2")))
    assert len(set(found)) == len(found)
    complexities = [complexity(candidate) for candidate in found]
    assert complexities == sorted(complexities)


fractions = st.fractions(-50, 50, max_denominator=500)


@given(a=fractions, b=fractions, width=st.fractions(Fraction(1, 100), 5))
def test_an_instance_that_works_still_works_and_is_no_longer_to_write(a, b, width):
    """An instance works within a disc about (a, b); with and without a screen."""

    def works(numbers):
        return (numbers["a"] - a) ** 2 + (numbers["b"] - b) ** 2 <= width**2

    def screen(columns):
        return (columns["a"] - float(a)) ** 2 + (columns["b"] - float(b)) ** 2 <= float(width) ** 2 * (1 + 1e-9)

    for quick in (None, screen):
        found = simplest({"a": a, "b": b}, works, FOREVER, screen=quick)
        assert works(found)
        assert sum(map(complexity, found.values())) <= complexity(a) + complexity(b)


def test_two_numbers_that_only_change_together():
    """The equation a + b = 1 holds at (7/3, −4/3): neither number can change alone, but both can."""

    def works(numbers):
        return numbers["a"] + numbers["b"] == 1

    def screen(columns):
        return np.isclose(columns["a"] + columns["b"], 1.0)

    start = {"a": Fraction(7, 3), "b": Fraction(-4, 3)}
    assert simplest(start, works, FOREVER) == start
    assert sorted(simplest(start, works, FOREVER, screen=screen).values()) == [0, 1]


def test_the_deadline_is_kept():
    start = {"a": Fraction(123, 457)}
    assert simplest(start, lambda numbers: True, time.perf_counter() - 1.0) == start
