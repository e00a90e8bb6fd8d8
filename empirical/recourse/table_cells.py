"""Cells of a column of somebody's table: whether they are what a recourse starts from, and what it puts there."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Int

from empirical.data.table.inference import MISSING_LEVEL
from empirical.data.table.placeholders import WORDS
from empirical.errors import InputError

ROUNDING = 1e-6
"""Largest relative difference of a number and its cell that counts as the rounding of scaling."""


def require_starts(column: pl.Series, rows: Int[np.ndarray, " m"], part: pl.DataFrame) -> None:
    """Refuse changes of cells that are not what the changes start from: they are of other people.

    Missing cells fit every number, which is imputed then.

    Args:
        column: The column.
        rows: The rows of its cells, counted from 0, [m].
        part: The changes of this column, with a row for each cell.

    Raises:
        InputError: If a cell is something else, or is a number in a notation that no program reads.

    Examples:
        >>> part = pl.DataFrame({"from": [30.0], "to": [31.0], "from_level": [None], "to_level": [None]})
        >>> require_starts(pl.Series("age", [20, 30]), np.array([1]), part)
        >>> try:
        ...     require_starts(pl.Series("age", [20, 30]), np.array([0]), part)
        ... except InputError as error:
        ...     print(str(error).partition(":")[0])
        row 0 of the table has 20 in the column 'age', and the recourse starts from 30
    """  # noqa: DOC501, DOC502
    cells = column[rows].to_list()
    if _of_numbers(part):
        size = 1e-12 * _largest(column)  # what decoding loses next to large numbers
        starts = [
            (_shown(before), lambda cell, one=before, to=after: _is_number(cell, one, size + ROUNDING * abs(to)))
            for before, after in part.select(pl.col("from").fill_null(np.nan), "to").rows()
        ]
    else:
        starts = [(repr(old), lambda cell, one=old: _is_level(cell, one)) for old in _words(part["from_level"])]
    for row, cell, (start, fits) in zip(rows, cells, starts, strict=True):
        if not fits(cell):
            raise _other(column.name, int(row), cell, start)


def with_cells(column: pl.Series, places: Int[np.ndarray, " m"], part: pl.DataFrame) -> pl.Series:
    """Give a column with new cells, in its own type if that holds them.

    Args:
        column: The column.
        places: The places of the new cells, [m].
        part: The changes of this column, with a row for each cell.

    Returns:
        The column; whole numbers become larger whole numbers or numbers with a point where that is needed.

    Raises:
        InputError: If a column of this type can hold no such cells.

    Examples:
        >>> part = pl.DataFrame({"to": [300.0], "to_level": [None]})
        >>> with_cells(pl.Series("age", [20, 30], dtype=pl.UInt8), np.array([1]), part).to_list()
        [20, 300]
    """
    try:
        if _of_numbers(part):
            return _with_numbers(column, places, part["to"])
        return column.scatter(places, _levels(column, _words(part["to_level"])))
    except (pl.exceptions.PolarsError, ValueError, TypeError):
        new = part["to"] if _of_numbers(part) else part["to_level"]
        raise InputError(
            f"the column {column.name!r} of the table has the type {column.dtype}, which cannot hold {new[0]!r}: "
            f"cast it first, as in table.with_columns(polars.col({column.name!r}).cast(polars.String))"
        ) from None


def _of_numbers(part: pl.DataFrame) -> bool:
    return not part["to"].null_count()


def _words(levels: pl.Series) -> list[str]:
    return levels.cast(pl.String).to_list()


def _with_numbers(column: pl.Series, places: np.ndarray, new: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column.scatter(places, pl.Series([_shown(value) for value in new]))
    if not (column.dtype.is_numeric() or column.dtype == pl.Null):
        raise TypeError
    if column.dtype.is_integer() and (new == new.round()).all():
        whole = new.cast(pl.Int64)
        low, high = column.dtype.min(), column.dtype.max()  # type: ignore[attr-defined]
        held = pl.select(((pl.lit(whole) >= low) & (pl.lit(whole) <= high)).all()).item()
        return (column if held else column.cast(pl.Int64)).scatter(places, whole.cast(column.dtype) if held else whole)
    return column.cast(pl.Float64).scatter(places, new)


def _levels(column: pl.Series, levels: Sequence[str]) -> pl.Series:
    """Write levels as a column has them: as texts, truth values or numbers, and null for missing ones."""  # noqa: DOC501
    texts = None if column.dtype.is_numeric() or column.dtype == pl.Boolean else column.cast(pl.String)
    if texts is None or (texts.null_count() and MISSING_LEVEL not in texts):
        levels = [None if level == MISSING_LEVEL else level for level in levels]  # type: ignore[misc]
    if column.dtype == pl.Boolean:
        truths = {"true": True, "false": False, "1": True, "0": False, None: None}
        if not {one and one.lower() for one in levels} <= set(truths):
            raise ValueError
        return pl.Series([truths[one and one.lower()] for one in levels], dtype=pl.Boolean)
    return pl.Series(levels, dtype=pl.String).cast(column.dtype)


def _largest(column: pl.Series) -> float:
    """Give the largest size of a column's numbers."""
    if not column.dtype.is_numeric():
        return 0.0
    sizes = np.abs(column.cast(pl.Float64).to_numpy())
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def _is_missing(cell: Any) -> bool:
    return cell is None or cell != cell or (isinstance(cell, str) and cell.strip().casefold() in WORDS | {""})


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return np.nan


def _is_number(cell: Any, number: float, rounding: float) -> bool:
    return _is_missing(cell) or abs(_number(cell) - number) <= rounding + ROUNDING * abs(number)


def _is_level(cell: Any, level: str) -> bool:
    if _is_missing(cell):
        return level == MISSING_LEVEL or str(cell).strip() == level.strip()
    if isinstance(cell, bool):
        return level.lower() in ({"true", "1"} if cell else {"false", "0"})
    return str(cell).strip() == level.strip() or _number(cell) == _number(level)


def _other(name: str, row: int, cell: Any, start: str) -> InputError:
    text = f"row {row} of the table has {cell!r:.60} in the column {name!r}, and the recourse starts from {start}: "
    if isinstance(cell, str) and np.isnan(_number(cell)) and any(sign.isdigit() for sign in cell):
        return InputError(text + "if these are the same, write the column as plain numbers or levels first")
    return InputError(
        text + "rows are counted from 0 after lines that are no people, such as a second heading, are gone"
    )


def _shown(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)
