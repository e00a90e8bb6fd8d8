"""What a linear score rejects whatever changes is known without a search, and nothing else is."""

from itertools import product

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.data import load, split
from empirical.data.space import Space
from empirical.models.model import LinearModel
from empirical.recourse import ROAR, SCFE, ActionableRecourse, GrowingSpheres, out_of_reach
from empirical.recourse.methods import actionable, growing_spheres, roar, scfe
from empirical.recourse.problem import pose

KEY = jax.random.key(0)


def small(rng: np.random.Generator) -> tuple[Space, np.ndarray]:
    """Two numbers, a category of two levels in one column, one of three levels, and the constant column."""
    space = Space.unbounded(7)._replace(
        low=np.array([-1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        high=np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        direction=np.array([rng.integers(-1, 2), 0, 0, 0, 0, 0, 0]),
        category=np.array([-1, -1, 0, 1, 1, 1, -1]),
        levels=np.array([[2, -1, -1], [3, 4, 5]]),
        actionable=np.append(rng.random(6) < 0.8, False),
    )
    return space, np.array([*rng.uniform(-1.2, 1.2, 2), rng.integers(2), *np.eye(3)[rng.integers(3)], 1.0])


def everything_within_reach(x: np.ndarray, space: Space) -> list[np.ndarray]:
    """All corners: a linear score is largest at one of them."""
    ends = []
    for column in (0, 1):
        low = min(space.low[column], x[column]) if space.direction[column] <= 0 else x[column]
        high = max(space.high[column], x[column]) if space.direction[column] >= 0 else x[column]
        ends.append({low, high} if space.actionable[column] else {x[column]})
    present = int(x[3:6].argmax())
    others = [level for level in range(3) if space.actionable[3 + level] and space.actionable[3 + present]]
    turned = {x[2], 1.0 - x[2]} if space.actionable[2] else {x[2]}
    levels = [np.eye(3)[level] for level in {present, *others}]
    return [np.array([*pair, two, *level, 1.0]) for *pair, two, level in product(*ends, turned, levels)]


@given(seed=st.integers(0, 2**32 - 1))
def test_nothing_that_is_within_reach_is_accepted_and_else_something_is_nearly(seed):
    rng = np.random.default_rng(seed)
    space, x = small(rng)
    model = LinearModel(np.append(rng.normal(size=6), -rng.exponential() * 3.0))
    (proved,) = out_of_reach.out_of_reach(pose(model, x[None], space))
    largest = model.scores(np.array(everything_within_reach(x, space))).max()
    assert not proved or largest <= 0.0
    free = space.actionable[3:6].all()  # else the present level may not be left, which the sum does not know
    assert proved or not free or largest > -1e-9


@pytest.mark.parametrize("width", [3, 8])
def test_unbounded_numbers_can_do_anything_and_fixed_ones_nothing(width):
    x, model = np.zeros((1, width)), LinearModel(np.ones(width))
    lower = x - 1.0
    assert not out_of_reach.out_of_reach(pose(model, lower, Space.unbounded(width))).any()
    fixed = Space.unbounded(width)._replace(actionable=np.zeros(width, bool))
    assert out_of_reach.out_of_reach(pose(model, lower, fixed)).all()
    unknown = pose(model, np.full((1, width), np.nan), fixed)
    assert not out_of_reach.out_of_reach(unknown).any()  # nothing is proved of what is not known


@pytest.mark.parametrize(
    "method",
    [SCFE(), ROAR(shift=0.01), GrowingSpheres(samples=64), ActionableRecourse()],
    ids=lambda one: type(one).__name__,
)
def test_methods_find_the_same_with_and_without_the_proof(method, monkeypatch):
    data = split(load("breast-cancer"), seed=0)
    normal = np.random.default_rng(0).normal(size=31)
    inputs = data.test[:40]
    space = data.space._replace(actionable=data.space.actionable & (np.arange(31) % 3 == 0))
    best = np.where(space.actionable, np.where(normal > 0.0, space.high, space.low), inputs) @ normal
    model = LinearModel(normal - np.append(np.zeros(30), np.median(best)))
    with_proof = method(model, inputs, space, key=KEY)
    proved = out_of_reach.out_of_reach(pose(model, inputs, space))
    for module in (scfe, roar, growing_spheres, actionable):
        monkeypatch.setattr(module, "out_of_reach", lambda problem: np.zeros(len(problem.inputs), bool))
    without = method(model, inputs, space, key=KEY)
    assert 5 <= proved.sum() <= 35
    assert not with_proof.found[proved].any()
    assert with_proof.status.tolist() == without.status.tolist()
    np.testing.assert_allclose(with_proof.costs, without.costs, rtol=1e-9)
