"""Axioms of attributions, for every method that keeps them: completeness, symmetry, dummy, linearity, invariance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.explained import HIDDEN, KEY, METHODS, REFERENCE, WIDTH, layers, network, on_host, points, side_by_side

from empirical.explanations import LIME, SHAP, ExactSHAP, GroupLIME, IntegratedGradients, SmoothGrad
from empirical.explanations.methods.shap_exact import all_coalitions, shapley_weights
from empirical.models.model import HostModel, LinearModel, as_model

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=15)
ALL = pytest.mark.parametrize("name", METHODS)
SCORES_ALONE = ("lime", "group_lime", "shap", "shap_exact")
DETERMINED = ("gradient", "gradient_input", "integrated_gradients", "shap_exact")
"""Methods that draw nothing: what is said of them is exact."""


def values(name, model, rows):
    return METHODS[name](model, rows, key=KEY).values


@FEW
@given(SEEDS)
def test_attributions_add_up_to_the_score_over_that_of_the_reference(seed):
    model, rows = network(layers(seed)), points(seed)
    wanted = model.scores(rows) - model.scores(REFERENCE[None])
    for name, gap in (("integrated_gradients", 1e-6), ("shap", 1e-12), ("shap_exact", 1e-12)):
        found = METHODS[name](model, rows, key=KEY)
        np.testing.assert_allclose(found.values.sum(axis=1) + found.gaps, wanted, atol=1e-12)
        assert (np.abs(found.gaps) < gap).all(), name


@FEW
@given(SEEDS)
def test_columns_that_play_the_same_part_have_the_same_attribution(seed):
    parts, rows, reference = layers(seed), points(seed), REFERENCE.copy()
    parts[0][:, 1] = parts[0][:, 0]
    rows[:, 1], reference[1] = rows[:, 0], reference[0]
    enumerated = SHAP(reference=reference)
    for method in (*(METHODS[name] for name in ("gradient",)), IntegratedGradients(reference=reference), enumerated):
        found = method(network(parts), rows, key=KEY).values
        np.testing.assert_allclose(found[:, 0], found[:, 1], atol=1e-12)


@pytest.mark.parametrize("name", [*DETERMINED, "smoothgrad"])
@FEW
@given(seed=SEEDS)
def test_a_column_that_the_score_does_not_read_has_none(name, seed):
    parts = layers(seed)
    parts[0][:, 2] = 0.0
    np.testing.assert_allclose(values(name, network(parts), points(seed))[:, 2], 0.0, atol=1e-12)


def test_a_column_that_the_score_does_not_read_has_none_but_for_the_errors_of_drawn_samples():
    parts = layers(3)
    parts[0][:, 2] = 0.0
    for method in (LIME(samples=2000, ridge=0.0), GroupLIME(samples=2000, ridge=0.0)):
        found = method(network(parts), points(3), key=KEY)
        assert (np.abs(found.values[:, 2]) <= 4.0 * found.errors[:, 2]).all()


@ALL
@FEW
@given(seed=SEEDS, factor=st.floats(-3.0, 3.0, allow_subnormal=False))
def test_attributions_are_linear_in_the_score(name, seed, factor):
    one, other, rows = layers(seed), layers(seed + 1), points(seed)
    scaled = [*other[:2], factor * other[2]]
    sums = values(name, network(one), rows) + factor * values(name, network(other), rows)
    np.testing.assert_allclose(values(name, network(side_by_side(one, scaled)), rows), sums, atol=1e-10)


@ALL
@FEW
@given(seed=SEEDS)
def test_attributions_are_those_of_the_function_however_it_is_written(name, seed):
    parts, rows = layers(seed), points(seed)
    order = np.random.default_rng(seed).permutation(HIDDEN)
    halves = side_by_side([*parts[:2], 0.25 * parts[2]], [*parts[:2], 0.75 * parts[2]])
    expected = values(name, network(parts), rows)
    np.testing.assert_allclose(values(name, network([part[order] for part in parts]), rows), expected, atol=1e-10)
    np.testing.assert_allclose(values(name, network(halves), rows), expected, atol=1e-10)


@pytest.mark.parametrize("name", SCORES_ALONE)
def test_methods_of_scores_explain_whatever_takes_numpy_arrays(name):
    parts, rows = layers(5), points(5)
    outside = HostModel(on_host(parts))
    np.testing.assert_allclose(values(name, outside, rows), values(name, network(parts), rows), atol=1e-12)


@FEW
@given(SEEDS)
def test_of_a_linear_score_every_method_gives_weights_or_effects(seed):
    rng = np.random.default_rng(seed)
    model, rows = LinearModel(rng.normal(size=WIDTH)), points(seed)
    effects = model.weights * (rows - REFERENCE)
    exact = {
        **METHODS,
        "lime": LIME(samples=40, ridge=0.0),
        "group_lime": GroupLIME(samples=40, ridge=0.0, reference=REFERENCE),
    }
    for name, method in exact.items():
        slopes = name in {"gradient", "smoothgrad", "lime"}
        wanted = np.broadcast_to(model.weights, rows.shape) if slopes else effects
        np.testing.assert_allclose(method(model, rows, key=KEY).values, wanted, atol=1e-9, err_msg=name)


def test_a_wrong_coefficient_of_shapley_values_would_break_completeness():
    coalitions = all_coalitions(3)
    right = shapley_weights(coalitions)
    scores = np.random.default_rng(0).normal(size=8)
    assert abs(scores @ right.sum(axis=1) - (scores[-1] - scores[0])) < 1e-12
    mutant = np.where((coalitions.sum(axis=1)[:, None] == 2) & coalitions, 0.9 * right, right)
    assert abs(scores @ mutant.sum(axis=1) - (scores[-1] - scores[0])) > 1e-3


def test_smoothgrad_tends_to_the_gradient_as_its_noise_does_to_none():
    model, rows = network(layers(1)), points(1)
    gradient = values("gradient", model, rows)
    apart = [
        np.abs(SmoothGrad(sigma=sigma)(model, rows, key=KEY).values - gradient).max() for sigma in (1e-1, 1e-3, 1e-5)
    ]
    assert apart[0] > apart[1] > apart[2]
    assert apart[2] < 1e-4


def test_exact_and_drawn_shap_agree_with_the_groups_of_one_column():
    model, rows = network(layers(7)), points(7)
    alone = ExactSHAP(reference=REFERENCE)(model, rows, key=KEY).values
    grouped = ExactSHAP(reference=REFERENCE, groups=np.arange(4))(model, rows, key=KEY).values
    np.testing.assert_array_equal(alone, grouped)


def test_a_function_of_one_point_is_a_model():
    found = METHODS["gradient"](as_model(lambda x: x[0] * x[1]), np.array([[2.0, 3.0]]), key=KEY)
    assert found.values.tolist() == [[3.0, 2.0]]
