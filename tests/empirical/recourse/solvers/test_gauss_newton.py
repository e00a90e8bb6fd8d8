"""SCFE on scores that are not linear: stationary points, as good as many gradient steps; on linear scores SCFE."""

from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.special import expit, log_expit
from support.kernel_pairs import make_pairs, regressor

from empirical.models.model import HostModel
from empirical.recourse.solvers.closed_form import linear_scfe
from empirical.recourse.solvers.gauss_newton import STEPS, minimise
from empirical.recourse.solvers.gauss_newton import objective as everybodys
from ntk import KernelRegressor

ACTIONABLE = np.array([True, True, False, True, True, False])
WIDTH = len(ACTIONABLE)


class Net(NamedTuple):
    """One hidden layer, with its gradient written out."""

    inner: np.ndarray
    outer: np.ndarray
    kind: str

    def score(self, inputs: np.ndarray) -> np.ndarray:
        hidden = inputs @ self.inner
        return (np.tanh(hidden) if self.kind == "tanh" else -log_expit(-hidden)) @ self.outer

    def gradient(self, inputs: np.ndarray) -> np.ndarray:
        hidden = inputs @ self.inner
        slopes = 1.0 - np.tanh(hidden) ** 2 if self.kind == "tanh" else expit(hidden)
        return (slopes * self.outer) @ self.inner.T


def net(seed: int, kind: str) -> Net:
    rng = np.random.default_rng(seed)
    return Net(rng.normal(size=(WIDTH, 5)) / np.sqrt(WIDTH), rng.normal(size=5), kind)


def instances(seed: int, count: int = 50) -> np.ndarray:
    inputs = np.random.default_rng(seed + 1000).normal(size=(count, WIDTH))
    inputs[:, -1] = 1.0
    return inputs


def cost_weights(seed: int) -> np.ndarray:
    return np.exp(np.random.default_rng(seed + 2000).normal(size=WIDTH) * 0.7)


class Found(NamedTuple):
    points: np.ndarray
    changes: np.ndarray
    costs: np.ndarray


def gauss_newton_scfe(
    score: HostModel, inputs: np.ndarray, *, actionable: np.ndarray, cost_weights: np.ndarray, target: float, lam: float
) -> Found:
    """Without a box."""
    anywhere, free = np.full_like(inputs, np.inf), np.where(actionable, 1.0 / cost_weights, 0.0)
    stand = minimise(score, everybodys(inputs, (-anywhere, anywhere), free, target, lam))
    changes = free * stand.change
    return Found(inputs + changes, changes, np.linalg.norm(stand.change, axis=1))


def on(both: Any) -> HostModel:
    return HostModel(lambda points: both(points)[0], both)


def host(model: Any) -> HostModel:
    return on(lambda points: (model.score(points), model.gradient(points)))


def solved(model: Any, inputs: np.ndarray, costs: np.ndarray, *, target: float = 1.0, lam: float = 0.1) -> np.ndarray:
    settings: Any = {"actionable": ACTIONABLE, "cost_weights": costs, "target": target, "lam": lam}
    found = gauss_newton_scfe(host(model), inputs, **settings)
    np.testing.assert_array_equal(found.points, inputs + found.changes)
    np.testing.assert_allclose(found.costs, np.linalg.norm(costs * found.changes, axis=1), rtol=1e-12)
    assert not found.changes[:, ~ACTIONABLE].any()
    return found.changes


def objective(
    model: Any, inputs: np.ndarray, changes: np.ndarray, costs: np.ndarray, target: float = 1.0, lam: float = 0.1
) -> np.ndarray:
    return (model.score(inputs + changes) - target) ** 2 + lam * ((costs * changes) ** 2).sum(axis=1)


def slopes(
    model: Any, inputs: np.ndarray, changes: np.ndarray, costs: np.ndarray, target: float = 1.0, lam: float = 0.1
) -> np.ndarray:
    residual = model.score(inputs + changes) - target
    whole = 2.0 * residual[:, None] * model.gradient(inputs + changes) + 2.0 * lam * costs**2 * changes
    return whole * ACTIONABLE


