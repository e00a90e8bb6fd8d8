"""people.parquet: everybody's own values as the table has them; and reports of format 7, which lack them."""

import json

import numpy as np
import polars as pl
import pytest

from empirical.data import Dataset, Feature, as_table, load
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build, write
from empirical.report.format7 import FORMAT_7
from empirical.report.people import people_rows
from empirical.report.reproduction import compare, recorded, settings_of

SETTINGS = Settings(Named("german"), LinearGrid((0.0, 0.1), steps=(200,)), RecourseSettings(), instances=20)


@pytest.fixture(scope="module")
def made() -> Report:
    return build(SETTINGS)


def test_everybody_of_whom_a_report_speaks_stands_there_once_with_the_values_of_the_table(made):
    data = load("german")
    assert made.people is not None
    assert made.people["instance"].to_list() == sorted(set(made.instances["instance"].to_list()))
    assert made.people["values"].struct.unnest().equals(as_table(data.values[made.people["instance"]], data.features))


def test_names_of_features_collide_with_nothing_and_missing_cells_are_unknown():
    names = ("instance", "row", "values", "</script>", "<b>")
    values = np.array([[1.0, 2.0, 3.0, np.nan, 5.0], [6.0, 7.0, 8.0, 9.0, 0.5]])
    data = Dataset(
        "loans", tuple(map(Feature, names)), values, np.array([1.0, -1.0]), "paid", "made up", "",
        impute=True, rows=np.array([4, 9]),
    )  # fmt: skip
    people = people_rows(pl.Series([1, 0]), data)
    assert people["row"].to_list() == [4, 9]
    assert people["values"].to_list()[0] == {"instance": 1.0, "row": 2.0, "values": 3.0, "</script>": None, "<b>": 5.0}


def test_a_report_of_format_7_lacks_the_table_and_is_still_compared(made, tmp_path):
    folder = tmp_path / "report"
    write(made, folder)
    assert compare(recorded(folder), made) == []
    (folder / "people.parquet").unlink()
    summary = json.loads((folder / "summary.json").read_text())
    (folder / "summary.json").write_text(json.dumps({**summary, "format": FORMAT_7}))
    assert settings_of(folder) == SETTINGS
    before = recorded(folder)
    assert before.people is None
    assert before.recourses is not None
    assert compare(before, made) == []
    other = made._replace(recourses=made.recourses.with_columns(pl.col("to") + 1.0))
    assert [line.split(" differs")[0] for line in compare(before, other)] == ["recourses.parquet: to"]
    write(made, folder)  # in its place
    assert (folder / "people.parquet").exists()


def test_a_difference_in_the_table_of_people_is_seen(made, tmp_path):
    write(made, tmp_path / "report")
    other = made._replace(people=made.people.with_columns(pl.col("row") + 1))
    count = made.people.height
    assert count > 1
    assert compare(recorded(tmp_path / "report"), other) == [f"people.parquet: row differs in {count} of {count} rows"]
