"""Networks whose constants are asked for: what they compute, what is no network, and units without rounding."""

from fractions import Fraction

import jax.numpy as jnp
import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz import Network
from empirical.lipschitz.network import in_units


@pytest.mark.parametrize("output", ["identity", "sigmoid"])
@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid"])
def test_it_is_its_formula(hidden, output):
    functions = {
        "relu": lambda v: np.maximum(v, 0.0),
        "tanh": np.tanh,
        "sigmoid": lambda v: 1.0 / (1.0 + np.exp(-v)),
        "identity": lambda v: v,
    }
    network = drawn_network(0, (3, 5, 4, 2), hidden=hidden, output=output)
    z = jnp.array([0.3, -1.0, 2.0])
    (W, V, U), (b, c, d) = network.weights, network.biases
    inner = functions[hidden](V @ functions[hidden](W @ z + b) + c)
    np.testing.assert_allclose(network(z), network.scale * functions[output](U @ inner + d), rtol=1e-12)


def test_a_network_without_hidden_layers():
    W = np.array([[1.0, 2.0]])
    np.testing.assert_allclose(Network((W,), (np.ones(1),), np.full(1, 3.0))(jnp.ones(2)), [12.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden": "elu"}, "hidden must be one of"),
        ({"output": "softmax"}, "output must be one of"),
        ({"weights": ()}, "weights must be matrices"),
        ({"weights": (np.ones((6, 0)), np.ones((4, 6)))}, "none of them empty"),
        ({"weights": (np.ones((6, 3)), np.ones((4, 5)))}, "every layer must read"),
        ({"biases": (np.ones(6), np.ones(6))}, "biases must be"),
        ({"scale": np.ones(3)}, "scale must be 4 numbers"),
    ],
)
def test_what_is_no_network(change, message):
    network = drawn_network(0)
    fields = {name: getattr(network, name) for name in ("weights", "biases", "scale", "hidden", "output")}
    with pytest.raises(ValueError, match=message):
        Network(**{**fields, **change})


def test_units_round_nothing():
    network = drawn_network(1, (2, 3, 3))
    large = tuple(size * weights for size, weights in zip((3e200, 7e-180), network.weights, strict=True))
    network = Network(large, network.biases, -network.scale)
    unit = in_units(network)
    assert all(0.5 <= np.abs(part).max() <= 1.0 for part in (*unit.weights, unit.scale))
    ratio = Fraction(1)
    for own, given in zip((*unit.weights, unit.scale), (*network.weights, network.scale), strict=True):
        ratios = {abs(Fraction(float(a)) / Fraction(float(b))) for a, b in zip(own.flat, given.flat, strict=True)}
        assert len(ratios) == 1
        ratio *= ratios.pop()
    assert ratio == 1 / Fraction(2) ** unit.exponent
