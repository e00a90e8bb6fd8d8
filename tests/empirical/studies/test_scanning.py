"""Tables of a study are read at once, also where cells have other columns; no report is made."""

from dataclasses import replace

import polars as pl
import pytest
from support.studies import MINIATURE

from empirical.studies.cells import plan
from empirical.studies.opening import open_study
from empirical.studies.scanning import scan
from empirical.studies.tables import INSTANCE_COLUMNS, SHADOWED


@pytest.fixture
def cells(tmp_path):
    made = plan(replace(MINIATURE, keep=("people",)))
    with open_study(tmp_path, made, print) as folder:
        for cell in made.cells:
            folder.place(cell).mkdir()
    return [folder.place(cell) for cell in made.cells]


def test_options_whose_name_is_a_column_have_one_of_their_own():
    assert set(SHADOWED) == {"option_lam", "option_threshold", "option_learning_rate"}
    assert plan(MINIATURE).cells[0].options["threshold"] == 0.5


def test_cells_without_newer_columns_have_null_there(cells):
    table = pl.DataFrame(schema=INSTANCE_COLUMNS).clear(1)
    table.write_parquet(cells[0] / "instances.parquet")
    table.drop(list(SHADOWED)).write_parquet(cells[1] / "instances.parquet")
    assert scan(cells[0].parents[1], "instances").collect().schema == pl.Schema(INSTANCE_COLUMNS)


def test_people_of_two_data_sets_are_read_at_once(cells):
    for cell, row in zip(cells, ({"age": 20, "job": "clerk"}, {"age": 20.5, "debt": 1.0}), strict=True):
        pl.DataFrame([row]).write_parquet(cell / "people.parquet")
    people = scan(cells[0].parents[1], "people").collect()
    assert people["age"].to_list() == [20.0, 20.5]
    assert people["debt"].to_list() == [None, 1.0]
