"""Cells of one column: which are missing, and all of them as numbers or as text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from empirical.data.table.csv_file import SPACES
from empirical.data.table.messages import quoted
from empirical.errors import InputError

SPELLED = (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Date, pl.Datetime, pl.Time, pl.Null)
"""Types besides numbers whose cells are read as text."""


def cleaned(column: Any, missing: Sequence[str]) -> Any:
    """A column of text without spaces around it, or of numbers; null where a cell is missing.

    Args:
        column: A polars series of any type.
        missing: Cells that count as missing, beside null and NaN.

    Returns:
        A polars series.

    Raises:
        InputError: If its type is neither a number nor one of ``SPELLED``.
    """
    kind = column.dtype
    if kind.is_numeric():
        return _cleaned_numbers(column, missing)
    if kind.base_type() not in SPELLED:
        raise InputError(f"has cells of type {kind.base_type().__name__}, neither numbers nor text")
    text = column.cast(pl.String).str.strip_chars(SPACES)
    return text.set(text.is_in(list(missing)).fill_null(value=False), None)


def as_numbers(column: Any) -> Float[np.ndarray, " n"]:
    """Cells as numbers.

    Args:
        column: What ``cleaned`` returns.

    Returns:
        float64 [n]; NaN where a cell is missing or no number.
    """
    return column.cast(pl.Float64, strict=False).to_numpy()


def as_texts(column: Any) -> Any:
    """Cells as text, an integer without a decimal point.

    Args:
        column: What ``cleaned`` returns.

    Returns:
        A polars series of text, null where a cell is missing.
    """
    return column.cast(pl.String).str.strip_suffix(".0") if column.dtype.is_numeric() else column


def known(column: Any) -> Bool[np.ndarray, " n"]:
    """Which cells are not missing.

    Args:
        column: What ``cleaned`` returns.

    Returns:
        bool [n].
    """
    return column.is_not_null().to_numpy()


def shown(column: Any, index: int) -> str:
    """One cell, as a message shows it.

    Args:
        column: What ``cleaned`` returns.
        index: Of the cell.

    Returns:
        Its text in quotes, shortened.
    """
    return quoted(as_texts(column[index : index + 1])[0])


def _cleaned_numbers(column: Any, missing: Sequence[str]) -> Any:
    numbers = column.cast(pl.Float64) if column.dtype.is_decimal() else column
    if numbers.dtype.is_float():
        numbers = numbers.fill_nan(None)
    named = pl.Series(list(missing), dtype=pl.String).cast(pl.Float64, strict=False).drop_nulls().drop_nans()
    return numbers.set(numbers.cast(pl.Float64).is_in(named.to_list()).fill_null(value=False), None)
