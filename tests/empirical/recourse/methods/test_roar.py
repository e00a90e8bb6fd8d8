"""ROAR: the worst score is the minimum over all shifts, and what is found stays accepted under every one of them."""

import math
from itertools import product
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.tree_util import Partial

from empirical.data.split import Space
from empirical.models.model import HostModel, LinearModel, Model, as_model
from empirical.recourse.constraints import breaches
from empirical.recourse.methods import scfe
from empirical.recourse.methods.roar import NORMS, ROAR, shifted
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import RecourseStatus
from empirical.recourse.solvers.gauss_newton import minimise

KEY = jax.random.key(0)
WIDTH, COUNT, SHIFT = 5, 60, 0.3


def weighted(weights: Any, x: Any) -> Any:
    return x @ weights


def scores(weights: np.ndarray) -> dict[str, Model]:
    return {
        "traced": as_model(Partial(weighted, jnp.asarray(weights))),
        "weights": LinearModel(weights),
        "outside": HostModel(lambda points: points @ weights),
    }


KINDS = tuple(scores(np.ones(1)))
every_kind = pytest.mark.parametrize("kind", KINDS)
every_norm = pytest.mark.parametrize("norm", NORMS)


class Case(NamedTuple):
    """A linear score and instances; three of the numbers are often 0, the last column is the intercept's."""

    weights: np.ndarray
    inputs: np.ndarray

    @property
    def rejected(self) -> np.ndarray:
        return self.inputs @ self.weights <= 0.0


def case(seed: int) -> Case:
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(-1.0, 1.0, size=(COUNT, WIDTH))
    inputs[:, 1:4] *= rng.random((COUNT, 3)) < 0.5
    inputs[:, -1] = 1.0
    return Case(rng.normal(size=WIDTH), inputs)


def box() -> Space:
    actionable = np.arange(WIDTH) < WIDTH - 1
    return Space.unbounded(WIDTH)._replace(low=-np.ones(WIDTH), high=np.ones(WIDTH), actionable=actionable)


def corners() -> np.ndarray:
    return np.array(list(product((-1.0, 1.0), repeat=WIDTH)))


@every_kind
@pytest.mark.parametrize("seed", range(2))
def test_the_worst_score_is_the_least_over_the_corners(seed, kind):
    one = case(seed)
    brute = np.min([one.inputs @ (one.weights + SHIFT * corner) for corner in corners()], axis=0)
    found = shifted(scores(one.weights)[kind], SHIFT, math.inf).scores(one.inputs)
    np.testing.assert_allclose(found, brute, rtol=1e-12, atol=1e-12)


@every_kind
@pytest.mark.parametrize("seed", range(2))
def test_the_worst_score_is_the_least_over_the_directions(seed, kind):
    one = case(seed)
    found = shifted(scores(one.weights)[kind], SHIFT, 2.0).scores(one.inputs)
    ways = np.vstack([np.random.default_rng(seed).normal(size=(1000, WIDTH)), -one.inputs])
    ways = SHIFT * ways / np.linalg.norm(ways, axis=1, keepdims=True)
    sampled = one.inputs @ (one.weights + ways).T
    assert (found <= sampled.min(axis=1) + 1e-12).all()
    np.testing.assert_allclose(found, sampled.min(axis=1), rtol=1e-9, atol=1e-9)


@every_norm
@every_kind
def test_its_gradient_is_that_of_the_worst_shift(kind, norm):
    """At 0, where it has none, it is finite, and of ‖x‖₁ that of a column that rises."""
    one = case(0)
    inputs = np.vstack([one.inputs[(one.inputs != 0.0).all(axis=1)], np.zeros(WIDTH)])
    _, gradients = shifted(scores(one.weights)[kind], SHIFT, norm).scores_and_gradients(inputs)
    if norm == math.inf:
        steepest = np.sign(inputs[:-1])
    else:
        steepest = inputs[:-1] / np.linalg.norm(inputs[:-1], axis=1, keepdims=True)
    np.testing.assert_allclose(gradients[:-1], one.weights - SHIFT * steepest, atol=1e-8)
    np.testing.assert_allclose(gradients[-1], one.weights - SHIFT * (norm == math.inf), atol=1e-8)


def worst(one: Case, points: np.ndarray, shift: float, norm: float) -> np.ndarray:
    size = np.abs(points).sum(axis=1) if norm == math.inf else np.linalg.norm(points, axis=1)
    return points @ one.weights - shift * size


@every_norm
@every_kind
@pytest.mark.parametrize("shift", [0.05, SHIFT])
def test_found_is_whoever_stays_accepted_under_every_shift(shift, kind, norm):
    one = case(1)
    found = ROAR(shift=shift, norm=norm)(scores(one.weights)[kind], one.inputs, box(), key=KEY)
    rows, left = found.found, worst(one, found.points, shift, norm)
    assert rows.any()
    assert (left[rows] > 0.0).all()
    np.testing.assert_allclose(found.more["worst_score"][rows], left[rows], rtol=1e-9)
    assert np.isnan(found.more["worst_score"][~rows]).all()
    assert not any(flags.any() for flags in breaches(one.inputs[rows], found.changes[rows], box()))
    ways = np.random.default_rng(0).uniform(-1.0, 1.0, size=(200, WIDTH))
    ways /= np.abs(ways).max(axis=1, keepdims=True) if norm == math.inf else np.linalg.norm(ways, axis=1)[:, None]
    assert (found.points[rows] @ (one.weights + shift * ways).T > 0.0).all()


