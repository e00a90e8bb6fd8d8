"""A tabular data set: one value per person and feature, labels, and what is known about each feature."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from empirical.errors import InputError


@dataclass(frozen=True)
class Feature:
    """One feature of a person, and how a recourse may change it.

    Attributes:
        name: Its name in the source.
        levels: The levels of a category, in order; empty for a number.
        immutable: Whether no recourse may change it.
        direction: 1 if a recourse may only raise it, -1 if only lower it, 0 for both. For numbers.
        low: Smallest value that a recourse may give it; ``None`` for the smallest among the training instances.
        high: Largest value that a recourse may give it; ``None`` for the largest among the training instances.
        unit: Of its values, as text.
    """

    name: str
    levels: tuple[str, ...] = ()
    immutable: bool = False
    direction: int = 0
    low: float | None = None
    high: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        """Reject what no feature can be.

        Raises:
            InputError: If a level stands twice, a direction is not -1, 0 or 1, the range is empty, or a category has
                a range or a direction.
        """
        if len(set(self.levels)) != len(self.levels):
            raise InputError(f"feature {self.name!r}: a level stands twice; name each once")
        if self.direction not in (-1, 0, 1):
            raise InputError(f"feature {self.name!r}: direction must be -1, 0 or 1, not {self.direction}")
        low, high = (-np.inf if self.low is None else self.low), (np.inf if self.high is None else self.high)
        if not low <= high:
            raise InputError(f"feature {self.name!r}: the range from {self.low} to {self.high} is empty")
        if self.levels and (self.direction or self.low is not None or self.high is not None):
            raise InputError(f"feature {self.name!r}: a category has neither range nor direction")


@dataclass(frozen=True, eq=False)
class Dataset:
    """A binary classification task.

    Attributes:
        name: Name on the command line.
        features: The features.
        values: float64 [n, number of features], in the units of the source; of a category the index of the level.
            NaN where a value is missing, which only numbers may be and only with ``impute``.
        labels: float64 [n], 1 favourable and -1 not.
        favourable: What the favourable label means.
        source: Where the data comes from.
        sha256: Of the content.
        protected: Names of the features by which outcomes are compared between groups.
        impute: Whether the split fills missing numbers with the median of the training instances.
        notes: What a reader of a report must know about the data, a line each.
    """

    name: str
    features: tuple[Feature, ...]
    values: np.ndarray
    labels: np.ndarray
    favourable: str
    source: str
    sha256: str
    protected: tuple[str, ...] = ()
    impute: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Reject data that no model can be trained on.

        Raises:
            InputError: If shapes differ, a name stands twice, a value is not finite or no level, a label is not ±1, a
                class is missing, or a protected feature does not exist.
        """
        self._check_shapes()
        self._check_values()
        classes = set(np.unique(self.labels).tolist())
        if not classes <= {-1.0, 1.0}:
            raise InputError(f"{self.name}: labels must be 1 and -1, not {sorted(classes)[:5]}")
        if len(classes) < 2:
            which = "favourable" if classes == {1.0} else "unfavourable"
            raise InputError(f"{self.name}: every label is {which}; a model needs both classes")

    def _check_shapes(self) -> None:
        rows, width = self.values.shape
        if self.labels.shape != (rows,) or width != len(self.features):
            raise InputError(f"{self.name}: values {self.values.shape} do not fit {len(self.labels)} labels")
        if not rows or not width:
            raise InputError(f"{self.name}: no {'rows' if not rows else 'features'}; a model needs some")
        names = [feature.name for feature in self.features]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise InputError(f"{self.name}: the feature {min(twice)!r} stands twice; rename one")
        for name in self.protected:
            if name not in names:
                raise InputError(f"{self.name}: no feature {name!r} to group by; choose of {', '.join(names)}")

    def _check_values(self) -> None:
        for index, feature in enumerate(self.features):
            values = self.values[:, index]
            bad = np.isinf(values) if self.impute and not feature.levels else ~np.isfinite(values)
            if bad.any():
                row = int(np.argmax(bad))
                raise InputError(
                    f"{self.name}: feature {feature.name!r} is {values[row]:g} in row {row}; drop or mend the row"
                )
            if feature.levels and not np.isin(values, np.arange(len(feature.levels))).all():
                raise InputError(f"{self.name}: feature {feature.name!r} has values that are no index of a level")
            if not feature.levels and np.isnan(values).all():
                raise InputError(f"{self.name}: every value of {feature.name!r} is missing; drop it")

    def members(self, name: str) -> np.ndarray:
        """The group of every person by one feature: its level, or for a number of many values its quarter.

        Args:
            name: Name of a feature.

        Returns:
            Text, [n].

        Raises:
            InputError: If there is no such feature.
        """
        names = [feature.name for feature in self.features]
        if name not in names:
            raise InputError(f"{self.name}: no feature {name!r} to group by; choose of {', '.join(names)}")
        index = names.index(name)
        feature, values = self.features[index], self.values[:, index]
        if feature.levels:
            return np.array(feature.levels)[values.astype(int)]
        known = values[~np.isnan(values)]
        distinct = np.unique(known)
        if len(distinct) <= MOST_GROUPS:
            return np.array(["missing" if np.isnan(value) else f"{value:g}" for value in values])
        edges = np.unique(np.quantile(known, [0.0, 0.25, 0.5, 0.75, 1.0]))
        quarter = np.clip(np.searchsorted(edges, values, side="right"), 1, len(edges) - 1)
        labels = np.array([f"{low:g} to {high:g}" for low, high in pairwise(edges)])
        return np.where(np.isnan(values), "missing", labels[quarter - 1])


MOST_GROUPS = 8
"""A number with more different values than this is grouped by quarters."""


def category(name: str, *levels: str, immutable: bool = False, unit: str = "") -> Feature:
    """A category.

    Args:
        name: Its name in the source.
        *levels: Its levels.
        immutable: Whether no recourse may change it.
        unit: Of its levels.

    Returns:
        The feature.
    """
    return Feature(name, levels, immutable, unit=unit)


def yes_no(name: str, *, immutable: bool = False) -> Feature:
    """A category that is stored as 0 and 1.

    Args:
        name: Its name in the source.
        immutable: Whether no recourse may change it.

    Returns:
        The feature.
    """
    return category(name, "0", "1", immutable=immutable)
