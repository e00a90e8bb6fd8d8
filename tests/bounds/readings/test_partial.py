"""The reading of what is infinite or undefined agrees with float64, where infinities and NaN are just that."""

import math
from itertools import product

import numpy as np
import pytest
import z3

from bounds.formulas.tracing import apply, trace
from bounds.readings.arrays import NUMPY_OPS
from bounds.readings.partial import Partial, PartialOps
from bounds.readings.terms import rational

NUMBERS = {
    "−∞": lambda xp, a: -xp.divide(1.0, 0.0 * a),
    "−4": lambda xp, a: 0.0 * a - 4.0,
    "0": lambda xp, a: 0.0 * a,
    "9": lambda xp, a: 0.0 * a + 9.0,
    "∞": lambda xp, a: xp.divide(-1.0, 0.0 * a),
    "undefined": lambda xp, a: xp.sqrt(0.0 * a - 1.0),
}
UNARY = {
    "negative": lambda xp, x: -x,
    "absolute": lambda xp, x: xp.abs(x),
    "root": lambda xp, x: xp.sqrt(xp.abs(x)),
    "σ": lambda xp, x: xp.where(xp.sigmoid(x) > 0.5, 1.0, 0.0),
    "cube root": lambda xp, x: xp.where(xp.root(x, 3) > 2.0, 1.0, 2.0),
    "exp": lambda xp, x: xp.where(xp.exp(x) > 1.0, 1.0, 0.0),
    "exp at −∞": lambda xp, x: xp.where(xp.exp(x) <= 0.0, 1.0, 2.0),
    "exp at ∞": lambda xp, x: xp.where(xp.divide(1.0, xp.exp(x)) <= 0.0, 1.0, 2.0),
    "log": lambda xp, x: xp.where(xp.log(x) > 0.0, 1.0, xp.where(xp.log(x) <= 0.0, 2.0, 3.0)),
    "log, infinite": lambda xp, x: xp.where(1.0 / xp.log(x) >= 0.0, 1.0, 2.0),
    "erf": lambda xp, x: xp.where(xp.erf(x) > 0.0, 1.0, xp.where(xp.erf(x) < 0.0, 2.0, 3.0)),
}
BINARY = {
    "+": lambda xp, x, y: x + y,
    "-": lambda xp, x, y: x - y,
    "*": lambda xp, x, y: x * y,
    "divide": lambda xp, x, y: xp.divide(x, y),
    "maximum": lambda xp, x, y: xp.maximum(x, y),
    "minimum": lambda xp, x, y: xp.minimum(x, y),
    "<=": lambda xp, x, y: xp.where(x <= y, 1.0, 0.0),
    "<": lambda xp, x, y: xp.where(x < y, 1.0, 0.0),
    ">=": lambda xp, x, y: xp.where(x >= y, 1.0, 0.0),
    ">": lambda xp, x, y: xp.where(x > y, 1.0, 0.0),
    "=": lambda xp, x, y: xp.where(x == y, 1.0, 0.0),
    "close": lambda xp, x, y: xp.where(xp.close(x, y), 1.0, 0.0),
    "where": lambda xp, x, y: xp.where(x <= 0.0, x, y),
}


def found(number: Partial) -> float:
    """The one value that a number can have, as z3 says."""
    solver = z3.Solver(ctx=number.ops.terms.context)
    solver.add(*number.ops.terms.facts)
    assert solver.check() == z3.sat
    model = solver.model()
    flags = [z3.is_true(model.eval(number.ops.truth(flag), model_completion=True)) for flag in
             (number.real, number.above, number.below)]  # fmt: skip
    assert sum(flags) <= 1
    if not any(flags):
        return math.nan
    if not flags[0]:
        return math.inf if flags[1] else -math.inf
    value = rational(model.eval(number.term, model_completion=True))
    solver.add(number.term != number.ops.terms.number(value))
    assert solver.check() == z3.unsat
    return float(value)


def values(operation, *operands) -> tuple[float, float]:
    """What an operation on some of the numbers is by z3, and in float64."""
    graph, xp = trace(lambda xp, a: operation(xp, *(operand(xp, a) for operand in operands))), PartialOps()
    with np.errstate(all="ignore"):
        plain = float(apply(graph, NUMPY_OPS, {"a": np.float64(0.5)})) + 0.0  # −0.0 is 0
    return found(apply(graph, xp, {"a": xp.number(0.5)})), plain


@pytest.mark.parametrize("operation", UNARY)
def test_an_operation_on_one_number_is_that_of_floats(operation):
    for name, operand in NUMBERS.items():
        np.testing.assert_equal(*values(UNARY[operation], operand), err_msg=name)


@pytest.mark.parametrize("operation", BINARY)
def test_an_operation_on_two_numbers_is_that_of_floats(operation):
    for names in product(NUMBERS, repeat=2):
        np.testing.assert_equal(*values(BINARY[operation], *map(NUMBERS.get, names)), err_msg=" and ".join(names))


def test_a_plain_quotient_is_that_of_floats_but_for_a_divisor_of_0():
    for names in product(NUMBERS, repeat=2):
        partial, plain = values(lambda xp, x, y: x / y, *map(NUMBERS.get, names))
        np.testing.assert_equal(partial, math.nan if names[1] == "0" else plain, err_msg=" and ".join(names))
