"""Layers of convolutional networks as matrices: they compute the same logits, and every entry is a weight or 0."""

import jax
import numpy as np
import pytest

from empirical.classifiers import ConvNetwork, Convolutions, affine_layers

FORMS = (
    (Convolutions(channels=(2, 3), kernel=3, stride=2, dense=5), (9, 7)),
    (Convolutions(channels=(4,), kernel=4, stride=1, dense=3), (6, 6)),
    (Convolutions(channels=(2, 2, 2), kernel=2, stride=2, dense=4), (8, 8)),
)


@pytest.mark.parametrize(("form", "shape"), FORMS)
def test_the_matrices_compute_the_logits_of_the_network(form, shape):
    network = ConvNetwork.initial(form, shape, 3, key=jax.random.key(0))
    biased = jax.tree.map(lambda part: part + 0.1, network)
    layers, points = affine_layers(biased), np.random.default_rng(0).normal(size=(5, shape[0] * shape[1]))
    at = points
    for place, (weights, biases) in enumerate(layers):
        at = at @ weights.T + biases
        at = np.maximum(at, 0.0) if place < len(layers) - 1 else at
    np.testing.assert_allclose(at, np.asarray(jax.vmap(biased)(points)), atol=1e-12)


@pytest.mark.parametrize(("form", "shape"), FORMS)
def test_every_entry_is_a_weight_or_nothing(form, shape):
    network = ConvNetwork.initial(form, shape, 3, key=jax.random.key(1))
    known = (*network.filters, *network.layers)
    for layer, (weights, _) in zip(affine_layers(network), known, strict=True):
        assert set(np.unique(layer.weights)) <= {0.0, *np.asarray(weights).ravel().tolist()}


def test_weights_of_float32_are_kept_as_they_are():
    form, shape = FORMS[0]
    network = ConvNetwork.initial(form, shape, 2, kind=np.float32, key=jax.random.key(2))
    first, _ = network.filters[0]
    found = affine_layers(network)[0].weights
    assert found.dtype == np.float64
    assert set(np.unique(found)) - {0.0} == set(np.asarray(first, np.float64).ravel().tolist())
