"""LIME of columns and of groups: its regression, closed forms for linear scores, and its standard errors."""

import jax
import numpy as np
import pytest
from sklearn.linear_model import Ridge
from support.explained import KEY, REFERENCE, layers, network, points

from empirical.explanations import LIME, GroupLIME, SmoothGrad, regression
from empirical.explanations.draws import normal
from empirical.explanations.methods.group_lime import masks
from empirical.models.model import LinearModel

GROUPS = np.array([0, 1, 1, 2])


@pytest.mark.parametrize("intercept", [True, False])
def test_the_regression_is_that_of_scikit_learn(intercept):
    model, rows, sigma = network(layers(0)), points(0), np.array([0.1, 0.2, 0.3, 0.4])
    found = LIME(sigma=sigma, samples=30, ridge=0.7, intercept=intercept)(model, rows, key=KEY).values
    steps = normal(KEY, 30, 4, shared=True)(slice(0, 1), slice(0, 30))[0]
    weights = np.exp(-(steps**2).sum(axis=1) / (2.0 * 4 * 0.75**2))
    for x, values in zip(rows, found, strict=True):
        scores = model.scores(x + sigma * steps)
        fitted = Ridge(alpha=0.7, fit_intercept=intercept).fit(steps, scores, sample_weight=weights)
        np.testing.assert_allclose(values, fitted.coef_ / sigma, rtol=1e-8)


@pytest.mark.parametrize("distance", ["cosine", "points"])
def test_the_regression_of_groups_is_that_of_scikit_learn(distance):
    model, rows = network(layers(0)), points(0)
    method = GroupLIME(groups=GROUPS, reference=REFERENCE, samples=30, ridge=0.7, width=0.8, distance=distance)
    found, kept = method(model, rows, key=KEY).values, masks(KEY, 30, 3)
    for x, values in zip(rows, found, strict=True):
        samples = np.where(kept[:, GROUPS], x, REFERENCE)
        far = np.linalg.norm(samples - x, axis=1) if distance == "points" else 1.0 - np.sqrt(kept.mean(axis=1))
        weights = np.exp(-(far**2) / (2.0 * 0.8**2))
        fitted = Ridge(alpha=0.7).fit(kept.astype(float), model.scores(samples), sample_weight=weights)
        np.testing.assert_allclose(values, fitted.coef_, rtol=1e-8)


def test_of_a_linear_score_the_ridge_shrinks_weights_as_the_closed_form_says():
    """With s = σu the weighted second moment is c τ² I, c = (τ/1)^k and 1/τ² = 1 + 1/kω²; φ = w cτ²/(cτ² + λ/n)."""
    weights, samples, width, ridge = np.array([1.0, -2.0, 0.5]), 40_000, 0.9, 5_000.0
    spread = 1.0 / (1.0 + 1.0 / (3 * width**2))
    moment = spread**1.5 * spread
    found = LIME(sigma=0.3, samples=samples, width=width, ridge=ridge)(LinearModel(weights), np.zeros((1, 3)), key=KEY)
    np.testing.assert_allclose(found.values[0], weights * moment / (moment + ridge / samples), rtol=0.02)


def test_without_weights_and_ridge_it_tends_to_smoothgrad():
    """Agarwal et al. 2021: both estimate the gradient of the smoothed score."""
    model, rows = network(layers(6)), points(6)
    lime = LIME(sigma=0.8, samples=20_000, width=np.inf, ridge=0.0)(model, rows, key=jax.random.key(1))
    smooth = SmoothGrad(sigma=0.8, samples=20_000)(model, rows, key=jax.random.key(2))
    errors = np.hypot(lime.errors, smooth.errors)
    assert (np.abs(lime.values - smooth.values) <= 4.0 * errors).all()
    assert errors.max() < 0.05


def test_standard_errors_are_those_of_the_draws():
    model, rows = network(layers(6)), points(6)
    for method in (LIME(sigma=0.8, samples=200, ridge=0.0), GroupLIME(samples=200, ridge=0.0)):
        found = [method(model, rows, key=jax.random.key(seed)) for seed in range(60)]
        spread = np.std([one.values for one in found], axis=0)
        np.testing.assert_allclose(np.sqrt(np.mean([one.errors**2 for one in found], axis=0)), spread, rtol=0.4)


def test_each_instance_may_have_draws_of_its_own():
    model, rows = network(layers(0)), np.repeat(points(0, count=1), 2, axis=0)
    shared, alone = (LIME(samples=50, shared=shared)(model, rows, key=KEY).values for shared in (True, False))
    np.testing.assert_allclose(shared[0], shared[1], atol=1e-12)
    assert np.abs(alone[0] - alone[1]).max() > 1e-6


def test_columns_that_stay_have_no_attribution():
    found = LIME(sigma=np.array([0.1, 0.0, 0.1, 0.1]))(network(layers(0)), points(0), key=KEY)
    assert not found.values[:, 1].any()
    assert found.values[:, [0, 2, 3]].all()


def test_the_first_sample_of_groups_is_the_instance_itself():
    assert masks(KEY, 5, 3)[0].all()


def test_designs_are_kept_and_give_the_same_bits():
    model, rows = network(layers(0)), points(0)
    method = LIME(samples=60)
    first = method(model, rows, key=KEY).values
    for seed in range(1, 12):  # more designs than are kept
        method(model, rows[:1], key=jax.random.key(seed))
    assert len(regression._KEPT) <= regression.MOST_KEPT
    assert method(model, rows, key=KEY).values.tobytes() == first.tobytes()
    other = LIME(samples=60, ridge=2.0)(model, rows, key=KEY).values
    assert np.abs(other - first).max() > 1e-6
