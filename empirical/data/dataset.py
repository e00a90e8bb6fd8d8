"""A tabular data set: numbers, labels, and what is known about each column."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from empirical.errors import InputError


class Column(NamedTuple):
    """One feature.

    Attributes:
        name: Its name in the source.
        immutable: Whether no recourse may change it.
    """

    name: str
    immutable: bool = False


@dataclass(frozen=True, eq=False)
class Dataset:
    """A binary classification task over numeric columns.

    Attributes:
        name: Name on the command line.
        columns: The d features.
        features: float64 [n, d], in the units of the source.
        labels: float64 [n], 1 favourable and -1 not.
        favourable: What the favourable label means.
        source: Where the data comes from.
        sha256: Of the content.
    """

    name: str
    columns: tuple[Column, ...]
    features: np.ndarray
    labels: np.ndarray
    favourable: str
    source: str
    sha256: str

    def __post_init__(self) -> None:
        """Reject data that no model can be trained on.

        Raises:
            InputError: If a feature is not finite, a label is not ±1, a class is missing, or the shapes differ.
        """
        rows, width = self.features.shape
        if self.labels.shape != (rows,) or width != len(self.columns):
            raise InputError(f"{self.name}: features {self.features.shape} do not fit {len(self.labels)} labels")
        bad = ~np.isfinite(self.features)
        if bad.any():
            row, column = map(int, np.argwhere(bad)[0])
            raise InputError(
                f"{self.name}: column {self.columns[column].name!r} is not finite in row {row}; drop or impute the row"
            )
        classes = set(np.unique(self.labels).tolist())
        if not classes <= {-1.0, 1.0}:
            raise InputError(f"{self.name}: labels must be 1 and -1, not {sorted(classes)[:5]}")
        if len(classes) < 2:
            raise InputError(f"{self.name}: every label is {classes.pop():g}; a model needs both classes")
