"""Actionable Recourse finds the cheapest action of its grid, or proves that none helps."""

from itertools import product
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from empirical.data import load, split
from empirical.data.space import Relations, Space, WholeNumbers
from empirical.errors import InputError
from empirical.explanations.regression import ridge
from empirical.models.model import HostModel, LinearModel, as_model
from empirical.recourse import SCFE, ActionableRecourse, RecourseStatus
from empirical.recourse.constraints import breaches
from empirical.recourse.problem import pose
from empirical.recourse.sampling import local_weights as lime
from empirical.recourse.sampling.local_weights import RIDGE, draws, local_weights
from empirical.recourse.settings import RecourseSettings

KEY, BINS = jax.random.key(0), 4
WIDTH = 7


def small(rng: np.random.Generator, *, related: bool = False) -> tuple[Space, np.ndarray]:
    """Two numbers and a whole one, a category in one column, and one of three levels that may not move everywhere."""
    one, two, three, four = rng.integers(-1, 2, 4)
    step = np.array([0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0])
    space = Space(
        low=np.zeros(WIDTH),
        high=np.array([1.0, 2.0, 3.0, 1.0, 1.0, 1.0, 1.0]),
        direction=np.array([one, 0, two, three, four, four, four]),
        category=np.array([-1, -1, -1, 0, 1, 1, 1]),
        levels=np.array([[3, -1, -1], [4, 5, 6]]),
        actionable=rng.random(WIDTH) < 0.8,
        whole=WholeNumbers(step, np.zeros(WIDTH)),
        transitions=np.stack([np.ones((3, 3), bool), (rng.random((3, 3)) < 0.6) | np.eye(3, dtype=bool)]),
    )
    if related:
        rows = np.array([[-1.0, 1.0, 0.0, *[0.0] * 4], [0.0, 0.6, -0.8, *[0.0] * 4]])
        rows[0] /= np.sqrt(2.0)
        space = space._replace(relations=Relations(rows, rng.uniform(-0.2, 0.5, 2)))
    numbers = [rng.uniform(-0.1, 1.1), rng.choice([0.5, 1.3]), rng.choice([0.0, 1.0, 1.5, 0.7])]
    return space, np.array([*numbers, rng.integers(2), *np.eye(3)[rng.integers(3)]])


def values(x: np.ndarray, space: Space, column: int) -> list[float]:
    """The values that a number may take, written down once more by hand."""
    if not space.actionable[column]:
        return [x[column]]
    low, high = space.low[column], space.high[column]
    grid = [low + (high - low) * index / BINS for index in range(BINS + 1)]
    grid = [0.0, 1.0, 2.0, 3.0] if column == 2 else grid  # of seven whole numbers every second one
    up, down = space.direction[column] >= 0, space.direction[column] <= 0
    return [x[column], *(one for one in grid if (one > x[column] and up) or (one < x[column] and down))]


def every_action(x: np.ndarray, space: Space) -> np.ndarray:
    """The points that all actions lead to: those that break nothing."""
    levels = [np.eye(3)[level] for level in range(3)]
    choices = [values(x, space, column) for column in range(3)]
    every: Any = product(*choices, (0.0, 1.0), levels)
    points = np.array([[*rest, two, *level] for *rest, two, level in every])
    changes = points - x
    free = np.where(space.category[None] >= 0, space.actionable, True)
    kept = (free | (changes == 0.0)).all(axis=1)
    broken = breaches(np.broadcast_to(x, points.shape), changes, space)
    flags = np.stack([flags for name, flags in broken._asdict().items() if name != "whole"])
    return points[kept & ~flags.any(axis=0)]


