"""Experiments are cells of studies as reports are: planned, done once, kept with their options, refused in a line."""

import re
from pathlib import Path

import pytest
from support.studies import tables, unfinished

from empirical.errors import InputError
from empirical.studies import Study, experiments, read_study, run_study, scan, status_of
from empirical.studies.cell import Cell
from empirical.studies.cell_folder import problem
from empirical.studies.cells import plan
from empirical.studies.plain import from_plain, to_plain

HEAD = """name = "mine"
experiment = "toy"
seed = [0, 1]
[quick]
seed = 7
twice = true
"""
PARTS = """[[part]]
name = "main"
dataset = "breast-cancer"
shift = [0, 0.5]
[[part]]
name = "again"
dataset = "breast-cancer"
"""
BOTH = """name = "mine"
lam = 0.1
[[part]]
name = "bounds"
[[part]]
name = "toy"
experiment = "toy"
dataset = "breast-cancer"
"""


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    monkeypatch.setattr(experiments, "EXPERIMENTS", {"toy": "support.toy_experiment"})


def read(text: str) -> Study:
    return read_study(text, "mine.toml", Path())


def cells(text: str) -> tuple[Cell, ...]:
    return plan(read(text)).cells


def test_lists_of_options_are_multiplied_and_what_two_parts_have_is_done_once():
    made = cells(HEAD + PARTS)
    assert [cell.options["shift"] for cell in made] == [0.0, 0.5, 0.0, 0.5]
    assert [cell.parts for cell in made if cell.options["shift"] == 0.0] == [("main", "again")] * 2
    assert made[0].kind == ("breast-cancer", "mean", "toy")


def test_a_study_may_have_reports_and_experiments_of_the_same_data():
    assert [type(cell).__name__ for cell in cells(BOTH)] == ["ReportCell", "ExperimentCell"]
    assert len({cell.key for cell in cells(BOTH)}) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("shift = 'much'", "part main: shift must be a number, not 'much'"),
        ("seed = 1.5", "part main: seed must be a whole number, not 1.5"),
        ("twice = 1", "part main: twice must be true or false, not 1"),
        ("word = 'mode'", "part main: word must be mean or median, not mode"),
        ("shift = [0, 0.0]", "part main: shift has a value twice"),
        ("shift = []", "part main: shift is an empty list"),
        ("shifd = 1", "part main: unknown option shifd; did you mean shift?"),
        ("lam = 1", "part main: unknown option lam"),
        ("dataset = 'german'", "part main: dataset: unknown data set 'german'; choose one of breast-cancer, lost"),
        ("model = 'linear'", "part main: model says nothing of an experiment; leave it out"),
        ("experiment = 'toi'", "part main: unknown experiment toi; did you mean toy?"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        read(
            'name = "mine"\n[[part]]\nname = "main"\n' + ("" if "experiment" in text else 'experiment = "toy"\n') + text
        )


def test_options_of_all_parts_that_say_nothing_of_any_are_refused():
    with pytest.raises(InputError, match=r"lam says nothing of any part; leave it out"):
        read("lam = 1\n" + HEAD + PARTS)


def test_a_plan_keeps_its_experiments_and_a_quick_try_has_its_options():
    study = read(HEAD + PARTS)
    assert from_plain(to_plain(study)).parts == study.parts
    quick = study.quickly().parts[0].options
    assert (quick["seed"], quick["twice"]) == ((7,), (True,))


def test_options_decide_the_key_and_so_does_the_version(monkeypatch):
    every = {cell.key for cell in cells(HEAD + PARTS)}
    assert len(every) == 4
    monkeypatch.setattr(experiments.experiment("toy"), "version", 2)
    assert every.isdisjoint(cell.key for cell in cells(HEAD + PARTS))


def test_tables_have_the_options_and_are_made_once(tmp_path):
    study, root = read(HEAD + PARTS), tmp_path / "mine"
    status = run_study(study, root)
    assert (len(status.done), status.failed) == (4, {})
    first = tables(root)
    table = scan(root, "measured").collect()
    assert table.columns == ["cell", "dataset", "seed", "shift", "word", "twice", "row", "value"]
    assert table.sort("shift", "seed")["shift"].to_list() == [0.0, 0.0, 0.5, 0.5]
    assert len(set(table.with_columns(table["value"] - table["shift"])["value"].round(9))) == 1
    run_study(study, root)
    assert tables(root) == first
    assert {path.name for path in unfinished(root)} <= {"plan.lock"}


def test_what_fails_or_cannot_be_read_is_told_and_the_rest_is_done(tmp_path):
    text = HEAD + "[[part]]\nname = 'main'\nword = ['mean', 'none']\n"
    status = run_study(read(text), tmp_path / "mine")
    assert len(status.done) == 2
    assert set(status.failed.values()) == {"there is nothing to count"}
    assert status.lacking == {"lost": "lost is nowhere"}


def test_a_damaged_cell_is_done_again(tmp_path):
    study, root = read(HEAD + PARTS), tmp_path / "mine"
    run_study(study, root)
    cell = plan(study).cells[0]
    whole = tables(root)
    path = root / "cells" / cell.name / "measured.parquet"
    path.write_bytes(path.read_bytes()[:-5])
    assert problem(path.parent, cell) == "measured.parquet is damaged"
    run_study(study, root)
    assert tables(root) == whole
    assert list((root / "earlier").iterdir()) == []


def test_a_table_that_lacks_a_column_is_no_result(tmp_path, monkeypatch):
    monkeypatch.setitem(experiments.experiment("toy").tables["measured"], "more", "value")
    run_study(read(HEAD + PARTS), tmp_path / "mine")
    assert all("another table measured" in line for line in status_of(tmp_path / "mine").failed.values())
