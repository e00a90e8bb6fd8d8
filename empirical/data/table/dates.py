"""Dates and times among the cells of a column."""

from typing import Any

import numpy as np
from jaxtyping import Float

_MONTH = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\.?"
_TIME = r"(?:[t\s]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[ap]m|z|utc|[+-]\d{2}:?\d{2})?)?"
DATE = (
    rf"^(?:\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?{_TIME}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}{_TIME}|\d{{1,2}}/\d{{4}}"
    rf"|(?:\d{{1,2}}\.?[-\s/]+)?{_MONTH}[-\s,/]+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{2,4}}{_TIME}"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]m)?)$"
)
"""Texts that are a date, a month of a year, or a time of day, in lower case."""


def are_dates(texts: Any) -> bool:
    """Tell whether nearly all cells of a column are dates or times.

    Args:
        texts: The cells, a polars series of text; null where one is missing.

    Returns:
        Whether nine in ten are.

    Examples:
        >>> import polars as pl
        >>> are_dates(pl.Series(["2020-01-31", "2020-02-01"])), are_dates(pl.Series(["Dec-2011"]))
        (True, True)
        >>> are_dates(pl.Series(["A11", "may be"]))
        False
    """
    present = texts.drop_nulls()
    share = present.str.to_lowercase().str.contains(DATE).mean()
    return share is not None and float(share) >= 0.9


def look_like_days(numbers: Float[np.ndarray, " n"]) -> bool:
    """Tell whether all numbers are days written as year, month and day, such as 20200131.

    Args:
        numbers: The numbers, float64 [n], none missing.

    Returns:
        Whether they are.

    Examples:
        >>> look_like_days(np.array([20200131.0, 19991231.0])), look_like_days(np.array([20209931.0]))
        (True, False)
    """
    year, month, day = numbers // 10_000, numbers // 100 % 100, numbers % 100
    fits = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return bool(len(numbers) and (fits & (numbers == np.round(numbers))).all())
