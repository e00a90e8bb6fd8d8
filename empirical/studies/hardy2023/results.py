"""The tables of the study, as its figures and findings read them: every row says what its cell is about."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from empirical.studies.finished import Missing, read_finished
from empirical.studies.hardy2023.experiment import TABLES, Hardy2023

MAIN = "as in the paper"
"""The variant in which every option is as the study has it."""

VARIED = ("epochs", "expansion", "residual", "momentum", "samples", "flips", "bins", "ranges")
"""Options that make variants."""

LABELS: Mapping[str, Any] = {
    **dict.fromkeys(("dataset", "method", "variant"), pl.String()),
    "seed": pl.Int64(),
    "expansion": pl.Int64(),
}
"""Columns that say what the rows of a cell are about."""


class Results(NamedTuple):
    """The tables of a study, with the columns of ``LABELS`` before their own.

    Attributes:
        models: A row for each network, radius and attack.
        people: A row for each network and person.
        chains: A row for each network and length of a chain's steps.
        searches: A row for each network with its seconds.
        pictures: A row for each pixel of each picture.
        missing: What of the study is not done.
    """

    models: pl.DataFrame
    people: pl.DataFrame
    chains: pl.DataFrame
    searches: pl.DataFrame
    pictures: pl.DataFrame
    missing: tuple[Missing, ...] = ()


def variant_of(options: Mapping[str, Any], epochs: int = 0) -> str:
    """Name the variant of a cell by the options that are not as usual.

    Args:
        options: The options of its experiment.
        epochs: The usual number of epochs: with few, a study is tried.

    Returns:
        The name.

    Examples:
        >>> variant_of({"flips": 20, "seed": 1}), variant_of({"flips": 500})
        ('flips 20', 'as in the paper')
    """
    usual = vars(Hardy2023(epochs=epochs))
    changed = {name: options.get(name, usual[name]) for name in VARIED}
    words = [f"{name} {value}".replace("_", " ") for name, value in changed.items() if value != usual[name]]
    return ", ".join(words) or MAIN


def labelled(table: pl.DataFrame, dataset: str, options: Mapping[str, Any], epochs: int = 0) -> pl.DataFrame:
    """Put the columns that say what a cell is about before those of one of its tables.

    Args:
        table: The table.
        dataset: The name of the data.
        options: The options of the experiment.
        epochs: The usual number of epochs.

    Returns:
        The table with these columns.

    Examples:
        >>> labelled(pl.DataFrame({"found": [True]}), "adult-carla", vars(Hardy2023(method="ar"))).row(0)
        ('adult-carla', 'ar', 'as in the paper', 0, 4, True)
    """
    known = {
        "dataset": dataset,
        "method": options["method"],
        "variant": variant_of(options, epochs),
        "seed": options["seed"],
        "expansion": options["expansion"],
    }
    return table.select(*(pl.lit(value, dtype=LABELS[name]).alias(name) for name, value in known.items()), pl.all())


def collected(tables: Mapping[str, list[pl.DataFrame]], missing: tuple[Missing, ...] = ()) -> Results:
    """Put the labelled tables of all cells together.

    Args:
        tables: The tables of each name.
        missing: What of the study is not done.

    Returns:
        The results.

    Examples:
        >>> collected({name: [] for name in TABLES}).people.height
        0
    """
    types = {name: {**LABELS, **columns} for name, columns in TABLES.items()}
    whole = {
        name: pl.concat([pl.DataFrame(schema=types[name]), *(one.select(list(types[name])) for one in tables[name])])
        for name in TABLES
    }
    return Results(**whole, missing=missing)


def read_results(root: Path) -> Results:
    """Read the tables of a study: of the cells that are finished.

    Args:
        root: The folder of the study.

    Returns:
        The tables.

    Raises:
        InputError: If the folder is no study's, or none of its cells is finished.

    Examples:
        >>> read_results(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    finished = read_finished(root)
    tables: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    epochs = Counter(cell.options["epochs"] for cell in finished.cells).most_common(1)[0][0]
    for cell in finished.cells:
        for name, columns in TABLES.items():
            table = cell.table(name).select(list(columns)).collect()
            tables[name].append(labelled(table, cell.dataset, cell.options, epochs))
    return collected(tables, finished.missing)
