"""The verdicts on several pairs of models at once are those on each pair alone."""

import numpy as np
import pytest
from support.populations import cases, rejected

from bounds import CLAIMS
from empirical.data import load, split
from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_grid
from empirical.recourse.settings import RecourseSettings
from empirical.report import verdicts
from empirical.report.frames import NO_NEED, NO_RECOURSE, RUN
from empirical.report.verdicts import Subject, Verdicts, verdict_tables

GRID = LinearGrid((0.0, 0.05, 0.3), (0, 1), (60,))


def subjects(settings: RecourseSettings, most: int = 12) -> list[Subject]:
    """Pairs at several ε: some robust models give everybody a recourse, others accept or reject everybody."""
    data = load("breast-cancer")
    pairs = list(train_linear_grid({seed: split(data, seed=seed, scaling="minmax") for seed in GRID.seeds}, GRID))
    found = []
    for number, pair in enumerate(pairs):
        population = rejected(pair, settings, cost_weights=np.ones(31), most=most, seed=number)
        run = {"seed": number, "steps": 60, "ridge": None, "epsilon": GRID.epsilons[number % 3]}
        found.append(Subject(cases(pair, population, settings), population, run))
    return found


@pytest.mark.parametrize(
    "settings", [RecourseSettings(), RecourseSettings(mode="valid"), RecourseSettings(method="gs", samples=20)]
)
def test_pairs_together_have_the_verdicts_that_each_has_alone(settings):
    several = subjects(settings)
    together = verdict_tables(several)
    assert len({tuple(one.cases[0].errors.items()) for one in several}) > 1  # errors differ between pairs
    for one, table in zip(several, together, strict=True):
        (alone,) = verdict_tables([one])
        assert table.equals(alone)
        assert table.height == len(one.cases) * len(one.population.rows)


def test_a_claim_that_says_nothing_has_a_reason_and_no_numbers():
    (unlucky, *_) = subjects(RecourseSettings(method="gs", samples=20))
    nowhere = np.full_like(unlucky.population.inputs, np.nan)
    without = unlucky.population.recourses_r._replace(points=nowhere, changes=nowhere, costs=nowhere[:, 0])
    population = unlucky.population._replace(recourses_r=without)
    told = [
        case._replace(fields={name: np.full_like(field, np.nan) for name, field in case.fields.items()})
        for case in unlucky.cases
        if not case.lacking
    ]
    (table,) = verdict_tables([Subject(told, population, unlucky.run)])
    assert set(table["status"]) == {"inapplicable"}
    assert set(table["failed"].explode()) <= {NO_RECOURSE, NO_NEED}
    for name in ("lower", "value", "upper", "rounding", "certified", "refutes", "tightness"):
        assert table[name].null_count() == table.height
    for name in ("within_rounding", "lower_informative", "upper_informative"):
        assert not table[name].any()


def test_the_order_is_that_of_the_pairs_wherever_blocks_end(monkeypatch):
    several = subjects(RecourseSettings(), most=5)
    monkeypatch.setattr(verdicts, "BLOCK", 11)
    every = Verdicts(CLAIMS)
    for one in several:
        every.add(one)
    table = every.table()
    assert table["seed"].to_list() == [seed for seed, one in enumerate(several) for _ in range(5 * len(one.cases))]
    assert set(table.columns) >= set(RUN)
