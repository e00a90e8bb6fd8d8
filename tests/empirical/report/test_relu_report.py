"""Reports on ReLU networks: the rows, the counts, no violation of a true claim, settings, pictures."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from support.reports import EPSILONS, SEEDS, easy
from support.reports import RELU as SETTINGS
from support.reports import RELU_GRID as GRID
from support.reports import made_up as data

from empirical.errors import InputError
from empirical.families import Size
from empirical.families.relu.cases import LACKING, NETWORK
from empirical.families.relu.family import ReluFamily
from empirical.families.relu.settings import ReluGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, report_on, write
from empirical.report.figures.bounds import bounds_figure
from empirical.report.figures.sweep import sweep_figure
from empirical.report.frames import KEY, NO_NEED, RUN
from empirical.report.memory import check_memory
from empirical.report.reproduction import compare, recorded
from empirical.report.settings import from_json, to_json

FAMILY = ReluFamily()


@cache
def report() -> Report:
    return report_on(data(), SETTINGS)


def joined(claim: str) -> pl.DataFrame:
    rows = report().verdicts.filter(pl.col("claim").eq(claim))
    return rows.join(report().instances, on=KEY, how="inner", validate="m:1", nulls_equal=True)


def test_no_true_claim_is_violated():
    made = report()
    assert made.family.name == "mlp"
    assert made.defects == []
    assert made.verdicts["status"].ne("nonfinite").all()
    true = made.verdicts.filter(pl.col("claim").is_in([claim.id for claim in NETWORK if claim.theory == "true"]))
    assert not true.filter(pl.col("failed").list.len().eq(0))["status"].eq("violated").any()
    assert not true.filter(pl.col("cost_source").eq_missing(pl.lit("returned")).not_())["status"].eq("violated").any()


def test_a_run_is_named_by_its_seed_and_epsilon_alone():
    made = report()
    runs = [tuple(run[name] for name in RUN) for run in made.summary["runs"]]
    assert runs == [(seed, None, None, epsilon) for seed in SEEDS for epsilon in EPSILONS]
    assert made.instances.select(KEY).is_duplicated().not_().all()
    assert made.instances.height > 0
    assert made.verdicts.height == FAMILY.need(Size(150, 4, 30), GRID).cases * made.instances.height
    assert made.verdicts["claim"].unique(maintain_order=True).to_list() == [claim.id for claim in NETWORK]


def test_claims_that_say_nothing_of_networks_say_why():
    for claim, reason in LACKING.items():
        rows = joined(claim)
        assert rows.height == report().instances.height
        assert rows["status"].eq("inapplicable").all()
        assert set(rows["failed"].to_list()[0]) == {reason}


def test_rows_say_what_was_measured():
    repaired = joined("theorem2.repaired")
    returned, linearised = (repaired.filter(pl.col("cost_source").eq(one)) for one in ("returned", "linearised"))
    np.testing.assert_allclose(returned["value"], returned["cost_nr"] - returned["cost_r"], atol=1e-14)
    gap = linearised["cost_nr_linearised"] - linearised["cost_r_linearised"]
    np.testing.assert_allclose(linearised["value"], gap, atol=1e-14)
    np.testing.assert_allclose(linearised["upper"], 1.0 / linearised["slope_nr"] + 1.0 / linearised["slope_r"])
    sharp = joined("theorem4.sharp")
    assert set(sharp["delta_source"]) == {"layers"}
    here = expit(sharp["score_nr_nr"].to_numpy())
    for end, sign in (("upper", -1.0), ("lower", 1.0)):
        ends = here - expit((sharp["score_nr_r"] + sign * sharp["radius_layers"]).to_numpy())
        np.testing.assert_allclose(sharp[end], ends, atol=1e-12)
    smaller = sharp.select(pl.min_horizontal("radius_by_norms", "radius_by_entries")).to_series()
    np.testing.assert_array_equal(sharp["radius_layers"], smaller)


def test_both_models_are_one_without_an_attack():
    instances = report().instances.filter(pl.col("epsilon").eq(0.0))
    assert instances.height > 0
    assert instances["radius_layers"].eq(0.0).all()
    assert instances["cost_nr"].equals(instances["cost_r"].alias("cost_nr"))


def test_the_summary_says_what_is_known_of_every_pair():
    for run in report().summary["runs"]:
        assert run["network"] == {"layers": [4, 5, 1]}
        assert "kernel" not in run
        instances = report().instances.filter(seed=run["seed"], epsilon=run["epsilon"])
        assert "radius_layers" in run["quantiles"]
        for name, values in run["quantiles"].items():
            quantiles = np.quantile(instances[name].to_numpy(), [0.0, 0.25, 0.5, 0.75, 1.0])
            np.testing.assert_allclose(list(values.values()), quantiles, rtol=1e-12, atol=1e-14)


def test_the_condition_of_theorem_4():
    rows = report().summary["condition"]
    assert [(one["epsilon"], one["delta_source"]) for one in rows] == [(epsilon, "layers") for epsilon in EPSILONS]
    for one in rows:
        instances = report().instances.filter(epsilon=one["epsilon"])
        met = (instances["score_nr_nr"] - instances["score_nr_r"]).abs() <= instances["radius_layers"]
        assert one["condition"] == pytest.approx(met.mean())


def test_settings_survive_json():
    text = json.dumps(to_json(SETTINGS))
    assert json.loads(text)["grid"]["kind"] == "mlp"
    assert from_json(json.loads(text)) == SETTINGS


def test_a_report_on_disk_is_reproduced(tmp_path):
    write(report(), tmp_path / "report")
    assert compare(recorded(tmp_path / "report"), report_on(data(), SETTINGS)) == []


def test_pictures(monkeypatch):
    titles, curves = [], []
    monkeypatch.setattr("empirical.report.figures.bounds._panel", lambda axis, rows, title: titles.append(title))
    assert bounds_figure(report()).startswith(b"\x89PNG")
    assert titles == [panel.title for panel in FAMILY.panels]
    monkeypatch.setattr("empirical.report.figures.sweep._curves", lambda *given: curves.append(given))
    assert sweep_figure(report()).startswith(b"\x89PNG")
    assert [given[2] for given in curves] == ["epsilon"] * 3


def test_nobody_rejected_is_an_empty_report(tmp_path):
    made = report_on(easy(), replace(SETTINGS, groups=(), grid=replace(GRID, width=2, seeds=(0,))))
    assert made.instances.height == made.verdicts.height == 0
    assert set(made.summary["runs"][0]["quantiles"]["radius_layers"].values()) == {None}
    write(made, tmp_path / "report")
    assert (tmp_path / "report" / "bounds.png").read_bytes().startswith(b"\x89PNG")


def test_models_from_a_file_are_refused_before_any_work():
    with pytest.raises(InputError, match="for linear models only, not for ReLU networks"):
        replace(SETTINGS, models="models.json")


def training_need(instances: int, grid: ReluGrid) -> int:
    """Bytes for four columns."""
    return FAMILY.need(Size(10**6, 4, instances), grid).training


def test_a_report_that_does_not_fit_is_refused_before_any_work():
    large = replace(SETTINGS, grid=ReluGrid(width=20_000))
    with pytest.raises(InputError, match="--memory, or take a smaller --width or --batch-size") as raised:
        check_memory(data(), large)
    assert "\n" not in str(raised.value)
    check_memory(data(), replace(large, memory=64.0))
    assert training_need(10, replace(GRID, width=1000)) > 50 * training_need(10, replace(GRID, width=10))
    assert training_need(10, GRID) < training_need(10**6, GRID)
    weights = 4 * 8 + 8 + 8 * 8 + 8 + 8 + 1
    assert training_need(10, ReluGrid()) > 8 * 2 * 4 * weights  # of two networks, with gradients and two moments


def test_who_has_no_recourse_is_left_out_of_verdicts_and_quantiles():
    made = report_on(
        data(),
        replace(SETTINGS, recourse=RecourseSettings(method="gs"), grid=replace(GRID, seeds=(0,), epsilons=(0.01,))),
    )
    instances, (run,) = made.instances, made.summary["runs"]
    lost = instances["radius_layers"].is_null()
    assert 0 < lost.sum() < instances.height  # whom the robust model accepts already
    assert instances["linearisation_error_r"].is_null().equals(lost.alias("linearisation_error_r"))
    assert run["quantiles"]["radius_layers"]["0.5"] == pytest.approx(instances["radius_layers"].drop_nulls().median())
    rows = made.verdicts.filter(pl.col("claim").eq("theorem4.sharp"))
    assert rows["failed"].list.contains(NO_NEED).equals(lost.alias("failed"))
    assert rows.filter(lost)["status"].eq("inapplicable").all()
    assert made.verdicts["status"].ne("nonfinite").all()
    linearised = made.verdicts.filter(pl.col("cost_source").eq("linearised"))
    assert not linearised["failed"].list.contains(NO_NEED).any()  # which reads no recourse
    assert made.defects == []
    assert bounds_figure(made).startswith(b"\x89PNG")
