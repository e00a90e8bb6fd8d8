"""Reports on real data: the population, the rows, the counts, and no violation of a true claim."""

import json
import math
import os
from functools import cache

import numpy as np
import polars as pl
import pytest

from bounds import CLAIMS
from empirical.cases import LINEAR
from empirical.data import Column, Dataset
from empirical.data.files import FOLDER_VARIABLE
from empirical.errors import InputError
from empirical.pair import Training
from empirical.population import Search
from empirical.report import Report, Settings, build, write
from empirical.report.figure import bounds_figure
from empirical.report.summary import defects
from empirical.report.table import notes
from empirical.studies.linear import EPSILONS, STARTS, markdown

needs_files = pytest.mark.skipif(FOLDER_VARIABLE not in os.environ, reason=f"{FOLDER_VARIABLE} is not set")
BOTH = pytest.mark.parametrize("name", ["breast-cancer", pytest.param("german", marks=needs_files)])
NO_HYPOTHESIS = ("lemma1.sound", "lemma1.sharp", "lemma1.path", "theorem1.sound", "theorem1.posterior", "theorem1.free",
                 "theorem4.sharp", "theorem4.closed")  # fmt: skip


@cache
def report(name: str = "breast-cancer", epsilon: float = 0.1, init: str = "zero", norm: float = math.inf) -> Report:
    return build(Settings(name, Training(epsilon=epsilon, init=init, norm=norm)))


@BOTH
@pytest.mark.parametrize("init", STARTS)
@pytest.mark.parametrize("epsilon", EPSILONS)
def test_no_true_claim_is_violated_over_the_papers_grid(name, init, epsilon):
    made = report(name, epsilon, init)
    assert made.defects == []
    assert made.rows["status"].ne("nonfinite").all()
    free = made.rows.filter(pl.col("claim").is_in(NO_HYPOTHESIS))
    assert set(free["status"]) <= {"holds", "vacuous"}
    assert free["failed"].list.len().eq(0).all()
    assert made.rows["unchecked"].list.len().eq(0).all()


@pytest.mark.parametrize("norm", [2.0, 1.0])
def test_other_attack_balls(norm):
    assert report(epsilon=0.2, norm=norm).defects == []
    assert report(epsilon=0.2, norm=norm).summary["settings"]["training"]["norm"] == norm


@BOTH
def test_the_same_persons_at_every_epsilon(name):
    """The population is whom the non-robust model rejects, whatever the robust one says."""
    persons = [report(name, epsilon).rows["instance"].unique().sort().to_list() for epsilon in EPSILONS]
    assert all(one == persons[0] for one in persons)
    assert len(persons[0]) == report(name).summary["population"]["all"]["count"] > 0
    assert (report(name).rows["score_nr"].drop_nulls() <= 0).all()


@BOTH
@pytest.mark.parametrize("init", STARTS)
def test_epsilon_zero_gives_the_same_model_to_the_bit(name, init):
    rows = report(name, 0.0, init).rows
    assert rows["weight_gap"].drop_nulls().eq(0.0).all()
    assert (rows["cost_nr"] == rows["cost_r"]).drop_nulls().all()
    assert rows.filter(pl.col("claim").eq("lemma1.sharp"))["upper"].eq(0.0).all()
    assert rows.filter(pl.col("claim").eq("lemma1.sound"))["upper"].gt(0.0).all()


def test_every_linear_claim_with_every_delta_and_cost():
    rows = report().rows
    assert rows["claim"].unique(maintain_order=True).to_list() == [claim.id for claim in LINEAR]
    sources = {claim: set(group["delta_source"]) for (claim,), group in rows.group_by(pl.col("claim").cast(pl.String))}
    for claim in LINEAR:
        if "delta" not in claim.read:
            assert sources[claim.id] == {None}
        elif claim.id.endswith("printed"):
            assert sources[claim.id] == {"printed"}
        else:
            assert sources[claim.id] == {"sound", "sharp", "path", "measured"}
    both = rows.filter(pl.col("cost_source").eq("printed"))["claim"].unique().sort().to_list()
    assert both == ["theorem1.printed", "theorem1.repaired", "theorem1.vector"]
    keys = ["instance", "claim", "delta_source", "cost_source"]
    assert not rows.select(keys).is_duplicated().any()


