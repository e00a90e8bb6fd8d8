"""The cells of one column: which are missing, and what they are as numbers and as text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from empirical.data.table.csv_file import SPACES
from empirical.data.table.messages import quoted
from empirical.errors import InputError

SPELLED = (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Date, pl.Datetime, pl.Time, pl.Null)
"""Polars types, besides numbers, whose cells are read as text."""


def cleaned(column: Any, missing: Sequence[str]) -> Any:
    """Bring a column into the form that all other readers of cells expect: numbers or stripped text, null if missing.

    Args:
        column: The column as it stands in the file, a polars series of any type.
        missing: The texts of cells that count as missing, beside null and NaN. A number counts however it is written.

    Returns:
        The cleaned column, a polars series of numbers or of text without spaces around it.

    Raises:
        InputError: If the column's type is neither a number nor one of ``SPELLED``.

    Examples:
        >>> import polars as pl
        >>> cleaned(pl.Series([" 25", "?", "40 "]), ["?"]).to_list()
        ['25', None, '40']
    """
    kind = column.dtype
    if kind.is_numeric():
        return _cleaned_numbers(column, missing)
    if kind.base_type() not in SPELLED:
        raise InputError(f"has cells of type {kind.base_type().__name__}, neither numbers nor text")
    text = column.cast(pl.String).str.strip_chars(SPACES)
    text = text.set(text.is_in(list(missing)).fill_null(value=False), None)
    codes = _codes(missing)
    if not codes:
        return text
    return text.set(text.cast(pl.Float64, strict=False).is_in(codes).fill_null(value=False), None)


def as_numbers(column: Any) -> Float[np.ndarray, " n"]:
    """Read the cells of a column as numbers.

    Args:
        column: The cleaned column, from :func:`cleaned`.

    Returns:
        The numbers, float64 [n]; NaN where a cell is missing or is not a number.

    Examples:
        >>> import polars as pl
        >>> as_numbers(pl.Series(["25", "2e3", "many", None]))
        array([  25., 2000.,   nan,   nan])
    """
    return column.cast(pl.Float64, strict=False).to_numpy()


def as_texts(column: Any) -> Any:
    """Read the cells of a column as text, the same number always as the same text: whole ones without a decimal point.

    Args:
        column: The cleaned column, from :func:`cleaned`.

    Returns:
        The texts, a polars series; null where a cell is missing.

    Examples:
        >>> import polars as pl
        >>> as_texts(pl.Series([1.0, 2.5, None])).to_list(), as_texts(pl.Series(["1.0", "+2", "007", "u"])).to_list()
        (['1', '2.5', None], ['1', '2', '007', 'u'])
    """
    if column.dtype.is_numeric():
        return (column + 0).cast(pl.String).str.strip_suffix(".0")  # plus 0, since -0.0 is 0
    different = column.drop_nulls().unique()
    numbers = different.filter(different.str.contains(PLAIN_NUMBER))
    texts = as_texts(numbers.cast(pl.Float64))
    changed = numbers != texts
    if not changed.any():
        return column
    return column.replace(numbers.filter(changed), texts.filter(changed))


PLAIN_NUMBER = r"^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{0,15})?$"
"""Texts that are a number and nothing else: a zero before digits, as in ``007``, makes a code."""


def known(column: Any) -> Bool[np.ndarray, " n"]:
    """Tell which cells of a column are not missing.

    Args:
        column: The cleaned column, from :func:`cleaned`.

    Returns:
        Whether each cell has a value, bool [n].

    Examples:
        >>> import polars as pl
        >>> known(pl.Series(["25", None]))
        array([ True, False])
    """
    return column.is_not_null().to_numpy()


def shown(column: Any, index: int) -> str:
    """Return the text of one cell in the form that messages show.

    Args:
        column: The cleaned column, from :func:`cleaned`.
        index: The position of the cell in the column.

    Returns:
        The text in quotes, shortened.

    Examples:
        >>> import polars as pl
        >>> shown(pl.Series(["25", "many"]), 1)
        "'many'"
    """
    return quoted(as_texts(column[index : index + 1])[0])


def _cleaned_numbers(column: Any, missing: Sequence[str]) -> Any:
    numbers = column.cast(pl.Float64) if column.dtype.is_decimal() else column
    if numbers.dtype.is_float():
        numbers = numbers.fill_nan(None)
    return numbers.set(numbers.cast(pl.Float64).is_in(_codes(missing)).fill_null(value=False), None)


def _codes(missing: Sequence[str]) -> list[float]:
    """The numbers among the texts of missing cells: a cell equals one of them however both are written."""
    return pl.Series(list(missing), dtype=pl.String).cast(pl.Float64, strict=False).drop_nulls().drop_nans().to_list()
