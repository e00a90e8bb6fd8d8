"""Reports on wide networks: the rows, the counts, no violation of a true claim, and how a long one is continued."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from support.reports import EPSILONS, RIDGES, SEEDS, easy
from support.reports import WIDE as SETTINGS
from support.reports import made_up as data

from bounds import CLAIMS
from empirical.checkpoints import Arrays, Key, checkpoints_in, without_checkpoints
from empirical.data import Dataset, Feature, split
from empirical.errors import InputError
from empirical.families import Size
from empirical.families.wide.claims import WIDE
from empirical.families.wide.family import WideFamily, training_rows
from empirical.families.wide.settings import WideGrid, kernel_named
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, Settings, report_on, write
from empirical.report.figures.bounds import bounds_figure
from empirical.report.figures.sweep import ALONG, sweep_figure
from empirical.report.frames import KEY, RUN
from empirical.report.memory import check_memory
from empirical.report.provenance import binding
from empirical.report.reproduction import compare, recorded
from ntk import gram

ALONE = replace(SETTINGS, grid=WideGrid((0.1,), attack_steps=3))


@cache
def report() -> Report:
    return report_on(data(), SETTINGS)


@cache
def alone() -> Report:
    return report_on(data(), ALONE)


def joined(claim: str) -> pl.DataFrame:
    rows = report().verdicts.filter(pl.col("claim").eq(claim))
    return rows.join(report().instances, on=KEY, how="inner", validate="m:1", nulls_equal=True)


def test_no_true_claim_is_violated():
    made = report()
    assert made.defects == []
    assert made.verdicts["status"].ne("nonfinite").all()
    true = made.verdicts.filter(pl.col("claim").is_in([claim.id for claim in WIDE if claim.theory == "true"]))
    assert not true.filter(pl.col("failed").list.len().eq(0))["status"].eq("violated").any()
    linearised = true.filter(pl.col("cost_source").eq("linearised"))
    assert not linearised["status"].eq("violated").any()
    assert (
        linearised["failed"].list.eval(pl.element().cast(pl.String).str.contains("linearised")).list.any().not_().all()
    )


def test_a_run_is_named_by_its_ridge_instead_of_steps():
    made = report()
    assert [tuple(run[name] for name in RUN) for run in made.summary["runs"]] == [
        (seed, None, ridge, epsilon) for seed in SEEDS for ridge in RIDGES for epsilon in EPSILONS
    ]
    assert made.instances["steps"].is_null().all()
    assert not made.instances.select(KEY).is_duplicated().any()
    assert not made.verdicts.select(*KEY, "claim", "delta_source", "cost_source").is_duplicated().any()
    assert made.verdicts.height == WideFamily().need(Size(150, 4, 30), SETTINGS.grid).cases * made.instances.height
    assert [(one["seed"], one["steps"], one["ridge"]) for one in made.summary["rejected"]] == [
        (seed, None, ridge) for seed in SEEDS for ridge in RIDGES
    ]


def test_every_claim_about_wide_networks_with_both_costs_and_no_other():
    verdicts = report().verdicts
    assert verdicts["claim"].unique(maintain_order=True).to_list() == [claim.id for claim in WIDE]
    for (claim,), rows in verdicts.group_by(pl.col("claim").cast(pl.String)):
        reads = CLAIMS[str(claim)].read
        assert set(rows["delta_source"]) == ({"certified"} if "delta_k" in reads else {None})
        if "cost_r" not in reads:
            assert set(rows["cost_source"]) == {None}
        else:
            assert set(rows["cost_source"]) == ({"returned"} if "score_r_r" in reads else {"linearised", "returned"})


def test_the_linearised_costs_are_those_of_the_closed_form_and_the_errors_what_is_more():
    instances = report().instances
    for model in ("nr", "r"):
        slope = instances[f"slope_{model}"]
        closed = instances[f"residual_{model}"].abs() * slope / (instances["lam"] + slope**2)
        np.testing.assert_allclose(instances[f"cost_{model}_linearised"], closed, rtol=1e-9)
        error = instances[f"cost_{model}"] - instances[f"cost_{model}_linearised"]
        np.testing.assert_allclose(instances[f"linearisation_error_{model}"], error, atol=1e-14)
    gap = instances["linearisation_error_nr"] - instances["linearisation_error_r"]
    np.testing.assert_allclose(instances["linearisation_error_gap"], gap, atol=1e-14)


def test_rows_say_what_was_measured():
    sound = joined("theorem2.sound")
    returned, linearised = (sound.filter(pl.col("cost_source").eq(one)) for one in ("returned", "linearised"))
    np.testing.assert_allclose(returned["value"], returned["cost_nr"] - returned["cost_r"], atol=1e-14)
    gap = linearised["cost_nr_linearised"] - linearised["cost_r_linearised"]
    np.testing.assert_allclose(linearised["value"], gap, atol=1e-14)
    validity = joined("theorem5.sharp")
    gap = expit(validity["score_nr_nr"].to_numpy()) - expit(validity["score_r_r"].to_numpy())
    np.testing.assert_allclose(validity["value"], gap, atol=1e-12)
    radius = validity["kernel_norm_r"] * validity["delta_k"] * validity["label_norm"]
    above = expit(validity["score_nr_nr"].to_numpy()) - expit((validity["score_nr_r"] - radius).to_numpy())
    np.testing.assert_allclose(validity["upper"], above, atol=1e-12)


def test_both_models_are_one_without_an_attack():
    instances = report().instances.filter(pl.col("epsilon").eq(0.0))
    assert instances.height > 0
    assert instances["cost_nr"].equals(instances["cost_r"].alias("cost_nr"))
    assert instances["delta_k"].eq(0.0).all()
    assert instances["weight_gap"].eq(0.0).all()
    (run, *_) = [run for run in report().summary["runs"] if run["epsilon"] == 0.0]
    assert run["kernel"]["delta_k"]["certificate"] == "equal"
    assert run["kernel"]["moved"] == {"all": 0.0, "furthest": 0.0}


def test_the_summary_says_what_is_known_of_every_pair():
    for run in report().summary["runs"]:
        kernel, instances = (
            run["kernel"],
            report().instances.filter(seed=run["seed"], ridge=run["ridge"], epsilon=run["epsilon"]),
        )
        assert kernel["training_rows"] == report().summary["split"]["train"] == 120
        assert kernel["label_norm"] == pytest.approx(np.sqrt(120))
        gap = kernel["delta_k"]
        assert instances["delta_k"].eq(gap["upper"]).all()
        if run["epsilon"]:
            assert 0.0 < gap["lower"] <= gap["upper"] <= gap["lower"] * (1 + 1e-6) <= 1.0 / run["ridge"]
            assert gap["ratio"] == gap["upper"] / gap["lower"]
            assert run["epsilon"] <= kernel["moved"]["furthest"] <= run["epsilon"] * 2.0 + 1e-12  # four columns, ℓ∞
        for name, values in run["quantiles"].items():
            quantiles = np.quantile(instances[name].to_numpy(), [0.0, 0.25, 0.5, 0.75, 1.0])
            np.testing.assert_allclose(list(values.values()), quantiles, rtol=1e-12, atol=1e-14)


def test_delta_k_is_that_of_the_two_inverses():
    """At ε = .1 and β = 1, from the inputs under attack that a checkpoint holds."""
    found: dict[Key, Arrays] = {}

    def remember(key: Key, compute) -> Arrays:
        found[key] = without_checkpoints(key, compute)
        return found[key]

    (run,) = report_on(data(), ALONE, checkpoint=remember).summary["runs"]
    (attacked,) = (arrays["inputs"] for arrays in found.values() if "inputs" in arrays)
    kernel, train = kernel_named("first-layer"), split(data(), seed=0).train
    inverses = (np.linalg.inv(gram(kernel, inputs) + np.eye(len(train))) for inputs in (train, attacked))
    distance = np.linalg.norm(np.subtract(*inverses), 2)
    assert run["kernel"]["delta_k"]["lower"] <= distance * (1 + 1e-12)
    assert distance <= run["kernel"]["delta_k"]["upper"] * (1 + 1e-12)


def test_the_condition_of_theorem_5():
    rows = report().summary["condition"]
    assert [(one["ridge"], one["epsilon"]) for one in rows] == [(ridge, eps) for ridge in RIDGES for eps in EPSILONS]
    assert {one["delta_source"] for one in rows} == {"certified"}
    for one in rows:
        instances = report().instances.filter(ridge=one["ridge"], epsilon=one["epsilon"])
        radius = instances["kernel_norm_r"] * instances["delta_k"] * instances["label_norm"]
        ahead = instances["score_nr_nr"] - instances["score_nr_r"]
        met = (ahead.abs() <= radius).to_numpy()
        conclusion = (instances["score_nr_nr"] >= instances["score_r_r"]).to_numpy()
        assert one["condition"] == pytest.approx(met.mean())
        assert one["conclusion"] == pytest.approx(conclusion.mean())
        assert one["sound_condition"] == pytest.approx((ahead >= radius).to_numpy().mean())


def test_means_by_setting_and_by_group():
    entries = report().summary["sweep"]
    assert [(one["steps"], one["ridge"], one["epsilon"]) for one in entries] == [
        (None, ridge, epsilon) for ridge in RIDGES for epsilon in EPSILONS
    ]
    assert {name.partition(",")[0] for name in entries[0]["violated"]} == {
        claim.id for claim in WIDE if claim.theory == "false"
    }
    for one in entries:
        by_seed = [
            report().instances.filter(seed=seed, ridge=one["ridge"], epsilon=one["epsilon"])["cost_r"].to_numpy().mean()
            for seed in SEEDS
        ]
        assert one["means"]["cost_r"]["mean"] == pytest.approx(np.mean(by_seed))
    groups = {(row["ridge"], row["epsilon"], row["group"]) for row in report().summary["groups"]["rows"]}
    assert groups == {(ridge, epsilon, sex) for ridge in RIDGES for epsilon in EPSILONS for sex in ("f", "m")}


def test_fewer_training_rows_are_drawn_by_the_seed():
    fewer = replace(ALONE, grid=replace(ALONE.grid, rows=30))
    made, again = report_on(data(), fewer), report_on(data(), fewer)
    assert made.summary["runs"][0]["kernel"]["training_rows"] == 30
    assert made.instances.equals(again.instances)
    other = report_on(data(), replace(fewer, grid=replace(fewer.grid, seeds=(1,))))
    assert other.summary["runs"][0]["kernel"]["moved"] != made.summary["runs"][0]["kernel"]["moved"]


def test_pictures_and_files(tmp_path):
    assert bounds_figure(report()).startswith(b"\x89PNG")
    assert sweep_figure(report()).startswith(b"\x89PNG")
    write(report(), tmp_path / "report")
    assert compare(recorded(tmp_path / "report"), report()) == []
    json.dumps(report().summary, allow_nan=False)


@pytest.mark.parametrize("along", list(ALONG))
def test_a_sweep_is_drawn_along_what_varies(along, monkeypatch):
    drawn = []
    monkeypatch.setattr("empirical.report.figures.sweep._curves", lambda *given: drawn.append(given))
    changed = {"ridge": None} if along == "steps" else {}
    first = report().summary["sweep"][1]
    values = {"epsilon": EPSILONS, "ridge": RIDGES, "steps": (10, 100)}[along]
    entries = [{**first, **changed, along: value} for value in values]
    sweep_figure(Report(report().instances, report().verdicts, {**report().summary, "sweep": entries}))
    assert len(drawn) == 3
    assert all(given[2] == along and [entry[along] for entry in given[1]] == list(values) for given in drawn)


def test_along_epsilon_every_ridge_has_a_row_of_panels(monkeypatch):
    drawn = []
    monkeypatch.setattr("empirical.report.figures.sweep._curves", lambda *given: drawn.append(given))
    sweep_figure(report())
    assert [{entry["ridge"] for entry in given[1]} for given in drawn] == [{0.1}] * 3 + [{1.0}] * 3


def test_nobody_rejected_is_an_empty_report(tmp_path):
    made = report_on(easy(), Settings(grid=WideGrid((0.0, 0.1), attack_steps=2)))
    assert made.instances.height == made.verdicts.height == 0
    assert set(made.summary["runs"][0]["quantiles"]["slope_radius"].values()) == {None}
    write(made, tmp_path / "report")
    assert (tmp_path / "report" / "bounds.png").read_bytes().startswith(b"\x89PNG")


def test_models_from_a_file_are_refused_before_any_work():
    with pytest.raises(InputError, match="models are read from a file for linear models only, not for wide networks"):
        replace(ALONE, models="models.json")


# Memory


@pytest.mark.parametrize("rows", [None, 1, 50, 10_000])
def test_the_number_of_training_rows_is_known_before_they_are_drawn(rows):
    train = len(split(data(), seed=0).train)
    assert training_rows(len(data().labels), WideGrid(rows=rows)) == min(train, rows or train)


def test_a_report_that_does_not_fit_is_refused_before_any_work():
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(50_000) < 0.5, 1.0, -1.0)
    large = Dataset("large", (Feature("noise"),), rng.random((50_000, 1)), labels, "good", "made up", "")
    settings = replace(ALONE, grid=WideGrid(), instances=100)
    with pytest.raises(InputError, match=r"needs about 6\.\d GiB .* --memory, or take fewer --train-rows") as raised:
        check_memory(large, replace(settings, memory=4.0))
    assert "\n" not in str(raised.value)
    check_memory(large, settings)
    check_memory(large, replace(settings, memory=4.0, grid=WideGrid(rows=20_000)))
    assert training_rows(50_000, WideGrid()) == 40_000
    need = WideFamily().need(Size(50_000, 1, 100), WideGrid()).training
    assert 4 * 40_000**2 < need < 8 * 40_000**2  # two float32 halves fit, two float64 halves may not


# Checkpoints


class StoppedError(Exception):
    """Stands for a kill."""


@pytest.mark.parametrize("moment", [1, 2, 3, 7])
def test_a_report_that_was_stopped_continues_and_is_the_same(moment, tmp_path):
    folder, bound, computed = tmp_path / "checkpoints", binding(data(), ALONE), []

    def counting(checkpoints, stop: float = np.inf):
        def checkpoint(key: Key, compute) -> Arrays:
            def counted() -> Arrays:
                if len(computed) >= stop:
                    raise StoppedError
                arrays = compute()  # which may need other checkpoints
                computed.append(key)
                return arrays

            return checkpoints(key, counted)

        return checkpoint

    with pytest.raises(StoppedError), checkpoints_in(folder, bound) as checkpoints:
        report_on(data(), ALONE, checkpoint=counting(checkpoints, moment))
    with checkpoints_in(folder, bound) as checkpoints:
        assert moment <= checkpoints.finished == len(computed)
        made = report_on(data(), ALONE, checkpoint=counting(checkpoints))
    assert len(set(computed)) == len(computed)  # nothing twice
    assert made.instances.equals(alone().instances)
    assert made.verdicts.equals(alone().verdicts)
    assert made.summary == alone().summary
    assert not folder.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"grid": replace(ALONE.grid, ridges=(2.0,))},
        {"recourse": RecourseSettings(lam=0.02)},
        {"scaling": "minmax"},
        {"attack_immutable": False},
        {"memory": 4.0},
        {"instances": 3},
    ],
)
def test_whatever_decides_the_numbers_binds_the_checkpoints(change):
    assert binding(data(), replace(ALONE, **change)) != binding(data(), ALONE)


def test_the_data_binds_the_checkpoints():
    other = replace(data(), sha256="1" * 64)
    relabelled = replace(data(), features=(*data().features[:-1], Feature("sex", ("f", "m"))))
    assert len({binding(one, ALONE) for one in (data(), other, relabelled)}) == 3
