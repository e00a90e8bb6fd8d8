"""Explanations of the score of a class: of one for all, or of one for each instance."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.explained import KEY, layers, points

from empirical.errors import InputError
from empirical.explanations import ExactSHAP, Gradient, SmoothGrad, explain_classes
from empirical.models.several_classes import ClassModel

WEIGHTS, SHIFTS, _ = layers(0)


def logits(x):
    return jnp.tanh(WEIGHTS @ x + SHIFTS)[:3]


MODEL = ClassModel(logits, ("a", "b", "c"))


@pytest.mark.parametrize("score", ["logit", "margin", "probability"])
def test_every_instance_has_the_attributions_of_its_class(score):
    rows, classes = points(0, count=5), np.array([2, 0, 1, 1, 0])
    method = SmoothGrad(samples=5)
    found = explain_classes(method, MODEL, rows, classes, score=score, key=KEY).values
    makers = {"logit": MODEL.logit, "margin": MODEL.towards, "probability": MODEL.probability}
    for row, target in enumerate(classes.tolist()):
        alone = method(makers[score](target), rows[row : row + 1], key=KEY).values
        np.testing.assert_allclose(found[row], alone[0], atol=1e-12)


def test_logits_and_probabilities_are_those_of_the_class():
    rows = points(0)
    of_all = MODEL.logits(rows)
    np.testing.assert_allclose(MODEL.logit("b").scores(rows), of_all[:, 1], atol=1e-14)
    np.testing.assert_allclose(MODEL.probability(1).scores(rows), jax.nn.softmax(of_all, axis=1)[:, 1], atol=1e-14)
    with pytest.raises(InputError, match="no class 'd'"):
        MODEL.logit("d")


def test_probabilities_of_all_classes_have_attributions_that_cancel():
    rows = points(0)
    total = sum(ExactSHAP()(MODEL.probability(target), rows, key=KEY).values for target in range(3))
    np.testing.assert_allclose(total, 0.0, atol=1e-12)


def test_classes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="give one class for each of one or more instances"):
        explain_classes(Gradient(), MODEL, points(0), np.array([0, 1]), key=KEY)
    with pytest.raises(InputError, match="score must be logit, margin or probability, not 'loss'"):
        explain_classes(Gradient(), MODEL, points(0), np.zeros(3, int), score="loss", key=KEY)
