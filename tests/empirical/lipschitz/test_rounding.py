"""What rounding makes of outputs is within what is said of it, and that is not much."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, ctx
from support.decoders import drawn_network

from empirical.lipschitz import Network, evaluation_error

WIDTHS = (3, 6, 5, 4)


@pytest.fixture(autouse=True)
def _many_digits():
    kept, ctx.prec = ctx.prec, 300
    yield
    ctx.prec = kept


def exact(network: Network, z: np.ndarray) -> list[arb]:
    functions = {
        "relu": lambda v: v if v > 0 else arb(0),
        "tanh": arb.tanh,
        "sigmoid": lambda v: 1 / (1 + (-v).exp()),
        "identity": lambda v: v,
    }
    at = [arb(float(value)) for value in z]
    names = [network.hidden] * (len(network.weights) - 1) + [network.output]
    for weights, biases, name in zip(network.weights, network.biases, names, strict=True):
        sums = [
            sum((arb(float(w)) * x for w, x in zip(row, at, strict=True)), arb(float(b)))
            for row, b in zip(weights, biases, strict=True)
        ]
        at = [functions[name](value) for value in sums]
    return [arb(float(factor)) * value for factor, value in zip(network.scale, at, strict=True)]


@pytest.mark.parametrize(
    ("hidden", "output"), [("relu", "identity"), ("relu", "sigmoid"), ("tanh", "identity"), ("sigmoid", "sigmoid")]
)
def test_it_holds(hidden, output):
    network = drawn_network(0, WIDTHS, hidden=hidden, output=output)
    points = np.random.default_rng(0).normal(size=(50, 3)) * np.geomspace(1e-3, 1e3, 50)[:, None]
    bounds, found = evaluation_error(network, points), np.asarray(jax.vmap(network)(jnp.asarray(points)))
    for point, outputs, bound in zip(points, found, bounds, strict=True):
        gaps = [arb(float(one)) - other for one, other in zip(outputs, exact(network, point), strict=True)]
        assert sum((gap * gap for gap in gaps), arb(0)) <= arb(float(bound)) ** 2
    assert (bounds <= 1e-11 * np.maximum(1.0, np.linalg.norm(points, axis=1))).all()


def test_an_offset_is_rounded_too():
    network, points = drawn_network(1, WIDTHS), np.ones((1, 3))
    plain, shifted = evaluation_error(network, points), evaluation_error(network, points, offset=np.full(4, 1e6))
    assert plain < 1e-12 < 1e-10 < shifted < 1e-8


def test_what_is_not_known():
    network = drawn_network(1, WIDTHS)
    assert np.isnan(evaluation_error(network, np.array([[np.nan, 0.0, 0.0]]))).all()
    assert not (evaluation_error(network, np.full((1, 3), 1e308)) < 1e290).any()
