"""A report from end to end: data, pair, recourses, verdicts, summary."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.cases import linear_cases
from empirical.data import load, split
from empirical.pair import Training, train_pair
from empirical.population import Search, rejected
from empirical.report.rows import rows
from empirical.report.summary import claim_counts, defects, delta_summary, model_summary, population_means, provenance

FORMAT = "recourse-bounds report 1"
"""First entry of ``summary.json``: how a folder is known to be a report."""


@dataclass(frozen=True)
class Settings:
    """Everything that decides a report.

    Attributes:
        dataset: Name of the data set.
        training: How both models are trained.
        search: What SCFE minimises.
    """

    dataset: str = "breast-cancer"
    training: Training = field(default_factory=Training)
    search: Search = field(default_factory=Search)


class Report(NamedTuple):
    """A report in memory.

    Attributes:
        rows: A row per person, claim, Δ and cost.
        summary: What ``summary.json`` holds.
    """

    rows: pl.DataFrame
    summary: dict[str, Any]

    @property
    def defects(self) -> list[dict[str, Any]]:
        """Violations of true claims although all their premises hold."""
        return self.summary["defects"]


@np.errstate(over="ignore", invalid="ignore")  # what overflows gets the status nonfinite
def build(settings: Settings, *, stage: Callable[[str], object] = lambda _: None) -> Report:
    """Make a report. Needs float64.

    Args:
        settings: What to do.
        stage: Told in a few words what comes next.

    Returns:
        The report; the same settings give the same one, to the bit on one machine.

    Raises:
        InputError: If the data cannot be had or used, or training overflowed.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    stage("loading data")
    dataset = load(settings.dataset)
    parts = split(dataset, seed=settings.training.seed)
    stage("training the pair")
    pair = train_pair(parts, settings.training)
    stage("making recourses")
    population = rejected(pair, settings.search)
    stage("checking claims")
    verdicts = rows(linear_cases(pair, population, settings.search), population)
    training = asdict(settings.training)
    training["norm"] = "inf" if math.isinf(settings.training.norm) else settings.training.norm
    summary = {
        "format": FORMAT,
        "settings": {"dataset": settings.dataset, "training": training, "search": asdict(settings.search)},
        **provenance(dataset),
        "split": {"train": len(parts.train_labels), "test": len(parts.test_labels), "seed": settings.training.seed},
        "models": {"non_robust": model_summary(pair, pair.natural), "robust": model_summary(pair, pair.robust)},
        "population": population_means(population),
        "deltas": delta_summary(verdicts),
        "claims": claim_counts(verdicts),
        "defects": defects(verdicts),
    }
    return Report(verdicts, summary)
