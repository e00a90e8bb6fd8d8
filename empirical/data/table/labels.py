"""Labels ±1 from the target column."""

import csv
import operator
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from empirical.data.table.cells import as_numbers, as_texts, cleaned, known
from empirical.data.table.csv_file import SPACES
from empirical.data.table.inference import sorted_levels
from empirical.data.table.messages import MOST_LISTED, counted, listed, plain, quoted
from empirical.data.table.placeholders import counts
from empirical.data.table.problems import copied
from empirical.data.table.spelling import apart, nearest
from empirical.errors import InputError

COMPARISONS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
"""Comparisons of a number with a bound, by their signs."""

COMPARISON = re.compile(r"(?P<sign>>=|<=|>|<|≥|≤)\s*(?P<bound>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)")
"""A comparison, as a user writes it."""

MOST_NUMBERS = 20
"""Number of different numbers from which on a target is taken for a quantity and not for a class."""

FEWEST_CHOSEN = 0.05
"""Share of the rows below which a single number of a quantity is no class."""

MOST_SPELLED = 100
"""Largest number of labels that are listed and compared in spelling; more tell who somebody is."""


class Labels(NamedTuple):
    """``Labels`` holds the labels of a table, and notes on them for the reader of a report.

    Attributes:
        values: The labels, float64 [n]: 1 for favourable and -1 for unfavourable.
        notes: The notes, one line each.
    """

    values: Float[np.ndarray, " n"]
    notes: tuple[str, ...]


class TargetCells(NamedTuple):
    """``TargetCells`` holds the cells of the target.

    Attributes:
        name: The target's name.
        texts: The cells as text, a polars series; null where one is missing.
        numbers: The cells as numbers, float64 [n]; NaN where one is none.
    """

    name: str
    texts: Any
    numbers: Float[np.ndarray, " n"]

    def are(self, value: str) -> Bool[np.ndarray, " n"]:
        """Tell which cells have a value.

        Args:
            value: The value; a number matches however it is written.

        Returns:
            Whether each cell has it, bool [n].
        """
        number = as_numbers(pl.Series([value]))[0]
        return (self.texts == value).fill_null(value=False).to_numpy() | (
            self.numbers == number
        )  # NaN equals no number

    def is_value(self, value: str) -> bool:
        """Tell whether any cell has a value.

        Args:
            value: The value.

        Returns:
            Whether there is such a cell.
        """
        return bool(self.are(value).any())


def labels(
    name: str, column: Any, favourable: str, unfavourable: str = "", numbers: Float[np.ndarray, " n"] | None = None
) -> Labels:
    """Turn the target column into labels: 1 for what is favourable and -1 for all other values.

    Args:
        name: The target column's name.
        column: The cleaned column, from :func:`~empirical.data.table.cells.cleaned`, without missing cells.
        favourable: The favourable value, several between commas, or a comparison such as ``>= 2000``; a number matches
            however it is written.
        unfavourable: The unfavourable values, between commas; all others if empty.
        numbers: The cells as numbers, float64 [n], if they are written in another way than usual.

    Returns:
        The labels, with a note on the values if they are more than two, or on a comparison.

    Raises:
        InputError: If no cell is favourable, or all are; if a value differs from a favourable one by spelling alone; or
            if a value is neither favourable nor unfavourable.

    Examples:
        >>> import polars as pl
        >>> labels("grade", pl.Series(["good", "bad", "fair"]), "good").values
        array([ 1., -1., -1.])
        >>> labels("income", pl.Series([900.0, 2000.0]), ">= 2000").values
        array([-1.,  1.])
    """
    cells = TargetCells(name, as_texts(column), as_numbers(column) if numbers is None else numbers)
    comparison = COMPARISON.fullmatch(favourable.strip())
    if comparison and not cells.is_value(favourable.strip(SPACES)):
        chosen, notes = _compared(cells, comparison)
    else:
        chosen, notes = _named(cells, favourable, unfavourable)
    if not chosen.any():
        raise InputError(f"no cell of {quoted(name)} is {quoted(favourable)}")
    if chosen.all():
        raise InputError(f"every cell of {quoted(name)} is {quoted(favourable)}; a model needs both classes")
    return Labels(np.where(chosen, 1.0, -1.0), notes)


def taken_for_missing(column: Any, missing: Sequence[str], texts: Sequence[str]) -> str | None:
    """Find a value that somebody names as a label, though its cells count as missing.

    Args:
        column: The target column as it stands in the file, a polars series.
        missing: The texts of cells that count as missing.
        texts: What the user calls favourable, or unfavourable.

    Returns:
        The value; ``None`` if there is no such one.

    Examples:
        >>> import polars as pl
        >>> taken_for_missing(pl.Series(["None", "late", "default"]), ["None"], ["None"])
        'None'
    """
    whole = cleaned(column, ())
    cells = TargetCells("", as_texts(whole), as_numbers(whole))
    taken = known(whole) & ~known(cleaned(column, missing))
    values = (value for text in texts if text for value in _listed(cells, text))
    return next((value for value in values if (cells.are(value) & taken).any()), None)


