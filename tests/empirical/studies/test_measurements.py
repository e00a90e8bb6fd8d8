"""What a study measures beside its reports lies in the folders of the cells that ask for it."""

import numpy as np
import polars as pl
import pytest
from support.studies import reports

from empirical.errors import InputError
from empirical.report.training import Trained
from empirical.studies.cells import plan
from empirical.studies.description import Part, Study
from empirical.studies.measurements import MEASUREMENTS, NEIGHBOURS, SHIFTS, SIZES
from empirical.studies.report_work import subject_of
from empirical.studies.task import Task

OPTIONS = {"steps": (40,), "instances": (6,), "epsilon": (0.0, 0.1), "mode": ("valid",)}


@pytest.fixture(scope="module")
def tables():
    made = plan(Study("measured", (Part("measured", options=OPTIONS, measure=tuple(MEASUREMENTS)),)))
    (cell,) = reports(made)
    task = Task(cell, made.dataset(cell))
    return {name: measure(subject_of(task, Trained())) for name, measure in MEASUREMENTS.items()}


def test_every_pair_of_models_is_measured(tables):
    for table in tables.values():
        assert table["epsilon"].unique().sort().to_list() == [0.0, 0.1]


def test_larger_attacks_turn_more_people(tables):
    for _, rows in tables["attacks"].group_by("epsilon"):
        assert rows["attack"].to_list() == list(SIZES)
        for average in ("accuracy", "balanced"):
            assert rows[average].is_between(0.0, 1.0).all()
            assert rows[average].is_sorted(descending=True)


def test_larger_changes_break_more_recourses_and_the_worst_most(tables):
    wide = tables["steadiness"].pivot("change", index=["epsilon", "size"], values="stays")
    assert (wide["worst"] <= wide["random"]).all()
    for _, rows in wide.group_by("epsilon"):
        assert rows["size"].to_list() == list(SHIFTS)
        assert rows["worst"].is_sorted(descending=True)


def test_the_map_is_the_same_at_every_epsilon_and_its_person_is_rejected(tables):
    rows = tables["neighbours"]
    natural, robust = (rows.filter(pl.col("epsilon") == epsilon) for epsilon in (0.0, 0.1))
    assert natural.height <= NEIGHBOURS
    assert natural.select("instance", "x", "y", "person").equals(robust.select("instance", "x", "y", "person"))
    assert natural.filter("person")["accepted"].to_list() == [False]
    assert np.isfinite(natural.select("x", "y").to_numpy()).all()


def test_what_is_measured_beside_makes_another_cell():
    keys = {plan(Study("one", (Part("main", measure=names),))).cells[0].key for names in ((), ("attacks",))}
    assert len(keys) == 2


def test_an_unknown_measurement_is_refused():
    with pytest.raises(InputError, match="measure must be one of attacks, steadiness, neighbours"):
        Part("main", measure=("attack",))
