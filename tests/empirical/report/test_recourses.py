"""recourses.parquet: what each person is told, and that the models say the same of a table that is changed so."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from empirical.data import TableFile, as_table, design, from_table, load, split
from empirical.families import family_with
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.changes import apply_recourses
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build, write
from empirical.report.format6 import FORMAT_6, NEW_IN_7
from empirical.report.reproduction import compare, recorded, settings_of
from empirical.report.settings import load_data

GRID = LinearGrid((0.0, 0.1), steps=(200,))
ENTRIES_6 = Path(__file__).with_name("format6_entries.txt")
"""The places of all entries in ``summary.json`` of a report on the same data, written by the release of format 6."""

METHODS = {
    "minimisers": RecourseSettings(),
    "feasible minimisers": RecourseSettings(feasible=True),
    "accepted": RecourseSettings(mode="valid"),
    "few changes": RecourseSettings(method="gs", gamma=1.0, samples=100),
    "robust": RecourseSettings(method="roar"),
    "on a grid": RecourseSettings(method="ar"),
}


def report_on(recourse: RecourseSettings, name: str = "german", **how: object) -> Report:
    return build(Settings(Named(name), GRID, recourse, instances=30, **how))  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=METHODS)
def made(request: pytest.FixtureRequest) -> tuple[str, Report]:
    return request.param, report_on(METHODS[request.param])


def test_scores_of_the_changed_table_are_those_of_the_report(made):
    name, report = made
    settings, data = Settings(Named("german"), GRID), load("german")
    parts = split(data, seed=0, scaling=settings.scaling)
    pairs = family_with(GRID).train({0: parts}, GRID, memory=8.0, checkpoint=lambda _, compute: compute())
    models = dict(zip(GRID.epsilons, pairs, strict=True))
    table, recourses = as_table(data.values, data.features), report.recourses
    assert recourses is not None
    whole = {feature.name for feature in data.features}
    told = recourses.filter(pl.col("column").cast(pl.String).is_in(whole))
    assert (told.height == recourses.height) == (name != "minimisers")
    if name == "minimisers":
        return  # their categories lie between levels: no table holds them
    for (epsilon, model), part in told.group_by("epsilon", "model"):
        changed = apply_recourses(table, part)
        pair = models[epsilon]
        scores = (pair.robust if model == "robust" else pair.natural).scores(
            design(from_table(changed, data.features), parts)
        )
        known = part.unique("row").sort("row")
        np.testing.assert_allclose(scores, known["score"], rtol=0.0, atol=1e-9)
        assert ((scores > 0.0) == known["accepted"].to_numpy()).all()


def test_every_recourse_of_the_instances_is_told(made):
    _, report = made
    assert report.recourses is not None
    for model, suffix in (("natural", "nr"), ("robust", "r")):
        told = report.recourses.filter(model=model).unique(["epsilon", "instance"])
        moved = report.instances.filter(pl.col(f"cost_{suffix}") > 0.0)
        keys = [frame.select("epsilon", "instance").sort("epsilon", "instance") for frame in (told, moved)]
        assert keys[0].equals(keys[1])
        joined = told.join(report.instances, on=["epsilon", "instance"])
        assert (joined["accepted"] == joined[f"found_{suffix}"]).all()


def test_few_changes_are_asked_for_by_gamma():
    def changed_columns(gamma):
        """How many changes there are for every recourse, in the mean."""
        table = report_on(RecourseSettings(method="gs", gamma=gamma, samples=200)).recourses
        assert table is not None
        return np.mean(table.group_by("epsilon", "model", "row").len()["len"].to_numpy())

    assert changed_columns(1.0) <= changed_columns(0.0)


def test_rows_of_a_file_are_counted_with_those_that_are_left_out(tmp_path):
    """Who puts recourses into the file as it is must meet the same people."""
    rng = np.random.default_rng(0)
    income, age = rng.normal(50.0, 10.0, 120).round(1), rng.integers(20, 70, 120)
    table = pl.DataFrame({"age": age, "income": income, "paid": np.where(income > 50.0, "yes", "no")})
    table = table.with_columns(pl.when(pl.int_range(pl.len()) % 7 == 0).then(None).otherwise("income").alias("income"))
    path = str(tmp_path / "loans.csv")
    table.write_csv(path)
    settings = Settings(
        TableFile(path, "paid", "yes", missing="drop"), LinearGrid(steps=(200,)), RecourseSettings(mode="valid")
    )
    report, data = build(settings), load_data(settings)
    told = report.recourses.filter(model="natural")  # type: ignore[union-attr]
    assert (told["row"] > told["instance"]).any()
    numbers = told.filter(pl.col("column").cast(pl.String) == "income")
    assert table["income"][numbers["row"].cast(pl.Int64).to_numpy()].to_list() == numbers["from"].to_list()
    assert apply_recourses(table, told).columns == ["row", "age", "income", "paid"]
    assert data.rows is not None


def test_a_report_of_format_6_lacks_the_table_and_is_still_compared(tmp_path):
    report = report_on(RecourseSettings())
    folder = tmp_path / "report"
    write(report, folder)
    assert compare(recorded(folder), report) == []
    older(folder)
    lacking = {"advice", "shares_favourable", "cores"}
    assert set(report.summary) - set(json.loads((folder / "summary.json").read_text())) == lacking
    assert settings_of(folder).scaling == report.summary["settings"]["scaling"]
    assert compare(recorded(folder), report) == []
    run = report.summary["runs"][0]
    other = {**report.summary, "runs": [{**run, "epsilon": 0.5}, *report.summary["runs"][1:]]}
    assert compare(recorded(folder), report._replace(summary=other)) == ["summary.json: runs differs"]
    write(report, folder)  # in its place
    assert (folder / "recourses.parquet").exists()


def older(folder: Path) -> None:
    """Make a report one of format 6, with the entries alone that the release of that format wrote."""
    (folder / "recourses.parquet").unlink()
    (folder / "people.parquet").unlink()
    summary = entries_of_6(json.loads((folder / "summary.json").read_text()), set(ENTRIES_6.read_text().split("\n")))
    summary["groups"]["note"] = "the words of that release"
    (folder / "summary.json").write_text(json.dumps({**summary, "format": FORMAT_6}))
    instances = pl.read_parquet(folder / "instances.parquet")
    instances.drop(NEW_IN_7).write_parquet(folder / "instances.parquet")


def entries_of_6(value: Any, known: set[str], place: str = "") -> Any:
    """Keep the entries at known places, and all of an entry below which no place is known, such as names of claims."""
    if isinstance(value, dict) and any(one.startswith(f"{place}/") for one in known):
        inner = {name: f"{place}/{name}" for name in value}
        return {name: entries_of_6(value[name], known, inner[name]) for name in value if inner[name] in known}
    return [entries_of_6(entry, known, place) for entry in value] if isinstance(value, list) else value


def test_a_difference_in_the_table_of_recourses_is_seen(tmp_path):
    report = report_on(RecourseSettings())
    assert report.recourses is not None
    write(report, tmp_path / "report")
    other = report._replace(recourses=report.recourses.with_columns(pl.col("to") + 1.0))
    assert [line.split(" differs")[0] for line in compare(recorded(tmp_path / "report"), other)] == [
        "recourses.parquet: to"
    ]
