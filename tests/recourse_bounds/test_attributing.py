"""Attributions in one call."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import recourse_bounds as rb

DATA = rb.load_data("breast-cancer")


def test_models_of_a_pair_are_explained_by_every_method_that_fits():
    split = rb.split(DATA, seed=0)
    weights = np.linspace(-1.0, 1.0, 31)
    people, reference = split.test[:5], split.train.mean(axis=0)
    model = rb.LinearModel(weights)
    noise = np.append(np.full(30, 0.1), 0.0)
    gradient = rb.attribute(model, people, method="smoothgrad", sigma=noise).values
    np.testing.assert_allclose(gradient, np.broadcast_to(weights, people.shape), atol=1e-12)
    for method in ("gradient_input", "integrated_gradients", "shap"):
        found = rb.attribute(model, people, method=method, reference=reference)
        np.testing.assert_allclose(found.values, weights * (people - reference), atol=1e-8)
        assert not found.values[:, -1].any() or method == "shap"


def test_the_constant_column_is_not_moved_by_oversight():
    model, people = rb.LinearModel(np.ones(31)), rb.split(DATA, seed=0).test[:2]
    with pytest.raises(rb.InputError, match=r"the last column is the constant 1, .* give a row as reference="):
        rb.attribute(model, people, method="integrated_gradients")
    with pytest.raises(rb.InputError, match="give sigma= a number for each column, 0 for the last"):
        rb.attribute(model, people, method="lime", sigma=0.2)
    assert rb.attribute(model, people).values.shape == (2, 31)


def test_classifiers_are_models_and_names_that_are_none_are_refused():
    rows = np.random.default_rng(0).normal(size=(60, 3))
    fitted = LogisticRegression().fit(rows, rows[:, 0] > 0.0)
    found = rb.attribute(fitted, rows[:4], method="shap_exact", favourable=True)
    np.testing.assert_allclose(found.values, fitted.coef_ * rows[:4], atol=1e-9)
    with pytest.raises(rb.InputError, match="no explanation method 'saliency'; choose one of gradient"):
        rb.attribute(fitted, rows, method="saliency")
    with pytest.raises(rb.InputError, match="the method lime has no setting 'sample'; did you mean samples"):
        rb.attribute(fitted, rows, method="lime", sample=3)


def test_the_seed_decides_the_draws():
    def score(x):
        return x[0] * x[1] ** 2

    points = np.array([[1.0, 2.0]])
    one, same, other = (rb.attribute(score, points, method="lime", seed=seed).values for seed in (0, 0, 1))
    assert one.tobytes() == same.tobytes() != other.tobytes()