def adam(model: Any, inputs: np.ndarray, costs: np.ndarray, steps: int = 1000) -> np.ndarray:
    changes, mean, square = (np.zeros_like(inputs) for _ in range(3))
    for step in range(1, steps + 1):
        slope = slopes(model, inputs, changes, costs)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        rate = 0.05 * (1.0 - step / (steps + 1))
        changes = changes - rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-12)
    return changes


@pytest.mark.parametrize("seed", range(10))
def test_on_linear_scores_it_is_scfe(seed):
    weights = np.random.default_rng(seed).normal(size=WIDTH) * 3.0

    class Linear:
        score = staticmethod(lambda inputs: inputs @ weights)
        gradient = staticmethod(lambda inputs: np.tile(weights, (len(inputs), 1)))

    inputs, costs = instances(seed), cost_weights(seed)
    closed = linear_scfe(inputs, weights, actionable=ACTIONABLE, cost_weights=costs, target=1.0, lam=0.1)
    np.testing.assert_allclose(solved(Linear, inputs, costs), closed.changes, rtol=1e-8, atol=1e-10)


def test_the_gradient_of_the_objective_vanishes():
    """For nearly everybody: where residuals are large and the score curved, steps are small and end too early."""
    vanished = []
    for seed, kind in product(range(5), ("tanh", "softplus")):
        model, inputs, costs = net(seed, kind), instances(seed), cost_weights(seed)
        changes = solved(model, inputs, costs)
        before = np.abs(slopes(model, inputs, np.zeros_like(inputs), costs)).max()
        left = np.abs(slopes(model, inputs, changes, costs)).max(axis=1)
        vanished.append(left < 1e-6 * before)
        assert (left < 0.05 * before).all()
        assert (objective(model, inputs, changes, costs) <= objective(model, inputs, 0.0 * changes, costs)).all()
    assert np.mean(vanished) >= 0.95


@pytest.mark.parametrize("kind", ["tanh", "softplus"])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_as_good_as_a_thousand_gradient_steps(kind, seed):
    model, inputs, costs = net(seed, kind), instances(seed), cost_weights(seed)
    found = objective(model, inputs, solved(model, inputs, costs), costs)
    descended = objective(model, inputs, adam(model, inputs, costs), costs)
    assert np.mean(found <= descended * (1 + 1e-4) + 1e-9) >= 0.95


def test_one_linear_step_would_not_do():
    """The mutant: the closed form at the start leaves the gradient where it is."""
    model, inputs, costs = net(0, "tanh"), instances(0), cost_weights(0)
    slope = np.where(ACTIONABLE, model.gradient(inputs) / costs, 0.0)
    reach = (1.0 - model.score(inputs)) / (0.1 + (slope**2).sum(axis=1))
    once = reach[:, None] * slope / costs
    assert np.median(np.abs(slopes(model, inputs, once, costs)).max(axis=1)) > 1e-3


def test_dear_columns_change_less():
    model, inputs = net(1, "tanh"), instances(1)
    cheap, dear = (solved(model, inputs, np.where(np.arange(WIDTH) == 0, weight, 1.0)) for weight in (1.0, 100.0))
    assert np.abs(dear[:, 0]).max() < 1e-2 * np.abs(cheap[:, 0]).max()


def test_a_constant_score_gives_no_change():
    class Constant:
        score = staticmethod(lambda inputs: np.full(len(inputs), -1.0))
        gradient = staticmethod(np.zeros_like)

    assert not solved(Constant, instances(0), np.ones(WIDTH)).any()


def test_nobody():
    assert solved(net(0, "tanh"), instances(0)[:0], np.ones(WIDTH)).shape == (0, WIDTH)


