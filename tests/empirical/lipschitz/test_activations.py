"""Slopes and lines of activations hold for the exact functions, and are no wider than rounding needs."""

from itertools import pairwise

import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, ctx

from empirical.lipschitz.activations import HIDDEN, SLACK, error, largest_slope, lines, slopes, value

ENDS = np.array([-800.0, -40.0, -3.0, -1e-3, -0.0, 0.0, 1e-9, 0.5, 2.0, 36.0, 750.0])
LOW, HIGH = (part[np.triu(np.ones(part.shape, bool), 1)] for part in np.meshgrid(ENDS, ENDS, indexing="ij"))


@pytest.fixture(autouse=True)
def _many_digits():
    kept, ctx.prec = ctx.prec, 4000
    yield
    ctx.prec = kept


def exact(name: str, v: float) -> arb:
    x = arb(v)
    functions = {"relu": lambda: x if v > 0.0 else arb(0), "tanh": x.tanh, "sigmoid": lambda: 1 / (1 + (-x).exp())}
    return functions[name]()


def inside(low: float, high: float) -> np.ndarray:
    return np.unique(np.concatenate([[low, high], np.linspace(low, high, 7), np.clip([-1e-12, 0.0, 1e-12], low, high)]))


@pytest.mark.parametrize("name", HIDDEN)
def test_values_are_as_close_as_said(name):
    points = np.concatenate([ENDS, np.linspace(-40.0, 40.0, 999)])
    for v, found in zip(points, np.asarray(value(name, points)), strict=True):
        assert abs(arb(float(found)) - exact(name, float(v))) <= error(name)


@pytest.mark.parametrize("name", HIDDEN)
def test_slopes_of_secants(name):
    smallest, largest = (np.asarray(part) for part in slopes(name, LOW, HIGH))
    for low, high, least, most in zip(LOW, HIGH, smallest, largest, strict=True):
        points = inside(low, high)
        for a, b in pairwise(points):
            rise, run = exact(name, b) - exact(name, a), arb(b) - arb(a)
            assert arb(float(least)) * run <= rise
            assert rise <= arb(float(most)) * run
    assert (smallest >= 0.0).all()
    assert (largest <= largest_slope(name)).all()


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_slopes_at_a_point(name):
    """They are φ' but for rounding, also where 1 − φ has no digits left."""
    points = np.array([-30.0, -1.0, 0.0, 2.0, 25.0])
    smallest, largest = slopes(name, points, points)
    s = 1.0 / (1.0 + np.exp(-np.abs(points) * (2.0 if name == "tanh" else 1.0)))
    slope = s * s * np.exp(-np.abs(points) * (2.0 if name == "tanh" else 1.0)) * (4.0 if name == "tanh" else 1.0)
    np.testing.assert_allclose(smallest, slope, rtol=4 * SLACK)
    np.testing.assert_allclose(largest, slope, rtol=4 * SLACK)


def test_slopes_of_relu_at_its_kink():
    low, high = np.array([0.0, -1.0, -1.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0])
    smallest, largest = slopes("relu", low, high)
    np.testing.assert_array_equal(smallest, [1.0, 0.0, 0.0, 0.0])
    np.testing.assert_array_equal(largest, [1.0, 0.0, 1.0, 0.0])


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "identity"])
def test_slopes_anywhere(name):
    _, largest = slopes(name, jnp.full(1, -jnp.inf), jnp.full(1, jnp.inf))
    assert float(largest[0]) == largest_slope(name)


@pytest.mark.parametrize("name", HIDDEN)
def test_lines(name):
    found = [np.asarray(part) for part in lines(name, LOW, HIGH)]
    for low, high, *line in zip(LOW, HIGH, *found, strict=True):
        below, low_offset, above, high_offset = (arb(float(part)) for part in line)
        for v in inside(low, high):
            assert below * arb(v) + low_offset <= exact(name, v)
            assert exact(name, v) <= above * arb(v) + high_offset


def test_the_chord_of_relu_is_its_hull():
    found = lines("relu", np.array([-1.0]), np.array([3.0]))
    np.testing.assert_allclose([found.high_slope[0], found.high_offset[0], found.low_slope[0]], [0.75, 0.75, 1.0])
