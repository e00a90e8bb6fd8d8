"""Forecasts for wide networks: every interval holds the robust regressor's value, however it was come by."""

from functools import cache

import numpy as np
import polars as pl
import pytest

import empirical.data
from empirical.data.split import assign
from empirical.errors import InputError
from empirical.forecast.forecast import Forecast
from empirical.forecast.kernels.forecast import kernel_forecast
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.forecast.kernels.solving import solved, stages
from empirical.forecast.kernels.system import RobustSystem, natural_regressor, robust_system
from ntk import KernelRegressor, first_layer, gram

DATA = empirical.data.load("breast-cancer")
SPLIT = empirical.data.split(DATA, seed=0)
ROWS = assign(DATA, seed=0)[0]
FEW = {"rows": 120, "instances": 30, "budgets": (0, 1, 2, 4, 8, 16)}


@cache
def made(ridge: float = 1.0, epsilon: float = 0.1, norm: float = np.inf) -> Forecast:
    settings = KernelForecastSettings(epsilons=(epsilon,), ridge=ridge, norm=norm, **FEW)  # type: ignore[arg-type]
    return kernel_forecast(SPLIT, settings, ROWS)


def outright(ridge: float, epsilon: float, norm: float) -> KernelRegressor:
    """The robust regressor, by numpy from its whole matrix."""
    settings = KernelForecastSettings(ridge=ridge, norm=norm, **FEW)  # type: ignore[arg-type]
    natural = natural_regressor(SPLIT, settings)
    inputs = robust_system(natural, SPLIT, settings, epsilon).inputs
    matrix = gram(first_layer, inputs) + ridge * np.eye(len(inputs))
    return KernelRegressor(first_layer, inputs, np.linalg.solve(matrix, natural.labels), ridge)


CASES = [(1.0, 0.1, np.inf), (0.01, 0.02, np.inf), (10.0, 0.3, 2.0), (1.0, 0.0, np.inf)]


@pytest.mark.parametrize(("ridge", "epsilon", "norm"), CASES)
def test_every_interval_holds_the_value_of_the_regressor_solved_outright(ridge, epsilon, norm):
    """The values here are computed by formulas of their own."""
    one, robust = made(ridge, epsilon, norm), outright(ridge, epsilon, norm)
    assert one.violated == 0
    assert all(check.held == check.intervals > 0 for check in one.checks)
    everybody = np.concatenate([SPLIT.train, SPLIT.test])
    places = np.argsort(np.concatenate([ROWS, SPLIT.test_rows]))
    people = everybody[places[one.people["instance"].to_numpy()]]
    natural = one.natural
    assert isinstance(natural, KernelRegressor)
    now, tangent = natural.predict(people), np.where(SPLIT.actionable, natural.gradient(people), 0.0)
    steps = (0.405465108108164 - now) / (0.01 + (tangent * tangent).sum(axis=1))
    score, slope = robust.predict(people), np.where(SPLIT.actionable, robust.gradient(people), 0.0)
    length = np.linalg.norm(slope, axis=1)
    cost = np.abs(0.405465108108164 - score) * length / (0.01 + length**2)
    recourse = 1.0 / (1.0 + np.exp(-robust.predict(people + steps[:, None] * tangent)))
    for name, value in (("score", score), ("cost", cost), ("validity", recourse)):
        low, high = (one.people[f"{name}_{end}"].to_numpy() for end in ("low", "high"))
        slack = 1e-7 * (1.0 + np.abs(value))
        assert (low <= value + slack).all(), name
        assert (value - slack <= high).all(), name
    steepest = first_layer.lipschitz * float(np.abs(robust.weights) @ np.linalg.norm(robust.X, axis=1))
    assert (one.people["floor"].to_numpy() <= np.maximum(-score, 0.0) / steepest + 1e-9).all()


def test_work_makes_intervals_narrow_until_everything_is_certain():
    work = made().work
    assert work["acceptance"][0] < 0.5
    assert work["acceptance"][-1] == work["close"][-1] == 1.0
    assert (np.diff(work["acceptance"].to_numpy()) >= -1e-12).all()
    assert (np.diff(work["radius"].to_numpy()) <= 0.0).all()


def test_without_an_attack_the_natural_model_is_the_answer_before_any_step():
    one = made(epsilon=0.0)
    assert one.work["acceptance"][0] == 1.0
    first = one.people.filter(pl.col("passes") == 0)
    np.testing.assert_allclose(first["score_low"], first["score_now"], atol=1e-7)


