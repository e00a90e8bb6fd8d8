"""Energies and losses: their slopes are differences, and two logits ±f/2 are a binary model."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.models.model import HostModel, LinearModel, as_model
from empirical.models.several_classes import ClassModel
from empirical.recourse.energy import energies

WIDTH, STEP = 4, 1e-6


def points(count: int = 6) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, WIDTH))


def network(outputs: Any, seed: int = 0) -> Any:
    return eqx.nn.MLP(WIDTH, outputs, 8, 1, activation=jnp.tanh, key=jax.random.key(seed), dtype=np.float64)


MODELS = {
    "several classes": ClassModel(network(3), ("a", "b", "c")).towards("b"),
    "one score": as_model(network("scalar")),
    "linear": LinearModel(np.array([1.0, -2.0, 0.5, 0.0])),
    "host": HostModel(lambda rows: np.tanh(rows).sum(axis=1)),
}


@pytest.mark.parametrize("name", MODELS)
def test_slopes_are_differences(name):
    here = energies(MODELS[name], points())
    for column in range(WIDTH):
        there = energies(MODELS[name], points() + STEP * np.eye(WIDTH)[column])
        np.testing.assert_allclose(here.energy_slope[:, column], (there.energy - here.energy) / STEP, atol=1e-5)
        np.testing.assert_allclose(here.loss_slope[:, column], (there.loss - here.loss) / STEP, atol=1e-5)


def test_of_several_classes_the_energy_is_the_logit_and_the_loss_its_cross_entropy():
    model = ClassModel(network(3), ("a", "b", "c"))
    logits, found = model.logits(points()), energies(MODELS["several classes"], points())
    odds = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.energy, -logits[:, 1], rtol=1e-12)
    np.testing.assert_allclose(found.loss, -np.log(odds[:, 1]), rtol=1e-9)
    np.testing.assert_allclose(found.odds, np.log(odds[:, 1] / (1.0 - odds[:, 1])), rtol=1e-9)


def test_a_binary_model_is_one_of_two_classes_with_half_its_score():
    score = network("scalar")
    two = ClassModel(lambda x: jnp.stack([-0.5 * score(x), 0.5 * score(x)]), ("no", "yes"))
    for one, other in zip(energies(as_model(score), points()), energies(two.towards("yes"), points()), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)
