"""Reports on real data: the population, the rows, the counts, and no violation of a true claim."""

import json
import math
from dataclasses import asdict
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from support.raw_files import needs_files

from bounds import CLAIMS
from empirical.data import DATASETS, Dataset, Feature
from empirical.errors import InputError
from empirical.families.linear.cases import LINEAR
from empirical.families.linear.settings import LinearGrid, LinearTraining
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build, write
from empirical.report.figures.bounds import bounds_figure
from empirical.report.frames import KEY, NO_NEED, NO_RECOURSE
from empirical.report.naming import method_name, runs_of
from empirical.report.quantities import QUANTITIES
from empirical.report.summary import defects
from empirical.report.verdicts import LOOKED_AT
from empirical.studies.reading import find_study

GRID = find_study("linear").parts[0].options
EPSILONS, SEEDS, STARTS = GRID["epsilon"], GRID["seed"], GRID["init"]
"""What `make study` does on every data set."""

EMBEDDED = "breast-cancer"
EVERY = [name if name == EMBEDDED else pytest.param(name, marks=needs_files) for name in DATASETS]
BOTH = pytest.mark.parametrize("name", [EMBEDDED, pytest.param("german", marks=needs_files)])
NO_HYPOTHESIS = ("lemma1.sound", "lemma1.sharp", "lemma1.path", "theorem1.sound", "theorem1.posterior", "theorem1.free",
                 "theorem4.sharp", "theorem4.closed")  # fmt: skip
INSTANCES = 16
"""Of each seed, where every data set has its turn: as many of all, so that nothing is compiled again."""

LARGE = ("adult", "adult-carla", "bail", "california", "fashion-tshirt-trouser", "mnist-3-8")
SHORTER = dict.fromkeys(LARGE, 200)
"""Steps where a thousand take too long here; `make study` makes them all."""


@cache
def report(name: str = EMBEDDED, epsilon: float = 0.1, norm: float = math.inf) -> Report:
    return build(Settings(Named(name), LinearGrid((epsilon,), norm=norm), scaling="minmax"))


@cache
def sweep(name: str = EMBEDDED, init: str = "zero") -> Report:
    """Everybody whom the model of seed 0 rejects, at each of the paper's ε."""
    return build(Settings(Named(name), LinearGrid(EPSILONS, init=init), scaling="minmax"))


def at(table: pl.DataFrame, epsilon: float) -> pl.DataFrame:
    return table.filter(pl.col("epsilon").eq(epsilon))


def joined(made: Report) -> pl.DataFrame:
    """Every verdict with what was measured of its person in its run."""
    rows = made.verdicts.join(made.instances, on=KEY, how="inner", validate="m:1", nulls_equal=True)
    assert rows.height == made.verdicts.height
    return rows


def assert_no_true_claim_is_violated(made: Report) -> None:
    assert made.defects == []
    assert made.verdicts["status"].ne("nonfinite").all()
    free = made.verdicts.filter(pl.col("claim").is_in(NO_HYPOTHESIS))
    assert set(free["claim"].unique()) == set(NO_HYPOTHESIS)
    assert set(free["status"]) <= {"holds", "vacuous"}
    assert free["failed"].list.len().eq(0).all()
    assert made.verdicts["unchecked"].list.len().eq(0).all()


@BOTH
@pytest.mark.parametrize("init", STARTS)
def test_no_true_claim_is_violated_over_the_papers_grid(name, init):
    made = sweep(name, init)
    assert tuple(run["epsilon"] for run in made.summary["runs"]) == EPSILONS
    assert_no_true_claim_is_violated(made)


@pytest.mark.parametrize("name", EVERY)
def test_no_true_claim_is_violated_on_any_data_set(name):
    """With three seeds, and so many people of each as take a few seconds."""
    grid = LinearGrid(EPSILONS, SEEDS, (SHORTER.get(name, 1000),))
    made = build(Settings(Named(name), grid, instances=INSTANCES, groups=()))
    assert len(made.summary["runs"]) == len(EPSILONS) * len(SEEDS)
    assert_no_true_claim_is_violated(made)


@pytest.mark.parametrize("norm", [2.0, 1.0])
def test_other_attack_balls(norm):
    assert report(epsilon=0.2, norm=norm).defects == []
    assert report(epsilon=0.2, norm=norm).summary["settings"]["grid"]["norm"] == norm


