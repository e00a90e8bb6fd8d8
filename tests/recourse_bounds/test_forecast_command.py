"""The command ``forecast`` and ``rb.forecast``: what they say, write and refuse."""

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import typer

import recourse_bounds as rb
from empirical.errors import InputError
from empirical.forecast import writer
from empirical.forecast.check import Check
from recourse_bounds.app import app
from recourse_bounds.commands import forecast as command
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.forecasting import from_python
from recourse_bounds.forecasting.options import NAMES, ForecastOptions
from recourse_bounds.forecasting.telling import sentence

OPTIONS = {"epsilon": "0.02,0.1", "passes": "0,10,30"}


def said(capsys, **options: object) -> str:
    assert command.forecast(ForecastOptions(**{**OPTIONS, **options}), set()) == 0  # type: ignore[arg-type]
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder of a forecast."""
    place = tmp_path_factory.mktemp("forecasts") / "made"
    assert command.forecast(ForecastOptions(**OPTIONS, out=place), set()) == 0  # type: ignore[arg-type]
    return place


def test_the_answer_says_of_how_many_what_is_certain_and_that_it_was_checked(capsys, tmp_path):
    text = said(capsys, out=tmp_path / "made")
    assert re.search(r"The natural model rejects 2\d\d of 569 people of breast-cancer\.", text)
    assert "whether they are accepted: " in text
    assert re.search(r"whether they are accepted: .*for all after \d+", text)
    assert re.search(r"Checked: the robust models, .* have all [\d,]+ values", " ".join(text.split()))
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    assert rows[0][:3] == ["ε", "passes", "radius"]
    assert [row[:2] for row in rows[1:]] == [[e, p] for e in ("0.02", "0.1") for p in ("0", "10", "30")]


def test_the_files_hold_what_the_forecast_holds(folder):
    unasked = {writer.SURVIVING, writer.RANGE, f"{writer.BANDS}.png", f"{writer.BANDS}.svg"}
    assert {path.name for path in folder.iterdir()} == writer.FILES - unasked
    people, work = (pl.read_parquet(folder / name) for name in (writer.PEOPLE, writer.WORK))
    summary = json.loads((folder / writer.SUMMARY).read_text(encoding="utf-8"))
    assert next(iter(summary.values())) == writer.FORMAT
    assert people.height == 6 * summary["people"]
    assert work.height == 6
    assert summary["settings"]["penalty"] == 0.01
    assert summary["settings"]["norm"] == "inf"
    assert summary["settings"]["data"]["name"] == "breast-cancer"
    assert [check["violated"] for check in summary["checks"]] == [0, 0]
    assert {"versions", "data", "machine"} <= set(summary)
    assert (folder / "width.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (folder / "width.svg").read_bytes()


def test_a_forecast_replaces_a_forecast_and_nothing_else(folder, tmp_path, capsys):
    said(capsys, out=folder, epsilon="0.1", check=False)
    assert json.loads((folder / writer.SUMMARY).read_text(encoding="utf-8"))["checks"] == []
    (tmp_path / "diary").write_text("dear")
    with pytest.raises(InputError, match="exists and is no forecast: choose another folder with --out"):
        said(capsys, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary"]


def test_of_one_person_it_says_a_sentence_for_every_epsilon(capsys, tmp_path):
    data = rb.load_data("breast-cancer")
    made = rb.forecast(data, epsilons=(0.02, 0.1), budgets=(0, 10, 30))
    chosen = made.people.filter((pl.col("passes") == 30) & (pl.col("acceptance") == "stays rejected"))
    row, low = chosen["instance"][0], chosen["cost_low"][0]
    text = " ".join(said(capsys, person=row, out=tmp_path / "made").split())
    assert f"Row {row} is rejected by the natural model; a recourse costs" in text
    assert "At ε = 0.02 this person stays rejected; a recourse will cost between" in text
    told = float(re.search(r"between ([\d.]+) and", text)[1])  # type: ignore[index]
    assert low * 0.98 <= told <= low * 1.02


def test_of_a_whole_range_it_says_what_is_certain_for_every_epsilon(capsys, tmp_path):
    text = " ".join(said(capsys, between="0,0.1", out=tmp_path / "made").split())
    found = re.search(
        r"For every ε from 0 to 0.1 at once, after (\d+) passes over the data: (\d+) of (\d+) people", text
    )
    assert found
    summary = json.loads((tmp_path / "made" / writer.SUMMARY).read_text(encoding="utf-8"))
    rows = pl.read_parquet(tmp_path / "made" / writer.RANGE)
    assert summary["range"]["passes"] == int(found[1]) <= 500
    assert summary["range"]["certain"] == 1.0
    assert summary["range"]["violated"] == 0 < summary["range"]["intervals"]
    stays = rows.group_by("instance").agg((pl.col("acceptance") == "stays rejected").all())
    assert (int(stays["acceptance"].sum()), stays.height) == (int(found[2]), int(found[3]))
    assert (tmp_path / "made" / "bands.png").read_bytes().startswith(b"\x89PNG")
    one = " ".join(said(capsys, between="0,0.1", person=108, out=tmp_path / "made").split())
    assert re.search(r"For every ε from 0 to 0\.1 this person stays rejected; a recourse will cost between", one)


def test_people_who_are_accepted_or_are_nobody_are_refused(capsys, tmp_path):
    rejected = set(rb.forecast(budgets=(0,), check=False).people["instance"])
    accepted = next(row for row in range(569) if row not in rejected)
    for row, message in (
        (accepted, f"the natural model accepts row {accepted} of breast-cancer, so that it needs no recourse"),
        (569, "breast-cancer has no row 569, or it was left out; its rows are 0 to 568"),
        (-1, "breast-cancer has no row -1"),
    ):
        with pytest.raises(InputError, match=message):
            said(capsys, person=row, out=tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_violated_interval_is_a_defect(capsys, monkeypatch, tmp_path):
    plain = from_python.forecast_split

    def violated(*given, **how):
        made = plain(*given, **how)
        return type(made)(**{**vars(made), "checks": (Check(0.1, 5, 1e-7, 10, 9),)})

    monkeypatch.setattr(from_python, "forecast_split", violated)
    assert command.forecast(ForecastOptions(passes="0", out=tmp_path / "made"), set()) == DEFECT
    assert "DEFECT: 1 of 10 intervals do not hold the robust model's value" in capsys.readouterr().out


def test_a_table_and_models_of_ones_own(capsys, tmp_path):
    random = np.random.default_rng(0)
    ages, incomes = random.integers(20, 70, 60), random.integers(10, 90, 60)
    table = tmp_path / "loans.csv"
    paid = np.where(incomes + random.normal(0, 20, 60) > 50, "yes", "no")
    rows = [",".join(map(str, row)) for row in zip(ages, incomes, paid, strict=True)]
    table.write_text("\n".join(["age,income,paid", *rows]))
    models = tmp_path / "models.json"
    mine = {"weights": {"age": 0.0, "income": 0.1}, "intercept": -5.05}
    models.write_text(json.dumps({"non_robust": mine, "robust": mine}))
    own = {"data": str(table), "target": "paid", "favourable": "yes", "immutable": "age", "models": str(models)}
    text = said(capsys, **own, out=tmp_path / "made")
    assert f"The natural model rejects {(incomes <= 50).sum()} of 60 people of loans." in text
    people = pl.read_parquet(tmp_path / "made" / "forecast.parquet")
    assert set(people["instance"]) == set(np.flatnonzero(incomes <= 50).tolist())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"penalty": 0.0}, "penalty must be finite and above 0, not 0: without one nothing is certain"),
        ({"norm": "3"}, "norm must be one of inf, 2, 1, not 3"),
        ({"norm": "two"}, "norm must be one of inf, 2, 1, not 'two'"),
        ({"between": "0.1"}, "between must be the lowest and the highest epsilon of a range, like 0,0.1"),
        ({"between": "0.1,0"}, "between must be the lowest and the highest epsilon of a range, like 0,0.1"),
        ({"range_passes": 1}, "range-passes must be a whole number from 4 to 10,000, not 1"),
        ({"seed": "0,1"}, "a forecast is of one split: give one value of seed"),
        ({"passes": "5,1"}, "passes must be whole numbers from 0 to 9,999, rising"),
        ({"dataset": "germany"}, "unknown data set 'germany'"),
        ({"data": "loans.csv"}, "--data needs --target"),
    ],
)
def test_options_that_cannot_be_are_refused_in_one_line(options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message) as refused:
        command.forecast(ForecastOptions(**options), set(options))
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_data_set_is_not_named_twice():
    with pytest.raises(InputError, match="name a data set, german, or give a table with --data, not both"):
        ForecastOptions(dataset="german", data="x.csv").refuse_others({"dataset", "data"})


def test_the_command_has_an_option_for_every_name_and_takes_the_data_set_first():
    known = typer.main.get_command(app).commands["forecast"]  # type: ignore[attr-defined]
    context = known.make_context("forecast", ["german", "--epsilon", "0.1", "--no-check"])
    assert set(NAMES) <= set(ForecastOptions.__dataclass_fields__)
    assert (context.params["dataset"], context.params["check"]) == ("german", False)


def test_python_takes_names_data_sets_splits_and_models():
    data = rb.load_data("breast-cancer")
    split = rb.split(data, seed=0)
    first, second = rb.forecast(data, epsilons=0.1, budgets=(20,)), rb.forecast(split, epsilons=0.1, budgets=(20,))
    assert (first.asked, second.asked) == (569, 114)
    assert set(second.people["instance"]) < set(first.people["instance"])
    pair = rb.train_pair(split, steps=50)
    mine = rb.forecast(split, natural=pair.natural, epsilons=0.1, budgets=(20,))
    assert isinstance(pair.natural, rb.LinearModel)
    np.testing.assert_array_equal(mine.natural.weights, pair.natural.weights)
    assert first.violated == second.violated == mine.violated == 0
    for wrong, message in (
        (lambda: rb.forecast(3), "a forecast is made of a name, a rb.Dataset or a rb.Split, not of a int"),
        (lambda: rb.forecast(epsilon=0.1), "a forecast has no setting 'epsilon'; did you mean epsilons?"),
        (lambda: rb.forecast(split, natural=rb.HostModel(lambda x: x[:, 0])), "a forecast starts from a linear model"),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            wrong()


def test_ends_are_rounded_outwards():
    row = {"acceptance": "stays rejected", "recourse_now": "will be accepted", "cost_now": 0.32}
    assert sentence(row | {"cost_low": 0.41999, "cost_high": 0.43001}) == (
        "this person stays rejected; a recourse will cost between 0.419 and 0.431, now 0.32; today’s will be accepted"
    )
    assert "nothing is known of the cost" in sentence(row | {"cost_low": 0.0, "cost_high": np.inf})
    accepted = row | {"acceptance": "will be accepted", "cost_low": 0.0, "cost_high": 1.0}
    assert sentence(accepted) == "this person will be accepted without any change"
