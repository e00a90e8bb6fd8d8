"""What an explanation says of a row of the table is what a report with the same settings says of it."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest
from support.reports import RELU, made_up_with_jobs

from bounds.checker import uncompiled
from bounds.claims.validity import MORE_VALID
from empirical.data import Dataset, load
from empirical.errors import InputError
from empirical.families.linear.settings import LinearGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Report, Settings, report_on
from recourse_bounds.explanation import Explanation
from recourse_bounds.explanation.asking import Asked, explain_person
from recourse_bounds.explanation.pairs import pair_for
from recourse_bounds.explanation.person import read_person

CASES = {
    "german, linear": ("german", Settings(grid=LinearGrid(steps=(50,)), groups=(), instances=6)),
    "own table, linear": ("made", Settings(grid=LinearGrid(steps=(50,)), groups=(), instances=6)),
    "own table, mlp": ("made", Settings(grid=RELU.grid.__class__((0.1,), width=5, depth=1, epochs=5), groups=())),
}
RECOURSE = {
    "valid": RecourseSettings(mode="valid"),
    "fixed": RecourseSettings(),
    "gs": RecourseSettings(method="gs", samples=50),
    "roar": RecourseSettings(method="roar"),
    "sparse": RecourseSettings(mode="sparse"),
    "nice": RecourseSettings(method="nice", reward="proximity"),
    "ar": RecourseSettings(method="ar"),
}


class Told(NamedTuple):
    """A report, and what is said of one of its instances."""

    report: Report
    explanation: Explanation
    instance: int


def data_of(name: str) -> Dataset:
    if name == "made":
        return made_up_with_jobs()
    try:
        return load(name)
    except InputError as error:
        pytest.skip(str(error))


ASKED = [("german, linear", "valid"), ("own table, linear", "fixed"), ("own table, linear", "valid"),
         ("own table, mlp", "fixed"), ("own table, linear", "gs"), ("own table, linear", "roar"),
         ("own table, linear", "sparse"), ("own table, mlp", "nice"),
         ("own table, linear", "ar"), ("own table, mlp", "ar")]  # fmt: skip


@pytest.fixture(scope="module", params=ASKED, ids=" ".join)
def told(request) -> Told:
    case, mode = request.param
    name, settings = CASES[case]
    data = data_of(name)
    settings = Settings(**{**settings.__dict__, "recourse": RECOURSE[mode], "instances": 6})
    with uncompiled():  # that both decide alike is tested beside the checker; here nothing needs to compile
        report = report_on(data, settings)
    instance = int(report.instances["instance"][1])
    pair = pair_for(data, settings)
    asked = Asked((settings.recourse,))
    return Told(report, explain_person(pair, read_person(instance, pair.split, data), asked, data), instance)


def close(mine: float, other: float | None) -> bool:
    return bool(np.isclose(mine, np.nan if other is None else other, rtol=1e-9, atol=1e-12, equal_nan=True))


def hangs_on_the_last_bits(mine: Any, row: dict[str, Any], instance: dict[str, Any]) -> bool:
    """Whether a hypothesis that compares two equal scores holds here and fails there: compiled code adds otherwise."""
    scores = instance["score_nr_nr"], instance["score_r_r"]  # without a recourse there is none
    equal = None not in scores and np.isclose(*scores, rtol=1e-12, atol=1e-12)
    return bool(equal) and set(mine.failed) ^ set(row["failed"]) == {MORE_VALID.name}


def test_verdicts_are_those_of_the_report(told):
    instance = told.report.instances.row(by_predicate=pl.col("instance") == told.instance, named=True)
    rows = told.report.verdicts.filter(pl.col("instance") == told.instance).to_dicts()
    found = [one for one in told.explanation.guarantees if one.mode == "found"]
    assert len(found) == len(rows) > 5
    for mine, row in zip(found, rows, strict=True):
        sources = (row["delta_source"] or "", row["cost_source"] or "")
        assert (mine.claim, mine.delta_source, mine.cost_source) == (row["claim"], *sources)
        if hangs_on_the_last_bits(mine, row, instance):
            continue
        assert (mine.status, list(mine.failed), list(mine.unchecked)) == (
            row["status"],
            row["failed"],
            row["unchecked"],
        )
        assert close(mine.lower, row["lower"]), mine
        assert close(mine.value, row["value"]), mine
        assert close(mine.upper, row["upper"]), mine
        informative = (row["lower_informative"], row["upper_informative"])
        assert (mine.lower_informative, mine.upper_informative) == informative


def test_costs_statuses_and_acceptances_are_those_of_the_report(told):
    row = told.report.instances.row(by_predicate=pl.col("instance") == told.instance, named=True)
    for one, model in zip(told.explanation.recourses, ("nr", "r"), strict=True):
        assert close(one.cost, row[f"cost_{model}"])
        assert one.status == row[f"status_{model}"]
        accepted = one.accepted_natural if model == "nr" else one.accepted_robust
        assert (accepted if one.exists else None) == row[f"found_{model}"]
    assert told.explanation.accepted_robust == row["accepted_r"]
    assert not told.explanation.accepted_natural


def test_changes_are_those_of_the_report(told):
    rows = told.report.recourses
    assert rows is not None
    cells = rows.filter(pl.col("instance") == told.instance).to_dicts()
    mine = told.explanation.changes.drop_nulls("column").to_dicts()
    assert len(mine) == len(cells)
    for one, row in zip(mine, cells, strict=True):
        names = ("model", "column", "from_level", "to_level", "row")
        assert {name: one[name] for name in names} == {name: row[name] for name in names}
        assert close(one["from"] or 0.0, row["from"] or 0.0)
        assert close(one["to"] or 0.0, row["to"] or 0.0)