@BOTH
def test_the_same_instances_at_every_epsilon(name):
    """The population is whom the non-robust model rejects, whatever the robust one says."""
    made = sweep(name)
    tables = [at(made.instances, epsilon) for epsilon in EPSILONS]
    instances = [one["instance"].to_list() for one in tables]
    assert all(one == instances[0] for one in instances)
    assert len(set(instances[0])) == len(instances[0]) > 0
    assert all(run["population"]["all"]["count"] == len(instances[0]) for run in made.summary["runs"])
    assert [entry["count"] for entry in made.summary["rejected"]] == [len(instances[0])]
    assert (made.instances["score_nr"] <= 0).all()
    assert made.instances["score_nr"].is_not_null().all()


@BOTH
@pytest.mark.parametrize("init", STARTS)
def test_epsilon_zero_gives_the_same_model_to_the_bit(name, init):
    made = sweep(name, init)
    instances, verdicts = at(made.instances, 0.0), at(made.verdicts, 0.0)
    assert instances.height > 0
    assert instances["weight_gap"].eq(0.0).all()
    assert instances["cost_nr"].equals(instances["cost_r"])
    assert instances["score_nr"].equals(instances["score_r"].alias("score_nr"))
    assert verdicts.filter(pl.col("claim").eq("lemma1.sharp"))["upper"].eq(0.0).all()
    assert verdicts.filter(pl.col("claim").eq("lemma1.sound"))["upper"].gt(0.0).all()


def test_a_sweep_says_what_single_reports_say():
    """Another program of several lanes rounds differently, and no more than that."""
    alone, among = report().instances, at(sweep().instances, 0.1)
    assert alone.columns == among.columns
    for name in alone.columns:
        if alone[name].dtype.is_float():
            np.testing.assert_allclose(alone[name], among[name], rtol=1e-7, atol=1e-9)
        else:
            assert alone[name].equals(among[name])


def test_every_linear_claim_with_every_delta_and_cost():
    verdicts = report().verdicts
    assert verdicts["claim"].unique(maintain_order=True).to_list() == [claim.id for claim in LINEAR]
    by_claim = verdicts.group_by(pl.col("claim").cast(pl.String))
    sources = {claim: set(group["delta_source"]) for (claim,), group in by_claim}
    for claim in LINEAR:
        if "delta" not in claim.read:
            assert sources[claim.id] == {None}
        elif claim.id.endswith("printed"):
            assert sources[claim.id] == {"printed"}
        else:
            assert sources[claim.id] == {"sound", "sharp", "path", "measured"}
    both = verdicts.filter(pl.col("cost_source").eq("printed"))["claim"].unique().sort().to_list()
    repaired, vector = (("theorem1." + name, f"theorem1.{name}_sharp") for name in ("repaired", "vector"))
    assert both == ["theorem1.printed", *repaired, *vector]
    assert not verdicts.select(*KEY, "claim", "delta_source", "cost_source").is_duplicated().any()
    assert not report().instances.select(KEY).is_duplicated().any()


def test_the_path_is_left_out_where_the_learning_rate_is_too_large():
    made = build(Settings(grid=LinearGrid(learning_rate=5.0, steps=(50,))))
    assert "path" not in set(made.verdicts["delta_source"].drop_nulls())
    assert "delta_path" not in made.instances.columns
    assert made.defects == []
    path = made.verdicts.filter(pl.col("claim").eq("lemma1.path"))
    assert set(path["status"]) == {"inapplicable"}
    assert path["failed"].to_list()[0] == ["η ≤ 2/L"]


def test_returned_costs_meet_the_true_definition_and_printed_ones_the_printed():
    verdicts = report().verdicts
    returned = verdicts.filter(pl.col("claim").eq("theorem1.sound"))
    assert returned["failed"].list.len().eq(0).all()
    printed = verdicts.filter(pl.col("claim").eq("theorem1.printed") & pl.col("cost_source").eq("printed"))
    assert not {name for names in printed["failed"] for name in names if "g(" in name}
    swapped = verdicts.filter(pl.col("claim").eq("theorem1.printed") & pl.col("cost_source").eq("returned"))
    assert all("‖ζ_R‖ = λ |m_R| g(b)" in names for names in swapped["failed"])


def test_violations_are_certified_and_nothing_else_is():
    """Exact arithmetic confirms every violation that it looks at: all of a case, or a sample of them."""
    verdicts = report().verdicts
    violated = pl.col("status").eq("violated")
    assert verdicts.filter(violated)["certified"].drop_nulls().all()
    assert verdicts.filter(~violated)["certified"].is_null().all()
    looked = (
        verdicts.filter(violated)
        .group_by("claim", "delta_source", "cost_source")
        .agg(pl.col("certified").count().alias("looked"), pl.len().alias("violations"))
    )
    assert looked["looked"].to_list() == [min(count, LOOKED_AT) for count in looked["violations"]]
    counts = looked["violations"].to_list()
    assert min(counts) <= LOOKED_AT < max(counts)


