"""Recourses that survive, beside others: what is said of them is what the robust model does."""

import numpy as np
import polars as pl
import pytest

from empirical.data import load, split
from empirical.errors import InputError
from empirical.forecast.forecast import Forecast, forecast
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.surviving_rows import summaries


@pytest.fixture(scope="module")
def made() -> Forecast:
    settings = ForecastSettings(epsilons=(0.05, 0.1), budgets=(0, 20), robust_to=(0.1,))
    return forecast(split(load("breast-cancer"), seed=0), settings)


def test_the_robust_model_accepts_every_recourse_that_survives(made):
    rows = made.surviving.filter(pl.col("method") == "surviving", pl.col("status") == "found")
    assert rows.height > 30
    assert rows["accepted"].unique().to_list() == ["will be accepted"]
    assert not made.violated


def test_others_are_lost_by_some_and_rows_say_so(made):
    plain = made.surviving.filter(pl.col("method") == "plain", pl.col("status") == "found")
    assert (plain["accepted"] == "will be rejected").mean() > 0.3


def test_there_is_a_row_for_each_person_and_method_at_the_epsilon_asked_for(made):
    people = made.people["instance"].n_unique()
    assert made.surviving["epsilon"].unique().to_list() == [0.1]
    assert made.surviving.group_by("method").len()["len"].to_list() == [people] * 3
    lacking = made.surviving.filter(pl.col("status") != "found")
    assert lacking["cost"].null_count() == lacking["accepted"].null_count() == lacking.height


def test_whoever_the_robust_model_accepts_anyhow_needs_no_recourse(made):
    needless = made.surviving.filter(pl.col("status") == "already_favourable")["instance"]
    now = made.people.filter(pl.col("instance").is_in(needless.implode()), pl.col("epsilon") == 0.1, passes=20)
    assert now["acceptance"].unique().to_list() in ([], ["will be accepted"])


def test_a_survivor_costs_no_less_than_the_floor(made):
    floors = made.people.filter(pl.col("epsilon") == 0.1, pl.col("passes") == 20).select("instance", "floor")
    rows = made.surviving.filter(pl.col("method") == "surviving", pl.col("status") == "found").join(
        floors, on="instance"
    )
    assert (rows["cost"] >= rows["floor"]).all()


def test_a_threshold_moves_with_the_models():
    settings = ForecastSettings(budgets=(30,), robust_to=(0.1,), threshold=0.7, target=1.5)
    made = forecast(split(load("breast-cancer"), seed=0), settings)
    rows = made.surviving.filter(pl.col("method") == "surviving", pl.col("status") == "found")
    assert rows["accepted"].unique().to_list() == ["will be accepted"]


def test_nobody_asks_for_an_epsilon_that_is_not_forecast():
    with pytest.raises(InputError, match="robust-to must be among the values of epsilon"):
        ForecastSettings(epsilons=(0.1,), robust_to=(0.2,))


def test_medians_are_of_people_whom_every_method_gives_a_recourse():
    columns = {"epsilon": 0.1, "status": "found", "accepted": "will be accepted"}
    rows = [{**columns, "method": name, "instance": 1, "cost": 2.0} for name in ("surviving", "plain")]
    rows.append({**columns, "method": "plain", "instance": 2, "cost": 9.0})
    assert summaries(pl.DataFrame(rows))["plain"].cost == 2.0
    assert np.isclose(summaries(pl.DataFrame(rows))["surviving"].accepted, 1.0)
