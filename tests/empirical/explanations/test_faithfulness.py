"""Removals of columns and groups, and how near attributions come to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata
from support.explained import KEY, REFERENCE, layers, network, points

from empirical.errors import InputError
from empirical.explanations import ExactSHAP, Gradient, faithfulness, pixel_squares, pooled, removals
from empirical.models.model import HostModel, LinearModel

EVERY = np.ones((3, 4), bool)


def test_removals_are_the_losses_of_single_columns():
    model, rows = network(layers(0)), points(0)
    found = removals(model, rows, reference=REFERENCE)
    for column in range(4):
        without = rows.copy()
        without[:, column] = REFERENCE[column]
        lost = model.scores(rows) - model.scores(without)
        np.testing.assert_allclose(found.effects[:, column], lost, atol=1e-14)
        np.testing.assert_allclose(found.slopes[:, column], lost / (rows - REFERENCE)[:, column], atol=1e-12)


def test_removals_of_groups_take_all_their_columns():
    model, rows, groups = network(layers(0)), points(0), np.array([0, 1, 1, 0])
    found = removals(model, rows, groups=groups, reference=REFERENCE)
    without = np.where(groups == 0, REFERENCE, rows)
    lost = model.scores(rows) - model.scores(without)
    np.testing.assert_allclose(found.effects[:, 0], lost, atol=1e-14)
    np.testing.assert_allclose(found.slopes[:, 0], lost / (rows - REFERENCE)[:, [0, 3]].sum(axis=1), atol=1e-12)


def test_of_a_linear_score_slopes_are_weights_and_effects_are_shapley_values():
    model, rows = LinearModel(np.array([1.0, -2.0, 3.0, 0.5])), points(0)
    found = removals(model, rows, reference=REFERENCE)
    np.testing.assert_allclose(found.slopes, Gradient()(model, rows, key=KEY).values, atol=1e-12)
    np.testing.assert_allclose(found.effects, ExactSHAP(reference=REFERENCE)(model, rows, key=KEY).values, atol=1e-12)


def test_a_column_equal_to_the_reference_has_no_slope_and_does_not_count():
    model, rows = network(layers(0)), points(0)
    rows[1, 2] = REFERENCE[2]
    found = removals(model, rows, reference=REFERENCE)
    assert found.moved.tolist() == [[True] * 4, [True, True, False, True], [True] * 4]
    assert found.slopes[1, 2] == found.effects[1, 2] == 0.0
    gradient = Gradient()(model, rows, key=KEY).values
    measured = faithfulness(gradient, found.slopes, found.moved)
    chosen = [0, 1, 3]
    assert measured.inverse_distance[1] == pytest.approx(
        1.0 / np.linalg.norm(gradient[1, chosen] - found.slopes[1, chosen])
    )


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_correlations_are_those_of_numpy_over_values_and_over_ranks(seed):
    rng = np.random.default_rng(seed)
    values, truth = rng.integers(0, 4, (3, 9)).astype(float), rng.normal(size=(3, 9))
    found = faithfulness(values, truth, np.ones((3, 9), bool))
    for row in range(3):
        if np.ptp(values[row]):
            ranks = rankdata(values[row]), rankdata(truth[row])
            assert found.pearson[row] == pytest.approx(np.corrcoef(values[row], truth[row])[0, 1], abs=1e-12)
            assert found.spearman[row] == pytest.approx(np.corrcoef(*ranks)[0, 1], abs=1e-12)


def test_what_is_not_known_has_no_measure():
    values = np.arange(12.0).reshape(3, 4)
    broken = values.copy()
    broken[0, 1] = np.nan
    for measure in faithfulness(broken, values, EVERY):
        assert np.isnan(measure).tolist() == [True, False, False]
    unread = EVERY.copy()
    unread[0, 1] = False
    assert np.isfinite(faithfulness(broken, values + 1.0, unread).inverse_distance).all()
    for measure in faithfulness(values, values, np.zeros((3, 4), bool)):
        assert np.isnan(measure).all()
    constant = faithfulness(np.ones((3, 4)), values, EVERY)
    assert np.isnan(constant.pearson).all()
    assert np.isnan(constant.spearman).all()


def test_the_same_attributions_are_infinitely_faithful():
    values = np.arange(12.0).reshape(3, 4)
    found = faithfulness(values, values, EVERY)
    assert np.isinf(found.inverse_distance).all()
    np.testing.assert_allclose(found.pearson, 1.0)


def test_an_instance_outside_the_domain_has_no_removals():
    model = HostModel(lambda rows: np.where(rows[:, 0] < 0.0, np.nan, rows.sum(axis=1)))
    found = removals(model, np.array([[1.0, 2.0], [-1.0, 2.0], [np.nan, 2.0]]))
    assert np.isnan(found.effects).all(axis=1).tolist() == [False, True, True]
    for measure in faithfulness(np.ones((3, 2)), found.slopes, found.moved):
        assert np.isnan(measure[1:]).all()


def test_several_references_are_refused():
    with pytest.raises(InputError, match="slopes need one reference"):
        removals(network(layers(0)), points(0), reference=np.zeros((2, 4)))


def test_pooling_keeps_the_sum_and_squares_tile_an_image():
    values, groups = points(0), np.array([0, 1, 1, 0])
    np.testing.assert_allclose(pooled(values, groups).sum(axis=1), values.sum(axis=1))
    np.testing.assert_allclose(pooled(values, groups, mean=True), pooled(values, groups) / 2.0)
    squares = pixel_squares((28, 28), 3).reshape(28, 28)
    assert squares.max() == 99
    assert (np.bincount(squares.ravel())[:9] == 9).all()
    assert (squares[0:3, 3:6] == 1).all()
    with pytest.raises(InputError, match="at least one pixel"):
        pixel_squares((28, 28), 0)
