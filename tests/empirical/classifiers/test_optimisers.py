"""Optimisers, half-attacked batches, and networks of inverted bottlenecks."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.classifiers import (
    Adversary,
    BottleneckNetwork,
    Bottlenecks,
    ClassTraining,
    Optimiser,
    accuracy,
    train_classifier,
)
from empirical.classifiers.optimisers import transformation
from empirical.data import Classes, Feature
from empirical.errors import InputError

KEY = jax.random.key(0)
SMALL = {"hidden": (8,), "epochs": 40, "batch_size": 16}


def stripes() -> Classes:
    rng = np.random.default_rng(0)
    rows, labels = rng.uniform(0.0, 1.0, (320, 6)), np.arange(320) % 2
    rows[:, 0] = 0.25 + 0.5 * labels + 0.2 * (rows[:, 0] - 0.5)
    features = tuple(Feature(f"column {place}", low=0.0, high=1.0) for place in range(6))
    return Classes("stripes", ("a", "b"), rows[:240], labels[:240], rows[240:], labels[240:], features, "made up")


def test_a_bottleneck_network_is_its_formula():
    shape = Bottlenecks(embedding=3, expansion=2, blocks=2)
    x = jnp.array([0.3, -1.0, 2.0, 0.5])
    for residual in (False, True):
        network = BottleneckNetwork.initial(shape, 4, 2, key=KEY)
        assert [weights.shape for weights, _ in network.layers] == [(3, 4), (6, 3), (3, 6), (6, 3), (3, 6), (2, 3)]
        (e, _), (w1, _), (n1, _), (w2, _), (n2, _), (head, _) = network.layers
        hidden = e @ x
        for wide, narrow in ((w1, n1), (w2, n2)):
            change = narrow @ jax.nn.gelu(wide @ hidden, approximate=False)
            hidden = hidden + change if residual else change
        found = BottleneckNetwork(network.layers, residual)(x)
        np.testing.assert_allclose(found, head @ hidden, rtol=1e-12)


@pytest.mark.parametrize(
    "training",
    [
        ClassTraining(
            hidden=(8,), epochs=40, batch_size=16, learning_rate=0.3, optimiser=Optimiser("sgd", cosine=True)
        ),
        ClassTraining(**SMALL, learning_rate=0.05, optimiser=Optimiser("sgd", 0.9)),
        ClassTraining(**SMALL, learning_rate=0.01, optimiser=Optimiser("rmsprop")),
        ClassTraining(
            bottlenecks=Bottlenecks(8, 2), epochs=40, batch_size=16, learning_rate=0.1, optimiser=Optimiser("sgd")
        ),
        ClassTraining(Adversary(0.05, 3, 0.03), hidden=(8,), epochs=40, batch_size=16, learning_rate=0.01, share=0.5),
    ],
)
def test_networks_learn_by_every_optimiser(training):
    data = stripes()
    assert accuracy(train_classifier(data, training, key=KEY), data.test, data.test_labels) > 0.9


def test_half_attacked_batches_lie_between_none_and_all():
    data = stripes()
    settings = {"hidden": (8,), "epochs": 3, "batch_size": 16}
    networks = [
        train_classifier(data, ClassTraining(Adversary(0.2, steps, 0.1), share=share, **settings), key=KEY).function
        for steps, share in ((0, 1.0), (3, 0.5), (3, 1.0))
    ]
    first = [np.concatenate([part.ravel() for part in jax.tree.leaves(one)]) for one in networks]
    assert not np.allclose(first[0], first[1])
    assert not np.allclose(first[1], first[2])


def test_the_learning_rate_falls_along_a_cosine():
    descent = transformation(Optimiser("sgd", cosine=True), 0.2, 4)
    state, sizes = descent.init(jnp.ones(1)), []
    for _ in range(5):
        with jax.numpy_dtype_promotion("standard"):  # as training does
            step, state = descent.update(jnp.ones(1), state)
        sizes.append(-float(step[0]))
    np.testing.assert_allclose(sizes, [0.1 * (1.0 + np.cos(np.pi * turn / 4.0)) for turn in range(5)], atol=1e-7)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Optimiser("lbfgs"), "optimiser must be one of adam, sgd, rmsprop, not 'lbfgs'"),
        (lambda: Optimiser("sgd", 1.0), "momentum must be at least 0 and below 1, not 1"),
        (lambda: Optimiser("adam", 0.9), "momentum belongs to sgd, not to adam"),
        (lambda: Bottlenecks(expansion=0), "expansion of bottlenecks must be at least 1, not 0"),
        (lambda: ClassTraining(share=0.0), "share of attacked instances must be above 0 and at most 1, not 0"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()
