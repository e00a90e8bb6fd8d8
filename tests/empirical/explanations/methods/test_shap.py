"""Shapley values: by all coalitions, by all permutations, and by drawn coalitions."""

from functools import partial
from itertools import permutations

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.explained import KEY, layers, network, numpy_score, points

from empirical.errors import InputError
from empirical.explanations import SHAP, ExactSHAP
from empirical.explanations.methods.shap import coalitions
from empirical.models.model import HostModel, LinearModel

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=15)
BACKGROUND = np.random.default_rng(9).normal(size=(3, 4))


def score(parts, point):
    return numpy_score(parts, point[None])[0]


def by_permutations(of, x, reference, groups):
    """Shapley 1953: the mean, over all orders, of what a group adds when it joins those before it."""
    count = max(groups) + 1
    total, orders = np.zeros(count), list(permutations(range(count)))
    for order in orders:
        point = np.array(reference)
        before = of(point)
        for group in order:
            point = np.where(np.array(groups) == group, x, point)
            total[group] += of(point) - before
            before = of(point)
    return total / len(orders)


@pytest.mark.parametrize("groups", [(0, 1, 2, 3), (0, 1, 1, 0), (0, 0, 0, 0), (2, 0, 1, 2)])
@FEW
@given(seed=SEEDS)
def test_exact_values_are_those_of_all_permutations(groups, seed):
    model, rows = network(layers(seed)), points(seed)
    found = ExactSHAP(groups=groups, reference=BACKGROUND)(model, rows, key=KEY).values
    for x, values in zip(rows, found, strict=True):
        direct = [by_permutations(partial(score, layers(seed)), x, row, groups) for row in BACKGROUND]
        np.testing.assert_allclose(values, np.mean(direct, axis=0), atol=1e-12)


def test_exact_values_of_five_columns_are_those_of_all_permutations():
    model, rows = network(layers(0, width=5)), points(0, count=1, width=5)
    direct = by_permutations(partial(score, layers(0, width=5)), rows[0], np.zeros(5), range(5))
    np.testing.assert_allclose(ExactSHAP()(model, rows, key=KEY).values[0], direct, atol=1e-12)


@pytest.mark.parametrize("groups", [(), (0, 1, 1, 0), (0, 0, 0, 0)])
@FEW
@given(seed=SEEDS)
def test_kernel_shap_with_all_coalitions_is_exact(groups, seed):
    model, rows = network(layers(seed)), points(seed)
    exact = ExactSHAP(groups=groups, reference=BACKGROUND)(model, rows, key=KEY)
    found = SHAP(groups=groups, reference=BACKGROUND)(model, rows, key=KEY)
    np.testing.assert_allclose(found.values, exact.values, atol=1e-11)
    assert not found.errors.any()


@FEW
@given(SEEDS)
def test_drawn_pairs_are_exact_for_scores_of_products_of_two_columns(seed):
    rng = np.random.default_rng(seed)
    matrix, rows = rng.normal(size=(8, 8)), rng.normal(size=(2, 8))
    model = HostModel(lambda p: np.einsum("nk,kl,nl->n", p, matrix, p))
    exact = ExactSHAP(reference=0.5)(model, rows, key=KEY).values
    found = SHAP(samples=64, reference=0.5)(model, rows, key=jax.random.key(seed))
    np.testing.assert_allclose(found.values, exact, atol=1e-8)


def test_drawn_coalitions_come_near_within_their_standard_errors():
    model, rows = network(layers(2, width=8)), points(2, count=4, width=8)
    exact = ExactSHAP()(model, rows, key=KEY).values
    apart, inside = [], []
    for seed in range(40):
        found = SHAP(samples=128)(model, rows, key=jax.random.key(seed))
        apart.append(found.values - exact)
        inside.append(np.abs(apart[-1]) <= 2.0 * found.errors)
        np.testing.assert_allclose(found.values.sum(axis=1), exact.sum(axis=1), atol=1e-12)
    assert 0.85 < np.mean(inside) < 0.99
    more = SHAP(samples=200)(model, rows, key=KEY)
    assert np.abs(more.values - exact).max() < 4.0 * np.std(apart)


def test_too_few_coalitions_give_the_shortest_attributions_and_no_errors():
    model = LinearModel(np.arange(20.0))
    found = SHAP(samples=10)(model, np.ones((2, 20)), key=KEY)
    np.testing.assert_allclose(found.values.sum(axis=1), 190.0)
    assert np.isnan(found.errors).all()
    assert np.isfinite(found.values).all()


def test_coalitions_are_drawn_with_their_complements_and_by_the_kernel():
    taken = coalitions(KEY, 40_000, 9)
    members = coalitions(KEY, 100, 9).members
    assert (members[::2] ^ members[1::2]).all()
    sizes = np.arange(1, 9)
    wanted = 1.0 / (sizes * (9 - sizes))
    assert not taken.drawn  # all 510 of them
    drawn = np.bincount(coalitions(KEY, 500, 9).members.sum(axis=1), minlength=10)[1:9] / 500
    np.testing.assert_allclose(drawn, wanted / wanted.sum(), atol=0.06)


def test_too_many_groups_for_all_coalitions_are_refused():
    with pytest.raises(InputError, match=r"ask for 2\^17 coalitions; choose shap, or at most 16 groups"):
        ExactSHAP()(LinearModel(np.ones(17)), np.ones((1, 17)), key=KEY)


def test_sixteen_columns_are_all_asked():
    model = HostModel(lambda p: p[:, 0] * p[:, 15])
    found = ExactSHAP()(model, np.ones((1, 16)), key=KEY).values
    np.testing.assert_allclose(found[0], np.eye(16)[[0, 15]].sum(axis=0) / 2.0, atol=1e-12)
