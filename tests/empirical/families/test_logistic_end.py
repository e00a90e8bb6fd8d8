"""The end of training of logistic regression: no step changes it."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from empirical.families import logistic_end as module
from empirical.families.class_weights import loss_weights
from empirical.families.logistic_end import logistic_end, mean_loss


def noisy(columns: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    inputs = np.column_stack([rng.normal(size=(200, columns)), np.ones(200)])
    return inputs, np.where(inputs[:, 0] - inputs[:, 1] + rng.logistic(size=200) > 0.5, 1.0, -1.0)


def slope(inputs: np.ndarray, labels: np.ndarray, weights: np.ndarray, end: np.ndarray) -> float:
    wrong = weights * expit(-labels * (inputs @ end))
    return float(np.linalg.norm((wrong * labels) @ inputs / len(labels)))


@pytest.mark.parametrize("newton", [500, 0])
@pytest.mark.parametrize("text", ["none", "balanced"])
def test_the_gradient_is_nearly_zero(newton, text, monkeypatch):
    monkeypatch.setattr(module, "NEWTON", newton)
    inputs, labels = noisy()
    weights = loss_weights(text, labels)
    end = logistic_end(inputs, labels, weights)
    assert slope(inputs, labels, weights, end.weights) < 1e-4
    assert end.loss == pytest.approx(mean_loss(labels * (inputs @ end.weights), weights))


def test_columns_that_depend_on_each_other_do_not_matter():
    inputs, labels = noisy()
    doubled = np.column_stack([inputs, 1.0 - inputs[:, 0]])
    one, two = (logistic_end(rows, labels, np.ones(200)) for rows in (inputs, doubled))
    assert one.loss == pytest.approx(two.loss, abs=1e-6)
    np.testing.assert_allclose(inputs @ one.weights, doubled @ two.weights, atol=1e-2)


def test_where_classes_can_be_separated_it_is_that_of_the_usual_penalty():
    inputs, _ = noisy()
    labels = np.where(inputs[:, 0] > 0.1, 1.0, -1.0)
    end = logistic_end(inputs, labels, np.ones(200))
    usual = LogisticRegression(fit_intercept=False, tol=1e-8, max_iter=1000).fit(inputs, labels)
    np.testing.assert_allclose(end.weights, usual.coef_[0], rtol=1e-3, atol=1e-3)
