"""Agreement with shap and captum on small cases, recorded once by `support.other_explainers`."""

import json
from pathlib import Path

import numpy as np
import pytest
from jax.tree_util import Partial
from support.explained import KEY, tanh_score

from empirical.explanations import SHAP, ExactSHAP, Gradient, GradientInput, IntegratedGradients, SmoothGrad
from empirical.explanations.coalitions import coalition_scores
from empirical.explanations.methods.lime import kernel
from empirical.explanations.regression import ridge_fit
from empirical.models.model import TracedModel

CASE = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))
(FIRST, LAST), (SHIFT, CONSTANT) = (list(map(np.array, CASE[name])) for name in ("weights", "biases"))
INPUTS, REFERENCE, BACKGROUND, GROUPS = (
    np.array(CASE[name]) for name in ("inputs", "reference", "background", "groups")
)


def network(first, shift, last, constant, point):
    return tanh_score(first, shift, last, point) + constant


MODEL = TracedModel(Partial(network, FIRST, SHIFT, LAST[0], CONSTANT[0]))
SAME = [
    (Gradient(), "captum", "gradient"),
    (GradientInput(), "captum", "gradient_input"),
    (IntegratedGradients(reference=REFERENCE, points=10), "captum", "gausslegendre"),
    (IntegratedGradients(reference=REFERENCE, points=10, rule="midpoint"), "captum", "riemann_middle"),
    (IntegratedGradients(reference=REFERENCE, points=10, rule="right"), "captum", "riemann_right"),
    (ExactSHAP(reference=REFERENCE), "captum", "shapley"),
    (ExactSHAP(reference=BACKGROUND), "shap", "exact"),
    (SHAP(reference=BACKGROUND), "shap", "kernel"),
]


@pytest.mark.parametrize(("method", "library", "name"), SAME, ids=[name for _, _, name in SAME])
def test_attributions_are_those_of_the_other_library(method, library, name):
    tolerance = 1e-10 if library == "shap" else 1e-6  # captum's weights of integrals and of coalitions are float32
    np.testing.assert_allclose(method(MODEL, INPUTS, key=KEY).values, CASE[library][name], atol=tolerance)


def test_a_group_has_the_attribution_that_captum_gives_each_of_its_columns():
    found = ExactSHAP(reference=REFERENCE, groups=GROUPS)(MODEL, INPUTS, key=KEY).values
    np.testing.assert_allclose(found[:, GROUPS], CASE["captum"]["shapley_groups"], atol=1e-6)


def test_smoothgrad_comes_as_near_as_the_errors_of_both():
    found = SmoothGrad(sigma=CASE["sigma"], samples=20_000)(MODEL, INPUTS, key=KEY)
    errors = found.errors * np.sqrt(1.0 + 20_000 / CASE["draws"])
    assert (np.abs(found.values - CASE["captum"]["smoothgrad"]) <= 4.0 * errors).all()


def test_the_ridge_regression_on_given_masks_is_that_of_captum():
    kept = np.concatenate([np.ones((1, 3)), CASE["masks"]])
    scores = coalition_scores(MODEL, INPUTS, kept > 0.5, GROUPS, REFERENCE[None], batch=64)
    weights = kernel(np.square(1.0 - np.sqrt(kept.mean(axis=1))), 0.25)
    found = ridge_fit(kept, scores, weights, weight=1.0).values
    np.testing.assert_allclose(found, CASE["captum"]["lime"], atol=1e-5)  # captum regresses in float32


def test_the_versions_are_on_record():
    assert CASE["versions"].keys() >= {"shap", "captum", "torch"}