@pytest.mark.parametrize("make", [report, sweep])
def test_rows_agree_with_the_counts(make):
    made = make()
    instances = sum(run["population"]["all"]["count"] for run in made.summary["runs"])
    assert instances == made.instances.height > 0
    assert sum(count["rows"] for count in made.summary["claims"]) == made.verdicts.height
    for count in made.summary["claims"]:
        rows = made.verdicts.filter(
            pl.col(name).eq_missing(pl.lit(count[name], dtype=made.verdicts.schema[name]))
            for name in ("claim", "delta_source", "cost_source")
        )
        statuses = {name: count[name] for name in ("holds", "vacuous", "violated", "inapplicable", "nonfinite")}
        assert sum(statuses.values()) == count["rows"] == rows.height == instances
        assert {name: times for name, times in statuses.items() if times} == dict(rows["status"].value_counts().rows())
        assert count["certified"] == rows["certified"].sum()
        assert count["certified"] <= count["violated"]
        assert count["theory"] == CLAIMS[count["claim"]].theory


def test_rows_say_what_the_arrays_say():
    """A verdict can be recomputed from what was measured of its person in its run."""
    rows = joined(sweep()).filter(pl.col("delta_source").eq("measured"))
    cost = rows.filter(pl.col("claim").eq("theorem1.sound"))
    assert cost.height == sweep().instances.height
    for model in ("nr", "r"):
        g = cost[f"norm_{model}"] / (cost["lam"] + cost[f"norm_{model}"] ** 2)
        np.testing.assert_allclose(cost[f"cost_{model}"], cost[f"residual_{model}"].abs() * g, rtol=1e-9)
    np.testing.assert_allclose(cost["value"], cost["cost_nr"] - cost["cost_r"], rtol=1e-12)
    inside = (cost["lower"] <= cost["value"]) & (cost["value"] <= cost["upper"])
    assert (inside | cost["within_rounding"]).all()
    validity = rows.filter(pl.col("claim").eq("theorem4.sharp"))
    gap = expit(validity["score_nr_nr"].to_numpy()) - expit(validity["score_r_r"].to_numpy())
    np.testing.assert_allclose(validity["value"], gap, rtol=0.0, atol=1e-12)
    weights = joined(sweep()).filter(pl.col("claim").eq("lemma1.sharp"))
    assert weights["value"].equals(weights["weight_gap"].alias("value"))
    # The Δ that was measured comes from a compiled formula, the end of the claim from numpy: the last bits may differ.
    np.testing.assert_allclose(weights["upper"], weights["delta_sharp"], rtol=1e-14)


def test_means_are_over_whom_they_say():
    made = report(epsilon=0.15)
    (run,) = made.summary["runs"]
    groups = {
        "all": pl.lit(value=True),
        "both_rejected": ~pl.col("accepted_r"),
        "both_found": pl.col("found_nr") & pl.col("found_r"),
    }
    for group, condition in groups.items():
        chosen, means = made.instances.filter(condition), run["population"][group]
        assert means["count"] == chosen.height
        for name in ("cost_nr", "cost_r"):
            assert means[name] == (pytest.approx(chosen[name].mean()) if chosen.height else None)
        assert means["counts"] == dict.fromkeys(QUANTITIES, chosen.height)
    assert run["population"]["both_rejected"]["count"] < run["population"]["all"]["count"]
    assert run["population"]["all"]["accepted_r"] == pytest.approx(made.instances["accepted_r"].mean())
    assert made.instances["accepted_r"].equals(made.instances["score_r"].gt(0.0).alias("accepted_r"))
    assert made.instances["found_r"].equals(made.instances["score_r_r"].gt(0.0).alias("found_r"))


@cache
def spheres() -> Report:
    grid, recourse = LinearGrid((0.1,), steps=(300,)), RecourseSettings(method="gs")
    return build(Settings(grid=grid, recourse=recourse, instances=20, scaling="minmax"))


