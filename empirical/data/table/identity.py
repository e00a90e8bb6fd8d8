"""Columns that tell who somebody is, or where a row stands, and so are no features: keys, row numbers, postcodes."""

import re
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.table.dates import are_dates, look_like_days
from empirical.data.table.reading import FEWEST_ROWS, MOST_LEVELS, Reading

ANYWHERE = frozenset({"id", "ids", "uid", "uuid", "guid", "ssn", "iban", "passport", "identifier", "rownames", "index"})
"""Words that name a key wherever they stand in the name of a column."""

AT_THE_END = frozenset(
    {"no", "nr", "num", "number", "key", "pk", "idx", "code", "ref", "reference", "account", "case", "row", "serial"}
)
"""Words that name a key if they stand last, as in ``case_no``; ``number_of_loans`` is a count."""

PLACES = frozenset({"zip", "zipcode", "postcode", "postal", "postalcode", "plz", "fips", "pincode"})
"""Words that name the code of a place."""

PLACE = "is named like a code of places"
"""What is said of a column with such a name."""

FEW_CODES = 12
"""Number of different codes of digits up to which a column is a category, as of months or of branches."""

EXPECTED_PAIRS = 10.0
"""Number of pairs of equal values that a column would have if its whole numbers were drawn from their range, from which
on it is no accident that there is none."""

MANY_PAIRS = 100.0
"""The same number for whole numbers that do not fill their range."""

DENSE = 0.8
"""Share of a range that whole numbers must have, for a key of few rows: numbers of rows, some of which are gone."""

KEY_DIGITS = 7
"""Number of digits from which on different numbers of equal length may be keys."""


class Identity(NamedTuple):
    """An ``Identity`` says that a column may tell who somebody is.

    Attributes:
        says: The reason, to be read after the name of the column.
        certain: Whether the column is left out unless it is asked for; else it is kept with a note.
        keeps: Whether the column can be kept: a text of too many levels cannot.
    """

    says: str
    certain: bool
    keeps: bool = True


def identity(name: str, reading: Reading) -> Identity | None:
    """Tell whether a column identifies the people in the rows, or the rows themselves.

    A measurement can have another value in every row too: incomes of a few hundred people do. A column of whole numbers
    counts as a key only if its name says so, or if some rows would have equal values by accident, were the numbers
    drawn from their range. Numbers with decimals or a unit are never a key.

    Args:
        name: The column's name.
        reading: The column as it was read.

    Returns:
        Why the column may identify, or ``None``.

    Examples:
        >>> rows = range(60)
        >>> identity("client", Reading(pl.Series([100_000.0 + row for row in rows]))).says
        'has another whole number in every row'
        >>> identity("income", Reading(pl.Series([1000.0 + 50 * (row * 7 % 60) for row in rows]))) is None
        True
    """
    present = reading.cells.drop_nulls()
    if not len(present) or not (reading.is_number or present.dtype == pl.String):
        return None
    if reading.unit or (reading.mixed and not _names_a_key(name)):
        return None
    if not reading.is_number:
        return _of_text(name, present, code=reading.code)
    numbers = present.to_numpy()
    if (numbers != np.round(numbers)).any():
        return None
    return _of_whole_numbers(name, numbers)


def words(name: str) -> list[str]:
    """Split the name of a column into its words.

    Args:
        name: The name.

    Returns:
        The words in lower case.

    Examples:
        >>> words("customerID"), words("case_no"), words("__index_level_0__")
        (['customer', 'id'], ['case', 'no'], ['index', 'level', '0'])
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return [word for word in re.split(r"[\W_]+", spaced.lower()) if word]


def _of_text(name: str, present: Any, *, code: bool) -> Identity | None:
    different = present.n_unique()
    if code and (different > FEW_CODES or _names_a_place(name)):
        return Identity("holds codes of digits, some beginning with 0", certain=True, keeps=different <= MOST_LEVELS)
    if _names_a_place(name):
        return Identity(PLACE, certain=True, keeps=different <= MOST_LEVELS)
    if are_dates(present):
        return None
    if len(present) >= FEWEST_ROWS and different == len(present):
        return Identity("has another text in every row", certain=True, keeps=different <= MOST_LEVELS)
    if different > MOST_LEVELS and _names_a_key(name) and 2 * different > len(present):
        return Identity("is named like a key", certain=True, keeps=False)
    return None


def _of_whole_numbers(name: str, numbers: Float[np.ndarray, " n"]) -> Identity | None:
    different = len(np.unique(numbers))
    key = _names_a_key(name)
    if _names_a_place(name):
        return Identity(PLACE, certain=True)
    if different == len(numbers):
        return _of_different_numbers(numbers, key=key)
    if different <= MOST_LEVELS:
        return None
    if key and 2 * different > len(numbers):
        return Identity("is named like a key", certain=False)
    return Identity("looks like dates", certain=False) if look_like_days(numbers) else None


def _of_different_numbers(numbers: Float[np.ndarray, " n"], *, key: bool) -> Identity | None:
    if key and len(numbers) > 2:
        return Identity("is named like a key and has another whole number in every row", certain=True)
    if len(numbers) < FEWEST_ROWS:
        return None
    places = np.ptp(numbers) + 1.0
    pairs = len(numbers) * (len(numbers) - 1) / 2 / places
    if pairs >= EXPECTED_PAIRS and (len(numbers) >= DENSE * places or pairs >= MANY_PAIRS):
        return Identity("has another whole number in every row", certain=True)
    if look_like_days(numbers):
        return Identity("looks like dates", certain=False)
    if pairs >= EXPECTED_PAIRS or _counts_rows(numbers) or _may_be_keys(numbers):
        return Identity("has another whole number in every row", certain=False)
    return None


def _names_a_key(name: str) -> bool:
    parts = words(name)
    return bool(parts) and (bool(set(parts) & ANYWHERE) or parts[-1] in AT_THE_END)


def _names_a_place(name: str) -> bool:
    return bool(set(words(name)) & PLACES)


def _counts_rows(numbers: Float[np.ndarray, " n"]) -> bool:
    """Whether every number is the one before plus the same step."""
    steps = np.diff(numbers)
    return bool((steps == steps[0]).all())


def _may_be_keys(numbers: Float[np.ndarray, " n"]) -> bool:
    """Whether all numbers have the same, large number of digits, and end in any digit."""
    digits = np.floor(np.log10(np.maximum(np.abs(numbers), 1.0)))
    last = np.abs(numbers) % 10
    return bool((digits == digits[0]).all() and digits[0] + 1 >= KEY_DIGITS and len(np.unique(last)) >= 5)
