"""A forecast: whom it is about, that its intervals hold the robust model's values, and what it refuses."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from support.forecasts import robust_ball

import empirical.data
from empirical.data.split import assign
from empirical.errors import InputError
from empirical.families.penalised.descent import END
from empirical.forecast.forecast import Forecast, forecast, forecast_from
from empirical.forecast.intervals import Ends
from empirical.forecast.natural import natural_model, training_of
from empirical.forecast.rows import ACCEPTED, REJECTED, UNKNOWN
from empirical.forecast.settings import ForecastSettings
from empirical.models.model import LinearModel

SPLIT = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
ROWS = assign(empirical.data.load("breast-cancer"), seed=0)[0]


@cache
def made(norm: float = np.inf, penalty: float = 0.01) -> Forecast:
    settings = ForecastSettings(epsilons=(0.0, 0.1), budgets=(0, 2, 5, 10, 40), norm=norm, penalty=penalty)
    return forecast(SPLIT, settings, ROWS)


@pytest.mark.parametrize(("norm", "penalty"), [(np.inf, 1e-4), (np.inf, 0.01), (2.0, 0.001), (1.0, 0.1), (2.0, 1.0)])
def test_every_interval_holds_the_robust_models_value(norm, penalty):
    """The values here are computed from weights, by formulas of their own."""
    one = made(norm, penalty)
    assert isinstance(one.settings, ForecastSettings)
    assert one.violated == 0
    assert all(check.held == check.intervals > 0 for check in one.checks)
    everybody = np.concatenate([SPLIT.train, SPLIT.test])
    places = np.argsort(np.concatenate([ROWS, SPLIT.test_rows]))  # instance -> row of the design
    now = np.where(SPLIT.actionable, one.natural.weights, 0.0)
    for epsilon in (0.0, 0.1):
        end = robust_ball(training_of(SPLIT, one.settings)._replace(epsilon=epsilon))
        slopes = np.where(SPLIT.actionable, end.centre, 0.0)
        rows = one.people.filter(pl.col("epsilon") == epsilon)
        people = everybody[places[rows["instance"].to_numpy()]]
        score = people @ end.centre
        missing = 0.405465108108164 - score
        cost = np.abs(missing) * np.linalg.norm(slopes) / (0.01 + slopes @ slopes)
        step = (0.405465108108164 - people @ one.natural.weights) / (0.01 + now @ now)
        recourse = 1.0 / (1.0 + np.exp(-(people + step[:, None] * now) @ end.centre))
        slack = 1e-5 + 1e3 * end.radius
        for name, value in (("score", score), ("cost", cost), ("validity", recourse)):
            low, high = (rows[f"{name}_{end_}"].to_numpy() for end_ in ("low", "high"))
            assert (low <= value + slack * (1.0 + np.abs(value))).all(), (name, epsilon)
            assert (value - slack * (1.0 + np.abs(value)) <= high).all(), (name, epsilon)
        floor = np.maximum(-score, 0.0) / np.linalg.norm(slopes)
        assert (rows["floor"].to_numpy() <= floor * (1.0 + slack) + slack).all()


def test_intervals_end_near_the_value_and_say_what_is_decided():
    one = made()
    last = one.people.filter(pl.col("passes") == 40)
    assert ((last["cost_high"] - last["cost_low"]) < 0.01).all()
    assert set(last["acceptance"]) <= {REJECTED, ACCEPTED}
    natural = last.filter(pl.col("epsilon") == 0.0)
    near = 20.0 * END  # the natural model is within END of the optimum
    assert (natural["cost_low"] <= natural["cost_now"] + near).all()
    assert (natural["cost_now"] - near <= natural["cost_high"]).all()
    assert set(natural["acceptance"]) == {REJECTED}
    first = one.people.filter((pl.col("passes") == 0) & (pl.col("epsilon") == 0.1))
    assert UNKNOWN in set(first["acceptance"])
    for words, low, high in (
        ("acceptance", "score_low", "score_high"),
        ("recourse_now", "validity_low", "validity_high"),
    ):
        cut = 0.0 if words == "acceptance" else 0.5
        known = one.people[words] != UNKNOWN
        assert ((one.people[low] > cut) | (one.people[high] <= cut)).equals(known, check_names=False)


def test_more_work_never_knows_less():
    for _, rows in made().work.group_by("epsilon"):
        by_work = rows.sort("passes")
        assert (by_work["radius"].diff().drop_nulls() <= 0.0).all()
        assert (by_work["seconds"].diff().drop_nulls() >= 0.0).all()
        assert by_work["acceptance"][-1] == by_work["cost"][-1] == 1.0


def test_everybody_whom_the_natural_model_rejects_is_in_it_and_others_are_not():
    one = made()
    assert isinstance(one.natural, LinearModel)
    scores = one.natural.scores(np.concatenate([SPLIT.train, SPLIT.test]))
    expected = np.sort(np.concatenate([ROWS, SPLIT.test_rows])[scores <= 0.0])
    assert one.people["instance"].unique().sort().to_list() == expected.tolist()
    assert (one.rejected, one.asked) == (len(expected), 569)
    assert one.people.height == 2 * 5 * len(expected)
    assert f"{len(expected)} rejected people of 569" in repr(one)
    tests = forecast(SPLIT, ForecastSettings(budgets=(0,), check=False))
    assert set(tests.people["instance"]) == set(expected.tolist()) & set(SPLIT.test_rows.tolist())
    assert tests.checks == ()


def test_some_are_drawn_by_the_seed_where_there_are_more():
    few = [forecast(SPLIT, ForecastSettings(budgets=(0,), instances=7, seed=seed), ROWS) for seed in (0, 0, 1)]
    drawn = [one.people["instance"].to_list() for one in few]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 7 < few[0].rejected
    everybody = made().people["instance"].unique().to_list()
    assert set(drawn[0]) <= set(everybody)


def test_a_model_of_ones_own_is_what_is_now():
    settings = ForecastSettings(budgets=(0, 80))
    mine = LinearModel(np.random.default_rng(0).normal(size=31))
    one = forecast_from(mine, SPLIT, settings)
    assert one.violated == 0
    rejected = mine.scores(SPLIT.test) <= 0.0
    assert set(one.people["instance"]) == set(SPLIT.test_rows[rejected].tolist())
    assert (one.people["score_now"] <= 0.0).all()
    assert one.work["cost"][-1] > 0.9
    for wrong in (np.ones(30), np.full(31, np.nan)):
        with pytest.raises(InputError, match="the model needs 31 finite weights, one for each column"):
            forecast_from(LinearModel(wrong), SPLIT, settings)


def test_a_threshold_is_that_of_people_recourses_and_floors():
    settings = ForecastSettings(threshold=0.7, target=1.5, budgets=(30,))
    one = forecast(SPLIT, settings, ROWS)
    assert one.violated == 0
    assert (one.people["score_now"] <= settings.cut).all()
    assert (one.people["score_now"] > 0.0).any()
    stays = one.people.filter(pl.col("acceptance") == REJECTED)
    assert (stays["floor"] <= stays["cost_high"]).all()


def test_a_violated_interval_is_counted(monkeypatch):
    """A mutant: balls of a hundredth of their radius miss the robust model."""
    import empirical.forecast.forecast as module

    def too_small(*given, **how):
        way = module_descend(*given, **how)
        small = [one._replace(ball=one.ball._replace(radius=one.ball.radius / 100.0)) for one in way.places[:-1]]
        return way._replace(places=[*small, way.end])

    module_descend = module.descend
    monkeypatch.setattr(module, "descend", too_small)
    assert forecast(SPLIT, ForecastSettings(budgets=(0, 2))).violated > 0


def test_an_interval_with_nan_holds_nothing():
    from empirical.families.penalised.balls import Ball
    from empirical.forecast.check import held
    from empirical.forecast.rows import Told

    good, bad = Ends(np.zeros(2), np.ones(2)), Ends(np.array([0.0, np.nan]), np.ones(2))
    one = Told(Ball(np.zeros(1), 1.0), good, good, good, good)
    assert held(one, one) == (8, 8)
    assert held(one._replace(cost=bad), one) == (8, 7)
    assert held(one, one._replace(floor=bad)) == (8, 7)


def test_the_natural_model_is_that_of_no_attack():
    training = training_of(SPLIT, ForecastSettings())
    robust = robust_ball(training._replace(epsilon=0.0))
    assert np.linalg.norm(natural_model(training._replace(epsilon=0.3)).weights - robust.centre) < 2e-6


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"penalty": 0.0}, "penalty must be finite and above 0, not 0: without one nothing is certain"),
        ({"norm": 3.0}, "norm must be one of inf, 2, 1, not 3"),
        ({"epsilons": ()}, "epsilon needs a value"),
        ({"epsilons": (0.1, 0.1)}, "epsilon has a value twice"),
        ({"epsilons": (-0.1,)}, "epsilon must be finite and at least 0, not -0.1"),
        ({"budgets": (5, 1)}, "passes must be whole numbers from 0 to 9,999, rising, like 0,1,2,5,10"),
        ({"budgets": (-1, 1)}, "passes must be whole numbers"),
        ({"threshold": 1.0}, "threshold must be a probability above 0 and below 1, not 1"),
        ({"target": -1.0}, "target-score must be finite and above the threshold's score 0, not -1"),
        ({"lam": 0.0}, "lam must be finite and positive, not 0"),
        ({"instances": 0}, "instances must be at least 1, not 0"),
        ({"seed": -1}, "seed must be between 0 and"),
        ({"class_weights": "heavy"}, "class-weights must be none, balanced"),
    ],
)
def test_settings_that_no_forecast_can_have_are_refused_in_one_line(how, message):
    with pytest.raises(InputError, match=message):
        ForecastSettings(**how)


def test_nobody_rejected_is_refused_in_one_line():
    with pytest.raises(InputError, match=r"the natural model rejects nobody of 114, so that there is nothing"):
        forecast_from(LinearModel(np.append(np.zeros(30), 1.0)), SPLIT, ForecastSettings())