def test_who_has_no_recourse_has_nulls_and_is_not_averaged_over():
    made = spheres()
    instances, (run,) = made.instances, made.summary["runs"]
    lost = instances["status_r"].cast(pl.String).ne("found")
    assert 0 < lost.sum() < instances.height  # whom the robust model accepts already
    broken = [f"breaks_{name}_r" for name in ("immutable", "range", "direction", "category")]
    for name in ("found_r", "crosses", *broken, "probability_r", "cost_r", "score_r_r", "recourse_norm_r"):
        assert instances[name].is_null().equals(lost.alias(name))
    for name in ("found_nr", "breaks_range_nr", "probability_nr", "cost_nr"):
        assert instances[name].is_not_null().all()
    means, both = run["population"]["all"], instances.filter(~lost)
    assert means["count"] == means["counts"]["cost_nr"] == instances.height
    for name in ("cost_r", "cost_gap", "probability_r", "validity_r", "cross_validity", "infeasible_r"):
        assert means["counts"][name] == both.height
    assert means["cost_gap"] == pytest.approx((both["cost_nr"] - both["cost_r"]).to_numpy().mean())
    assert means["validity_r"] == 1.0


def test_a_claim_about_a_recourse_that_was_not_found_is_inapplicable():
    rows = joined(spheres())
    lost = rows["cost_r"].is_null()
    without = rows["failed"].list.contains(NO_RECOURSE) | rows["failed"].list.contains(NO_NEED)
    needless = rows["status_r"].eq("already favourable") & rows["cost_nr"].is_not_null()
    assert rows["failed"].list.contains(NO_NEED).equals((without & needless).alias("failed"))
    reads = {"cost_r", "recourse_gap", "score_r_r", "score_nr_r", "recourse_norm_r"}
    about = rows["claim"].map_elements(lambda claim: bool(reads & set(CLAIMS[claim].read)), pl.Boolean)
    assert without.equals((lost & about).alias("failed"))
    assert without.any()
    some = rows.filter(without)
    assert some["status"].eq("inapplicable").all()
    assert some["failed"].list.len().eq(1).all()
    assert some["unchecked"].list.len().eq(0).all()
    for name in ("lower", "value", "upper", "rounding", "tightness"):
        assert some[name].is_null().all()
    assert rows["status"].ne("nonfinite").all()


def test_the_method_is_named_where_it_is_not_the_usual_one():
    assert runs_of(spheres()).endswith(", recourses: Growing Spheres")
    assert "recourses" not in runs_of(report())
    searches = [
        RecourseSettings(method="roar", shift=0.2),
        RecourseSettings(mode="valid"),
        RecourseSettings(feasible=True),
    ]
    named = [method_name(report()._replace(summary={"settings": {"recourse": asdict(one)}})) for one in searches]
    assert named == ["ROAR, shift 0.2", "SCFE, accepted ones", "SCFE at fixed λ, feasible"]


@needs_files
def test_a_model_that_accepts_everybody_is_reported_not_refused():
    made = report("german", 0.05)
    (run,) = made.summary["runs"]
    assert run["models"]["robust"]["degenerate"] == "accepts everybody"
    assert run["models"]["non_robust"]["degenerate"] is None
    assert run["population"]["both_rejected"] == {
        "count": 0, "counts": dict.fromkeys(QUANTITIES, 0), **dict.fromkeys(QUANTITIES)}  # fmt: skip


