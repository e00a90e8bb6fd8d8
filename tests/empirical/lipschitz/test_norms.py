"""The product of norms: what its name says, never less than that."""

import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz import product_of_norms
from empirical.lipschitz.norms import norm_factor, rounded_up


@pytest.mark.parametrize(("hidden", "output", "slopes"), [("relu", "sigmoid", 1 / 4), ("sigmoid", "identity", 1 / 16)])
def test_it_is_the_product(hidden, output, slopes):
    network = drawn_network(0, (3, 5, 4, 2), hidden=hidden, output=output)
    *inner, last = network.weights
    norms = [np.linalg.norm(weights, 2) for weights in (*inner, network.scale[:, None] * last)]
    truth = slopes * np.prod(norms)
    assert truth <= product_of_norms(network) <= truth * (1.0 + 1e-10)


def test_other_norms():
    network = drawn_network(0)
    np.testing.assert_allclose(product_of_norms(network, norm=np.inf), 3.0**0.5 * product_of_norms(network), rtol=1e-12)
    assert product_of_norms(network, norm=1.5) == product_of_norms(network)


@pytest.mark.parametrize("norm", [1.0, 1.5, 2.0, 2.5, 4.0, np.inf])
def test_the_factor_is_the_largest_ratio(norm):
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(size=(1000, 3)), np.ones((1, 3)), np.eye(3)])
    ratios = np.linalg.norm(points, axis=1) / np.linalg.norm(points, ord=norm, axis=1)
    np.testing.assert_allclose(ratios.max(), norm_factor(3, norm), rtol=1e-12)


@pytest.mark.parametrize("norm", [0.9, -1.0, np.nan])
def test_what_is_no_norm(norm):
    with pytest.raises(ValueError, match="norm must be at least 1"):
        norm_factor(3, norm)


def test_rounding_goes_up():
    assert rounded_up(1.0, 0) > 1.0
    assert rounded_up(0.0, 5) == 0.0
    assert rounded_up(1.0, -2000) > 0.0
    assert np.isnan(rounded_up(np.nan, 3))
    np.testing.assert_allclose(rounded_up(np.array([1.0, 3.0]), 4), [16.0, 48.0], rtol=1e-13)
