"""Samples of a model: chains stay in their box, go where the energy is low, and have the law of Langevin dynamics."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.models.model import HostModel, LinearModel, as_model
from empirical.models.several_classes import ClassModel
from empirical.recourse.energy import energies
from empirical.recourse.sampling.sgld import generated

KEY = jax.random.key(0)
LOW, HIGH = -np.ones(3), np.ones(3)
NETWORK = ClassModel(eqx.nn.MLP(3, 3, 8, 1, key=jax.random.key(1), dtype=np.float64), ("a", "b", "c"))


@pytest.mark.parametrize("target", ["a", "b", "c"])
def test_samples_are_of_lower_energy_than_their_starts_and_in_the_box(target):
    model = NETWORK.towards(target)
    start, end = (generated(model, LOW, HIGH, count=50, steps=steps, key=KEY) for steps in (0, 100))
    assert energies(model, end).energy.mean() < energies(model, start).energy.mean() - 0.1
    for samples in (start, end):
        assert (samples >= LOW).all()
        assert (samples <= HIGH).all()


def test_a_column_without_a_range_stays():
    low, high = np.array([-1.0, -1.0, 1.0]), np.ones(3)
    assert (generated(NETWORK.towards("a"), low, high, count=5, steps=20, key=KEY)[:, 2] == 1.0).all()


def test_the_same_key_gives_the_same_samples_and_another_key_others():
    one, same, other = (
        generated(NETWORK.towards("a"), LOW, HIGH, count=5, steps=20, noise=0.1, key=jax.random.key(seed))
        for seed in (0, 0, 1)
    )
    assert one.tobytes() == same.tobytes()
    assert np.abs(one - other).max() > 0.01


def test_exact_dynamics_have_the_density_of_the_energy():
    """Of the energy x²/2, the density is that of N(0, 1): a score −x² has the energy x²/2."""
    wide = 8.0 * np.ones(1)
    model = as_model(lambda x: -jnp.sum(x * x))
    samples = generated(model, -wide, wide, count=4000, steps=200, rate=0.1, noise=0.1**0.5, key=KEY)
    assert abs(samples.mean()) < 5.0 / 4000**0.5
    assert abs(samples.std() - 1.0) < 0.05  # 4 standard errors, and the bias of steps of this length: 1.3 %


def test_a_chain_stops_before_scores_that_are_not_finite():
    walled = as_model(lambda x: jnp.where(x[0] > 0.5, jnp.nan, x[0] + x[1]))
    low, high = np.zeros(2), np.array([0.5, 1.0])
    samples = generated(walled, low, high + np.array([0.5, 0.0]), count=20, steps=50, key=KEY)
    assert np.isfinite(samples).all()
    assert np.isfinite(generated(walled, low, high, count=20, steps=50, key=KEY)).all()


def test_models_outside_jax_generate_the_same():
    weights = np.array([1.0, -1.0, 0.2])
    one, other = (
        generated(model, LOW, HIGH, count=5, steps=20, noise=0.1, key=KEY)
        for model in (LinearModel(weights), HostModel(lambda points: points @ weights))
    )
    np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"steps": -1}, {"rate": 0.0}, {"noise": -1.0}, {"low": -np.inf * HIGH}]
)
def test_what_no_chain_can_have(wrong):
    given = {"low": LOW, "high": HIGH, "count": 2, "key": KEY} | wrong
    with pytest.raises(ValueError, match=r"chains need a box|count must be"):
        generated(NETWORK.towards("a"), **given)
