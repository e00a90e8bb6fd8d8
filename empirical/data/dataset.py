"""A tabular data set: one value per instance and feature, labels, and what is known about each feature."""

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

import numpy as np

from empirical.data.constraints.relation import Relation
from empirical.data.table.messages import listed, quoted
from empirical.errors import InputError


@dataclass(frozen=True)
class Feature:
    """A ``Feature`` describes one number or category of an instance, and how a recourse may change it.

    Attributes:
        name: The feature's name in the source.
        levels: The levels of a category, in order; empty for a number.
        immutable: Whether the feature is immutable, so that no recourse may change it.
        direction: The allowed direction: 1 if a recourse may only raise the number, or only move to later levels of the
            category; -1 if only lower it, or only move to earlier levels; else 0.
        low: The smallest value that a recourse may choose; ``None`` for the smallest among the training instances.
        high: The largest value that a recourse may choose; ``None`` for the largest among the training instances.
        unit: The unit of the values, as text.
        integer: Whether the number is a whole number in every row, so that a recourse must name a whole one too.
        transitions: The moves that a recourse may make from one level of the category to another, as pairs of levels;
            empty if it may make every move that the direction allows.
    """

    name: str
    levels: tuple[str, ...] = ()
    immutable: bool = False
    direction: int = 0
    low: float | None = None
    high: float | None = None
    unit: str = ""
    integer: bool = False
    transitions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Reject contradictory descriptions of a feature.

        Raises:
            InputError: If a level occurs twice, a direction is not -1, 0 or 1, the range is empty, a category has a
                range or is said to be whole numbers, or transitions name what is no level.
        """
        if len(set(self.levels)) != len(self.levels):
            raise InputError(f"feature {self.name!r}: a level stands twice; name each once")
        if self.direction not in (-1, 0, 1):
            raise InputError(f"feature {self.name!r}: direction must be -1, 0 or 1, not {self.direction}")
        low, high = (-np.inf if self.low is None else self.low), (np.inf if self.high is None else self.high)
        if not low <= high:
            raise InputError(f"feature {self.name!r}: the range from {self.low} to {self.high} is empty")
        if self.levels and (self.low is not None or self.high is not None):
            raise InputError(f"feature {self.name!r}: a category has no range")
        if self.levels and self.integer:
            raise InputError(f"feature {self.name!r}: a category is no whole number; leave out integer")
        for level in (level for move in self.transitions for level in move):
            if level not in self.levels:
                self._refuse_level(level)

    def _refuse_level(self, level: str) -> None:
        """Refuse transitions that name what is no level."""  # noqa: DOC501
        if not self.levels:
            raise InputError(f"feature {self.name!r}: a number has no transitions; give it a direction or a range")
        near = get_close_matches(level, self.levels, n=1)
        hint = f"did you mean {quoted(near[0])}?" if near else f"its levels are {listed(self.levels)}"
        raise InputError(f"feature {self.name!r}: the transitions name {quoted(level)}, which is no level; {hint}")


@dataclass(frozen=True, eq=False)
class Dataset:
    """A ``Dataset`` holds a binary classification task: instances, their labels, and a description of the features.

    Attributes:
        name: The name on the command line and in reports.
        features: The features, one per column of ``values``.
        values: The instances, float64 [n, number of features]: numbers in the units of the source, categories as the
            index of the level. NaN marks a missing number, which is allowed only with ``impute``.
        labels: The labels, float64 [n]: 1 for favourable and -1 for unfavourable.
        favourable: The meaning of the favourable label.
        source: The origin of the data.
        sha256: The checksum of the content.
        protected: The names of the features by which outcomes are compared between groups.
        impute: Whether the split fills missing numbers with the median of the training instances.
        notes: The facts that a reader of a report must know about the data, one line each.
        rows: The row of each instance in its file, int [n], counted from 0; ``None`` where no row is left out.
        relations: The linear relations between numbers that recourses keep, in the data's units.

    Examples:
        >>> import numpy as np
        >>> features = (Feature("income", unit="EUR"), category("housing", "rent", "own"))
        >>> data = Dataset(
        ...     name="loans",
        ...     features=features,
        ...     values=np.array([[1200.0, 0.0], [3100.0, 1.0]]),
        ...     labels=np.array([-1.0, 1.0]),
        ...     favourable="approved",
        ...     source="made up",
        ...     sha256="",
        ... )
        >>> data.members("housing").tolist()
        ['rent', 'own']
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
    rows: np.ndarray | None = None
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        """Reject data that no model can be trained on.

        Raises:
            InputError: If the shapes differ, a feature's name occurs twice, a value is not finite or not the index of
                a level, a label is not ±1, one class is missing, or a protected feature does not exist.
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
        duplicates = {name for name in names if names.count(name) > 1}
        if duplicates:
            raise InputError(f"{self.name}: the feature {min(duplicates)!r} stands twice; rename one")
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
        """Return the group of every instance by one feature, so that outcomes can be compared between groups.

        Args:
            name: The feature's name.

        Returns:
            The names of the groups, text [n]: the level of a category, the value of a number with at most
            ``MOST_GROUPS`` different values, else the range of the quarter that the number lies in.

        Raises:
            InputError: If the data set has no feature of that name.
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
"""Largest number of groups by the values of a number; a number with more different values is grouped by quarters."""


def category(name: str, *levels: str, immutable: bool = False, unit: str = "") -> Feature:
    """Describe a categorical feature by its levels.

    Args:
        name: The feature's name in the source.
        *levels: The levels, in order.
        immutable: Whether the feature is immutable, so that no recourse may change it.
        unit: The unit of the levels, as text.

    Returns:
        The feature, without a range or a direction.

    Examples:
        >>> category("housing", "rent", "own", "for free").levels
        ('rent', 'own', 'for free')
    """
    return Feature(name, levels, immutable, unit=unit)


def yes_no(name: str, *, immutable: bool = False) -> Feature:
    """Describe a categorical feature that the source stores as 0 for no and 1 for yes.

    Args:
        name: The feature's name in the source.
        immutable: Whether the feature is immutable, so that no recourse may change it.

    Returns:
        The feature, a category with the levels ``0`` and ``1``.

    Examples:
        >>> yes_no("HasTelephone").levels
        ('0', '1')
    """
    return category(name, "0", "1", immutable=immutable)
