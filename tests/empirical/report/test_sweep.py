"""The curves of a report: means over seeds with Student's intervals, and how often Theorem 4's condition is met."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.special import expit
from scipy.stats import ttest_1samp

from empirical.families.linear.cases import LINEAR
from empirical.families.linear.family import LinearFamily
from empirical.families.linear.settings import LinearGrid
from empirical.report import Report, Settings, build
from empirical.report.quantities import QUANTITIES
from empirical.report.sweep import condition, sweep

SEEDS, STEPS, EPSILONS = (0, 1, 2, 7), (20, 60), (0.0, 0.2)


@cache
def report() -> Report:
    return build(Settings(grid=LinearGrid(EPSILONS, SEEDS, STEPS), instances=15))


def radii(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    return LinearFamily().radii(rows.columns)


def measured(steps: int, epsilon: float, seed: int) -> dict[str, np.ndarray]:
    rows = report().instances.filter(steps=steps, epsilon=epsilon, seed=seed)
    return {name: rows[name].to_numpy() for name in rows.columns}


def anew(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The quantities from the scores and costs that they are made of."""
    broken = ("immutable", "range", "direction", "category")
    return {
        "cost_nr": rows["cost_nr"],
        "cost_r": rows["cost_r"],
        "cost_gap": rows["cost_nr"] - rows["cost_r"],
        "probability_nr": expit(rows["score_nr_nr"]),
        "probability_r": expit(rows["score_r_r"]),
        "validity_nr": rows["score_nr_nr"] > 0,
        "validity_r": rows["score_r_r"] > 0,
        "cross_validity": rows["score_nr_r"] > 0,
        "accepted_r": rows["score_r"] > 0,
        "infeasible_nr": np.any([rows[f"breaks_{name}_nr"] for name in broken], axis=0),
        "infeasible_r": np.any([rows[f"breaks_{name}_r"] for name in broken], axis=0),
    }


def test_an_entry_for_every_setting_with_every_quantity():
    found = report().summary["sweep"]
    assert [(one["steps"], one["epsilon"]) for one in found] == [(n, e) for n in STEPS for e in EPSILONS]
    for one in found:
        assert one["seeds"] == len(SEEDS)
        assert list(one["means"]) == list(QUANTITIES)
        assert {name.partition(",")[0] for name in one["violated"]} == {
            claim.id for claim in LINEAR if claim.theory == "false"
        }


def test_means_and_students_intervals_over_the_seeds():
    for entry in report().summary["sweep"]:
        by_seed = [anew(measured(entry["steps"], entry["epsilon"], seed)) for seed in SEEDS]
        for name, found in entry["means"].items():
            values = np.array([one[name].mean() for one in by_seed])
            assert found["mean"] == pytest.approx(values.mean(), rel=1e-12, abs=1e-15)
            if np.ptp(values) > 0:
                low, high = ttest_1samp(values, 0.0).confidence_interval(0.95)
                assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-9)
            else:
                assert found["low"] == found["high"] == pytest.approx(values[0])


def test_an_interval_over_instances_would_be_another():
    """The mutant: people of all seeds thrown together."""
    entry = report().summary["sweep"][1]
    rows = [measured(entry["steps"], entry["epsilon"], seed)["cost_nr"] for seed in SEEDS]
    together = ttest_1samp(np.concatenate(rows), 0.0).confidence_interval(0.95)
    found = entry["means"]["cost_nr"]
    assert found["high"] - found["low"] != pytest.approx(together.high - together.low, rel=0.05)


def test_violations_are_counted_by_claim_and_cost():
    verdicts = report().verdicts
    for entry in report().summary["sweep"]:
        for name, found in entry["violated"].items():
            claim, _, cost = name.partition(", ")
            rows = verdicts.filter(steps=entry["steps"], epsilon=entry["epsilon"], claim=claim)
            if cost:
                rows = rows.filter(cost_source=cost)
            shares = [rows.filter(seed=seed)["status"].eq("violated").mean() for seed in SEEDS]
            assert found["mean"] == pytest.approx(np.mean(np.array(shares, float)), rel=1e-12, abs=1e-15)


def test_a_single_seed_has_no_interval():
    keep = pl.col("seed") == SEEDS[0]
    for entry in sweep(report().instances.filter(keep), report().verdicts.filter(keep)):
        assert entry["seeds"] == 1
        for part in (*entry["means"].values(), *entry["violated"].values()):
            assert part["low"] is None
            assert part["high"] is None
        rows = measured(entry["steps"], entry["epsilon"], SEEDS[0])
        assert entry["means"]["cost_r"]["mean"] == pytest.approx(rows["cost_r"].mean())


def test_every_seed_counts_the_same_however_many_instances_it_has():
    keep = (pl.col("seed") != SEEDS[0]) | (pl.col("instance") % 2 == 0)
    fewer = report().instances.filter(keep)
    for entry in sweep(fewer, report().verdicts.filter(keep)):
        rows = fewer.filter(steps=entry["steps"], epsilon=entry["epsilon"])
        by_seed = rows.group_by("seed").agg(pl.col("cost_nr").mean())["cost_nr"].to_numpy()
        assert entry["means"]["cost_nr"]["mean"] == pytest.approx(by_seed.mean())
        assert entry["means"]["cost_nr"]["mean"] != pytest.approx(rows["cost_nr"].to_numpy().mean(), rel=1e-6)


def test_at_epsilon_zero_there_is_no_gap():
    for entry in report().summary["sweep"]:
        gap = entry["means"]["cost_gap"]
        assert ([gap[name] for name in ("mean", "low", "high")] == [0.0] * 3) == (entry["epsilon"] == 0.0)