def additive(changes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The costs that the method minimises: lengths of changes by feature, added up."""
    scaled = changes * weights
    parts = [np.abs(scaled[:, :4]), np.linalg.norm(scaled[:, 4:], axis=1, keepdims=True)]
    return np.concatenate(parts, axis=1).sum(axis=1)


@pytest.mark.parametrize("related", [False, True], ids=["numbers by themselves", "related numbers"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_cheapest_of_all_actions_is_found_and_what_is_not_found_does_not_exist(related, seed):
    rng = np.random.default_rng(seed)
    space, x = small(rng, related=related)
    weights, cost_weights = rng.normal(size=WIDTH), rng.uniform(0.5, 2.0, WIDTH)
    model = HostLinear(weights, float(x @ weights) + rng.exponential() * 0.7)
    found = ActionableRecourse(bins=BINS)(model, x[None], space, cost_weights=cost_weights, key=KEY)
    points = every_action(x, space)
    accepted = points[model.scores(points) > 1e-9]
    assert found.found[0] == (len(accepted) > 0)
    if len(accepted):
        least = additive(accepted - x, cost_weights).min()
        assert additive(found.changes, cost_weights)[0] == pytest.approx(least, rel=1e-7, abs=1e-9)
        assert not any(flags.any() for flags in breaches(x[None], found.changes, space))
        assert found.costs[0] == pytest.approx(np.linalg.norm(found.changes[0] * cost_weights))
        assert found.more["gap"][0] <= 1e-9


class HostLinear(LinearModel):
    """A linear score less a number, without a column for the intercept."""

    def __init__(self, weights: np.ndarray, less: float) -> None:
        super().__init__(weights)
        object.__setattr__(self, "less", less)

    def scores(self, points: Any) -> Any:
        return super().scores(points) - np.asarray(self.less, np.asarray(points).dtype)  # type: ignore[attr-defined]


def people(name: str = "breast-cancer", count: int = 60) -> tuple[np.ndarray, Space, LinearModel]:
    parts = split(load(name), seed=0)
    rng = np.random.default_rng(0)
    weights = np.append(rng.normal(size=parts.test.shape[1] - 1), 0.0)
    weights[-1] = -np.quantile(parts.test @ weights, 0.7)
    model = LinearModel(weights)
    return parts.test[model.scores(parts.test) <= 0.0][:count], parts.space, model


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_everybody_is_found_on_real_data_as_cheaply_as_the_grid_allows(kind):
    inputs, space, model = people()
    found = ActionableRecourse()(model, inputs.astype(kind), space, key=KEY)
    assert found.found.all()
    assert found.costs.dtype == kind
    assert not any(flags.any() for flags in breaches(inputs.astype(kind), found.changes, space))
    shortest = SCFE(target=1e-4, lam=1e-6)(model, inputs, space, key=KEY)
    lengths = np.abs(found.changes).sum(axis=1)
    assert (lengths >= shortest.costs - 1e-3).all()  # the shortest change is no longer than any other
    columns = [(one.changes != 0.0).sum(axis=1).mean() for one in (found, shortest)]
    assert columns[0] < 0.2 * columns[1]  # costs that add up ask for few changes


def test_a_finer_grid_is_not_dearer():
    inputs, space, model = people()
    coarse, fine = (
        np.abs(ActionableRecourse(bins=bins)(model, inputs, space, key=KEY).changes).sum(axis=1) for bins in (20, 200)
    )
    assert (fine <= coarse * (1.0 + 1e-9)).all()
    assert (fine < coarse * 0.999).any()


def test_immutable_columns_stay():
    inputs, space, model = people()
    held = space._replace(actionable=space.actionable & (np.arange(len(space.low)) % 2 == 0))
    found = ActionableRecourse()(model, inputs, held, key=KEY)
    assert found.found.any()
    assert not found.changes[found.found][:, ~held.actionable].any()


def test_a_flipset_has_different_sets_the_cheapest_first():
    inputs, space, model = people()
    method = ActionableRecourse(flips=12)
    several = method.flipset(model, inputs[0], space, key=KEY)
    sets = [frozenset(np.flatnonzero(row)) for row in several.changes]
    assert len(set(sets)) == len(sets) == 12
    lengths = np.abs(several.changes).sum(axis=1)
    assert (np.diff(lengths) >= -1e-9).all()
    assert several.found.all()
    np.testing.assert_array_equal(several.changes[0], method(model, inputs[:1], space, key=KEY).changes[0])


def test_whom_nothing_helps_has_an_empty_flipset():
    space = Space.unbounded(2)._replace(low=np.zeros(2), high=np.ones(2))
    model = HostLinear(np.ones(2), 3.0)
    assert ActionableRecourse().flipset(model, np.zeros(2), space, key=KEY).points.shape == (0, 2)
    assert ActionableRecourse()(model, np.zeros((1, 2)), space, key=KEY).status[0] == RecourseStatus.NOT_FOUND


def test_ranges_without_an_end_are_long_enough():
    inputs = np.random.default_rng(0).normal(size=(40, 3)) * np.array([1.0, 1e-3, 1e4])
    model = HostLinear(np.array([1.0, 50.0, 1e-3]), 30.0)
    found = ActionableRecourse()(model, inputs, cost_weights=np.array([1.0, 1e3, 1e-4]), key=KEY)
    needs = model.scores(inputs) <= 0.0
    np.testing.assert_array_equal(found.found, needs)
    # One number alone costs |f| d / |w|: no action is cheaper, and the grid is a hundredth of that.
    alone = (-model.scores(inputs)[:, None] * np.array([1.0, 1e3, 1e-4]) / np.array([1.0, 50.0, 1e-3])).min(axis=1)
    np.testing.assert_allclose(found.costs[needs], alone[needs], rtol=0.02)


def test_missing_numbers_give_a_status():
    inputs, space, model = people(count=3)
    inputs[1, 0] = np.nan
    status = ActionableRecourse()(model, inputs, space, key=KEY).status
    assert status.tolist() == [RecourseStatus.FOUND, RecourseStatus.NOT_FOUND, RecourseStatus.FOUND]


# Scores that are not linear


def test_the_regression_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    steps, scores, count = rng.normal(size=(3, 50, 4)), rng.normal(size=(3, 50)), rng.exponential(size=(3, 50))
    mine = ridge(steps, scores, count, RIDGE)
    for row in range(3):
        fitted = Ridge(alpha=lime.RIDGE).fit(steps[row], scores[row], sample_weight=count[row])
        np.testing.assert_allclose(mine[row], fitted.coef_, rtol=1e-9)


def test_a_linear_score_that_nobody_knows_to_be_linear_keeps_its_weights():
    inputs, space, model = people(count=5)
    problem = pose(HostModel(model.scores), inputs, space)
    weights = local_weights(problem.model, inputs, space, np.ones(31), draws(KEY, space))
    free = space.actionable
    for row in weights:
        np.testing.assert_allclose(row[free], model.weights[free], rtol=0.05)
    assert not weights[:, ~free].any()


def test_weights_of_levels_are_told_apart():
    """A level is worth its weight, whatever the others are: only differences count."""
    space = Space.unbounded(4)._replace(category=np.array([-1, 0, 0, 0]), levels=np.array([[1, 2, 3]]))
    weights = np.array([1.0, 0.0, 2.0, -1.0])
    problem = pose(HostModel(lambda points: points @ weights - 9.0), np.array([[0.0, 1.0, 0.0, 0.0]]), space)
    fitted = local_weights(problem.model, problem.inputs, space, np.ones(4), draws(KEY, space))[0]
    np.testing.assert_allclose(fitted[1:] - fitted[1], weights[1:], atol=0.02)


def test_flips_are_tried_until_the_model_itself_accepts():
    """The score is flat in the column that seems best, once it is above one half: its own slope misleads."""
    score = as_model(lambda x: 3.0 * jax.numpy.minimum(x[0], 0.5) + x[1] + x[2] - 2.2)
    space = Space.unbounded(3)._replace(low=np.zeros(3), high=np.full(3, 1.5))
    inputs = np.random.default_rng(1).uniform(0.0, 0.3, (30, 3))
    few, many = (ActionableRecourse(flips=flips)(score, inputs, space, key=KEY) for flips in (1, 12))
    assert few.found.sum() < many.found.sum()
    for found in (few, many):
        assert (np.asarray(score.scores(found.points[found.found])) > 0.0).all()
    np.testing.assert_array_equal(many.changes[few.found], few.changes[few.found])


def test_trees_have_recourses():
    from sklearn.ensemble import RandomForestClassifier

    parts = split(load("breast-cancer"), seed=0)
    forest = RandomForestClassifier(30, random_state=0).fit(parts.train[:, :-1], parts.train_labels)
    model = as_model(forest)
    inputs = parts.test[np.asarray(model.scores(parts.test)) <= 0.0][:10]
    found = ActionableRecourse(flips=2)(model, inputs, parts.space, key=KEY)
    assert found.found.any()
    assert (np.asarray(model.scores(found.points[found.found])) > 0.0).all()


@pytest.mark.parametrize("wrong", [{"bins": 0}, {"flips": 0}])
def test_settings_that_no_search_can_have(wrong):
    with pytest.raises(ValueError, match="must be at least 1"):
        ActionableRecourse(**wrong)
    with pytest.raises(InputError, match="must be from 1 to"):
        RecourseSettings(method="ar", **wrong)