def test_the_path_is_left_out_where_the_learning_rate_is_too_large():
    made = build(Settings(training=Training(epsilon=0.1, learning_rate=5.0, steps=50)))
    assert "path" not in set(made.rows["delta_source"].drop_nulls())
    assert made.defects == []
    path = made.rows.filter(pl.col("claim").eq("lemma1.path"))
    assert set(path["status"]) == {"inapplicable"}
    assert path["failed"].to_list()[0] == ["η ≤ 2/L"]


def test_returned_costs_meet_the_true_definition_and_printed_ones_the_printed():
    rows = report().rows
    returned = rows.filter(pl.col("claim").eq("theorem1.sound"))
    assert returned["failed"].list.len().eq(0).all()
    printed = rows.filter(pl.col("claim").eq("theorem1.printed") & pl.col("cost_source").eq("printed"))
    assert not {name for names in printed["failed"] for name in names if "g(" in name}
    swapped = rows.filter(pl.col("claim").eq("theorem1.printed") & pl.col("cost_source").eq("returned"))
    assert all("‖ζ_R‖ = λ |m_R| g(b)" in names for names in swapped["failed"])


def test_violations_are_certified_and_nothing_else_is():
    rows = report().rows
    violated = pl.col("status").eq("violated")
    assert rows.filter(violated)["certified"].all()
    assert rows.filter(~violated)["certified"].is_null().all()
    assert rows.filter(violated).height > 0


def test_rows_agree_with_the_counts():
    made = report()
    assert sum(count["rows"] for count in made.summary["claims"]) == made.rows.height
    for count in made.summary["claims"]:
        statuses = [count[name] for name in ("holds", "vacuous", "violated", "inapplicable", "nonfinite")]
        assert sum(statuses) == count["rows"] == made.summary["population"]["all"]["count"]
        assert count["certified"] <= count["violated"]
        assert count["theory"] == CLAIMS[count["claim"]].theory


def test_rows_say_what_the_arrays_say():
    """A row's verdict can be recomputed from its own fields."""
    rows = report().rows.filter(pl.col("claim").eq("theorem1.sound") & pl.col("delta_source").eq("measured"))
    g = rows["norm_nr"] / (rows["lam"] + rows["norm_nr"] ** 2)
    np.testing.assert_allclose(rows["cost_nr"], rows["residual_nr"].abs() * g, rtol=1e-9)
    np.testing.assert_allclose(rows["value"], rows["cost_nr"] - rows["cost_r"], rtol=1e-12)
    inside = (rows["lower"] <= rows["value"]) & (rows["value"] <= rows["upper"])
    assert (inside | rows["within_rounding"]).all()


def test_means_are_over_whom_they_say():
    made = report("breast-cancer", 0.15)
    rows = made.rows.filter(pl.col("claim").eq("theorem1.posterior"))
    groups = {
        "all": pl.lit(value=True),
        "both_rejected": ~pl.col("accepted_r"),
        "both_found": pl.col("found_nr") & pl.col("found_r"),
    }
    for group, condition in groups.items():
        chosen, means = rows.filter(condition), made.summary["population"][group]
        assert means["count"] == chosen.height
        for name in ("cost_nr", "cost_r"):
            assert means[name] == (pytest.approx(chosen[name].mean()) if chosen.height else None)
    assert made.summary["population"]["both_rejected"]["count"] < made.summary["population"]["all"]["count"]
    assert made.summary["population"]["all"]["accepted_r"] == pytest.approx(rows["accepted_r"].mean())


@needs_files
def test_a_model_that_accepts_everybody_is_reported_not_refused():
    made = report("german", 0.05)
    assert made.summary["models"]["robust"]["degenerate"] == "accepts everybody"
    assert made.summary["models"]["non_robust"]["degenerate"] is None
    assert made.summary["population"]["both_rejected"] == {
        "count": 0, **dict.fromkeys(list(made.summary["population"]["all"])[1:])}  # fmt: skip
    assert "the robust model accepts everybody" in notes(made)


