"""Sparse changes against linear programs and brute force."""

from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import linprog
from support.scores import Net

from empirical.data.space import Relations, Space, WholeNumbers
from empirical.models.model import LinearModel, as_model
from empirical.recourse import SCFE
from empirical.recourse.constraints import breaches
from empirical.recourse.feasibility import reach
from empirical.recourse.problem import pose
from empirical.recourse.solvers.least_l1 import least_l1

KEY, WIDTH, TARGET = jax.random.key(0), 6, 0.4


def drawn(seed: int, **parts: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, Space]:
    """Weights of a score, instances most of whom it rejects, cost weights, and ranges with directions."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=WIDTH)
    inputs = rng.normal(size=(40, WIDTH)) - 0.4 * np.sign(weights)
    space = Space.unbounded(WIDTH)._replace(
        low=inputs.min(axis=0) - rng.uniform(size=WIDTH),
        high=np.append(inputs.max(axis=0)[:-1] + rng.uniform(size=WIDTH - 1), np.inf),
        direction=rng.integers(-1, 2, WIDTH),
        actionable=np.arange(WIDTH) != 2,
    )
    return weights, inputs, rng.uniform(0.5, 2.0, WIDTH), space._replace(**parts)


def program(weights: np.ndarray, x: np.ndarray, cost_weights: np.ndarray, space: Space) -> Any:
    """The least ‖Dζ‖₁ with wᵀ(x + ζ) ≥ s, for ζ = up − down."""
    low, high = reach(x[None], space)
    ends = [(0.0, end) for end in high[0]] + [(0.0, -end) for end in low[0]]
    slopes, missing = np.concatenate([weights, -weights]), TARGET - x @ weights
    return linprog(np.tile(cost_weights, 2), A_ub=-slopes[None], b_ub=[-missing], bounds=ends)


@pytest.mark.parametrize("seed", range(5))
def test_linear_scores_have_the_cheapest_change_of_the_linear_program(seed):
    weights, inputs, cost_weights, space = drawn(seed)
    problem = pose(LinearModel(weights), inputs, space, cost_weights)
    changes, accepted = least_l1(problem, TARGET)
    solved = 0
    for row in np.flatnonzero(problem.searched):
        best = program(weights, inputs[row], cost_weights, space)
        cost = (cost_weights * np.abs(changes[row])).sum()
        if best.success:
            assert cost == pytest.approx(best.fun, rel=1e-7)
            assert accepted[row]
            solved += 1
        else:  # the score cannot reach the target: it is as high as it can be
            low, high = reach(inputs[row : row + 1], space)
            assert weights @ changes[row] == pytest.approx(np.maximum(weights * low, weights * high).sum())
    assert solved > 5


@pytest.mark.parametrize("seed", range(5))
def test_at_most_one_column_stops_on_its_way(seed):
    weights, inputs, cost_weights, space = drawn(seed)
    found = SCFE(mode="sparse", target=TARGET)(LinearModel(weights), inputs, space, cost_weights=cost_weights, key=KEY)
    low, high = reach(inputs, space)
    between = (found.changes > low + 1e-9) & (found.changes < high - 1e-9) & (found.changes != 0.0)
    assert (between[found.found].sum(axis=1) <= 1).all()
    assert not np.any(breaches(inputs[found.found], found.changes[found.found], space))


@pytest.mark.parametrize("seed", range(5))
def test_no_taken_column_can_be_left_out(seed):
    """Without it the score misses the target."""
    weights, inputs, cost_weights, space = drawn(seed)
    found = SCFE(mode="sparse", target=TARGET)(LinearModel(weights), inputs, space, cost_weights=cost_weights, key=KEY)
    rows, columns = np.nonzero(np.where(found.found[:, None], found.changes, 0.0))
    without = found.points[rows]
    without[np.arange(len(rows)), columns] = inputs[rows, columns]
    reaches = (found.points @ weights)[rows] >= TARGET - 1e-9
    assert (without @ weights < TARGET)[reaches].all()


def test_a_category_moves_where_that_is_cheaper():
    """Of two numbers and a category of three levels, over all levels and linear programs for the rest."""
    weights, rng = np.array([0.5, 0.3, -1.0, 0.2, 1.1]), np.random.default_rng(0)
    inputs = np.column_stack([rng.uniform(-3.0, 0.0, (30, 2)), np.eye(3)[rng.integers(0, 3, 30)]])
    space = Space.unbounded(5)._replace(category=np.array([-1, -1, 0, 0, 0]), levels=np.array([[2, 3, 4]]))
    problem = pose(LinearModel(weights), inputs, space)
    changes, accepted = least_l1(problem, TARGET)
    assert accepted[problem.searched].all()
    cheapest = weights[0]  # what a unit of ℓ₁ raises at most by numbers, which have no ends
    for row in np.flatnonzero(problem.searched):
        jumps = np.eye(3) - inputs[row, 2:]
        costs = [
            np.abs(jump).sum() + max(0.0, TARGET - problem.scores[row] - jump @ weights[2:]) / cheapest
            for jump in jumps
        ]
        assert np.abs(changes[row]).sum() == pytest.approx(min(costs))


def test_whole_numbers_stay_whole_and_few_change():
    weights, inputs, cost_weights, space = drawn(0)
    inputs = np.round(4.0 * inputs) / 4.0
    whole = space._replace(whole=WholeNumbers(np.full(WIDTH, 0.25) * (np.arange(WIDTH) < 4), np.zeros(WIDTH)))
    found, free = (
        SCFE(mode="sparse", target=TARGET)(LinearModel(weights), inputs, one, cost_weights=cost_weights, key=KEY)
        for one in (whole, space)
    )
    both = found.found & free.found
    assert both.sum() > 5
    assert not np.any(breaches(inputs[found.found], found.changes[found.found], whole))
    dearer = (cost_weights * (np.abs(found.changes) - np.abs(free.changes))[both]).sum(axis=1)
    assert (dearer >= -1e-9).all()
    assert (dearer <= 0.25 * cost_weights.max() + 1e-9).all()


def test_on_a_network_as_many_are_found_and_fewer_columns_change():
    rng = np.random.default_rng(3)
    inner, outer = rng.normal(size=(5, 8)), rng.normal(size=8)
    rows = np.column_stack([rng.uniform(size=(60, 3)), np.eye(2)[rng.integers(0, 2, 60)]])
    shift = np.quantile(np.maximum(rows @ inner, 0.0) @ outer, 0.7)
    model = as_model(Net(*map(jnp.asarray, (inner, outer, shift))))
    category = {"category": np.array([-1, -1, -1, 0, 0]), "levels": np.array([[3, 4]])}
    space = Space.unbounded(5)._replace(low=np.zeros(5), high=np.ones(5), **category)
    sparse, valid = (SCFE(mode=mode, target=0.05)(model, rows, space, key=KEY) for mode in ("sparse", "valid"))
    assert (sparse.found >= valid.found).all()
    both = sparse.found & valid.found
    assert both.sum() > 20
    assert not np.any(breaches(rows[both], sparse.changes[both], space))
    columns = [(np.abs(one.changes[both]) > 1e-9).sum(axis=1).mean() for one in (sparse, valid)]
    lengths = [np.abs(one.changes[both]).sum(axis=1).mean() for one in (sparse, valid)]
    assert columns[0] < 0.75 * columns[1]
    assert lengths[0] < lengths[1]


def test_numbers_stay_where_their_relation_would_break():
    """The first column raises the score most, and may not pass the second."""
    together = Relations(np.array([[1.0, -1.0, 0.0]]) / np.sqrt(2.0), np.array([0.1]))
    space = Space.unbounded(3)._replace(relations=together, direction=np.array([1, 0, 1]))
    inputs = np.array([[0.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    problem = pose(LinearModel(np.array([2.0, 0.0, 1.0])), inputs - np.array([0.0, 0.0, 0.1]), space)
    changes, accepted = least_l1(problem, TARGET)
    assert accepted.all()
    np.testing.assert_allclose(changes, [[0.0, 0.0, 0.5], [0.25, 0.0, 0.0]], atol=1e-12)
    assert not np.any(breaches(problem.inputs, changes, space))


def test_ties_go_by_the_order_of_columns_whatever_rounding_says():
    for signs in product([-1.0, 1.0], repeat=2):
        weights = np.append(1.0, 1.0 + 1e-13 * np.array(signs))
        changes, _ = least_l1(pose(LinearModel(weights), np.zeros((1, 3))), TARGET)
        assert (changes != 0.0).tolist() == [[True, False, False]]


@pytest.mark.parametrize("target", [0.0, -1.0])
def test_a_target_that_is_not_accepted_is_refused(target):
    with pytest.raises(ValueError, match="target must be above 0"):
        SCFE(mode="sparse", target=target)
