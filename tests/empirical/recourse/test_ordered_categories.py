"""Categories with a direction: no method leads anybody to a level on the wrong side."""

import jax
import numpy as np
import pytest
from support.vaes import drawn_vae

from empirical.data import Dataset, Feature, Space, split
from empirical.errors import InputError
from empirical.models.model import HostModel, LinearModel
from empirical.recourse import CCHVAE, ROAR, SCFE, ActionableRecourse, ECCo, GrowingSpheres
from empirical.recourse.constraints import breaches

KEY, COUNT = jax.random.key(0), 60
SCHOOL = ("primary", "secondary", "bachelor", "master")
METHODS = {
    "scfe": SCFE(),
    "sparse": SCFE(mode="sparse"),
    "a minimiser": SCFE(mode="fixed"),
    "roar": ROAR(),
    "growing spheres": GrowingSpheres(samples=100),
    "actionable": ActionableRecourse(),
    "cchvae": CCHVAE(vae=drawn_vae(0, 7), samples=50, feasible=True),
    "ecco": ECCo(),
}


def people(way: int) -> tuple[np.ndarray, Space]:
    """People with a number, a category of two levels and one of four, both of which move one way."""
    rng = np.random.default_rng(4)
    features = (
        Feature("income"),
        Feature("degree", ("no", "yes"), direction=way),
        Feature("school", SCHOOL, direction=way),
    )
    values = np.column_stack([rng.uniform(0.0, 1.0, COUNT), rng.integers(0, 2, COUNT), rng.integers(0, 4, COUNT)])
    data = Dataset("people", features, values.astype(float), np.where(values[:, 0] > 0.5, 1.0, -1.0), "", "", "")
    parts = split(data, seed=0)
    return np.vstack([parts.train, parts.test]), parts.space


WEIGHTS = {
    "later levels count": np.array([0.5, 0.6, -0.6, 0.1, 0.7, 0.9, -0.8]),
    "earlier levels count": np.array([0.5, -0.6, 0.9, 0.7, 0.1, -0.6, -0.8]),
}


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("method", METHODS)
def test_nobody_is_led_to_a_level_on_the_wrong_side(method, way, weights):
    inputs, space = people(way)
    for model in (LinearModel(WEIGHTS[weights]), HostModel(lambda points: np.tanh(points @ WEIGHTS[weights]))):
        found = METHODS[method](model, inputs, space, key=KEY)
        rows = np.isfinite(found.changes).all(axis=1) & (found.status != 2)
        assert not any(flags.any() for flags in breaches(inputs[rows], found.changes[rows], space))
        moved = found.points[rows, 2:6].argmax(axis=1) - inputs[rows, 2:6].argmax(axis=1)
        assert (way * moved >= 0).all()
        assert (way * found.changes[rows, 1] >= 0).all()


@pytest.mark.parametrize(("way", "weights"), [(1, "later levels count"), (-1, "earlier levels count")])
def test_levels_on_the_right_side_are_used(way, weights):
    inputs, space = people(way)
    found = SCFE()(LinearModel(WEIGHTS[weights]), inputs, space, key=KEY)
    assert (np.abs(found.changes[found.found, 2:6]) > 0.5).any()


def test_points_decoded_between_levels_are_refused_where_levels_have_a_direction():
    inputs, space = people(1)
    with pytest.raises(InputError, match="take whole levels, by --feasible"):
        CCHVAE(vae=drawn_vae(0, 7))(LinearModel(WEIGHTS["later levels count"]), inputs, space, key=KEY)