def test_nobody_rejected_is_an_empty_report(monkeypatch):
    rng = np.random.default_rng(0)
    columns = (Column("noise"), Column("more noise"))
    labels = np.where(np.arange(200) % 10, 1.0, -1.0)
    easy = Dataset("easy", columns, rng.random((200, 2)), labels, "good", "made up", "")
    monkeypatch.setattr("empirical.data.DATASETS", {"easy": lambda: easy})
    made = build(Settings("easy"))
    assert made.summary["models"]["non_robust"]["degenerate"] == "accepts everybody"
    assert made.summary["population"]["all"]["count"] == made.rows.height == 0
    assert any(line.startswith("no rejected instance") for line in notes(made))
    assert bounds_figure(made).startswith(b"\x89PNG")
    json.dumps(made.summary, allow_nan=False)


def test_adversarial_accuracy_is_no_better_than_clean_accuracy():
    models = report().summary["models"]
    for model in models.values():
        assert model["adversarial_accuracy"] <= model["accuracy"]
    assert models["robust"]["adversarial_accuracy"] > models["non_robust"]["adversarial_accuracy"]
    assert models["non_robust"]["accuracy"] > 0.9


def test_provenance():
    summary = report().summary
    assert len(summary["data"]["sha256"]) == 64
    assert summary["settings"]["training"]["seed"] == summary["split"]["seed"] == 0
    assert {"jax", "numpy", "recourse-bounds"} <= set(summary["versions"])


def test_a_violated_true_claim_would_be_a_defect():
    rows = report().rows
    assert defects(rows) == []
    true = pl.col("claim").eq("theorem1.posterior")
    broken = rows.with_columns(refutes=pl.when(true).then(pl.lit(value=True)).otherwise("refutes"))
    assert len(defects(broken)) == rows.filter(true).height


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Training(epsilon=-0.1), "epsilon must be finite and at least 0, not -0.1"),
        (lambda: Training(epsilon=math.nan), "epsilon must be finite and at least 0"),
        (lambda: Training(norm=3.0), "norm must be one of inf, 2, 1"),
        (lambda: Training(steps=0), "steps must be at least 1 and below"),
        (lambda: Training(learning_rate=0.0), "learning-rate must be finite and positive"),
        (lambda: Training(learning_rate=math.inf), "learning-rate must be finite and positive"),
        (lambda: Training(init="ones"), "init must be zero or normal"),
        (lambda: Training(seed=-1), "seed must be between 0"),
        (lambda: Search(lam=0.0), "lam must be finite and positive, not 0"),
        (lambda: Search(lam=math.nan), "lam must be finite and positive"),
        (lambda: Search(target=math.inf), "target must be a finite score"),
    ],
)
def test_settings_that_no_run_can_have(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_training_that_overflows_is_an_error_not_a_report():
    with pytest.raises(InputError, match="overflowed; lower learning-rate"):
        build(Settings(training=Training(learning_rate=1e308, steps=5)))


@pytest.mark.parametrize(
    ("training", "search"),
    [
        ({"epsilon": 1e10}, {}),
        ({"epsilon": 1e155}, {}),
        ({"epsilon": 1e300}, {}),
        ({"learning_rate": 1e300}, {}),
        ({}, {"target": 1e308}),
        ({}, {"lam": 1e-300}),
        ({}, {"lam": 1e300}),
    ],
)
def test_numbers_that_overflow_are_a_status(training, search, tmp_path):
    made = build(Settings(training=Training(**training), search=Search(**search)))
    write(made, tmp_path / "report")
    assert made.defects == []
    counted = json.loads((tmp_path / "report" / "summary.json").read_text())["claims"]
    assert sum(count["rows"] for count in counted) == made.rows.height


def test_the_measured_delta_is_below_every_bound():
    deltas = report().summary["deltas"]
    assert set(deltas) == {"printed", "sound", "sharp", "path", "measured"}
    assert (
        deltas["measured"]["largest"] < deltas["path"]["median"] < deltas["sharp"]["median"] < deltas["sound"]["median"]
    )
    assert deltas["printed"]["smallest"] < 0 < deltas["printed"]["largest"]


def test_the_study_is_a_page():
    settings = [Settings(training=Training(epsilon=epsilon)) for epsilon in (0.0, 0.1)]
    page = markdown([(one, report(epsilon=one.training.epsilon)) for one in settings])
    assert "**Violations of true claims with every premise holding: 0.**" in page
    assert page.count("theorem1.printed") == 2
