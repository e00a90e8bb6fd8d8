"""Networks of several classes: attacks raise losses within their ball, and training against them helps."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.classifiers import (
    ADVERSARIES,
    FGSM,
    PGD,
    Adversary,
    ClassNetwork,
    ClassTraining,
    accuracy,
    attacked_accuracy,
    train_classifier,
)
from empirical.classifiers.adversaries import attacked, box
from empirical.classifiers.network import losses
from empirical.data import Classes, Feature
from empirical.errors import InputError
from empirical.models.several_classes import ClassModel

KEY = jax.random.key(0)


def blobs(kind: type = np.float64, seed: int = 0) -> Classes:
    """Three classes that one clear column and many faint ones tell apart: attacks undo the faint ones."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, 900)
    clear = labels[:, None] / 2.0 + 0.1 * rng.normal(size=(900, 1))
    faint = 0.5 + 0.05 * np.stack([labels == one for one in (0, 1, 2)] * 5, axis=1) + 0.02 * rng.normal(size=(900, 15))
    rows = np.clip(np.column_stack([clear, faint]), 0.0, 1.0).astype(kind)
    features = tuple(Feature(f"pixel{place}", low=0.0, high=1.0) for place in range(16))
    return Classes("blobs", ("a", "b", "c"), rows[:600], labels[:600], rows[600:], labels[600:], features, "made up")


SETTINGS = {"hidden": (16,), "epochs": 30, "batch_size": 32, "learning_rate": 0.01}


@pytest.mark.parametrize("adversary", [Adversary(0.2, 1, 0.2), Adversary(0.1, 7, 0.03)])
def test_attacks_stay_in_the_ball_and_the_box_and_raise_losses(adversary):
    data = blobs()
    network = ClassNetwork.initial((16, 8, 3), key=KEY)
    rows, labels = jnp.asarray(data.test), jnp.asarray(data.test_labels)
    points = attacked(network, rows, labels, adversary, box(data), jnp.zeros((1, 16)))
    assert (jnp.abs(points - rows) <= adversary.epsilon + 1e-12).all()
    assert ((points >= 0.0) & (points <= 1.0)).all()
    before, after = (losses(network, one, labels) for one in (rows, points))
    assert (after >= before).all()
    assert (after > before).mean() > 0.9


def test_one_step_goes_along_the_signs_of_the_gradient_of_the_loss():
    network, rows, labels = ClassNetwork.initial((16, 8, 3), key=KEY), jnp.asarray(blobs().test), blobs().test_labels
    slopes = jax.grad(lambda points: losses(network, points, jnp.asarray(labels)).sum())(rows)
    points = attacked(
        network, rows, jnp.asarray(labels), FGSM, (-np.inf * np.ones(16), np.inf * np.ones(16)), rows[:1] * 0
    )
    moved = (points != rows).any(axis=1)  # where the step lowers the loss, the instance itself is kept
    np.testing.assert_allclose((points - rows)[moved], 0.2 * jnp.sign(slopes)[moved], atol=1e-12)


def test_training_classifies_and_training_against_attacks_withstands_them():
    data = blobs()
    plain, robust = (
        train_classifier(data, ClassTraining(adversary, **SETTINGS), key=KEY)
        for adversary in (ADVERSARIES["none"], Adversary(0.1, 7, 0.03))
    )
    attack = Adversary(0.1, 10, 0.02)
    under = [attacked_accuracy(model, data.test, data.test_labels, attack, box(data)) for model in (plain, robust)]
    assert accuracy(plain, data.test, data.test_labels) > 0.95
    assert under[1] > under[0] + 0.05
    for model in (plain, robust):
        assert attacked_accuracy(model, data.test, data.test_labels, Adversary(0.0, 1), box(data)) == accuracy(
            model, data.test, data.test_labels
        )


def test_the_same_key_gives_the_same_network_and_floats_are_those_of_the_data():
    training = ClassTraining(ADVERSARIES["weak"], hidden=(4,), epochs=1)
    one, same, other = (
        train_classifier(blobs(np.float32), training, key=jax.random.key(seed)).logits(blobs(np.float32).test)
        for seed in (0, 0, 1)
    )
    assert one.dtype == np.float32
    assert one.tobytes() == same.tobytes()
    assert np.abs(one - other).max() > 0.0


def test_weights_are_drawn_with_the_variance_of_glorot():
    (weights, biases), _ = ClassNetwork.initial((784, 128, 10), key=KEY).layers
    assert abs(float(weights.std()) / (2.0 / (784 + 128)) ** 0.5 - 1.0) < 0.02
    assert not biases.any()


def test_the_adversaries_of_the_paper():
    assert [(one.epsilon, one.steps, one.size) for one in (*ADVERSARIES.values(), FGSM, PGD)] == [
        (0.0, 0, 0.01), (0.05, 7, 0.01), (0.1, 13, 0.01), (0.3, 40, 0.01), (0.2, 1, 0.2), (0.2, 26, 0.01),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch_size": 0}, {"hidden": (8, 0)}, {"learning_rate": 0.0}])
def test_training_that_cannot_be(wrong):
    with pytest.raises(InputError, match=f"{next(iter(wrong))} must be"):
        ClassTraining(**wrong)


def test_an_attack_that_cannot_be():
    with pytest.raises(InputError, match="epsilon of an attack must be finite and at least 0, not -1"):
        Adversary(-1.0, 3)


def test_overflow_is_said():
    with pytest.raises(InputError, match="training overflowed"):
        train_classifier(blobs(), ClassTraining(hidden=(4,), epochs=3, learning_rate=1e300), key=KEY)


def test_of_nobody_the_attack_is_the_instance():
    model = ClassModel(lambda x: x[:3], ("a", "b", "c"))
    data = blobs()
    share = attacked_accuracy(model, data.test, data.test_labels, ADVERSARIES["none"], box(data))
    assert share == accuracy(model, data.test, data.test_labels)
