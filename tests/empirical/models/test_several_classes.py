"""Models of several classes: margins say what is predicted, and gradients are those of the logits."""

from typing import Any

import equinox as eqx
import jax
import numpy as np
import pytest

from empirical.errors import InputError
from empirical.models.model import as_model
from empirical.models.several_classes import ClassModel
from empirical.recourse import SCFE, GrowingSpheres

KEY, NAMES, WIDTH = jax.random.key(0), ("a", "b", "c"), 4


def network(seed: int = 0, classes: int = len(NAMES)) -> Any:
    return eqx.nn.MLP(WIDTH, classes, 8, 1, key=jax.random.key(seed), dtype=np.float64)


def points(count: int = 70) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(count, WIDTH))


MODEL = ClassModel(network(), NAMES)


@pytest.mark.parametrize("target", NAMES)
def test_the_margin_is_positive_exactly_where_the_class_is_predicted(target):
    scores, logits = MODEL.towards(target).scores(points()), MODEL.logits(points())
    assert ((scores > 0.0) == (MODEL.predicted(points()) == NAMES.index(target))).all()
    others = np.delete(logits, NAMES.index(target), axis=1).max(axis=1)
    np.testing.assert_allclose(scores, logits[:, NAMES.index(target)] - others, rtol=1e-12)


def test_a_tie_is_no_prediction_of_either_class():
    tied = ClassModel(lambda x: x[:3], NAMES)
    rows = np.array([[1.0, 1.0, 0.0, 0.0]])
    assert [tied.towards(name).scores(rows).item() for name in NAMES] == [0.0, 0.0, -1.0]


def test_gradients_of_logits_and_margins_are_differences():
    step, rows = 1e-6, points(5)
    logits, gradients = MODEL.logits_and_gradients(rows)
    np.testing.assert_array_equal(logits, MODEL.logits(rows))
    scores, slopes = MODEL.towards("b").scores_and_gradients(rows)
    for column in range(WIDTH):
        moved = rows + step * np.eye(WIDTH)[column]
        np.testing.assert_allclose(gradients[:, :, column], (MODEL.logits(moved) - logits) / step, atol=1e-5)
        np.testing.assert_allclose(slopes[:, column], (MODEL.towards("b").scores(moved) - scores) / step, atol=1e-5)


@pytest.mark.parametrize("method", [SCFE(), GrowingSpheres(samples=64)])
@pytest.mark.parametrize("target", NAMES)
def test_every_method_leads_towards_any_class(method, target):
    found = method(MODEL.towards(target), points(), key=KEY)
    assert found.found.any()
    assert (MODEL.predicted(found.points[found.found]) == NAMES.index(target)).all()


def test_two_classes_have_the_difference_of_their_logits_as_their_score():
    model = ClassModel(network(classes=2), ("no", "yes"))
    logits = model.logits(points())
    np.testing.assert_allclose(model.towards("yes").scores(points()), logits[:, 1] - logits[:, 0], rtol=1e-12)


def test_classifiers_outside_jax_have_the_same_margin():
    from sklearn.linear_model import LogisticRegression

    rows = points()
    fitted = LogisticRegression().fit(rows, np.array(NAMES)[MODEL.predicted(rows)])
    inside = ClassModel(lambda x: fitted.coef_ @ x + fitted.intercept_, NAMES)
    for name in NAMES:
        outside = as_model(fitted, favourable=name)
        np.testing.assert_allclose(outside.scores(rows), inside.towards(name).scores(rows), atol=1e-12)


@pytest.mark.parametrize("target", ["d", 3, -1])
def test_a_class_that_there_is_none_of(target):
    with pytest.raises(InputError, match="choose one of a, b, c, or a place from 0 to 2"):
        MODEL.towards(target)
