"""A report with constraints: what it records of them, who breaks them, and that it is made again from its settings."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from empirical.data import TableFile
from empirical.families.linear.settings import LinearGrid
from empirical.report import Report, Settings, build, write
from empirical.report.format7 import FORMAT_7, NEW_IN_8
from empirical.report.reproduction import compare, recorded, settings_of

SCHEMA = 'relations = ["age >= years + 16"]\nfeatures.job.transitions = {none = ["clerk"], clerk = ["smith"]}\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Settings, Report]:
    """SCFE's minimisers, which know nothing of constraints, for a table in which some people break a relation."""
    folder, rng = tmp_path_factory.mktemp("constrained"), np.random.default_rng(0)
    age, years, job = rng.integers(18, 66, 200), rng.integers(0, 30, 200), rng.choice(["none", "clerk", "smith"], 200)
    paid = np.where(years + 20 * (job == "smith") > 20, "yes", "no")
    pl.DataFrame({"age": age, "years": years, "job": job, "paid": paid}).write_csv(folder / "loans.csv")
    (folder / "loans.toml").write_text(SCHEMA)
    table = TableFile(
        str(folder / "loans.csv"),
        "paid",
        "yes",
        schema=str(folder / "loans.toml"),
        ranges=("years: 0..40",),
        relations=("years >= 0",),
    )
    settings = Settings(table, LinearGrid((0.1,), steps=(100,)), instances=20)
    report = build(settings)
    write(report, folder / "report")
    return folder / "report", settings, report


def test_it_says_what_is_asked_and_who_breaks_it(made):
    _, _, report = made
    data = report.summary["data"]
    assert data["relations"] == ["age >= years + 16", "years >= 0"]
    (job,) = (one for one in data["features"] if one["name"] == "job")
    assert [list(move) for move in job["transitions"]] == [["none", "clerk"], ["clerk", "smith"]]
    assert any(note.startswith("age >= years + 16 is broken in ") for note in data["notes"])
    broken = report.instances.select("^breaks_(relation|transition)_nr$")
    assert broken.to_numpy().any(axis=0).any()
    (run,) = report.summary["runs"]
    assert run["population"]["all"]["infeasible_nr"] >= broken.to_numpy().any(axis=1).mean()


def test_it_is_made_again_from_what_is_on_disk(made):
    folder, settings, report = made
    assert settings_of(folder) == settings
    assert compare(recorded(folder), build(settings_of(folder))) == []
    assert compare(recorded(folder), report) == []


def test_a_report_of_format_7_knows_no_constraints_and_is_still_compared(made, tmp_path):
    folder, _, report = made
    target = tmp_path / "report"
    write(report, target)
    report.instances.drop(NEW_IN_8).write_parquet(target / "instances.parquet")
    summary = json.loads((folder / "summary.json").read_text())
    del summary["data"]["relations"]
    for feature in summary["data"]["features"]:
        del feature["transitions"]
    for name in ("directions", "ranges", "transitions", "relations"):
        del summary["settings"]["data"][name]
    (target / "summary.json").write_text(json.dumps({**summary, "format": FORMAT_7}))
    assert isinstance(settings_of(target).data, TableFile)
    assert compare(recorded(target), report) == []
