"""``forecast --model ntk`` and ``rb.forecast(model="ntk")``: what they say, write and refuse."""

import json
import re

import numpy as np
import polars as pl
import pytest

import recourse_bounds as rb
from empirical.errors import InputError
from empirical.forecast import writer
from recourse_bounds.commands import forecast as command
from recourse_bounds.forecasting.options import OF_MODEL, ForecastOptions

WIDE = {"model": "ntk", "epsilon": "0.1", "passes": "0,2,12", "train_rows": 80, "instances": 20}


def said(capsys, **options: object) -> str:
    chosen = {**WIDE, **options}
    assert command.forecast(ForecastOptions(**chosen), set(chosen)) == 0  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_it_says_what_is_certain_and_writes_the_tables_of_any_forecast(capsys, tmp_path):
    text = " ".join(said(capsys, out=tmp_path / "made").split())
    assert re.search(r"The natural model rejects 2\d\d of 569 people of breast-cancer\. The forecast is of 20", text)
    assert "whether they are accepted: " in text
    assert re.search(r"Checked: the robust models, .* have all 240 values", text)
    people, work = (pl.read_parquet(tmp_path / "made" / name) for name in (writer.PEOPLE, writer.WORK))
    assert people.height == 60
    assert work["passes"].to_list() == [0, 2, 12]
    linear = rb.forecast(budgets=(0,), check=False)
    assert (people.schema, work.schema) == (linear.people.schema, linear.work.schema)
    summary = json.loads((tmp_path / "made" / writer.SUMMARY).read_text(encoding="utf-8"))
    assert summary["settings"]["model"] == "ntk"
    assert summary["settings"]["kernel"] == "first-layer"
    assert [check["violated"] for check in summary["checks"]] == [0]
    assert len(summary["natural"]) == 80


def test_of_one_person_it_says_a_sentence(capsys, tmp_path):
    made = rb.forecast(model="ntk", budgets=(12,), rows=80, instances=20, check=False)
    row = made.people["instance"][0]
    text = " ".join(said(capsys, person=row, out=tmp_path / "made").split())
    assert f"Row {row} is rejected by the natural model; a recourse costs" in text
    assert "At ε = 0.1 this person" in text


def test_more_passes_are_the_default_of_neither_kind():
    assert ForecastOptions(model="ntk").kernel_settings(set()).budgets == (0, 1, 2, 4, 6, 8, 12, 16)
    assert ForecastOptions(model="ntk").kernel_settings(set()).instances == 1_000
    assert ForecastOptions(model="ntk", passes="3", instances=7).kernel_settings({"passes"}).instances == 1_000
    assert ForecastOptions().forecast_settings().budgets == (0, 1, 2, 5, 10, 20, 50)


@pytest.mark.parametrize("model", ["linear", "ntk"])
def test_options_of_other_models_are_refused(model):
    for other, names in OF_MODEL.items():
        for name in names:
            options = ForecastOptions(model=model)
            if other == model:
                options.refuse_others({name})
            else:
                message = re.escape(f"--{name.replace('_', '-')} says nothing of --model {model}; leave it out")
                with pytest.raises(InputError, match=message):
                    options.refuse_others({name})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "mlp"}, "model must be one of linear, ntk in a forecast, not 'mlp'"),
        ({"attack": "fgsm", "attack_steps": 3}, "--attack-steps says nothing of --attack fgsm"),
    ],
)
def test_models_and_attacks_that_cannot_be_are_refused(options, message):
    with pytest.raises(InputError, match=re.escape(message)):
        ForecastOptions(**{"model": "ntk", **options}).refuse_others(set(options))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ridge": "0"}, "ridge"),
        ({"ridge": "1,2"}, "a forecast is of one natural model: give one value of ridge"),
        ({"norm": "1"}, "norm must be inf or 2"),
        ({"kernel": "cubic"}, "kernel must be"),
        ({"memory": 0.0}, "--memory must be a positive number of GiB"),
        ({"memory": 1e-4}, "take fewer --train-rows"),
        ({"passes": "4,2"}, "passes must be whole numbers from 0 to 999, rising"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_nothing_is_written(options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chosen = {**WIDE, **options}
    with pytest.raises(InputError, match=re.escape(message)) as refused:
        command.forecast(ForecastOptions(**chosen), set(chosen))  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_from_python_it_takes_the_kind_of_models():
    made = rb.forecast(model="ntk", epsilons=0.0, budgets=(0,), rows=40, instances=5)
    np.testing.assert_allclose(made.people["score_low"], made.people["score_now"], atol=1e-6)
    for wrong, message in (
        (lambda: rb.forecast(model="mlp"), "model must be one of linear, ntk in a forecast, not 'mlp'"),
        (lambda: rb.forecast(model="ntk", penalty=0.1), "a forecast has no setting 'penalty'"),
        (lambda: rb.forecast(model="ntk", natural=rb.LinearModel(np.ones(31))), "leave natural out"),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            wrong()
