"""Actionable Recourse with CARLA's linear score: nearly everybody seems accepted, and small steps are tried."""

import jax
import numpy as np

from empirical.data import Space
from empirical.models.model import as_model
from empirical.recourse.problem import pose
from empirical.studies.hardy2023.carla_lime import ActionableAsInCarla, linear_scores

KEY = jax.random.key(0)
MODEL = as_model(lambda x: 4.0 * x[0] + 3.0 * x[1] - 2.0 * x[2] - 2.5)
RNG = np.random.default_rng(0)
INPUTS = np.column_stack([RNG.uniform(0.0, 0.6, (40, 1)), np.zeros(40), RNG.uniform(0.0, 0.4, (40, 1))])
SPACE = Space.unbounded(3)._replace(
    low=np.zeros(3), high=np.ones(3), category=np.array([-1, 0, -1]), levels=np.array([[1]])
)


def method(**settings):
    return ActionableAsInCarla(mean=np.full(3, 0.3), scale=np.full(3, 0.2), bins=10, **settings)


def test_the_linear_score_of_a_probability_accepts_people_whom_the_model_rejects():
    _, scores = linear_scores(pose(MODEL, INPUTS, SPACE), np.full(3, 0.3), np.full(3, 0.2), key=KEY)
    assert (np.asarray(MODEL.scores(INPUTS)) < 0.0).all()
    assert (scores > 0.0).mean() > 0.5


def test_recourses_are_accepted_lie_on_the_grid_and_are_single_steps():
    found = method(flips=500)(MODEL, INPUTS, SPACE, key=KEY)
    seen = found.found
    assert seen.sum() > 0
    assert (np.asarray(MODEL.scores(found.points[seen])) > 0.0).all()
    assert np.isin(found.points[seen, 1], (0.0, 1.0)).all()
    assert ((found.points[seen] >= 0.0) & (found.points[seen] <= 1.0)).all()


def test_more_sets_of_features_find_no_less():
    counts = [method(flips=flips)(MODEL, INPUTS, SPACE, key=KEY).found.sum() for flips in (1, 3, 7)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]
