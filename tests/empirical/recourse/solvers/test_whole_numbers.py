"""Whole numbers: every method names them, the model accepts them, and they cost little more than fractions."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.data.split import Space, WholeNumbers
from empirical.models.model import HostModel, LinearModel
from empirical.recourse import ROAR, SCFE, ECCo, GrowingSpheres
from empirical.recourse.constraints import breaches

WIDTH, COUNT, KEY = 8, 40, jax.random.key(1)
WHOLE, COARSE = slice(0, 4), np.array([0.34, 0.25, 0.05, 0.01, 0.0, 0.0, 0.0, 0.0])
METHODS = {
    "scfe": SCFE(),
    "a minimiser": SCFE(mode="fixed"),
    "roar": ROAR(shift=0.02),
    "growing spheres": GrowingSpheres(samples=200),
    "ecco": ECCo(),
}


def space(*, whole: bool = True) -> Space:
    """Four whole numbers in coarse and fine steps, one of which may only rise, a number, and three levels."""
    category = np.array([-1, -1, -1, -1, -1, 0, 0, 0])
    return Space(
        low=np.zeros(WIDTH),
        high=np.ones(WIDTH) * np.array([1.02, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        direction=np.array([0, 1, 0, 0, 0, 0, 0, 0]),
        category=category,
        levels=np.array([[5, 6, 7]]),
        actionable=np.ones(WIDTH, bool),
        whole=WholeNumbers(COARSE, np.zeros(WIDTH)) if whole else None,
    )


def instances(count: int = COUNT) -> np.ndarray:
    rng = np.random.default_rng(2)
    places = [np.round(rng.uniform(0.0, 1.0, count) // step) * step for step in COARSE[WHOLE]]
    return np.column_stack([*places, rng.uniform(size=count), np.eye(3)[rng.integers(0, 3, count)]])


def network() -> object:
    first = jax.random.normal(jax.random.key(0), (16, WIDTH))
    second = jax.random.normal(jax.random.key(2), (16,))
    return lambda x: second @ jnp.tanh(first @ (x - 0.5)) - 1.0


WEIGHTS = np.array([1.0, -0.7, 0.8, -1.2, 0.6, -0.3, 0.1, 0.4])
MODELS = {
    "linear": LinearModel(WEIGHTS * 0.5),
    "network": network(),
    "host": HostModel(lambda points: np.tanh(points @ WEIGHTS - 0.9) + 0.1 * np.sin(9.0 * points[:, 0])),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", METHODS)
def test_whole_numbers_break_nothing_are_accepted_and_cost_little_more(method, model):
    inputs, find = instances(), METHODS[method]
    free, found = (find(MODELS[model], inputs, space(whole=whole), key=KEY) for whole in (False, True))
    searched = found.status != 2
    assert searched.sum() >= 10
    named = searched & np.isfinite(found.changes).all(axis=1)
    assert not any(flags.any() for flags in breaches(inputs[named], found.changes[named], space()))
    assert found.found.sum() >= 0.95 * free.found.sum()
    if method not in {"a minimiser", "ecco"}:  # ECCo takes the first point that is likely enough, whatever it costs
        both = found.found & free.found
        assert found.costs[both].mean() <= 1.15 * free.costs[both].mean()  # single steps are as long as these costs


def lattice(x: np.ndarray) -> np.ndarray:
    """Every place that a person may go to on three whole numbers."""
    return np.array(list(product(*(np.arange(0.0, 1.001, step) for step in STEPS)))) - x


STEPS = np.array([0.5, 0.25, 0.2])


@pytest.mark.parametrize("seed", [0, 3])
def test_the_best_whole_numbers_of_all_are_mostly_found(seed):
    """On three coarse columns all places can be tried: few recourses are worse than the best of them."""
    rng = np.random.default_rng(seed)
    weights = np.append(rng.normal(size=3) * 3.0, -1.0)
    one = Space.unbounded(4)._replace(
        low=np.zeros(4),
        high=np.ones(4),
        actionable=np.array([True, True, True, False]),
        whole=WholeNumbers(np.append(STEPS, 0.0), np.zeros(4)),
    )
    inputs = np.column_stack([*(rng.integers(0, 1 / step + 1, 60) * step for step in STEPS), np.ones(60)])
    settings = SCFE(lam=0.05)
    found = settings(LinearModel(weights), inputs, one, key=KEY)
    spheres = GrowingSpheres(samples=200)(LinearModel(weights), inputs, one, key=KEY)
    best, costs = 0, []
    for x, change in zip(inputs[found.found], found.changes[found.found], strict=True):
        options = lattice(x[:3])
        scores = (x[:3] + options) @ weights[:3] - 1.0
        worths = (settings.target - scores) ** 2 + 0.05 * (options**2).sum(axis=1)
        mine = (settings.target - weights @ (x + change)) ** 2 + 0.05 * (change**2).sum()
        best += mine <= worths[scores > 0.0].min() + 1e-9
        costs.append(np.linalg.norm(options[scores > 0.0], axis=1).min())
    reachable = [((x[:3] + lattice(x[:3])) @ weights[:3] > 1.0).any() for x in inputs[found.status != 2]]
    assert found.found.sum() == spheres.found.sum() == sum(reachable)
    assert best >= 0.7 * found.found.sum()
    assert np.nanmean(spheres.costs) <= 1.05 * np.mean(costs)


def test_a_point_that_only_a_fraction_reaches_is_not_found():
    one = Space.unbounded(1)._replace(whole=WholeNumbers(np.ones(1), np.zeros(1)))
    narrow = HostModel(lambda points: 0.2 - np.abs(points[:, 0] - 0.5))
    for method in (SCFE(), ROAR(), GrowingSpheres(samples=50)):
        assert method(narrow, np.zeros((1, 1)), one, key=KEY).status.tolist() == [1]


@pytest.mark.parametrize("method", ["scfe", "growing spheres"])
def test_an_instance_has_the_same_whole_numbers_in_any_batch(method):
    inputs, model = instances(), MODELS["network"]
    together = METHODS[method](model, inputs, space(), key=KEY)
    alone = METHODS[method](model, inputs[7:8], space(), key=KEY)
    np.testing.assert_allclose(alone.changes[0], together.changes[7], atol=1e-9)


def test_minimisers_without_feasible_ignore_whole_numbers():
    """The theorems speak of these: they stay as they are."""
    inputs, fixed = instances(), SCFE(mode="fixed", feasible=False)
    results = [fixed(MODELS["linear"], inputs, space(whole=whole), key=KEY) for whole in (False, True)]
    assert (results[0].changes == results[1].changes).all()