def test_people_are_told_the_same_one_by_one():
    """What is said of a person does not depend on who else is asked, nor on how many systems are solved together."""
    settings = KernelForecastSettings(**FEW)  # type: ignore[arg-type]
    natural = natural_regressor(SPLIT, settings)
    system = robust_system(natural, SPLIT, settings, 0.1)
    points = SPLIT.test[:5]
    kernels = system.kernels(points)
    together = list(stages(system, kernels, system.precondition(kernels), (0, 3, 6)))
    for person in range(5):
        some = kernels[:, person : person + 1]
        for reached, alone in zip(together, stages(system, some, system.precondition(some), (0, 3, 6)), strict=True):
            mine = reached.systems.columns(slice(person, person + 1))
            np.testing.assert_allclose(mine.solution, alone.systems.solution, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(mine.length, alone.systems.length, rtol=1e-4, atol=1e-9)


def test_memory_changes_nothing_beyond_rounding(monkeypatch):
    """Without room for the matrix, products are made block by block, and people are asked a few at a time."""
    plain = made()
    monkeypatch.setattr(RobustSystem, "_matrix_bytes", 0)
    monkeypatch.setattr(RobustSystem, "together", 7)
    settings = KernelForecastSettings(**FEW)  # type: ignore[arg-type]
    blocked = kernel_forecast(SPLIT, settings, ROWS)
    assert blocked.violated == 0
    for name in ("score_low", "score_high", "validity_low", "cost_low", "cost_high"):
        ours, theirs = (one.people[name].to_numpy() for one in (blocked, plain))
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_a_factor_in_single_precision_leads_as_well(monkeypatch):
    """The preconditioner need not be exact: with a float32 factor every interval still holds."""
    monkeypatch.setattr("empirical.forecast.kernels.system.factorise", _single)
    one = kernel_forecast(SPLIT, KernelForecastSettings(**FEW), ROWS)  # type: ignore[arg-type]
    assert one.violated == 0
    assert one.checks[0].passes >= 16  # B was not factored, but solved by more steps
    assert one.work["acceptance"][-1] == 1.0


def _single(operator: object, **_: object) -> object:
    import ntk

    return ntk.factorise(operator, memory=1e-9)  # type: ignore[arg-type]


def test_the_robust_regressor_is_solved_to_the_end():
    settings = KernelForecastSettings(**FEW)  # type: ignore[arg-type]
    natural = natural_regressor(SPLIT, settings)
    system = robust_system(natural, SPLIT, settings, 0.1)
    np.testing.assert_allclose(
        solved(system, system.start).weights.solution[:, 0], outright(1.0, 0.1, np.inf).weights, atol=1e-9
    )


def test_mutants_of_intervals_fail_somewhere():
    """Half as wide about the same middle, some intervals of real people miss."""
    robust = outright(1.0, 0.1, np.inf)
    everybody = np.concatenate([SPLIT.train, SPLIT.test])
    places = np.argsort(np.concatenate([ROWS, SPLIT.test_rows]))
    people = made().people
    score = robust.predict(everybody[places[people["instance"].to_numpy()]])
    low, high = (people[f"score_{end}"].to_numpy() for end in ("low", "high"))
    share = np.abs(score - (low + high) / 2.0) / ((high - low) / 2.0)
    assert 0.02 < share.max() <= 1.0  # the bound is used, if only by a share: eigenvalues of B are rarely β


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ridge": 0.0}, "ridge"),
        ({"ridge": np.nan}, "ridge"),
        ({"norm": 1.0}, "norm must be inf or 2"),
        ({"kernel": "cubic"}, "kernel must be"),
        ({"attack": "none"}, "attack must be"),
        ({"attack_steps": 0}, "attack-steps"),
        ({"epsilons": (-0.1,)}, "epsilon"),
        ({"epsilons": ()}, "epsilon"),
        ({"budgets": (3, 1)}, "passes must be"),
        ({"budgets": (0, 10_000)}, "passes must be"),
        ({"target": -1.0}, "target-score"),
        ({"lam": 0.0}, "lam must be"),
        ({"instances": 0}, "instances must be"),
        ({"rows": 0}, "train-rows"),
        ({"memory": 0.0}, "--memory must be"),
        ({"threshold": 1.0}, "threshold must be"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        KernelForecastSettings(**settings)


def test_what_does_not_fit_is_refused_before_it_begins():
    with pytest.raises(InputError, match="take fewer --train-rows"):
        natural_regressor(SPLIT, KernelForecastSettings(memory=1e-4))
