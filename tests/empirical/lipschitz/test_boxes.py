"""Ranges of what neurons read in a ball: never too narrow in exact arithmetic, and sharp where they can be."""

from functools import partial

import jax
import numpy as np
import pytest
from support.decoders import drawn_network
from support.networks import exact_values

from empirical.lipschitz import Network
from empirical.lipschitz.boxes import boxes

NORMS = (1.0, 2.0, np.inf)
DEEP = (3, 5, 4, 3)


@partial(jax.jit, static_argnames="norm")
def ranges(network, centre, radius, *, norm):
    return boxes(network, centre, radius, norm=norm)


def in_ball(rng: np.random.Generator, centre: np.ndarray, radius: float, norm: float, count: int) -> np.ndarray:
    """Points of the ball, most of them at its surface."""
    ways = rng.normal(size=(count, len(centre))) * (rng.random((count, len(centre))) < 0.6)
    lengths = np.linalg.norm(ways, ord=norm, axis=1, keepdims=True)
    return centre + radius * (1.0 - 1e-12) * ways / np.where(lengths > 0.0, lengths, 1.0)


@pytest.mark.parametrize("norm", NORMS)
def test_they_hold_exactly(norm):
    rng = np.random.default_rng(0)
    network, tried = drawn_network(0, DEEP), 0
    for radius in (0.0, 1e-9, 0.3, 2.0):
        centre = rng.normal(size=3)
        found = ranges(network, centre, radius, norm=norm)
        for point in in_ball(rng, centre, radius, norm, 20):
            exact = exact_values(list(zip(network.weights, network.biases, strict=True)), np.append(point, 1.0))
            for box, values in zip(found, exact, strict=True):
                for low, high, one in zip(box.low, box.high, values, strict=True):
                    assert float(low) <= one <= float(high)
                    tried += 1
    assert tried == 4 * 20 * sum(DEEP[1:])


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid"])
def test_they_hold(hidden):
    rng = np.random.default_rng(1)
    network = drawn_network(1, DEEP, hidden=hidden)
    centre = rng.normal(size=3)
    for radius in (0.0, 0.3, 2.0):
        found = ranges(network, centre, radius, norm=2.0)
        for point in in_ball(rng, centre, radius, 2.0, 50):
            at = point
            for weights, biases, box in zip(network.weights, network.biases, found, strict=True):
                read = weights @ at + biases
                assert (np.asarray(box.low) - 1e-13 <= read).all()
                assert (read <= np.asarray(box.high) + 1e-13).all()
                at = np.tanh(read) if hidden == "tanh" else 1.0 / (1.0 + np.exp(-read))


@pytest.mark.parametrize("norm", NORMS)
def test_the_first_layer_is_exact(norm):
    """The largest aᵀz over the ball is that of the dual norm."""
    network = drawn_network(2, DEEP)
    centre, radius = np.array([1.0, -2.0, 0.5]), 0.7
    box = ranges(network, centre, radius, norm=norm)[0]
    dual = {1.0: np.inf, 2.0: 2.0, np.inf: 1.0}[norm]
    middle = network.weights[0] @ centre + network.biases[0]
    reach = radius * np.linalg.norm(network.weights[0], ord=dual, axis=1)
    np.testing.assert_allclose(box.low, middle - reach, rtol=1e-12)
    np.testing.assert_allclose(box.high, middle + reach, rtol=1e-12)


def test_neurons_that_are_on_lose_nothing():
    """Linear bounds see through layers that do not bend: intervals would not."""
    W, V = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, -1.0]])
    network = Network((W, V), (np.full(2, 10.0), np.zeros(1)), np.ones(1))
    box = ranges(network, np.zeros(2), 1.0, norm=np.inf)[1]
    np.testing.assert_allclose([box.low[0], box.high[0]], [-2.0, 2.0], rtol=1e-12)


def test_they_are_no_wider_than_intervals():
    network = drawn_network(3, DEEP)
    found = ranges(network, np.zeros(3), 0.5, norm=np.inf)
    low, high = np.full(3, -0.5), np.full(3, 0.5)
    for weights, biases, box in zip(network.weights, network.biases, found, strict=True):
        up, down = np.maximum(weights, 0.0), np.minimum(weights, 0.0)
        low, high = up @ low + down @ high + biases, up @ high + down @ low + biases
        assert (np.asarray(box.low) >= low - 1e-12).all()
        assert (np.asarray(box.high) <= high + 1e-12).all()
        low, high = np.maximum(box.low, 0.0), np.maximum(box.high, 0.0)


def test_what_overflows_is_unknown():
    network = drawn_network(4, DEEP)
    huge = Network(tuple(1e200 * weights for weights in network.weights), network.biases, network.scale)
    last = ranges(huge, np.ones(3), 1e200, norm=2.0)[-1]
    assert (np.asarray(last.low) == -np.inf).all()
    assert (np.asarray(last.high) == np.inf).all()
