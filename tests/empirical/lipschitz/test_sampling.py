"""Sampled lower bounds: norms of Jacobians of the ball, and the larger ones of them."""

import jax
import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz import Network, sampled_constants

KEY = jax.random.key(0)


@pytest.mark.parametrize("norm", [1.0, 2.0, 3.0, np.inf])
def test_of_a_linear_network(norm):
    """Every Jacobian is the same; its norm is attained on the unit ball."""
    network = drawn_network(0, (3, 4))
    whole = network.scale[:, None] * network.weights[0]
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(size=(100_000, 3)), rng.choice([-1.0, 1.0], size=(100, 3)), np.eye(3)])
    ratios = np.linalg.norm(points @ whole.T, axis=1) / np.linalg.norm(points, ord=norm, axis=1)
    found = sampled_constants(network, np.zeros((1, 3)), np.ones(1), norm=norm, samples=2, climbs=1, key=KEY)[0]
    np.testing.assert_allclose(found, ratios.max(), rtol=1e-3)


@pytest.mark.parametrize("norm", [1.0, 2.0, np.inf])
def test_points_are_in_the_ball(norm):
    """A neuron that only points outside of it turn on is never seen."""
    network = Network(
        (np.array([[1.0, 0.5], [1.0, 0.0]]), np.array([[100.0, 1.0]])), (np.zeros(2),) * 1 + (np.zeros(1),), np.ones(1)
    )
    dual = {1.0: 1.0, 2.0: np.sqrt(1.25), np.inf: 1.5}[norm]
    outside = Network(network.weights, (np.array([-dual - 1e-9, 5.0]), np.zeros(1)), network.scale)
    reached = Network(network.weights, (np.array([-0.9 * dual, 5.0]), np.zeros(1)), network.scale)
    sizes = [
        sampled_constants(one, np.zeros((1, 2)), np.ones(1), norm=norm, samples=500, key=KEY)[0]
        for one in (outside, reached)
    ]
    assert sizes[0] < 2.0 < 50.0 < sizes[1]


def test_more_of_a_search_finds_no_less():
    network = drawn_network(1, (3, 6, 4), output="sigmoid")
    balls = np.zeros((2, 3)), np.array([0.5, 3.0])
    few, many = (sampled_constants(network, *balls, samples=50, climbs=climbs, key=KEY) for climbs in (0, 20))
    assert (few <= many).all()
    again = sampled_constants(network, *balls, samples=50, climbs=20, key=KEY)
    np.testing.assert_array_equal(many, again)


def test_radius_0_is_the_jacobian():
    network, centre = drawn_network(2, output="sigmoid"), np.array([[0.5, 0.1, -0.2]])
    jacobian = jax.jacobian(network)(jax.numpy.asarray(centre[0]))
    found = sampled_constants(network, centre, np.zeros(1), samples=10, key=KEY)[0]
    np.testing.assert_allclose(found, np.linalg.norm(jacobian, 2), rtol=1e-12)
