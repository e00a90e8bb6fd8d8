"""The person whom an explanation is about: a row of the table, values by column, or a row of the design."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.data.dataset import Dataset, Feature
from empirical.data.decoding import decode, design
from empirical.data.encoding import encoding
from empirical.data.split import Split
from empirical.data.table.inference import MISSING_LEVEL
from empirical.errors import InputError

NOBODY = -1
"""Row of a person who is in no table."""

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None")
"""Texts that mean a missing value."""

SLACK = 1e-9
"""Share of a number by which rounding may put it outside the range that it is the end of."""


@dataclass(frozen=True, eq=False)
class Person:
    """One person, as the models see them and in the words of the table.

    Attributes:
        inputs: The row of the design, [1, k].
        values: The values of the features, [1, f]: numbers in their units, categories as the index of the level.
        label: The true label, ±1; NaN where it is not known.
        instance: The row in the data set, counted from 0; ``NOBODY`` for somebody else.
        row: The row in the table as it was read, likewise.
        notes: What is odd about the values: numbers that no training instance comes near.
    """

    inputs: Float[np.ndarray, "1 k"]
    values: Float[np.ndarray, "1 f"]
    label: float = math.nan
    instance: int = NOBODY
    row: int = NOBODY
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The person in a few words."""
        return "This person" if self.row == NOBODY else f"Row {self.row:,}"


def read_person(given: Any, split: Split, dataset: Dataset | None = None) -> Person:
    """Read who an explanation is about.

    Args:
        given: The number of a row of the table, counted from 0; values by column; a table of one row, of polars or
            pandas; or a row of the design.
        split: The split whose design the models read.
        dataset: The data of the split, which row numbers of a table are about; without it, no row is known by number.

    Returns:
        The person.

    Raises:
        InputError: If there is no such row, or values are missing, unknown, or no values of their columns.

    Examples:
        >>> import empirical.data
        >>> data = empirical.data.load("breast-cancer")
        >>> split = empirical.data.split(data, seed=0)
        >>> read_person(17, split, data).name
        'Row 17'
    """
    if isinstance(given, bool) or given is None:
        raise InputError("name a person by the number of a row, or by values for every column")
    if isinstance(given, int | np.integer):
        return _row(int(given), split, dataset)
    if isinstance(given, Mapping):
        return _of_values(_values(given, split), split)
    if hasattr(given, "columns"):
        return _of_values(_values(_only_row(given), split), split)
    return _of_design(np.asarray(given, np.float64), split)


def _row(row: int, split: Split, dataset: Dataset | None) -> Person:
    if dataset is None:  # a split knows no rows of the table, some of which may have been left out
        raise InputError(f"row {row} is a row of the data: give data=, of which the pair's split was made")
    last = len(dataset.labels) - 1 if dataset.rows is None else int(dataset.rows.max())
    if not 0 <= row <= last:
        raise InputError(f"{dataset.name} has no row {row}; its rows are 0 to {last:,}")
    places = np.array([row]) if dataset.rows is None else np.flatnonzero(dataset.rows == row)
    if not places.size:
        raise InputError(f"row {row} of {dataset.name} was left out, for cells of it are missing; choose another row")
    values = dataset.values[places[:1]]
    return Person(design(values, split), values, float(dataset.labels[places[0]]), int(places[0]), row)


def _of_values(values: np.ndarray, split: Split) -> Person:
    inputs = design(values, split)
    known = np.where(np.isnan(values), decode(inputs, split), values)
    return Person(inputs, known, notes=_notes(inputs, split))


def _of_design(row: np.ndarray, split: Split) -> Person:
    inputs, width = np.atleast_2d(row), split.train.shape[1]
    if inputs.shape != (1, width) or not np.isfinite(inputs).all():
        raise InputError(f"a row of the design has {width} finite numbers, as split.test[0]; give one such row")
    return Person(inputs, decode(inputs, split), notes=_notes(inputs, split))


def _notes(inputs: np.ndarray, split: Split) -> tuple[str, ...]:
    """Name the numbers outside the range of the training instances, of which the models know nothing."""
    owners, ends = encoding(split.features).feature, np.stack([split.train.min(axis=0), split.train.max(axis=0)])
    slack = SLACK * (1.0 + np.abs(ends))
    odd = (inputs[0] < ends[0] - slack[0]) | (inputs[0] > ends[1] + slack[1])
    given, low, high = (decode(row[None], split)[0] for row in (inputs[0], *ends))
    return tuple(
        f"{feature.name} is {given[place]:,.6g}; the models learnt from {low[place]:,.6g} to {high[place]:,.6g} alone"
        for place, feature in enumerate(split.features)
        if not feature.levels and odd[:-1][owners == place].any()
    )


def _only_row(table: Any) -> dict[str, Any]:
    """Give the cells of a table of one row by column."""  # noqa: DOC501
    if len(table) != 1:
        raise InputError(f"a person is a table of one row, not of {len(table)}; give table[row : row + 1]")
    return {str(name): table[name].to_list()[0] for name in table.columns}


def _values(given: Mapping[Any, Any], split: Split) -> Float[np.ndarray, "1 f"]:
    """Read the values of all features."""  # noqa: DOC501
    names = [feature.name for feature in split.features]
    for name in given:
        if name not in names:
            near = get_close_matches(str(name), names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the columns are {_listed(names)}"
            raise InputError(f"the models read no column {str(name)!r:.60}; {hint}")
    lacking = [name for name in names if name not in given]
    if lacking:
        raise InputError(f"this person lacks {_listed(lacking)}; give a value for every column, null if missing")
    return np.array([[_value(given[feature.name], feature, split) for feature in split.features]])


def _listed(names: list[str], most: int = 6) -> str:
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _value(cell: Any, feature: Feature, split: Split) -> float:
    missing = (
        cell is None
        or (isinstance(cell, float) and math.isnan(cell))
        or (isinstance(cell, str) and cell.strip() in MISSING and cell.strip() not in feature.levels)
    )
    if feature.levels:
        return _level(MISSING_LEVEL if missing else cell, feature, missing=missing)
    if missing:
        if split.filled is None:
            raise InputError(f"a value for {feature.name!r} is missing, and the table has none to learn from; give one")
        return math.nan
    try:
        number = math.nan if isinstance(cell, bool) or "_" in str(cell) else float(str(cell))
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{feature.name!r} must be a finite number, not {cell!r:.60}")
    return number


def _level(cell: Any, feature: Feature, *, missing: bool) -> float:
    text = str(cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    known = {text, text.lower()} if isinstance(cell, bool) else {text}
    for place, level in enumerate(feature.levels):
        if level in known:
            return float(place)
    levels = _listed(list(feature.levels), 8)
    if missing:
        raise InputError(
            f"a value for {feature.name!r} is missing, and no level stands for that; choose one of {levels}"
        )
    raise InputError(f"{text!r:.60} is no level of {feature.name!r}; choose one of {levels}")