def test_nobody_rejected_is_an_empty_report(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    features = (Feature("noise"), Feature("more noise"))
    labels = np.where(np.arange(200) % 10, 1.0, -1.0)
    easy = Dataset("easy", features, rng.random((200, 2)), labels, "good", "made up", "")
    monkeypatch.setattr("empirical.data.DATASETS", {"easy": lambda: easy})
    made = build(Settings(Named("easy"), LinearGrid((0.0, 0.1)), groups=("noise",)))
    for run in made.summary["runs"]:
        assert run["models"]["non_robust"]["degenerate"] == "accepts everybody"
        assert run["population"]["all"]["count"] == 0
    assert made.instances.height == made.verdicts.height == 0
    assert bounds_figure(made).startswith(b"\x89PNG")
    json.dumps(made.summary, allow_nan=False)
    write(made, tmp_path / "report")
    assert {path.name for path in (tmp_path / "report").iterdir()} == {
        "bounds.png", "instances.parquet", "people.parquet", "recourses.parquet", "summary.json",
        "verdicts.parquet"}  # fmt: skip


def test_adversarial_accuracy_is_no_better_than_clean_accuracy():
    (run,) = report().summary["runs"]
    models = run["models"]
    for model in models.values():
        assert model["fgsm_accuracy"] is None
        assert model["adversarial_accuracy"] <= model["accuracy"]
    assert models["robust"]["adversarial_accuracy"] > models["non_robust"]["adversarial_accuracy"]
    assert models["non_robust"]["accuracy"] > 0.9


def test_provenance():
    summary = report().summary
    assert len(summary["data"]["sha256"]) == 64
    assert summary["settings"]["grid"]["seeds"] == (0,)
    assert [run["seed"] for run in summary["runs"]] == [0]
    assert sum(summary["split"].values()) == summary["data"]["rows"]
    assert {"jax", "numpy", "recourse-bounds"} <= set(summary["versions"])


def test_a_violated_true_claim_would_be_a_defect():
    verdicts = report().verdicts
    assert defects(verdicts) == []
    true = pl.col("claim").eq("theorem1.posterior")
    broken = verdicts.with_columns(refutes=pl.when(true).then(pl.lit(value=True)).otherwise("refutes"))
    assert len(defects(broken)) == verdicts.filter(true).height > 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LinearTraining(epsilon=-0.1), "epsilon must be finite and at least 0, not -0.1"),
        (lambda: LinearTraining(epsilon=math.nan), "epsilon must be finite and at least 0"),
        (lambda: LinearTraining(norm=3.0), "norm must be one of inf, 2, 1"),
        (lambda: LinearTraining(steps=0), "steps must be at least 1 and below"),
        (lambda: LinearTraining(learning_rate=0.0), "learning-rate must be finite and positive"),
        (lambda: LinearTraining(learning_rate=math.inf), "learning-rate must be finite and positive"),
        (lambda: LinearTraining(init="ones"), "init must be zero or normal"),
        (lambda: LinearTraining(seed=-1), "seed must be between 0"),
        (lambda: RecourseSettings(lam=0.0), "lam must be finite and positive, not 0"),
        (lambda: RecourseSettings(lam=math.nan), "lam must be finite and positive"),
        (lambda: RecourseSettings(target=math.inf), "target-score must be a finite score"),
        (lambda: RecourseSettings(cost_weights="age=0"), "cost-weights must be unweighted, mad, or weights like"),
        (lambda: LinearGrid(()), "epsilon needs a value"),
        (lambda: LinearGrid((0.1, 0.1)), "epsilon has a value twice"),
        (lambda: LinearGrid((0.1, math.nan)), "epsilon must be finite and at least 0"),
        (lambda: Settings(scaling="robust"), "scaling must be minmax or standard"),
        (lambda: Settings(instances=0), "instances must be at least 1"),
        (lambda: Settings(memory=math.nan), "memory must be positive"),
    ],
)
def test_settings_that_no_run_can_have(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_training_that_overflows_is_an_error_not_a_report():
    with pytest.raises(InputError, match="overflowed; lower learning-rate"):
        build(Settings(grid=LinearGrid(learning_rate=1e308, steps=(5,))))


@pytest.mark.parametrize(
    ("grid", "recourse"),
    [
        ({"epsilons": (1e10,)}, {}),
        ({"epsilons": (1e155,)}, {}),
        ({"epsilons": (1e300,)}, {}),
        ({"learning_rate": 1e300}, {}),
        ({}, {"target": 1e308}),
        ({}, {"lam": 1e-300}),
        ({}, {"lam": 1e300}),
    ],
)
def test_numbers_that_overflow_are_a_status(grid, recourse, tmp_path):
    made = build(Settings(grid=LinearGrid(**grid), recourse=RecourseSettings(**recourse)))
    write(made, tmp_path / "report")
    assert made.defects == []
    counted = json.loads((tmp_path / "report" / "summary.json").read_text())["claims"]
    assert sum(count["rows"] for count in counted) == made.verdicts.height > 0


def test_the_measured_delta_is_below_every_bound():
    (run,) = report().summary["runs"]
    deltas = run["deltas"]
    assert set(deltas) == {"printed", "sound", "sharp", "path", "measured"}
    assert (
        deltas["measured"]["largest"] < deltas["path"]["median"] < deltas["sharp"]["median"] < deltas["sound"]["median"]
    )
    assert deltas["printed"]["smallest"] < 0 < deltas["printed"]["largest"]


def test_the_condition_reads_every_delta_whichever_seed_comes_last():
    """Lemma 1's path holds only if η ≤ 2/L, and L depends on the split: at this η of one seed and not of the other."""
    smoothness = {}
    for seed in (0, 1):
        (run,) = build(Settings(grid=LinearGrid(seeds=(seed,), steps=(5,)), instances=5)).summary["runs"]
        smoothness[seed] = run["models"]["robust"]["smoothness"]
    rate = 4.0 / sum(smoothness.values())
    found = []
    for seeds in ((0, 1), (1, 0)):
        grid = LinearGrid(seeds=seeds, steps=(5,), learning_rate=rate)
        found.append({row["delta_source"] for row in build(Settings(grid=grid, instances=5)).summary["condition"]})
    assert found[0] == found[1]
    assert "path" in found[0]
