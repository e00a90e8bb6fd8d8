"""The table of recourses: what every recourse changes in the table, for each person and model."""

from typing import Any

import numpy as np
import polars as pl

from empirical.data.dataset import Dataset
from empirical.data.split import Split
from empirical.recourse.changes import CHANGE, changes
from empirical.report.frames import RUN
from empirical.verification.population import Population

MODELS = pl.Enum(["natural", "robust"])
"""The two models of a pair."""

METHODS = pl.Enum(["scfe", "gs", "roar", "cchvae", "nice", "ecco", "ar"])
"""The recourse methods by the names that settings give them."""

ROW = 70
"""Bytes of a row of this table in memory."""


def recourse_rows(
    population: Population, split: Split, dataset: Dataset, run: dict[str, Any], method: str
) -> pl.DataFrame:
    """Make the table of recourses of one run, with a row for each person, model and changed column.

    Args:
        population: The instances with their recourses.
        split: The split whose test instances they are.
        dataset: The data set.
        run: The values of the columns ``RUN``.
        method: The name of the recourse method.

    Returns:
        The rows: the run, ``instance``; ``row``, the row in the table, counted from 0; ``model``, ``method``; what
        changes, as :func:`~empirical.recourse.changes.changes` says it; and ``score`` and ``accepted``, the model's
        score of the recourse and whether it accepts.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.models.model import LinearModel
        >>> from empirical.models.pair import Pair
        >>> from empirical.recourse.settings import RecourseSettings
        >>> from empirical.verification.population import finder, populate
        >>> data = load("breast-cancer")
        >>> parts, model = split(data, seed=0), LinearModel(np.append(-np.ones(30), 9.0))
        >>> chosen = finder(RecourseSettings(), cost_weights=np.ones(31))
        >>> population = populate(Pair(parts, model, model), chosen, most=3)
        >>> rows = recourse_rows(population, parts, data, dict.fromkeys(RUN, 0), "scfe")
        >>> rows.height, rows["model"].unique().to_list()
        (180, ['natural', 'robust'])
    """
    found = {
        "natural": (population.recourses_nr.points, population.score_nr_nr, population.found_nr),
        "robust": (population.recourses_r.points, population.score_r_r, population.found_r),
    }
    tables = [
        _of_model(model, points, {"score": scores, "accepted": accepted}, population, split, dataset)
        for model, (points, scores, accepted) in found.items()
    ]
    constants = [pl.lit(run[name], dtype=kind).alias(name) for name, kind in RUN.items()]
    return pl.concat(tables).select(
        *constants, "instance", "row", "model", pl.lit(method, dtype=METHODS).alias("method"), *CHANGE, "score",
        "accepted",
    )  # fmt: skip


def _of_model(
    model: str, points: Any, results: dict[str, Any], population: Population, split: Split, dataset: Dataset
) -> pl.DataFrame:
    rows = population.rows
    table = changes(population.inputs, points, split, values=dataset.values[rows])
    places = table["row"].to_numpy()
    in_table = rows if dataset.rows is None else dataset.rows[rows]
    return table.with_columns(
        pl.Series("instance", rows[places], dtype=pl.Int64),
        pl.Series("row", in_table[places], dtype=pl.UInt32),
        pl.lit(model, dtype=MODELS).alias("model"),
        *(pl.Series(name, np.asarray(values)[places]) for name, values in results.items()),
    )