def lost(keep: pl.Expr, *columns: str) -> pl.DataFrame:
    """The people, some of whom have no recourse for the robust model."""
    return report().instances.with_columns(pl.when(keep).then(pl.col(name)).alias(name) for name in columns)


def test_means_come_with_the_instances_and_seeds_behind_them():
    """Of those without a recourse, and a seed in which nobody has one."""
    keep = (pl.col("seed") != SEEDS[0]) & (pl.col("instance") % 2 == 0)
    rows = lost(keep, "cost_r", "found_r")
    for entry in sweep(rows, report().verdicts):
        chosen = rows.filter(steps=entry["steps"], epsilon=entry["epsilon"])
        whole = {"seeds": len(SEEDS), "count": chosen.height}
        assert entry["instances"] == chosen.height
        for found in (entry["means"]["cost_nr"], entry["means"]["accepted_r"], *entry["violated"].values()):
            assert whole.items() <= found.items()
        there = chosen.filter(keep)
        by_seed = there.group_by("seed").agg(pl.col("cost_r").mean())["cost_r"].to_numpy()
        for name in ("cost_r", "cost_gap"):
            assert {"seeds": len(SEEDS) - 1, "count": there.height}.items() <= entry["means"][name].items()
        assert entry["means"]["cost_r"]["mean"] == pytest.approx(by_seed.mean())
        own = chosen.filter(keep | pl.col("status_r").ne("already favourable"))
        assert entry["means"]["validity_r"]["count"] == own.height
        shares = own.group_by("seed").agg(pl.col("found_r").fill_null(value=False).cast(pl.Float64).mean())
        assert entry["means"]["validity_r"]["mean"] == pytest.approx(shares["found_r"].to_numpy().mean())


def test_a_mean_over_nobody_is_null():
    rows = lost(pl.lit(value=False), "cost_r")
    for entry in sweep(rows, report().verdicts):
        assert entry["means"]["cost_gap"] == {"mean": None, "low": None, "high": None, "seeds": 0, "count": 0}


def condition_anew(rows: dict[str, np.ndarray], source: str) -> dict[str, float | None]:
    v, u = rows["score_nr_r"], rows["score_nr_nr"]
    reach = rows[f"delta_{source}"] * rows["recourse_norm_r"]
    concluded = expit(u) >= expit(rows["score_r_r"])
    met = np.abs(v - u) <= reach
    return {
        "condition": met.mean(),
        "conclusion_given_condition": concluded[met].mean() if met.any() else None,
        "sound_condition": (u - v >= reach).mean(),
        "conclusion": concluded.mean(),
    }


def test_how_often_the_condition_is_met():
    found = report().summary["condition"]
    sources = {one["delta_source"] for one in found}
    assert {"printed", "sound", "measured"} <= sources
    assert len(found) == len(sources) * len(STEPS) * len(EPSILONS)
    for one in found:
        parts = [measured(one["steps"], one["epsilon"], seed) for seed in SEEDS]
        rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        assert one["instances"] == len(rows["seed"])
        for name, expected in condition_anew(rows, one["delta_source"]).items():
            assert one[name] == (None if expected is None else pytest.approx(expected, rel=1e-12))


def test_the_conditions_where_half_of_all_meet_them():
    """Where Δ is half or twice what it takes, as the instance is even or odd."""
    ahead = (pl.col("score_nr_nr") - pl.col("score_nr_r")).abs() + 0.1
    factor = pl.when(pl.col("instance") % 2 == 0).then(0.5).otherwise(2.0)
    rows = report().instances.with_columns(delta_measured=factor * ahead / pl.col("recourse_norm_r"))
    found = [one for one in condition(rows, radii(rows)) if one["delta_source"] == "measured"]
    assert any(0.2 < one["condition"] < 0.8 for one in found)
    assert any(one["condition"] != one["sound_condition"] for one in found)
    for one in found:
        chosen = rows.filter(steps=one["steps"], epsilon=one["epsilon"])
        arrays = {name: chosen[name].to_numpy() for name in chosen.columns}
        for name, expected in condition_anew(arrays, "measured").items():
            assert one[name] == pytest.approx(expected, rel=1e-12)


def test_where_nobody_meets_the_condition_its_worth_is_null():
    rows = report().instances.with_columns(delta_printed=pl.lit(-1.0))
    for one in condition(rows, radii(rows)):
        if one["delta_source"] == "printed":
            assert one["condition"] == 0.0
            assert one["conclusion_given_condition"] is None


@pytest.mark.parametrize("unknown", [None, np.nan, np.inf])
@pytest.mark.parametrize("column", ["score_nr_nr", "score_nr_r", "score_r_r", "recourse_norm_r"])
def test_who_has_no_recourse_meets_no_condition_and_fails_none(column, unknown):
    """Polars has NaN above every other number: it would meet |v − u| ≤ R and u − v ≥ R."""
    keep = pl.col("instance") % 2 == 0
    value = pl.lit(unknown, dtype=pl.Float64)
    rows = report().instances.with_columns(pl.when(keep).then(pl.col(column)).otherwise(value).alias(column))
    assert 0 < rows.filter(keep).height < rows.height
    some = report().instances.filter(keep)
    assert condition(rows, radii(rows)) == condition(some, radii(some))


def test_where_nobody_has_a_recourse_every_share_is_null():
    rows = report().instances.with_columns(score_r_r=pl.lit(np.nan))
    found = condition(rows, radii(rows))
    assert len(found) == len(report().summary["condition"])
    for one in found:
        assert one["instances"] == 0
        assert {one[name] for name in condition_anew(measured(20, 0.0, 0), "measured")} == {None}


def test_models_without_a_delta_have_no_condition():
    rows = report().instances.select(pl.exclude("^delta_.*$"))
    assert condition(rows, radii(rows)) == []
