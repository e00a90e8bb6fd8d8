"""How far a run is from its end: measured against scikit-learn, and forecasts that come true."""

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from empirical.data import Dataset, Feature, Split, split
from empirical.families.ending import Ending, decides_otherwise
from empirical.families.linear.family import LinearFamily
from empirical.families.linear.settings import LEARNING_RATE, LinearTraining, step_size
from empirical.families.linear.training import TrainedLinearModel, learning_rate, sample_of, train_linear_pair
from empirical.models.model import LinearModel, Model
from empirical.models.pair import Pair


@cache
def stretched() -> Dataset:
    """Numbers of which a few are far from all others, as incomes are; and noise."""
    rng = np.random.default_rng(3)
    values = np.column_stack([np.exp(rng.normal(size=(700, 3)) * [1.0, 1.3, 0.4]), rng.normal(size=700)])
    score = np.log(values[:, 0]) - 0.7 * np.log(values[:, 1]) + values[:, 3] * 0.3
    labels = np.where(score + rng.logistic(size=700) * 0.6 > -0.7, 1.0, -1.0)
    return Dataset("stretched", tuple(map(Feature, "abcd")), values, labels, "good", "made up", "")


def part(scaling: str = "minmax") -> Split:
    return split(stretched(), seed=0, scaling=scaling)


@cache
def pair(scaling: str = "minmax", **how: Any) -> Pair:
    return train_linear_pair(part(scaling), LinearTraining(**how))


def linear(model: Model) -> LinearModel:
    assert isinstance(model, LinearModel)
    return model


def ending(one: Pair, *, robust: bool = False) -> Ending:
    found = LinearFamily().ending(one, linear(one.robust if robust else one.natural))
    assert found is not None
    return found


def accepted(model: Any, data: Split) -> np.ndarray:
    return np.asarray(model.scores(data.test)) > 0.0


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_the_end_decides_as_the_logistic_regression_of_scikit_learn(scaling):
    data, found = part(scaling), ending(pair(scaling))
    theirs = LogisticRegression(C=math.inf, tol=1e-8, max_iter=10_000).fit(data.train[:, :-1], data.train_labels)
    assert found.end is not None
    assert (accepted(found.end, data) == (theirs.predict(data.test[:, :-1]) > 0)).mean() > 0.99
    assert found.end_loss is not None
    assert found.end_loss <= found.loss


def test_with_features_scaled_to_their_ranges_a_thousand_steps_are_far_from_the_end_and_in_deviations_they_are_not():
    for scaling, far in (("minmax", True), ("standard", False)):
        one = pair(scaling)
        end = ending(one).end
        assert end is not None
        assert decides_otherwise(accepted(one.natural, one.split), accepted(end, one.split)) == far


@pytest.mark.parametrize("steps", [10, 1000])
def test_a_forecast_comes_true(steps):
    one = pair(steps=steps)
    found = ending(one)
    assert found.option is not None
    name, number = found.option.split()
    assert name == "--steps"
    followed = pair(steps=int(number))
    assert found.end is not None
    assert not decides_otherwise(accepted(followed.natural, one.split), accepted(found.end, one.split))


@pytest.mark.parametrize("class_weights", ["none", "balanced"])
@pytest.mark.parametrize("norm", [math.inf, 2.0])
@pytest.mark.parametrize("epsilon", [0.0, 0.05])
def test_away_from_kinks_the_gradient_is_that_of_the_loss(norm, epsilon, class_weights):
    one = pair("standard", steps=5, init="normal", epsilon=epsilon, norm=norm, class_weights=class_weights)
    sample, weights = sample_of(one.split, class_weights), linear(one.robust).weights
    order = {math.inf: 1, 2.0: 2}[norm]

    def loss(w: Any) -> Any:
        size = jnp.linalg.norm(jnp.where(one.split.attacked, w, 0.0), order)
        worst = sample.labels * (sample.inputs @ w) - epsilon * size
        return jnp.mean(sample.weights * jnp.logaddexp(0.0, -worst))

    found = ending(one, robust=True)
    assert np.abs(weights[:-1]).min() > 0.02  # no weight is within two steps of 0
    assert found.loss == pytest.approx(float(loss(jnp.asarray(weights))), rel=1e-12)
    assert found.gradient_norm == pytest.approx(float(jnp.linalg.norm(jax.grad(loss)(jnp.asarray(weights)))), rel=1e-9)


def test_the_gradient_vanishes_at_the_end_also_where_weights_of_robust_models_jump_across_zero():
    one = pair("standard", steps=20_000, epsilon=0.4)
    assert np.abs(linear(one.robust).weights[:-1]).min() < 0.05  # the noise: its weight is 0 at the end
    assert ending(one).gradient_norm < 1e-6
    assert ending(one, robust=True).gradient_norm < 0.01
    assert ending(pair("standard", steps=20, epsilon=0.4), robust=True).gradient_norm > 0.02


def test_the_end_of_a_robust_model_is_not_known():
    found = ending(pair(), robust=True)
    assert (found.end, found.end_loss, found.option) == (None, None, None)


def test_many_columns_make_steps_smaller_so_that_training_still_descends():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(60, 1)) + 0.3 * rng.normal(size=(60, 300))
    labels = np.where(values.mean(axis=1) + 0.1 * rng.normal(size=60) > 0, 1.0, -1.0)
    data = split(Dataset("wide", tuple(Feature(f"x{i}") for i in range(300)), values, labels, "", "", ""), seed=0)
    small = train_linear_pair(data, LinearTraining(steps=50))
    model = small.natural
    assert isinstance(model, TrainedLinearModel)
    rate = small.training.learning_rate
    assert rate == learning_rate(sample_of(data, "none")) < LEARNING_RATE
    assert rate * float(model.run.smoothness) <= 1.0
    losses = [ending(train_linear_pair(data, LinearTraining(steps=steps))).loss for steps in (1, 5, 25)]
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("smoothness", [0.2, 9.9, 10.1, 23.7, 312.0, 1e7])
def test_steps_are_at_most_what_smoothness_allows_and_nearly_as_large(smoothness):
    rate = step_size(smoothness)
    assert rate * smoothness <= 1.0
    assert rate == LEARNING_RATE or rate * smoothness > 0.85
