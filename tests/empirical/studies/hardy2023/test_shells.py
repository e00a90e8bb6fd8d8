"""Growing Spheres as in CARLA: the first shell with an accepted candidate, and the nearest one in it."""

import jax
import numpy as np
import pytest

from empirical.data import Space
from empirical.models.model import as_model
from empirical.recourse.problem import pose
from empirical.studies.hardy2023.shells import GrowingShells, _drawn

KEY = jax.random.key(0)
MODEL = as_model(lambda x: x[0] + 0.5 * x[1] - 1.0)


def shell_by_shell(settings, inputs, space):
    """The recourses of a search that tries one shell after the other, with the same draws."""
    draws = _drawn(pose(MODEL, inputs, space), settings, KEY)
    found = []
    for x in inputs:
        for shell in range(200):
            changes = ((shell + draws.shares) * draws.step)[:, None] * draws.ways
            changes = np.where(draws.category, draws.levels - x, changes)
            accepted = np.flatnonzero(np.asarray(MODEL.scores(x + changes)) > 0.0)
            if len(accepted):
                found.append(changes[accepted[np.square(changes[accepted]).sum(axis=1).argmin()]])
                break
    return np.array(found)


@pytest.mark.parametrize("categories", [False, True])
def test_it_finds_what_a_search_from_shell_to_shell_finds(categories):
    inputs = np.random.default_rng(0).uniform(-3.0, 0.3, (40, 4))
    inputs[:, 3] = inputs[:, 3] > -1.0
    space = Space.unbounded(4)
    if categories:
        space = space._replace(category=np.array([-1, -1, -1, 0]), levels=np.array([[3]]))
    settings = GrowingShells(samples=50)
    found = settings(MODEL, inputs, space, key=KEY)
    assert found.found.all()
    np.testing.assert_allclose(found.changes, shell_by_shell(settings, inputs, space), atol=1e-12)


def test_what_may_not_change_stays_and_levels_are_0_or_1():
    inputs = np.random.default_rng(1).uniform(-1.0, 0.2, (30, 4))
    inputs[:, 2:] = inputs[:, 2:] > -0.5
    space = Space.unbounded(4)._replace(
        category=np.array([-1, -1, 0, 1]),
        levels=np.array([[2], [3]]),
        actionable=np.array([True, False, True, False]),
    )
    found = GrowingShells(samples=100)(MODEL, inputs, space, key=KEY)
    assert found.found.all()
    assert (found.changes[:, [1, 3]] == 0.0).all()
    assert np.isin(found.points[:, 2], (0.0, 1.0)).all()


def test_nobody_is_found_where_nothing_is_accepted():
    found = GrowingShells(samples=10)(as_model(lambda x: -1.0 - x[0] ** 2), np.zeros((3, 2)), key=KEY)
    assert not found.found.any()


def test_changes_are_not_taken_back():
    found = GrowingShells(samples=200)(MODEL, np.zeros((5, 4)), key=KEY)
    assert (found.changes != 0.0).all()
