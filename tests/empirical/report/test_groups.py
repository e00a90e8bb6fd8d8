"""Means by group: over the right people, with bootstrap intervals that draw people."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import bootstrap, norm

from empirical.data import Dataset, Feature
from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.report import Report, Settings, report_on
from empirical.report.groups import group_rows
from empirical.report.quantities import QUANTITIES

SEEDS, EPSILONS, STEPS = (0, 1, 2), (0.0, 0.1), (300,)
FEATURES = ("sex", "kind", "age")


@cache
def data() -> Dataset:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(500, 3)) * [1.0, 2.0, 10.0]
    sexes, kinds = rng.integers(0, 2, 500), rng.integers(0, 3, 500)
    labels = np.where(numbers[:, 0] + numbers[:, 1] + 0.8 * sexes - 0.4 + rng.normal(size=500) > 0, 1.0, -1.0)
    features = (Feature("a"), Feature("b"), Feature("age", immutable=True), Feature("sex", ("f", "m"), immutable=True),
                Feature("kind", ("x", "y", "z")))  # fmt: skip
    values = np.column_stack([numbers, sexes, kinds])
    return Dataset("made", features, values, labels, "good", "made up", "0" * 64, protected=("sex", "kind"))


@cache
def report() -> Report:
    return report_on(data(), Settings(grid=LinearGrid(EPSILONS, SEEDS, STEPS), groups=FEATURES))


@cache
def table(seed: int = 0) -> dict[str, Any]:
    return group_rows(report().instances, report().verdicts, data(), FEATURES, seed=seed)


def values_of(quantity: str) -> pl.Expr:
    return QUANTITIES[quantity].cast(pl.Float64)


def rows_of(row: dict[str, Any]) -> pl.DataFrame:
    """The people of a group at a setting, picked by hand."""
    instances = report().instances.filter(steps=row["steps"], epsilon=row["epsilon"])
    groups = data().members(row["feature"])[instances["instance"].to_numpy()]
    return instances.filter(pl.Series(groups == row["group"]))


def measured() -> list[dict[str, Any]]:
    return [row for row in table()["rows"] if row["quantity"] in QUANTITIES]


def test_means_are_over_the_rows_of_the_group():
    for row in measured():
        expected = rows_of(row).select(values_of(row["quantity"])).to_series().to_numpy()
        assert row["mean"] == pytest.approx(expected.mean(), rel=1e-12, abs=1e-14)
    by_group = {row["group"]: row["mean"] for row in measured() if row["quantity"] == "cost_nr" and row["epsilon"]}
    assert len(set(by_group.values())) == len(by_group)  # else a mean over everybody would pass


def test_means_of_violations():
    verdicts = report().verdicts
    found = 0
    for row in table()["rows"]:
        if row["quantity"] in QUANTITIES:
            continue
        claim, _, cost = row["quantity"].partition(", ")
        chosen = verdicts.filter(steps=row["steps"], epsilon=row["epsilon"], claim=claim)
        chosen = chosen.filter(cost_source=cost) if cost else chosen
        joined = rows_of(row).select("seed", "instance").join(chosen, on=["seed", "instance"])
        assert row["mean"] == pytest.approx(joined["status"].eq("violated").to_numpy().mean(), abs=1e-12)
        found += row["mean"] > 0
    assert found > 0


def test_groups_part_the_instances():
    everybody = report().instances["instance"].n_unique()
    for feature in FEATURES:
        for epsilon in EPSILONS:
            rows = [row for row in measured() if (row["feature"], row["epsilon"]) == (feature, epsilon)]
            sizes = {row["group"]: row["instances"] for row in rows}
            assert sum(sizes.values()) == everybody
            assert len(rows) == len(sizes) * len(QUANTITIES)
            assert list(sizes) == sorted(sizes)
    assert {row["group"] for row in measured() if row["feature"] == "kind"} == {"x", "y", "z"}
    assert len({row["group"] for row in measured() if row["feature"] == "age"}) == 4


@pytest.mark.parametrize("quantity", ["cost_nr", "cost_gap", "probability_r", "cross_validity"])
def test_intervals_are_those_of_scipys_bootstrap_over_instances(quantity):
    for row in measured():
        if row["quantity"] != quantity or row["feature"] == "age":
            continue
        sums = rows_of(row).group_by("instance").agg(values_of(quantity).sum().alias("sum"), pl.len().alias("rows"))
        parts = sums["sum"].to_numpy(), sums["rows"].cast(pl.Float64).to_numpy()
        result = bootstrap(parts, lambda a, b, axis: a.sum(axis) / b.sum(axis), paired=True, vectorized=True,
                           method="percentile", n_resamples=6000, rng=np.random.default_rng(1))  # fmt: skip
        error = float(result.standard_error)
        # The 2.5 % point of 2,000 draws is off by 0.06 standard errors: √(p(1 − p)/2000) / φ(1.96).
        assert row["low"] == pytest.approx(result.confidence_interval.low, abs=0.3 * error + 1e-12)
        assert row["high"] == pytest.approx(result.confidence_interval.high, abs=0.3 * error + 1e-12)
        half = float(norm.isf(0.025 / len(table()["rows"]))) * error
        assert row["simultaneous_low"] == pytest.approx(row["mean"] - half, abs=0.1 * half + 1e-12)
        assert row["simultaneous_high"] == pytest.approx(row["mean"] + half, abs=0.1 * half + 1e-12)


def doubled(frame: pl.DataFrame) -> pl.DataFrame:
    """Everybody once more, under other seeds."""
    return pl.concat([frame, frame.with_columns((pl.col("seed") + 100).cast(frame["seed"].dtype))])


def test_an_instance_under_several_seeds_is_one():
    twice = group_rows(doubled(report().instances), doubled(report().verdicts), data(), FEATURES, seed=0)
    for one, other in zip(table()["rows"], twice["rows"], strict=True):
        assert one.keys() == other.keys()
        for name, value in one.items():
            assert other[name] == (pytest.approx(value, rel=1e-9, abs=1e-12) if isinstance(value, float) else value)


def test_drawing_rows_would_be_seen():
    """The mutant: were rows drawn instead of people, everybody twice would narrow the intervals by √2."""
    rows = rows_of(measured()[0])
    costs = rows["cost_nr"].to_numpy()
    widths = []
    for sample in (costs, np.concatenate([costs, costs])):
        interval = bootstrap((sample,), np.mean, method="percentile", n_resamples=2000, rng=np.random.default_rng(0))
        widths.append(interval.confidence_interval.high - interval.confidence_interval.low)
    assert widths[1] < 0.8 * widths[0]


def test_some_instances_are_tested_under_several_seeds():
    """Else drawing people and drawing rows would be the same."""
    instances = report().instances.filter(epsilon=0.1)
    assert instances["instance"].n_unique() < instances.height


def test_the_same_seed_gives_the_same_table():
    again = group_rows(report().instances, report().verdicts, data(), FEATURES, seed=0)
    assert again == table()
    other = table(1)
    assert [row["mean"] for row in other["rows"]] == [row["mean"] for row in table()["rows"]]
    assert [row["low"] for row in other["rows"]] != [row["low"] for row in table()["rows"]]
    assert report().summary["groups"] == table()


def test_the_note_says_how_many_intervals_there_are():
    count = len(table()["rows"])
    assert table()["note"].startswith(f"{count} intervals: at 95 % each, about {count * 0.05:.0f} miss")
    assert count == 9 * len(EPSILONS) * len({row["quantity"] for row in table()["rows"]})


def test_intervals_enclose_their_means_and_the_simultaneous_ones_are_wider():
    for row in table()["rows"]:
        assert row["low"] <= row["mean"] + 1e-12
        assert row["mean"] <= row["high"] + 1e-12
        assert row["simultaneous_low"] <= row["mean"] <= row["simultaneous_high"]


def test_fewer_than_two_instances_have_no_interval():
    """Where one woman has a recourse for the robust model, and no man has any."""
    women = data().members("sex")[report().instances["instance"].to_numpy()] == "f"
    first = report().instances.filter(pl.Series(women))["instance"][0]
    rows = report().instances.with_columns(cost_r=pl.when(pl.col("instance").eq(first)).then(pl.col("cost_r")))
    made = group_rows(rows, report().verdicts, data(), ("sex",), seed=0)
    ends = ("low", "high", "simultaneous_low", "simultaneous_high")
    counts = {}
    for row in made["rows"]:
        known = [row[name] is not None for name in ends]
        assert known == [row["count"] > 1] * 4
        assert (row["mean"] is None) == (row["count"] == 0)
        counts.setdefault((row["group"], row["quantity"]), row["count"])
    assert (counts["f", "cost_r"], counts["m", "cost_r"]) == (1, 0)
    assert made["note"].startswith(f"{sum(row['low'] is not None for row in made['rows'])} intervals")


def test_few_intervals_and_none_are_said_in_words_of_their_own():
    instances, verdicts = report().instances, report().verdicts.clear()
    alone = group_rows(instances.head(1), verdicts, data(), ("sex",), seed=0)
    assert {row["low"] for row in alone["rows"]} == {None}
    assert alone["note"] == "no intervals: a mean over fewer than two people has none."
    women = instances.filter(pl.Series(data().members("sex")[instances["instance"].to_numpy()] == "f"))
    two = women.filter(seed=0, epsilon=0.1).head(2).with_columns(cost_r=None, cost_nr=None, found_nr=None)
    few = group_rows(two, verdicts, data(), ("sex",), seed=0)
    count = sum(row["low"] is not None for row in few["rows"])
    assert 0 < count < 20
    assert few["note"].startswith(f"{count} intervals: at 95 % each, the chance that any misses its mean is at most ")


def test_counts_are_of_instances():
    for row in measured():
        rows = rows_of(row).filter(values_of(row["quantity"]).is_not_null())
        assert row["count"] == rows["instance"].n_unique() <= row["instances"]


def test_no_features_and_nobody():
    assert group_rows(report().instances, report().verdicts, data(), (), seed=0)["rows"] == []
    nobody = group_rows(report().instances.clear(), report().verdicts.clear(), data(), FEATURES, seed=0)
    assert nobody["rows"] == []


def test_a_feature_that_is_none():
    with pytest.raises(InputError, match="made: no feature 'race' to group by; choose of a, b, age, sex, kind"):
        group_rows(report().instances, report().verdicts, data(), ("sex", "race"), seed=0)
    with pytest.raises(InputError, match="no feature 'race' to group by"):
        report_on(data(), Settings(groups=("race",)))
