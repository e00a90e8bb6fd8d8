"""The tables of the study, as its page and figures read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from empirical.studies.finished import FinishedCell, Missing, read_finished
from empirical.studies.tan2023.experiment import EXPERIMENT, MODEL
from empirical.studies.tan2023.methods import METHODS

DATA: Mapping[str, str] = MappingProxyType(
    {"fashion-tshirt-trouser": "Fashion-MNIST", "german": "German Credit", "adult": "Adult"}
)
"""How the page calls the data."""

IMAGES = "fashion-tshirt-trouser"
"""The data that Table 1 is compared on."""

MODELS: Mapping[str, str] = MappingProxyType({"linear": "linear", "mlp": "MLP", "ntk": "NTK", "cnn": "CNN"})
"""How the page calls the kinds of models."""

NETWORK = "cnn"
"""The model that Table 1 is compared with."""

PAPERS_EPSILON = 8.0 / 255.0
"""The ε of the paper's robust models."""

MAIN, LIKELY, OWN = "main", "probability", "own draws"
"""The parts of the study."""


class Results(NamedTuple):
    """The tables of all finished cells, with the columns of ``LABELS``.

    Attributes:
        models: A row for each model: its accuracy, and its certified Lipschitz constant.
        quotients: A row for each model, explanation and person; ``model`` stands for the score itself.
        faithfulness: A row for each model, explanation and person.
        sigmas: A row for each model, score, σ and person.
        effects: A row for each model, score and person.
        claims: A row for each model, score, claim and person.
        steep: A row for each model and point of its boundary.
        missing: What is not done.
        seconds: The seconds that all cells took.
    """

    models: pl.DataFrame
    quotients: pl.DataFrame
    faithfulness: pl.DataFrame
    sigmas: pl.DataFrame
    effects: pl.DataFrame
    claims: pl.DataFrame
    steep: pl.DataFrame
    missing: tuple[Missing, ...] = ()
    seconds: float = 0.0


LABELS: Mapping[str, Any] = MappingProxyType(
    {"part": pl.String(), "dataset": pl.String(), "model": pl.String(), "epsilon": pl.Float64(), "seed": pl.Int64()}
)
"""The columns that say what a row is about."""

CELL = ("dataset", "model", "epsilon", "seed")
"""The columns that tell models of one part apart."""

TABLES = tuple(EXPERIMENT.tables)
"""The names of the tables."""


def read_results(root: Path) -> Results:
    """Read the tables of a study.

    Args:
        root: The folder of the study.

    Returns:
        The tables of the cells that are finished.

    Raises:
        InputError: If the folder is no study's, or none of its cells is finished.

    Examples:
        >>> read_results(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    finished = read_finished(root)
    tables = {name: _table(finished.cells, name) for name in TABLES}
    return Results(**tables, missing=finished.missing, seconds=sum(cell.seconds for cell in finished.cells))


def columns_of(name: str) -> dict[str, Any]:
    """Give the columns of a table, with those that say what a row is about.

    Args:
        name: The name of the table.

    Returns:
        Their types by name.

    Examples:
        >>> list(columns_of("quotients"))[-3:]
        ['instance', 'largest', 'mean']
    """
    return {**LABELS, **EXPERIMENT.tables[name]}


def _table(cells: Sequence[FinishedCell], name: str) -> pl.DataFrame:
    """Join a table of all cells."""
    types = columns_of(name)
    tables = [
        cell.table(name).with_columns(part=pl.lit(part), model="classifier").select(list(types)).collect()
        for cell in cells
        for part in dict.fromkeys(one.partition("-")[0] for one in cell.parts)
    ]
    return pl.concat([pl.DataFrame(schema=types), *tables])


def of_part(table: pl.DataFrame, part: str = MAIN) -> pl.DataFrame:
    """Keep the rows of one part.

    Args:
        table: The table.
        part: The part.

    Returns:
        Its rows.

    Examples:
        >>> of_part(pl.DataFrame({"part": ["main", "own draws"]})).height
        1
    """
    return table.filter(part=part)


def mean_quotients(results: Results, part: str = MAIN) -> pl.DataFrame:
    """Average the largest quotients of every model over the people.

    Args:
        results: The tables.
        part: The part of the study.

    Returns:
        A row for each model, with a column for each explanation, and ``score`` for the score itself.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> mean_quotients(made_results()).columns[-7:] == ["score", *METHODS]
        True
    """
    rows = of_part(results.quotients, part).group_by(*CELL, "method", maintain_order=True).agg(pl.col("largest").mean())
    named = rows.with_columns(pl.col("method").replace({MODEL: "score"}))
    wide = named.pivot(on="method", index=list(CELL), values="largest") if rows.height else rows.select(CELL)
    lost = [name for name in ("score", *METHODS) if name not in wide.columns]
    return wide.with_columns(**{name: pl.lit(None, pl.Float64()) for name in lost}).select(*CELL, "score", *METHODS)


def kinds(table: pl.DataFrame) -> list[tuple[str, str]]:
    """List the kinds of models that a table has, by data.

    Args:
        table: The table.

    Returns:
        The names of data and model, in the order of the page.

    Examples:
        >>> kinds(pl.DataFrame({"dataset": ["german", "german"], "model": ["ntk", "linear"]}))
        [('german', 'linear'), ('german', 'ntk')]
    """
    there = set(table.select("dataset", "model").unique().iter_rows())
    return [(data, model) for data in DATA for model in MODELS if (data, model) in there]


def runs_of(table: pl.DataFrame, column: str) -> dict[float, dict[int, float]]:
    """Give a figure of one kind of model in every run.

    Args:
        table: A row for each ε and seed.
        column: The column of the figure.

    Returns:
        The figure by ε, rising, and by seed, where it is known.

    Examples:
        >>> runs_of(pl.DataFrame({"epsilon": [0.0, 0.1], "seed": [0, 0], "score": [2.0, None]}), "score")
        {0.0: {0: 2.0}, 0.1: {}}
    """
    found: dict[float, dict[int, float]] = {}
    for epsilon, seed, value in table.sort("epsilon", "seed").select("epsilon", "seed", column).iter_rows():
        known = found.setdefault(epsilon, {})
        if value is not None:
            known[seed] = value
    return found
