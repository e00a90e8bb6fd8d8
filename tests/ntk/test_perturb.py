"""Attacks on kernel regressors: they stay in their ball, and they do harm."""

import math

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from ntk import first_layer, fit, perturb, relu_ntk

rng = np.random.default_rng(0)
X = rng.standard_normal((60, 4))
Y = np.sign(X[:, 0] + 0.3 * rng.standard_normal(60))
MODEL = fit(first_layer, X, Y, ridge=0.1)


def margins(points: np.ndarray) -> np.ndarray:
    return Y * MODEL.predict(points)


@pytest.mark.property
@hypothesis.given(
    epsilon=st.sampled_from([0.0, 1e-8, 0.1, 2.0]),
    norm=st.sampled_from([math.inf, 2.0]),
    steps=st.sampled_from([1, 2, 10]),
    free=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_the_ball_and_the_columns_are_kept_and_no_margin_rises(epsilon, norm, steps, free):
    attacked = np.array(free)
    moved = perturb(MODEL, X, Y, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    assert (np.linalg.norm(moved - X, ord=norm, axis=1) <= epsilon + 1e-14).all()
    assert np.array_equal(moved[:, ~attacked], X[:, ~attacked])
    assert (margins(moved) <= margins(X) + 1e-12).all()


def test_one_step_is_the_sign_of_the_gradient():
    moved = perturb(MODEL, X, Y, epsilon=1e-3, steps=1)
    np.testing.assert_allclose(moved, X - 1e-3 * Y[:, None] * np.sign(MODEL.gradient(X)), atol=1e-15)
    moved = perturb(MODEL, X, Y, epsilon=1e-3, norm=2.0, steps=1)
    slopes = MODEL.gradient(X)
    np.testing.assert_allclose(
        moved - X, -1e-3 * Y[:, None] * slopes / np.linalg.norm(slopes, axis=1)[:, None], atol=1e-15
    )


@pytest.mark.parametrize("norm", [math.inf, 2.0])
def test_projected_gradients_do_more_harm_than_random_points_and_than_one_step(norm):
    found = margins(perturb(MODEL, X, Y, epsilon=0.5, norm=norm, steps=20))
    draw = np.random.default_rng(1)
    for _ in range(50):
        change = draw.uniform(-0.5, 0.5, X.shape) if norm == math.inf else draw.standard_normal(X.shape)
        if norm == 2.0:
            change *= 0.5 / np.linalg.norm(change, axis=1)[:, None]
        assert (found <= margins(X + change) + 1e-9).mean() > 0.95
    once = margins(perturb(MODEL, X, Y, epsilon=0.5, norm=norm, steps=1))
    assert found.mean() < once.mean()
    assert (found <= once + 1e-9).mean() > 0.95


def test_zero_rows_and_flat_models_stay_finite():
    flat = MODEL._replace(weights=np.zeros(60))
    assert np.array_equal(perturb(flat, X, Y, epsilon=0.3, norm=2.0), X)
    nothing = np.zeros((2, 4))
    deep = fit(relu_ntk(2), X, Y)
    for norm in (math.inf, 2.0):
        assert np.isfinite(perturb(deep, nothing, np.ones(2), epsilon=0.3, norm=norm)).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Y": np.zeros(60)}, "labels must be -1 or 1"),
        ({"Y": np.ones(59)}, "as many labels"),
        ({"X": X[1:]}, "as many labels"),
        ({"epsilon": -0.1}, "epsilon must be finite"),
        ({"epsilon": math.nan}, "epsilon must be finite"),
        ({"norm": 1.0}, "norm must be inf or 2"),
        ({"steps": 0}, "steps must be at least 1"),
    ],
)
def test_settings_out_of_range_are_refused(change, said):
    settings = {"X": X, "Y": Y, "epsilon": 0.1, "norm": math.inf, "steps": 1, **change}
    with pytest.raises(ValueError, match=said):
        perturb(MODEL, settings.pop("X"), settings.pop("Y"), **settings)
