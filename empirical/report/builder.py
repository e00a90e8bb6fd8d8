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
    persons, verdicts, runs, counts = [], [], [], {}
    for seed, pair in _pairs(splits, dataset, settings):
        training = pair.training
        run = {"seed": seed, "steps": training and training.steps, "epsilon": training and training.epsilon}
        stage("checking claims: " + ", ".join(f"{name} {value:g}" for name, value in run.items() if value is not None))
        population = rejected(pair, settings.search, prices=costs[seed], most=settings.persons, seed=seed)
        counts[seed, run["steps"]] = population.rejected
        persons.append(person_rows(population, measure(pair, population, settings.search), run))
        verdicts.append(verdict_rows(linear_cases(pair, population, settings.search), population, run))
        models = {"non_robust": model_summary(pair, pair.natural), "robust": model_summary(pair, pair.robust)}
        runs.append({**run, "models": models})
    measured, decided = pl.concat(persons, how="diagonal"), pl.concat(verdicts)
    stage("summing up")
    size = next(iter(splits.values()))
    summary = {
        "format": FORMAT,
        "settings": to_json(settings),
        **provenance(dataset),
        "split": {"train": len(size.train_labels), "test": len(size.test_labels)},
        "rejected": [
            {"seed": seed, "steps": steps, "count": count, "drawn": min(count, settings.persons)}
            for (seed, steps), count in counts.items()
        ],
        "runs": run_summaries(measured, runs),
        "claims": claim_counts(decided),
        "sweep": sweep(measured, decided),
        "condition": condition(measured),
        "groups": group_table(measured, decided, dataset, groups, seed=settings.grid.seeds[0]),
        "defects": defects(decided),
    }
    return Report(measured, decided, summary)


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
