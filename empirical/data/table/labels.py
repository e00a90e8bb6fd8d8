"""The target column as labels ±1, and features that give it away."""

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
"""A feature of more than two values must have so many rows for each before it counts as one that decides the label."""


class Labels(NamedTuple):
    """Labels, and what a reader must know about them.

    Attributes:
        values: float64 [n], 1 favourable and -1 not.
        notes: A line each.
    """

    values: Float[np.ndarray, " n"]
    notes: tuple[str, ...]


def labels(name: str, column: Any, favourable: str) -> Labels:
    """Labels from the target column.

    Args:
        name: Of the column.
        column: What ``cells.cleaned`` returns, without missing cells.
        favourable: The favourable value; a number matches however it is written.

    Returns:
        The labels.

    Raises:
        InputError: If no cell has the favourable value, or all have.
    """
    texts, numbers, wanted = as_texts(column), as_numbers(column), favourable.strip(SPACES)
    number = as_numbers(pl.Series([wanted]))[0]
    chosen = (texts == wanted).to_numpy() | (numbers == number)  # NaN equals nothing
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
    """A warning for every feature that decides the label alone.

    Args:
        features: With their values.
        values: float64 [n], the labels ±1.

    Returns:
        A line each.
    """
    return tuple(
        f"{plain(one.feature.name)} decides the label alone: is it a leak?"
        for one in features
        if _decides(one.values, values)
    )


def _decides(values: Float[np.ndarray, " n"], labels: Float[np.ndarray, " n"]) -> bool:
    """Whether all rows with one value have one label, for few enough values that it is no accident."""
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