def _compared(cells: TargetCells, comparison: re.Match[str]) -> tuple[Bool[np.ndarray, " n"], tuple[str, ...]]:
    """The cells for which a comparison holds."""  # noqa: DOC501
    if np.isnan(cells.numbers).any():
        row = int(np.argmax(np.isnan(cells.numbers)))
        raise InputError(
            f"{quoted(cells.name)} is no number everywhere (first in row {row + 1:,}), and cannot be compared: name "
            "what means missing with --missing-values, or give a value as --favourable"
        )
    sign, bound = comparison["sign"].replace("≥", ">=").replace("≤", "<="), float(comparison["bound"])
    chosen = COMPARISONS[sign](cells.numbers, bound)
    return chosen, (f"{plain(cells.name)} {sign} {bound:g} in {int(chosen.sum()):,} of {len(chosen):,} rows",)


def _named(cells: TargetCells, favourable: str, unfavourable: str) -> tuple[Bool[np.ndarray, " n"], tuple[str, ...]]:
    """The cells that have one of the favourable values."""  # noqa: DOC501
    values = counts(cells.texts)
    wanted = _listed(cells, favourable)
    absent = next((value for value in wanted if not cells.is_value(value)), None)
    if absent is not None:
        raise InputError(_no_such(cells, absent, values))
    chosen = np.logical_or.reduce([cells.are(value) for value in wanted])
    others = counts(cells.texts.filter(pl.Series(~chosen)))
    refused = _listed(cells, unfavourable) if unfavourable else []
    both = next((value for value in refused if (cells.are(value) & chosen).any()), None)
    if both is not None:
        raise InputError(
            f"{quoted(both)} of {quoted(cells.name)} is both favourable and unfavourable: name it in one of the two"
        )
    _check_spelling(cells.name, values, [text for text in values if text not in others], list(others), refused)
    unknown = [text for text in others if refused and not any(cells.are(value)[_row(cells, text)] for value in refused)]
    if unknown:
        raise InputError(
            f"{quoted(cells.name)} has {quoted(unknown[0])} in {counted(others[unknown[0]], 'row')}, which is neither "
            "favourable nor unfavourable: add it to one of the two"
        )
    different = len(np.unique(cells.numbers)) if not np.isnan(cells.numbers).any() else len(values)
    if different > MOST_NUMBERS and not np.isnan(cells.numbers).any() and chosen.mean() < FEWEST_CHOSEN:
        raise InputError(_say_where(cells, different))
    return chosen, (_values_note(cells.name, favourable, values, others, different),) if different > 2 else ()


def _row(cells: TargetCells, text: str) -> int:
    return int(np.argmax((cells.texts == text).to_numpy()))


def _listed(cells: TargetCells, text: str) -> list[str]:
    """The values that a text names: itself, if it is a value, or those between its commas."""
    whole = text.strip(SPACES)
    if cells.is_value(whole) or "," not in text:
        return [whole]
    parts = [part.strip(SPACES) for part in next(csv.reader([text], skipinitialspace=True))]
    found = [part for part in parts if cells.is_value(part)]
    return parts if found else [whole]


def _check_spelling(
    name: str, values: Mapping[str, int], meant: Sequence[str], others: Sequence[str], refused: Sequence[str]
) -> None:
    """Refuse labels that differ from a favourable one by spelling alone, unless they are said to be unfavourable."""  # noqa: DOC501
    if len(values) > MOST_SPELLED:
        return
    doubtful = [text for text in apart(values, meant) if text not in refused]
    if not doubtful:
        return
    shown = ", ".join(f"{quoted(text)} ({values[text]:,})" for text in (*meant, *doubtful)[:MOST_LISTED])
    same = f"--favourable {copied([*meant, *doubtful])}"
    raise InputError(
        f"{quoted(name)} has values that differ by spelling alone: {shown}. If they mean the same, {same}; if not, "
        f"--unfavourable {copied(others)}; add: {same}"
    )


def _no_such(cells: TargetCells, wanted: str, values: Mapping[str, int]) -> str:
    """What to say of a favourable value that no cell has."""
    different = len(values)
    if not np.isnan(cells.numbers).any() and different > MOST_NUMBERS:
        return _say_where(cells, different)
    near = nearest(values, wanted) if different <= MOST_SPELLED else None
    if near is not None:
        return f"no cell of {quoted(cells.name)} is {quoted(wanted)}; add: --favourable {copied([near])}"
    if different > MOST_SPELLED:
        return f"no cell of {quoted(cells.name)} is {quoted(wanted)}; it has {different:,} different values"
    return f"no cell of {quoted(cells.name)} is {quoted(wanted)}; the values are {listed(sorted_levels(list(values)))}"


def _say_where(cells: TargetCells, different: int) -> str:
    middle = float(np.median(cells.numbers))
    sign = ">=" if (cells.numbers < middle).any() else ">"
    return (
        f"{quoted(cells.name)} is a number with {different:,} different values: say from where on it is favourable, "
        f"such as its median; add: --favourable '{sign} {middle:.15g}'"
    )


def _values_note(
    name: str, favourable: str, values: Mapping[str, int], others: Mapping[str, int], different: int
) -> str:
    rest = f"{plain(name)} has {different:,} values: {plain(favourable)} stands against all others"
    if len(values) > MOST_SPELLED:
        return rest
    first = ", ".join(f"{plain(text)} ({others[text]:,})" for text in list(others)[:MOST_LISTED])
    more = f" and {len(others) - MOST_LISTED:,} more" if len(others) > MOST_LISTED else ""
    return f"{rest}, which are {first}{more}"
