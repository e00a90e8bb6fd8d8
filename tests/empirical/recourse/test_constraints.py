"""Breaches: each kind is seen on its own, and rounding of either type is none."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.data.space import ANY_MOVE, Relations, Space, WholeNumbers
from empirical.recourse.constraints import breaches, slack
from empirical.recourse.feasibility import nearest

PERSON = np.array([[0.1, 0.7, 0.0, 1.0, 0.0, 1.0]])


def space() -> Space:
    """A number in [-0.3, 0.9], one that may only rise, a category of three levels, and the intercept."""
    return Space(
        low=np.array([-0.3, 0.0, 0.0, 0.0, 0.0, 1.0]),
        high=np.array([0.9, 2.0, 1.0, 1.0, 1.0, 1.0]),
        direction=np.array([0, 1, 0, 0, 0, 0]),
        category=np.array([-1, -1, 0, 0, 0, -1]),
        levels=np.array([[2, 3, 4]]),
        actionable=np.array([True] * 5 + [False]),
    )


def broken(inputs: np.ndarray, changes: np.ndarray) -> set[str]:
    return {name for name, flags in breaches(inputs, changes, space())._asdict().items() if flags.any()}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("column", "change", "kinds"),
    [
        (0, 0.1, set()),
        (0, 1.0, {"range"}),
        (0, -1.0, {"range"}),
        (1, 0.1, set()),
        (1, -0.1, {"direction"}),
        (2, 1.0, {"category"}),
        (2, 0.5, {"category"}),
        (5, 0.1, {"immutable", "range"}),
    ],
)
def test_every_kind_is_seen(column, change, kinds, dtype):
    changes = np.zeros_like(PERSON, dtype)
    changes[0, column] = change
    assert broken(PERSON.astype(dtype), changes) == kinds


def test_who_is_out_of_range_may_stay_or_come_back():
    outside = PERSON + np.array([[5.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    for change, kinds in ((0.0, set()), (-1.0, set()), (1e-3, {"range"})):
        assert broken(outside, np.array([[change, 0.0, 0.0, 0.0, 0.0, 0.0]])) == kinds


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_changes_clipped_at_their_ends_break_nothing(dtype):
    """Two hundred people, who go as far as they may towards something far away."""
    rng = np.random.default_rng(0)
    inputs = np.repeat(PERSON, 200, axis=0)
    inputs[:, :2] = rng.uniform(-0.3, 0.9, (200, 2))
    inputs, wanted = inputs.astype(dtype), rng.normal(scale=9.0, size=inputs.shape).astype(dtype)
    changes = np.asarray(jax.vmap(partial(nearest, space=space()))(jnp.asarray(inputs), jnp.asarray(wanted)))
    assert changes.dtype == dtype
    assert np.abs(changes).max() > 0.5
    assert broken(inputs, changes) == set()


def test_rounding_is_what_the_type_rounds():
    """Of float32 1e-6 is rounding and 1e-3 is not; of float64 1e-6 is not."""
    changes = np.array([[0.8 + 1e-6, -1e-6, 1e-6, 0.0, 0.0, 1e-6]])
    assert broken(PERSON.astype(np.float32), changes.astype(np.float32)) == set()
    assert broken(PERSON, changes) == {"range", "direction", "category", "immutable"}
    assert broken(PERSON.astype(np.float32), (changes + 1e-3).astype(np.float32)) >= {"range", "category", "immutable"}
    assert slack(np.float64) == 1e-9
    assert slack(np.float32) == pytest.approx(1e-5, rel=0.2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("change", "broken"), [(0.0, False), (0.25, False), (-0.5, False), (0.1, True), (0.24, True)])
def test_a_whole_number_that_changes_to_a_fraction_is_seen(change, broken, dtype):
    whole = WholeNumbers(np.array([0.25, 0.0]), np.array([0.1, 0.0]))
    free = Space.unbounded(2)._replace(whole=whole)
    for x, seen in ((0.35, broken), (0.3, change != 0.0)):
        found = breaches(np.array([[x, 0.0]], dtype), np.array([[change, 0.77]], dtype), free)
        assert found.whole.tolist() == [seen]


@pytest.mark.parametrize(("way", "broken"), [(0, [False, False]), (1, [False, True]), (-1, [True, False])])
def test_a_category_that_moves_against_its_direction_is_seen(way, broken):
    several = space()._replace(direction=np.array([0, 1, way, way, way, 0]))
    ahead, back = [0.0, 0.0, 0.0, -1.0, 1.0, 0.0], [0.0, 0.0, 1.0, -1.0, 0.0, 0.0]
    assert breaches(np.vstack([PERSON, PERSON]), np.array([ahead, back]), several).direction.tolist() == broken
    alone = Space.unbounded(1)._replace(
        category=np.zeros(1, int), levels=np.zeros((1, 1), int), direction=np.array([way])
    )
    assert breaches(np.array([[0.0], [1.0]]), np.array([[1.0], [-1.0]]), alone).direction.tolist() == broken


def moving(transitions: np.ndarray) -> Space:
    """A category of three levels, and one in a single column."""
    return Space.unbounded(4)._replace(
        category=np.array([0, 0, 0, 1]), levels=np.array([[0, 1, 2], [3, -1, -1]]), transitions=transitions
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_move_that_is_not_allowed_is_seen(dtype):
    """Of three levels only the first may become the second; of one column, 0 may become 1 and not the reverse."""
    allowed = np.stack([np.eye(3, dtype=bool)] * 2)
    allowed[0, 0, 1] = allowed[1, 0, 1] = True
    points = np.array([[*row, alone] for row in np.eye(3) for alone in (0.0, 1.0)], dtype)
    before, after = (index.ravel() for index in np.meshgrid(range(6), range(6), indexing="ij"))
    found = breaches(points[before], points[after] - points[before], moving(allowed))
    wanted = [not (allowed[0, i // 2, j // 2] and allowed[1, i % 2, j % 2]) for i, j in zip(before, after, strict=True)]
    assert found.transition.tolist() == wanted
    assert not found.category.any()
    assert not breaches(points[before], points[after] - points[before], moving(ANY_MOVE)).transition.any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_relation_holds_or_is_broken_no_farther(dtype):
    """x - y ≤ 1 in units of its distance: who breaks it may stay as far beyond it, or come nearer."""
    related = Space.unbounded(2)._replace(relations=Relations(np.array([[1.0, -1.0]]) / np.sqrt(2), np.array([0.5])))
    limit = 0.5 * np.sqrt(2)
    for x, room in ((0.0, limit), (limit, 0.0), (3.0, 0.0)):
        people = np.array([[x, 0.0]], dtype)
        for change, seen in ((room - 1e-2, False), (room, False), (-9.0, False), (room + 1e-2, True)):
            for ways in ([change, 0.0], [0.0, -change], [change + 5.0, 5.0]):
                found = breaches(people, np.array([ways], dtype), related)
                assert found.relation.tolist() == [seen]
    assert not breaches(np.zeros((1, 2)), np.ones((1, 2)), Space.unbounded(2)).relation.any()
