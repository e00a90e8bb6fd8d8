"""Convolutional networks: the convolution against another library, training, and training against attacks."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.signal import correlate2d

from empirical.classifiers import (
    Adversary,
    ClassTraining,
    ConvNetwork,
    Convolutions,
    accuracy,
    attacked_accuracy,
    train_classifier,
)
from empirical.classifiers.adversaries import NOBODY, box
from empirical.data import Classes, Feature
from empirical.errors import InputError

KEY = jax.random.key(0)
SIDE = 8


def bars(seed: int = 0, kind: type = np.float32) -> Classes:
    """Bars that lie or stand anywhere in small noisy images."""
    rng = np.random.default_rng(seed)
    labels, places = rng.integers(0, 2, 600), rng.integers(0, SIDE, 600)
    images = 0.3 * rng.uniform(size=(600, SIDE, SIDE))
    for image, label, place in zip(images, labels, places, strict=True):
        (image if label else image.T)[place] += 0.5
    rows = np.clip(images, 0.0, 1.0).reshape(600, -1).astype(kind)
    pixels = tuple(Feature(f"pixel{place}", low=0.0, high=1.0) for place in range(SIDE**2))
    return Classes(
        "bars", ("lies", "stands"), rows[:400], labels[:400], rows[400:], labels[400:], pixels, "made up", (SIDE, SIDE)
    )


def test_the_network_is_the_correlations_of_scipy():
    network = ConvNetwork.initial(Convolutions((2, 3), 3, 1, 5), (6, 7), 4, key=KEY)
    x = np.random.default_rng(0).normal(size=42)
    image = x.reshape(1, 6, 7)
    for filters, biases in network.filters:
        sums = [sum(correlate2d(one, f, mode="same") for one, f in zip(image, own, strict=True)) for own in filters]
        image = np.maximum(np.array(sums) + np.asarray(biases)[:, None, None], 0.0)
    (dense, shift), (last, constant) = network.layers
    expected = last @ np.maximum(dense @ image.ravel() + shift, 0.0) + constant
    np.testing.assert_allclose(network(jnp.asarray(x)), expected, atol=1e-12)


def test_strides_divide_the_sides_and_weights_have_the_variance_of_glorot():
    network = ConvNetwork.initial(Convolutions(), (28, 28), 10, key=KEY)
    assert network.layers[0][0].shape == (64, 7 * 7 * 32)
    assert network(jnp.zeros(784)).shape == (10,)
    weights = network.filters[1][0]
    assert float(weights.std()) == pytest.approx((2.0 / (9 * (16 + 32))) ** 0.5, rel=0.05)


def test_training_classifies_and_training_against_attacks_withstands_them():
    data, attack = bars(), Adversary(0.1, 3, 0.05)
    how = {"convolutions": Convolutions((8, 8), dense=32), "epochs": 30, "batch_size": 32, "learning_rate": 2e-3}
    plain, robust = (train_classifier(data, ClassTraining(one, **how), key=KEY) for one in (NOBODY, attack))
    assert accuracy(plain, data.test, data.test_labels) > 0.95
    assert accuracy(robust, data.test, data.test_labels) > 0.85
    under = [attacked_accuracy(model, data.test, data.test_labels, attack, box(data)) for model in (plain, robust)]
    assert under[1] > under[0] + 0.5
    assert plain.logits(data.test).dtype == np.float32


def test_tables_are_refused_and_shapes_that_cannot_be():
    table = bars()
    object.__setattr__(table, "shape", ())
    with pytest.raises(InputError, match="convolutions need images with rows and columns"):
        train_classifier(table, ClassTraining(convolutions=Convolutions()), key=KEY)
    cases: list[dict[str, Any]] = [{"channels": ()}, {"channels": (4, 0)}, {"kernel": 0}, {"stride": 0}, {"dense": 0}]
    for wrong in cases:
        with pytest.raises(InputError, match="has one convolution or more"):
            Convolutions(**wrong)
