"""The target column: its cells as text and as numbers, and the labels that they make."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from empirical.data.table.cells import as_numbers, cleaned
from empirical.data.table.labels import COMPARISON, Labels, labels, taken_for_missing
from empirical.data.table.messages import column, plain, quoted
from empirical.data.table.reading import read_cells
from empirical.data.table.schema import Declared, Schema
from empirical.data.table.table_file import TableFile
from empirical.errors import InputError


class Target(NamedTuple):
    """``Target`` holds the target column as it was read.

    Attributes:
        cells: The cells as they stand in the file, a polars series; null where one is missing.
        numbers: The cells as numbers, float64 [n]; NaN where one is none.
    """

    cells: Any
    numbers: Float[np.ndarray, " n"]


def read_target(raw: Any, name: str, schema: Schema) -> Target:
    """Read the target column.

    Args:
        raw: The column as it stands in the file, a polars series of any type.
        name: The column's name.
        schema: The declarations of the table.

    Returns:
        The column.

    Raises:
        InputError: If its cells are neither numbers nor text, or all are missing.

    Examples:
        >>> import polars as pl
        >>> read_target(pl.Series(["€ 900", "€ 2000"]), "income", Schema()).numbers
        array([ 900., 2000.])
    """
    with column(name):
        cells = cleaned(raw, schema.missing)
    if cells.null_count() == len(cells):
        raise InputError(f"every cell of {quoted(name)} is missing: name another target")
    reading = read_cells(raw, Declared(), schema)
    usable = reading.is_number and reading.problem is None and not reading.placeholders
    return Target(cells, as_numbers(reading.cells if usable else cells))


def check_labels_count(raw: Any, table: TableFile, schema: Schema, by_format: Sequence[str]) -> None:
    """Refuse a label whose cells count as missing, with what makes them count.

    Args:
        raw: The target column as it stands in the file, a polars series of any type.
        table: The file, and how it is read.
        schema: The declarations of the table, with all texts that count as missing.
        by_format: Those of the texts that count as missing by the rules of the file.

    Raises:
        InputError: If there is such a label.

    Examples:
        >>> import polars as pl
        >>> cells, table = pl.Series(["-1", "1"]), TableFile("t.csv", "y", "-1", missing_values=("-1",))
        >>> check_labels_count(cells, table, Schema(("", "-1")), ())
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: '-1' of 'y' is a label, but counts as missing: take it out of --missing-values
    """
    named = (table.favourable, table.unfavourable)
    value = taken_for_missing(raw, schema.missing, named)
    if value is None:
        return
    others = [text for text in schema.missing if taken_for_missing(raw, (text,), named) is None]
    mend = f"say in a --schema what means missing, without it: missing = {json.dumps(others)}"
    if taken_for_missing(raw, by_format, named) is not None:
        mend = "files of this kind write missing cells so; write another word for it in the file"
    elif taken_for_missing(raw, table.missing_values, named) is not None:
        mend = "take it out of --missing-values"
    raise InputError(f"{quoted(value)} of {quoted(table.target)} is a label, but counts as missing: {mend}")


def target_labels(target: Target, table: TableFile, rows: Int[np.ndarray, " m"] | None = None) -> Labels:
    """Turn some cells of the target into labels.

    Args:
        target: The target column.
        table: The file, and how it is read.
        rows: The places of the cells, int [m], none of them missing; all that are not missing if ``None``.

    Returns:
        The labels of these cells.

    Raises:
        InputError: If the favourable value does not make two classes of them.

    Examples:
        >>> import polars as pl
        >>> target = read_target(pl.Series(["no", None, "yes"]), "paid", Schema())
        >>> target_labels(target, TableFile("loans.csv", "paid", "yes")).values
        array([-1.,  1.])
    """  # noqa: DOC502
    places = np.flatnonzero(target.cells.is_not_null().to_numpy()) if rows is None else rows
    cells, numbers = target.cells[places], target.numbers[places]
    return labels(table.target, cells, table.favourable, table.unfavourable, numbers)


def favourable_in_words(table: TableFile) -> str:
    """Say what is favourable, for the reader of a report.

    Args:
        table: The file, and how it is read.

    Returns:
        The target with its favourable value or comparison.

    Examples:
        >>> favourable_in_words(TableFile("t.csv", "paid", "yes")), favourable_in_words(TableFile("t.csv", "x", ">= 2"))
        ('paid = yes', 'x >= 2')
    """
    between = " " if COMPARISON.fullmatch(table.favourable.strip()) else " = "
    return f"{plain(table.target)}{between}{plain(table.favourable)}"
