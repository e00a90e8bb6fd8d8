"""Labels ±1 from the target column, and warnings of features that give the label away."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.table.cells import as_numbers, as_texts
from empirical.data.table.csv_file import SPACES
from empirical.data.table.inference import Inferred, sorted_levels
from empirical.data.table.messages import MOST_LISTED, listed, plain, quoted
from empirical.errors import InputError

ROWS_PER_VALUE = 10
"""Smallest number of rows per value for which a feature of more than two values counts as deciding the label."""


class Labels(NamedTuple):
    """``Labels`` holds the labels of a table, and notes on them for the reader of a report.

    Attributes:
        values: The labels, float64 [n]: 1 for favourable and -1 for unfavourable.
        notes: The notes, one line each.
    """

    values: Float[np.ndarray, " n"]
    notes: tuple[str, ...]


def labels(name: str, column: Any, favourable: str) -> Labels:
    """Turn the target column into labels: 1 for the favourable value and -1 for all other values.

    Args:
        name: The target column's name.
        column: The cleaned column, from :func:`~empirical.data.table.cells.cleaned`, without missing cells.
        favourable: The favourable value; a number matches however it is written.

    Returns:
        The labels, with a note if the target has more than two values.

    Raises:
        InputError: If no cell has the favourable value, or all cells have it.

    Examples:
        >>> import polars as pl
        >>> labels("grade", pl.Series(["good", "bad", "fair"]), "good")
        Labels(values=array([ 1., -1., -1.]), notes=('grade has 3 values: good stands against all others',))
    """
    texts, numbers, wanted = as_texts(column), as_numbers(column), favourable.strip(SPACES)
    number = as_numbers(pl.Series([wanted]))[0]
    chosen = (texts == wanted).to_numpy() | (numbers == number)  # NaN equals no number
    values = numbers if not np.isnan(numbers).any() else texts
    different = len(np.unique(values)) if isinstance(values, np.ndarray) else values.n_unique()
    if not chosen.any():
        raise InputError(f"no cell of {quoted(name)} is {quoted(favourable)}; the values are {_values(texts)}")
    if chosen.all():
        raise InputError(f"every cell of {quoted(name)} is {quoted(favourable)}; a model needs both classes")
    notes = ()
    if different > 2:
        notes = (f"{plain(name)} has {different:,} values: {plain(favourable)} stands against all others",)
    return Labels(np.where(chosen, 1.0, -1.0), notes)


def leaks(features: Sequence[Inferred], values: Float[np.ndarray, " n"]) -> tuple[str, ...]:
    """Warn of every feature that decides the label alone, since it may be the label by another name.

    Args:
        features: The features with their values.
        values: The labels ±1, float64 [n].

    Returns:
        The warnings, one line each.

    Examples:
        >>> import numpy as np
        >>> from empirical.data.dataset import Feature
        >>> from empirical.data.table.inference import Inferred
        >>> repaid = Inferred(Feature("repaid"), np.array([1.0, 0.0, 1.0]))
        >>> leaks([repaid], np.array([1.0, -1.0, 1.0]))
        ('repaid decides the label alone: is it a leak?',)
    """
    return tuple(
        f"{plain(inferred.feature.name)} decides the label alone: is it a leak?"
        for inferred in features
        if _decides(inferred.values, values)
    )


def _decides(values: Float[np.ndarray, " n"], labels: Float[np.ndarray, " n"]) -> bool:
    """Whether the rows of each value have the same label, for so few values that this is no accident."""
    different, codes = np.unique(values, return_inverse=True)
    if len(different) > max(2, len(values) // ROWS_PER_VALUE):
        return False
    rows = np.bincount(codes)
    favourable = np.bincount(codes, weights=labels > 0)
    return bool(((favourable == 0) | (favourable == rows)).all())


def _values(texts: Any) -> str:
    different = texts.unique()
    if len(different) > 1000:  # to sort them all for the first few would take long
        different = different.sort().head(MOST_LISTED)
        return f"{listed(different.to_list())} and many more"
    return listed(sorted_levels(different.to_list()))