class Counted:
    """A model that remembers how many points it was asked about, call by call."""

    def __init__(self, model: Any) -> None:
        self.model, self.calls = model, []

    def __call__(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.calls.append(len(points))
        if isinstance(self.model, KernelRegressor):
            return self.model.value_and_gradient(points)
        return self.model.score(points), self.model.gradient(points)


def test_a_linear_score_takes_two_evaluations():
    weights = np.arange(1.0, WIDTH + 1.0)

    class Linear:
        score = staticmethod(lambda inputs: inputs @ weights)
        gradient = staticmethod(lambda inputs: np.tile(weights, (len(inputs), 1)))

    counted = Counted(Linear)
    gauss_newton_scfe(
        on(counted), instances(0), actionable=ACTIONABLE, cost_weights=np.ones(WIDTH), target=1.0, lam=0.1
    )
    assert counted.calls == [50, 50]


def test_whoever_is_finished_is_not_evaluated_again():
    counted = Counted(net(0, "tanh"))
    gauss_newton_scfe(
        on(counted), instances(0), actionable=ACTIONABLE, cost_weights=np.ones(WIDTH), target=1.0, lam=0.1
    )
    assert counted.calls == sorted(counted.calls, reverse=True)
    assert counted.calls[0] == 50
    assert counted.calls[-1] < 10
    assert len(counted.calls) < STEPS


def test_everybody_goes_their_own_way():
    model, inputs, costs = net(2, "softplus"), instances(2), cost_weights(2)
    together = solved(model, inputs, costs)
    for instance in range(5):
        np.testing.assert_allclose(
            solved(model, inputs[instance : instance + 1], costs)[0], together[instance], rtol=1e-6
        )


def test_scores_that_are_not_finite_move_nobody():
    class Wall:
        """No score beyond the start."""

        score = staticmethod(lambda inputs: np.where(inputs[:, 0] == start[0, 0], -1.0, np.nan))
        gradient = staticmethod(np.ones_like)

    start = np.ones((3, WIDTH))
    with np.errstate(invalid="ignore"):
        assert not solved(Wall, start, np.ones(WIDTH)).any()


KERNELS = ("first-layer", "relu-ntk-2")


def kernel_problem(seed: int, kernel: str) -> tuple[KernelRegressor, np.ndarray, dict[str, Any]]:
    """A wiggly regressor, and people among whom are its training inputs: there its slope jumps."""
    (pair,) = make_pairs(seed, train=25, epsilons=(0.1,), ridges=(0.01,), kernel=kernel)
    model = regressor(pair.robust)
    inputs = np.vstack([pair.split.test, model.X])
    cost_weights = np.exp(np.random.default_rng(seed).normal(size=inputs.shape[1]) * 0.5)
    return (
        model,
        inputs,
        {"actionable": pair.split.actionable, "cost_weights": cost_weights, "target": 0.7, "lam": 0.01},
    )


def worth(model: KernelRegressor, inputs: np.ndarray, changes: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    miss = model.predict(inputs + changes) - settings["target"]
    return miss**2 + settings["lam"] * ((settings["cost_weights"] * changes) ** 2).sum(axis=1)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("seed", range(3))
def test_on_a_kernel_regressor_no_small_step_helps(seed, kernel):
    """Also from training inputs, and to wherever that leads: no step in any direction gains more than rounding."""
    model, inputs, settings = kernel_problem(seed, kernel)
    counted = Counted(model)
    found = gauss_newton_scfe(on(counted), inputs, **settings)
    here = worth(model, inputs, found.changes, settings)
    assert (here <= worth(model, inputs, np.zeros_like(inputs), settings) * (1 + 1e-12)).all()
    assert not found.changes[:, ~settings["actionable"]].any()
    assert sum(counted.calls) <= 40 * len(inputs)  # 16 to 30 a person; twice that with steps that know no secant
    rng = np.random.default_rng(seed)
    stuck = np.zeros(len(inputs), bool)
    for _ in range(20):
        way = rng.normal(size=inputs.shape) * settings["actionable"]
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        for length in (1e-3, 1e-5):
            there = worth(model, inputs, found.changes + length * way, settings)
            stuck |= there < here - 1e-4 * length
    assert stuck.mean() <= 0.02


@pytest.mark.parametrize("seed", range(3))
def test_from_a_training_input_the_way_is_found_as_from_beside_it(seed):
    model, _, settings = kernel_problem(seed, "first-layer")
    at, beside = (
        gauss_newton_scfe(on(model.value_and_gradient), points, **settings)
        for points in (model.X, model.X + 1e-7 * settings["actionable"])
    )
    one, other = (worth(model, model.X, found.changes, settings) for found in (at, beside))
    assert np.isfinite(at.costs).all()
    assert np.mean(one <= other + 1e-5) >= 0.9
