"""What is measured of recourses, against plain loops."""

from collections import deque

import jax
import numpy as np

from empirical.data import Space
from empirical.models.model import as_model
from empirical.recourse.methods.actionable import ActionableRecourse
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.problem import conclude, pose
from empirical.studies.hardy2023.measures import SHARES, Around, connected_rows, person_rows
from empirical.studies.hardy2023.ranges import within
from empirical.studies.hardy2023.shells import GrowingShells

RNG = np.random.default_rng(0)
KEY = jax.random.key(0)
MODEL = as_model(lambda x: x[0] + x[1] ** 2 - x[2] - 0.8)
INPUTS = RNG.uniform(0.0, 0.4, (30, 3)) + np.array([0.0, 0.0, 0.4])
REFERENCE = RNG.uniform(0.0, 1.0, (60, 3))
BOX = Space.unbounded(3)._replace(low=np.zeros(3), high=np.ones(3))


def recourses():
    """Changes in the right direction, of which some are too short."""
    changes = np.random.default_rng(1).uniform(0.0, 0.9, INPUTS.shape) * [1.0, 1.0, -1.0]
    return conclude(pose(MODEL, INPUTS), changes, np.ones(30, bool))


def chained(point, reference, correct, length):
    """Whether a breadth-first search from a point along steps shorter than a length meets a correct instance."""
    seen, waiting = set(), deque([point])
    while waiting:
        here = waiting.popleft()
        for place, other in enumerate(reference):
            if place not in seen and np.linalg.norm(other - here) < length:
                if correct[place]:
                    return True
                seen.add(place)
                waiting.append(other)
    return False


def test_distances_and_features_are_those_of_plain_loops():
    found = recourses()
    near = Around(REFERENCE, REFERENCE, np.ones(60, bool), 0.4)
    rows = person_rows(MODEL, INPUTS, found, Space.unbounded(3), near)
    assert 5 < found.found.sum() < 30
    for place in np.flatnonzero(found.found):
        point, distances = found.points[place], np.linalg.norm(REFERENCE - found.points[place], axis=1)
        inside = distances[distances <= 0.4]
        redundant = 0
        for column in range(3):
            back = point.copy()
            back[column] = INPUTS[place, column]
            redundant += float(MODEL.scores(back[None])[0]) > 0.0
        np.testing.assert_allclose(rows["distance"][place], np.linalg.norm(point - INPUTS[place]))
        np.testing.assert_allclose(rows["knn"][place], np.sort(distances)[:5].mean())
        np.testing.assert_allclose(rows["sphere"][place], inside.mean() if len(inside) else np.nan)
        assert (rows["sparsity"][place], rows["redundancy"][place]) == (3, redundant)
    lost = ~found.found
    assert all(np.isnan(rows[name][lost]).all() for name in ("distance", "knn", "sphere", "sparsity", "redundancy"))


def test_connectedness_is_that_of_a_breadth_first_search_and_rises_with_the_length():
    found, correct = recourses(), RNG.random(60) < 0.1
    rows = connected_rows(found, Around(REFERENCE, REFERENCE, correct, 0.2))
    assert [row["share"] for row in rows] == list(SHARES)
    for row in rows:
        plain = [chained(point, REFERENCE, correct, row["length"]) for point in found.points[found.found]]
        assert (row["points"], row["connected"]) == (found.found.sum(), sum(plain))
    counts = [row["connected"] for row in rows]
    assert counts == sorted(counts)
    assert any(0 < count < found.found.sum() for count in counts)


def test_shells_leave_needless_changes_and_this_project_s_methods_do_not():
    model, near = as_model(lambda x: x[0] - 0.7), Around(REFERENCE, REFERENCE, np.ones(60, bool), 0.4)
    redundant = {}
    for name, method in {"shells": GrowingShells(), "gs": GrowingSpheres(), "ar": ActionableRecourse()}.items():
        found = method(model, INPUTS, BOX, key=KEY)
        assert found.found.all()
        rows = person_rows(model, INPUTS, found, BOX, near)
        assert (rows["redundancy"] <= rows["sparsity"]).all()
        redundant[name] = rows["redundancy"]
    assert (redundant["shells"] == 2.0).all()
    assert (redundant["gs"] == 0.0).all()
    assert (redundant["ar"] == 0.0).all()


def test_ranges_of_actionable_recourse_end_at_percentiles_of_numbers():
    train = np.column_stack([np.linspace(0.0, 1.0, 1001), np.arange(1001) % 2])
    space = Space.unbounded(2)._replace(
        low=np.zeros(2), high=np.ones(2), category=np.array([-1, 0]), levels=np.array([[1]])
    )
    narrow = within(space, train, "percentiles")
    np.testing.assert_allclose([narrow.low, narrow.high], [[0.01, 0.0], [0.99, 1.0]])
    assert within(space, train, "whole") is space
    assert within(space, train, "numbers").actionable.tolist() == [True, False]
