"""A range of ε, covered: what is certain holds of robust models between, and passes do not run over."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from support.forecasts import robust_ball

import empirical.data
from empirical.errors import InputError
from empirical.forecast import along, ranged
from empirical.forecast.forecast import Forecast, forecast
from empirical.forecast.natural import training_of
from empirical.forecast.people import People
from empirical.forecast.rows import ACCEPTED, REJECTED
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.stretches import Stretch

SPLIT = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)


@cache
def made(norm: float = np.inf, passes: int = 500) -> Forecast:
    settings = ForecastSettings(budgets=(0,), norm=norm, between=(0.0, 0.1), range_passes=passes)
    return forecast(SPLIT, settings)


@pytest.mark.parametrize("norm", [np.inf, 2.0, 1.0])
def test_what_is_said_of_a_range_holds_of_robust_models_in_it(norm):
    """Scores and costs of robust models at ε that no stop has, by formulas of their own."""
    one = made(norm)
    assert isinstance(one.settings, ForecastSettings)
    assert one.violated == 0
    assert one.ranged.certain == 1.0
    people = one.ranged.people
    place = {int(row): at for at, row in enumerate(SPLIT.test_rows)}
    inputs = SPLIT.test[[place[instance] for instance in people["instance"].unique().sort()]]
    for epsilon in (0.003, 0.0471, 0.0999):
        end = robust_ball(training_of(SPLIT, one.settings)._replace(epsilon=epsilon))
        here = people.filter(pl.col("epsilon_low") <= epsilon, pl.col("epsilon_high") >= epsilon).sort("instance")
        slopes, score = np.where(SPLIT.actionable, end.centre, 0.0), inputs @ end.centre
        cost = np.abs(0.405465108108164 - score) * np.linalg.norm(slopes) / (0.01 + slopes @ slopes)
        for name, value in (("score", score), ("cost", cost)):
            assert (here[f"{name}_low"].to_numpy() <= value + 1e-4).all()
            assert (value - 1e-4 <= here[f"{name}_high"].to_numpy()).all()
        accepted = here["acceptance"].to_numpy()
        assert (score[accepted == ACCEPTED] > 0.0).all()
        assert (score[accepted == REJECTED] <= 0.0).all()


def test_stretches_cover_the_range_without_gaps_within_the_passes():
    for passes in (4, 30, 500):
        one = made(passes=passes).ranged
        edges = [*one.stretches["epsilon_low"], one.stretches["epsilon_high"][-1]]
        assert (edges[0], edges[-1]) == (0.0, 0.1)
        assert edges == sorted(set(edges))
        assert one.stretches["epsilon_high"].to_list() == edges[1:]
        assert one.passes <= passes
        assert one.people.height == one.stretches.height * made().people["instance"].n_unique()
    assert made(passes=4).ranged.certain < made(passes=30).ranged.certain + 1e-12 <= 1.0 + 1e-12


def test_without_a_range_nothing_is_said_of_one():
    one = forecast(SPLIT, ForecastSettings(budgets=(0,), check=False))
    assert one.ranged.people.is_empty()
    assert one.ranged.checks == ()


def test_models_within_the_radius_of_a_line_are_inside_of_what_is_told():
    random = np.random.default_rng(0)
    settings = ForecastSettings(lam=0.3)
    for _ in range(20):
        first, turn = random.normal(size=(2, 4)) * 10.0 ** random.uniform(-2, 1, size=(2, 1))
        one = Stretch(0.0, 0.1, first, first + turn, 10.0 ** random.uniform(-4, 0.5))
        people = made_people(random)
        (told,) = along.told_along([one], people, settings)
        for _ in range(50):
            away = random.normal(size=4)
            away *= one.radius * random.uniform() ** 0.1 / np.linalg.norm(away)
            weights = first + random.uniform() * turn + away
            slopes, score = np.where(people.actionable, weights, 0.0), people.inputs @ weights
            norm = np.linalg.norm(slopes)
            cost = np.abs(settings.target - score) * norm / (0.3 + norm**2)
            floor = np.maximum(-score, 0.0) / norm
            for ends, value in ((told.score, score), (told.cost, cost), (told.floor, floor)):
                assert (ends.low <= value * (1.0 + 1e-12) + 1e-12).all()
                assert (value * (1.0 - 1e-12) - 1e-12 <= ends.high).all()
            assert np.linalg.norm(weights - told.ball.centre) <= told.ball.radius


def made_people(random: np.random.Generator) -> People:
    inputs, actionable = random.normal(size=(9, 4)), np.array([True, True, False, True])
    column = np.ones(9)
    return People(np.arange(9), inputs, actionable, -column, column, inputs + 1.0, 9, 9)


def test_a_violated_interval_of_a_range_is_counted(monkeypatch):
    """A mutant: radii of a hundredth."""
    import empirical.forecast.cover as module

    whole = module.stretch

    def too_small(low, high):
        one = whole(low, high)
        return one._replace(radius=one.radius / 1e4)

    monkeypatch.setattr(module, "stretch", too_small)
    settings = ForecastSettings(budgets=(0,), between=(0.0, 0.3), range_passes=60, check=True)
    assert forecast(SPLIT, settings).violated > 0


def test_every_stretch_is_compared_with_a_robust_model_inside_it():
    one = made()
    for at, check in zip(one.ranged.stretches.iter_rows(named=True), one.ranged.checks, strict=True):
        assert at["epsilon_low"] < check.epsilon < at["epsilon_high"]
        assert check.intervals == check.held == 4 * one.people["instance"].n_unique()
        assert check.radius <= 1e-5
    assert 0.0 < ranged.INSIDE < 0.5


@pytest.mark.parametrize("between", [(0.1,), (0.1, 0.1), (0.2, 0.1), (-0.1, 0.1), (0.0, np.inf), (0.0, 0.1, 0.2)])
def test_a_range_that_is_none_is_refused(between):
    with pytest.raises(InputError, match="between must be the lowest and the highest epsilon of a range"):
        ForecastSettings(between=between)


@pytest.mark.parametrize("passes", [0, 3, 10_001])
def test_passes_that_cannot_be_are_refused(passes):
    with pytest.raises(InputError, match="range-passes must be a whole number from 4 to 10,000"):
        ForecastSettings(range_passes=passes)
