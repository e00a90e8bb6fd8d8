"""NICE against its definition, by brute force: the nearest usable neighbour, and the order in which columns go over."""

from typing import Any, NamedTuple

import jax
import numpy as np
import pytest

from empirical.data.space import Relations, Space, WholeNumbers
from empirical.models.model import HostModel, LinearModel
from empirical.recourse import NICE
from empirical.recourse.constraints import breaches
from empirical.recourse.result import RecourseStatus
from empirical.recourse.sampling.neighbours import AT_ONCE, in_order, nearest_first

KEY, WIDTH = jax.random.key(0), 6
COST_WEIGHTS = np.array([1.0, 0.5, 2.0, 1.0, 1.0, 1.0])
NEVER = LinearModel(np.zeros(WIDTH))


class Examples(NamedTuple):
    """Training instances with their labels."""

    train: np.ndarray
    train_labels: np.ndarray


def mixed() -> Space:
    """Three numbers, of which the second may only rise and the third is whole, and a category that may not fall."""
    return Space.unbounded(WIDTH)._replace(
        low=np.array([-1.5, -9.0, -9.0, 0.0, 0.0, 0.0]),
        high=np.array([1.5, 9.0, 9.0, 1.0, 1.0, 1.0]),
        direction=np.array([0, 1, 0, 1, 1, 1]),
        category=np.array([-1, -1, -1, 0, 0, 0]),
        levels=np.array([[3, 4, 5]]),
        whole=WholeNumbers(np.array([0.0, 0.0, 0.5, 0.0, 0.0, 0.0]), np.zeros(WIDTH)),
    )


def people(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(count, 3))
    numbers[:, 2] = np.round(2.0 * numbers[:, 2]) / 2.0
    return np.column_stack([numbers, np.eye(3)[rng.integers(0, 3, count)]])


def curved(points: np.ndarray) -> np.ndarray:
    """A score that is not linear, high where few are."""
    return points[:, 0] * points[:, 1] + points @ np.array([0.3, 0.5, 0.8, -0.4, 0.2, 0.6]) - 1.0


MODELS = {"linear": LinearModel(np.array([1.0, 0.6, 0.5, -0.5, 0.1, 0.4])), "outside JAX": HostModel(curved)}
FEATURES = [[0], [1], [2], [3, 4, 5]]

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def data(seed: int = 1, count: int = 60) -> Examples:
    return Examples(people(seed, count), np.where(np.arange(count) % 3 > 0, 1.0, -1.0))


def taken(x: np.ndarray, other: np.ndarray, space: Space) -> np.ndarray:
    """What an instance takes over, feature by feature, by asking whether that change alone breaks anything."""
    change = np.zeros(WIDTH)
    for feature in FEATURES:
        alone = np.zeros(WIDTH)
        alone[feature] = other[feature] - x[feature]
        if not np.any(breaches(x[None], alone[None], space)._replace(relation=np.zeros(1, bool))):
            change += alone
    return change


def by_hand(model: Any, x: np.ndarray, given: Examples, space: Space, reward: str) -> np.ndarray | None:
    """The change that the definition asks for; nothing where no neighbour is usable."""

    def score(change: np.ndarray) -> float:
        return float(model.scores((x + change)[None])[0])

    may = (model.scores(given.train) > 0.0) & (given.train_labels > 0.0)
    distances = np.linalg.norm((given.train - x) * COST_WEIGHTS * space.actionable, axis=1)
    moves = (taken(x, given.train[row], space) for row in np.argsort(distances, kind="stable") if may[row])
    whole = next((move for move in moves if score(move) > 0.0 and keeps(x, move, space)), None)
    if whole is None or reward == "none":
        return whole
    change = np.zeros(WIDTH)
    left = [feature for feature in FEATURES if whole[feature].any()]
    while not (score(change) > 0.0 and keeps(x, change, space)):
        trials = []
        for feature in left:
            trial = change.copy()
            trial[feature] = whole[feature]
            dearer = np.linalg.norm(trial * COST_WEIGHTS) - np.linalg.norm(change * COST_WEIGHTS)
            rise = score(trial) - score(change)
            trials.append((keeps(x, trial, space), rise if reward == "sparsity" else rise / dearer, feature, trial))
        _, _, feature, change = max(trials, key=lambda one: one[:2])
        left.remove(feature)
    return change


def keeps(x: np.ndarray, change: np.ndarray, space: Space) -> bool:
    return not breaches(x[None], change[None], space).relation[0]


