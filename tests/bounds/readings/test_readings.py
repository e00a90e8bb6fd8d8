"""The readings agree: float64, float64 with error bounds, exact, and text."""

from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from support.instances import numbers

from bounds.formulas.noting import SymbolOps
from bounds.formulas.tape import Tape
from bounds.ops import OPERATIONS, Ops
from bounds.readings.arrays import JAX_OPS
from bounds.readings.exact import Exact, ExactOps, Truth, exact, sigmoid_bracket, within
from bounds.readings.rounding import TINY, Decided, Rounded, RoundingOps
from bounds.readings.terms import TermOps

UNARY = {
    "abs": lambda xp, a: xp.abs(a),
    "sqrt": lambda xp, a: xp.sqrt(a * a),
    "sigmoid": lambda xp, a: xp.sigmoid(a),
    "negation": lambda xp, a: -a,
    "constants": lambda xp, a: 1.0 - 2.0 * a + a / 3.0 - 1.0 / (1.0 + a * a),
}
BINARY = {
    "sum": lambda xp, a, b: a + b,
    "difference": lambda xp, a, b: a - b,
    "product": lambda xp, a, b: a * b,
    "quotient": lambda xp, a, b: xp.divide(a, b),
    "maximum": lambda xp, a, b: xp.maximum(a, b),
    "minimum": lambda xp, a, b: xp.minimum(a, b),
    "where": lambda xp, a, b: xp.where(a <= b, a * a, b + a),
    "cancellation": lambda xp, a, b: (a + b) * (a - b) - (a * a - b * b),
    "steep": lambda xp, a, b: xp.divide(a, xp.abs(a - b)),
}
FORMULAS = {**{name: (f, 1) for name, f in UNARY.items()}, **{name: (f, 2) for name, f in BINARY.items()}}


@pytest.mark.parametrize("ops", [JAX_OPS, RoundingOps(), ExactOps(), TermOps(), SymbolOps(Tape(()))])
def test_every_reading_has_the_operations(ops):
    assert isinstance(ops, Ops)
    assert ops.inf == np.inf
    assert all(callable(getattr(ops, name)) for name in OPERATIONS if name not in {"inf", "pi"})


def test_the_names_of_the_operations_are_those_of_the_protocol():
    assert {name for name in vars(Ops) if not name.startswith("_")} == set(OPERATIONS)
    assert len(OPERATIONS) == len(set(OPERATIONS))


@pytest.mark.property
@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_error_bound_covers_the_exact_result(name, data):
    """The exact value of every formula, at every real within the operands' errors, lies within the error bound."""
    formula, arity = FORMULAS[name]
    operands = data.draw(st.lists(numbers(-50, 50), min_size=arity, max_size=arity))
    relative = data.draw(st.sampled_from([0.0, 2.0**-40, 2.0**-10]))
    rounded = formula(RoundingOps(), *(_rounded(a, _error(a, relative)) for a in operands))
    moved = [Fraction(a) * (1 + Fraction(relative) * Fraction(data.draw(numbers(-1, 1)))) for a in operands]
    truth = formula(ExactOps(), *map(exact, moved))
    if np.isfinite(rounded.value):
        distance = ExactOps().abs(truth - float(rounded.value))
        assert not (distance > float(rounded.error)).certain


def _error(a: float, relative: float) -> float:
    """A relative error that is not flushed to 0, as the checker grants it."""
    return relative * abs(a) + (TINY if relative else 0.0)


def _rounded(a: float, error: float) -> Rounded:
    return Rounded(jnp.float64(a), jnp.float64(error))


@pytest.mark.property
@given(a=numbers(-50, 50), b=numbers(-50, 50))
def test_plain_reading_agrees_with_the_exact_one(a, b):
    for formula in BINARY.values():
        plain = float(formula(JAX_OPS, jnp.float64(a), jnp.float64(b)))
        bound = formula(RoundingOps(), _rounded(a, 0.0), _rounded(b, 0.0))
        assert plain == float(bound.value)


def test_doubtful_comparison_covers_both_branches():
    chosen = RoundingOps().where(_rounded(1.0, 0.1) <= _rounded(1.05, 0.0), _rounded(0.0, 0.0), _rounded(7.0, 0.0))
    assert chosen.value == 0.0
    assert 7.0 <= chosen.error < 7.0 + 1e-12


@pytest.mark.parametrize("first", [(True, True), (False, True), (True, False), (False, False)])
@pytest.mark.parametrize("second", [(True, True), (False, True), (True, False), (False, False)])
def test_conjunction_is_sure_when_a_sure_part_decides_it(first, second):
    both = Decided(*map(jnp.asarray, first)) & Decided(*map(jnp.asarray, second))
    assert bool(both.truth) == (first[0] and second[0])
    decided_by_one = any(sure and not truth for truth, sure in (first, second))
    assert bool(both.sure) == (decided_by_one or (first[1] and second[1]))


def test_rationals_stay_rational():
    xp = ExactOps()
    value = xp.sqrt(exact("9/4")) + xp.maximum(exact("1/3"), 0.25) * xp.abs(exact(-2)) - xp.divide(exact(1), exact(3))
    assert value.fraction() == Fraction(3, 2) + Fraction(1, 3)
    assert isinstance(xp.sqrt(exact(2)).number, arb)
    assert xp.sqrt(exact(2)).fraction() is None


def test_division_by_zero_claims_nothing():
    xp = ExactOps()
    assert (xp.divide(exact(0), exact(0)) > 10**9).certain
    unsure = xp.divide(exact(1), within(exact(0), 0.0) + Exact(arb(0, 1)))
    assert not (unsure > 0).certain
    assert (unsure > 0).possible
    assert JAX_OPS.divide(jnp.zeros(()), jnp.zeros(())) == np.inf


def test_three_valued_truth():
    ball = within(exact(1), 0.1)
    assert (ball < 2).certain
    assert not (ball > 2).possible
    overlap = ball <= 1
    assert overlap.possible
    assert not overlap.certain
    assert not (overlap & Truth(certain=True, possible=True)).certain
    both = ExactOps().where(overlap, exact(0), exact(5))
    assert (both >= 0).possible
    assert (both <= 5).possible
    assert not (both <= 4).certain


def test_floats_are_read_as_the_binary_fractions_they_are():
    assert exact(0.1).fraction() == Fraction(0.1) != Fraction(1, 10)
    assert exact("1/10").number == fmpq(1, 10)


@given(point=st.fractions(-40, 40))
def test_sigmoid_bracket_contains_sigma(point):
    low, high = sigmoid_bracket(point)
    sigma = ExactOps().sigmoid(point)
    assert (sigma >= low).possible
    assert (sigma <= high).possible
    assert 0 <= low < high <= 1


def test_infinite_ends_are_exact():
    upper: Any = RoundingOps().divide(_rounded(1.0, 0.1), _rounded(0.0, 0.0))
    assert upper.value == np.inf
    assert upper.error == 0.0
