"""A report from end to end: data, pairs, recourses, verdicts, summary."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.cases import linear_cases, measure
from empirical.data import Dataset, Split, encoding, split
from empirical.data.memory import check_need
from empirical.own_models import load_models, pair_from
from empirical.pair import Grid, Pair, train_grid
from empirical.population import rejected
from empirical.prices import prices
from empirical.report.groups import group_table
from empirical.report.settings import Settings, load_data, to_json
from empirical.report.summary import claim_counts, defects, model_summary, provenance, run_summaries
from empirical.report.sweep import condition, sweep
from empirical.report.tables import person_rows, verdict_rows

FORMAT = "recourse-bounds report 2"
"""First entry of ``summary.json``: how a folder is known to be a report."""

CASES = 54
"""Verdicts per person and run, with the rows of printed costs and of every Δ."""

ROW = 100
"""Bytes of a verdict, with what is needed to write it."""


class Report(NamedTuple):
    """A report in memory.

    Attributes:
        persons: What was measured: a row per person and pair of models.
        verdicts: A row per person, pair of models, claim, Δ and cost.
        summary: What ``summary.json`` holds.
    """

    persons: pl.DataFrame
    verdicts: pl.DataFrame
    summary: dict[str, Any]

    @property
    def defects(self) -> list[dict[str, Any]]:
        """Violations of true claims although all their premises hold."""
        return self.summary["defects"]


def build(settings: Settings, *, stage: Callable[[str], object] = lambda _: None) -> Report:
    """Make a report. Needs float64.

    Args:
        settings: What to do.
        stage: Told in a few words what comes next.

    Returns:
        The report; the same settings give the same one, to the bit on one machine.

    Raises:
        InputError: If the data cannot be had or used, it takes too much memory, or training overflowed.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    stage("loading data")
    return report_on(load_data(settings), settings, stage=stage)


@np.errstate(over="ignore", invalid="ignore")  # what overflows gets the status nonfinite
def report_on(dataset: Dataset, settings: Settings, *, stage: Callable[[str], object] = lambda _: None) -> Report:
    """Make a report on data that is loaded already.

    Args:
        dataset: The data; the settings' own is not looked at.
        settings: What to do.
        stage: Told in a few words what comes next.

    Returns:
        The report.

    Raises:
        InputError: If the data cannot be used, it takes too much memory, or training overflowed.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    groups = dataset.protected if settings.groups is None else settings.groups
    for name in groups:
        dataset.members(name)  # refuses a name that is none, before the work begins
    _check_memory(dataset, settings)
    splits = {
        seed: split(dataset, seed=seed, scaling=settings.scaling, attack_immutable=settings.attack_immutable)
        for seed in settings.grid.seeds
    }
    costs = {seed: prices(settings.search.cost, dataset, parts) for seed, parts in splits.items()}
    stage("training the pairs" if settings.models is None else "loading the models")
    runs = []
    for seed, pair in _pairs(splits, dataset, settings):
        runs.append(_run(seed, pair, costs[seed], settings, stage))
    stage("summing up")
    persons = pl.concat([run.persons for run in runs], how="diagonal")
    verdicts = pl.concat([run.verdicts for run in runs])
    first = next(iter(splits.values()))
    summary = {
        "format": FORMAT,
        "settings": to_json(settings),
        **provenance(dataset),
        "split": {"train": len(first.train_labels), "test": len(first.test_labels)},
        "rejected": _rejected(runs, settings.persons),
        "runs": run_summaries(persons, [{**run.columns, "models": run.models} for run in runs]),
        "claims": claim_counts(verdicts),
        "sweep": sweep(persons, verdicts),
        "condition": condition(persons),
        "groups": group_table(persons, verdicts, dataset, groups, seed=settings.grid.seeds[0]),
        "defects": defects(verdicts),
    }
    return Report(persons, verdicts, summary)


class _Run(NamedTuple):
    """What became of one pair of models: the columns that name it, its rows, how many it rejects, and the models."""

    columns: dict[str, Any]
    persons: pl.DataFrame
    verdicts: pl.DataFrame
    rejected: int
    models: dict[str, Any]


def _run(seed: int, pair: Pair, costs: np.ndarray, settings: Settings, stage: Callable[[str], object]) -> _Run:
    training = pair.training
    columns = {"seed": seed, "steps": training and training.steps, "epsilon": training and training.epsilon}
    stage("checking claims: " + ", ".join(f"{name} {value:g}" for name, value in columns.items() if value is not None))
    population = rejected(pair, settings.search, prices=costs, most=settings.persons, seed=seed)
    return _Run(
        columns,
        person_rows(population, measure(pair, population, settings.search), columns),
        verdict_rows(linear_cases(pair, population, settings.search), population, columns),
        population.rejected,
        {"non_robust": model_summary(pair, pair.natural), "robust": model_summary(pair, pair.robust)},
    )


def _rejected(runs: list[_Run], most: int) -> list[dict[str, Any]]:
    """How many persons each non-robust model rejects, and how many of them were drawn; the same at every ε."""
    counts = {(run.columns["seed"], run.columns["steps"]): run.rejected for run in runs}
    return [
        {"seed": seed, "steps": steps, "count": count, "drawn": min(count, most)}
        for (seed, steps), count in counts.items()
    ]


def _pairs(splits: dict[int, Split], dataset: Dataset, settings: Settings) -> Iterator[tuple[int, Pair]]:
    """Every pair of models with the seed of its split."""  # noqa: DOC402
    if settings.models is None:
        pairs = train_grid(splits, settings.grid)
        yield from ((training.seed, pair) for training, pair in zip(settings.grid.trainings(), pairs, strict=True))
        return
    natural, robust = load_models(settings.models, encoding(dataset.features).names)
    for seed, parts in splits.items():
        yield seed, pair_from(natural, robust, parts)


def _check_memory(dataset: Dataset, settings: Settings) -> None:
    grid: Grid = settings.grid
    rows, width = len(dataset.labels), len(encoding(dataset.features).names) + 1
    designs = (len(grid.seeds) + 4) * 8 * rows * width
    persons = min(settings.persons, rows) * sum(1 for _ in grid.trainings())
    verdicts = persons * CASES * ROW
    check_need(designs + verdicts, settings.memory, "take fewer --persons, seeds or values of epsilon and steps")