def test_what_scfe_finds_some_shift_would_undo():
    """The mutant: SCFE for the same target, whose recourses end at it."""
    one = case(1)
    found = SCFE()(scores(one.weights)["traced"], one.inputs, box(), key=KEY)
    assert (worst(one, found.points[found.found], SHIFT, math.inf) <= 0.0).mean() > 0.5


def able(seed: int) -> tuple[Case, float, np.ndarray]:
    """A shift that few weights outweigh, and who can withstand it.

    The worst score is a sum of concave functions of one column each, so its largest value in the box is known.
    """
    one = case(seed)
    shift = 0.7 * np.abs(one.weights[:-1]).max()
    one = one._replace(weights=np.append(one.weights[:-1], max(one.weights[-1], shift) - 0.1))
    ends = np.stack([-np.ones_like(one.inputs), np.ones_like(one.inputs), np.zeros_like(one.inputs)])
    ends[:, :, -1] = 1.0
    best = (ends * one.weights - shift * np.abs(ends)).max(axis=0).sum(axis=1)
    return one, shift, one.rejected & (best > 0.05)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_shift_is_withstood_wherever_it_can_be(seed):
    one, shift, who = able(seed)
    assert who.any()
    assert ROAR(shift=shift)(scores(one.weights)["traced"], one.inputs, box(), key=KEY).found[who].all()


def test_steps_that_stop_at_its_kinks_would_not_withstand_it(monkeypatch):
    """The mutant: Gauss-Newton alone, which the kinks of ‖x‖₁ at 0 stop."""
    monkeypatch.setattr(scfe, "minimise_past_kinks", minimise)
    one, shift, who = able(0)
    assert not ROAR(shift=shift)(scores(one.weights)["traced"], one.inputs, box(), key=KEY).found[who].all()


@every_norm
@every_kind
def test_without_a_shift_it_is_scfe(kind, norm):
    one = case(2)
    score = scores(one.weights)[kind]
    robust, plain = (method(score, one.inputs, box(), key=KEY) for method in (ROAR(shift=0.0, norm=norm), SCFE()))
    np.testing.assert_array_equal(robust.status, plain.status)
    np.testing.assert_allclose(robust.changes, plain.changes, rtol=1e-7, atol=1e-9)


@every_kind
def test_what_nobody_can_bear_is_not_found(kind):
    """A shift as large as the largest weight takes every score."""
    one = case(3)
    shift = 1.1 * np.abs(one.weights).max()
    found = ROAR(shift=shift)(scores(one.weights)[kind], one.inputs, box(), key=KEY)
    assert (found.status[one.rejected] == RecourseStatus.NOT_FOUND).all()
    for values in (found.points, found.changes, found.costs, found.more["worst_score"]):
        assert np.isnan(values).all()


@every_norm
def test_whom_the_model_accepts_needs_none_however_little_would_change_its_mind(norm):
    one = case(0)
    inputs = one.inputs[~one.rejected]
    fragile = worst(one, inputs, SHIFT, norm) < 0.0
    found = ROAR(shift=SHIFT, norm=norm)(scores(one.weights)["traced"], inputs, box(), key=KEY)
    assert fragile.any()
    assert (found.status == RecourseStatus.ALREADY_FAVOURABLE).all()
    assert np.isnan(found.costs).all()


def test_a_larger_shift_costs_more():
    one = case(1)
    costs = [
        ROAR(shift=shift)(scores(one.weights)["traced"], one.inputs, box(), key=KEY).costs[one.rejected].mean()
        for shift in (0.0, 0.05, 0.1)
    ]
    assert costs[0] < costs[1] < costs[2]


def curved(weights: Any, x: Any) -> Any:
    return jnp.tanh(x @ weights) + 0.2 * x[0]


def test_on_a_network_the_gradient_stands_for_the_weights():
    """f(x') − δ‖x'‖₁ of any score, as of one that is linear at x'."""
    one = case(1)
    score = Partial(curved, jnp.asarray(one.weights))
    found = ROAR(shift=0.05)(score, one.inputs, box(), key=KEY)
    points = found.points[found.found]
    left = np.tanh(points @ one.weights) + 0.2 * points[:, 0] - 0.05 * np.abs(points).sum(axis=1)
    assert len(left)
    assert (left > 0.0).all()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"shift": -0.1}, "shift must be finite and at least 0, not -0.1"),
        ({"shift": np.nan}, "shift must be finite and at least 0, not nan"),
        ({"norm": 1.0}, "norm must be inf or 2, not 1"),
        ({"lam": 0.0}, "lam must be finite and positive"),
        ({"solver": "adam"}, "solver must be"),
    ],
)
def test_settings_out_of_range_are_refused(setting, says):
    with pytest.raises(ValueError, match=says):
        ROAR(**setting)