@every_model
@pytest.mark.parametrize("reward", ["sparsity", "proximity", "none"])
@pytest.mark.parametrize("related", [False, True])
def test_recourses_are_those_of_the_definition(model, reward, related):
    space = mixed()
    if related:
        rows = np.array([[1.0, -1.0, 0.0, 0.0, 0.0, 0.0], [-1.0, 0.0, 1.0, 0.0, 0.0, 0.0]]) / np.sqrt(2.0)
        space = space._replace(relations=Relations(rows, np.array([0.3, 0.5])))
    inputs, given = people(0, 40), data()
    found = NICE(data=given, reward=reward)(model, inputs, space, cost_weights=COST_WEIGHTS, key=KEY)
    rejected = np.flatnonzero(model.scores(inputs) <= 0.0)
    expected = [by_hand(model, inputs[row], given, space, reward) for row in rejected]
    there = np.array([one is not None for one in expected])
    np.testing.assert_array_equal(found.found[rejected], there)
    assert there.sum() > 5
    wanted = np.array([one for one in expected if one is not None])
    np.testing.assert_allclose(found.changes[rejected[there]], wanted, atol=1e-12)
    assert not np.any(breaches(inputs[found.found], found.changes[found.found], space))
    assert (model.scores(found.points[found.found]) > 0.0).all()


@every_model
def test_a_linear_score_needs_every_column_but_never_more_than_the_neighbour_has(model):
    """By sparsity, the last column is needed: without it the model still rejected."""
    inputs, given = people(2, 60), data()
    some, whole = (
        NICE(data=given, reward=reward)(model, inputs, mixed(), cost_weights=COST_WEIGHTS, key=KEY)
        for reward in ("sparsity", "none")
    )
    np.testing.assert_array_equal(some.status, whole.status)
    changed = some.changes[some.found]
    assert ((changed == 0.0) | (changed == whole.changes[whole.found])).all()
    assert (some.costs[some.found] <= whole.costs[whole.found] + 1e-12).all()
    if isinstance(model, LinearModel):
        assert_no_column_is_idle(model, inputs[some.found], changed)


def assert_no_column_is_idle(model: LinearModel, inputs: np.ndarray, changes: np.ndarray) -> None:
    """Of a linear score the greatest rises come first, so that none of them may be missing."""
    for feature in FEATURES:
        without = changes.copy()
        without[:, feature] = 0.0
        moved = (without != changes).any(axis=1)
        assert (model.scores((inputs + without)[moved]) <= 0.0).all()


def test_unjustified_neighbours_may_have_the_wrong_label():
    given = Examples(np.array([[1.0], [3.0]]), np.array([-1.0, 1.0]))
    model, inputs = LinearModel(np.array([1.0])), np.array([[-1.0]])
    justified, any_one = (NICE(data=given, justified=flag)(model, inputs, key=KEY) for flag in (True, False))
    assert justified.points.item() == 3.0
    assert any_one.points.item() == 1.0


def test_what_may_not_change_is_put_back_and_the_next_neighbour_is_tried():
    """The nearest one is accepted for what the instance cannot have."""
    given = Examples(np.array([[0.1, 5.0], [2.0, 0.0]]), np.ones(2))
    space = Space.unbounded(2)._replace(actionable=np.array([True, False]))
    found = NICE(data=given)(LinearModel(np.ones(2)), np.array([[0.0, -1.0]]), space, key=KEY)
    assert found.points.tolist() == [[2.0, -1.0]]


def test_without_a_neighbour_nothing_is_found():
    found = NICE(data=data())(NEVER, people(0, 5), mixed(), key=KEY)
    assert (found.status == RecourseStatus.NOT_FOUND).all()


def test_wrong_settings_are_said_in_one_line():
    with pytest.raises(ValueError, match="reward must be sparsity, proximity or none, not 'beauty'"):
        NICE(data=data(), reward="beauty")
    with pytest.raises(ValueError, match="the training instances have 6 columns, and the inputs 2"):
        NICE(data=data())(LinearModel(np.ones(2)), np.zeros((1, 2)), key=KEY)


@pytest.mark.parametrize("count", [1, AT_ONCE, 5 * AT_ONCE + 3])
def test_every_neighbour_comes_once_the_nearest_first(count):
    """Whole numbers make ties, which go by their place."""
    rng = np.random.default_rng(count)
    inputs, reference = (rng.integers(0, 3, size=(size, 2)).astype(float) for size in (7, count))
    seen: list[list[int]] = [[] for _ in inputs]
    for rows, places in in_order(inputs, reference, lambda: np.arange(7)):
        for row, some in zip(rows, places, strict=True):
            seen[row] += list(dict.fromkeys(some.tolist()))
    for row, places in enumerate(seen):
        distances = np.square(reference - inputs[row]).sum(axis=1)
        assert places == np.argsort(distances, kind="stable").tolist()


def test_scikit_learn_chooses_the_same_neighbours(monkeypatch):
    """What is certain of many instances is what all distances say."""
    rng = np.random.default_rng(0)
    inputs, reference = (rng.integers(0, 4, size=(size, 3)).astype(float) for size in (20, 200))
    everything = nearest_first(inputs, reference, 40)[0]
    monkeypatch.setattr("empirical.recourse.sampling.neighbours.SMALL", 0)
    places, certain = nearest_first(inputs, reference, 40)
    assert (certain < 40).any()
    assert certain.sum() > 100
    for one, other, known in zip(places, everything, certain, strict=True):
        assert one[:known].tolist() == other[:known].tolist()
