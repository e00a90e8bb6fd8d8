"""The split into training and test instances, encoded, imputed and scaled as the training instances are."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Dataset
from empirical.data.encoding import Encoding, encode, encoding
from empirical.errors import InputError

INTERCEPT = "(intercept)"
"""Name of the constant column 1, the last one of every design."""

TEST_SHARE = 0.2

SCALINGS = ("minmax", "standard")
"""How numbers are scaled: to [0, 1], or to mean 0 and standard deviation 1, over the training instances."""


class Space(NamedTuple):
    """What a recourse may do in each of the k columns of a design, in scaled units.

    Attributes:
        low: float64 [k], smallest allowed value.
        high: float64 [k], largest allowed value.
        direction: int [k], 1 where a value may only rise, -1 where it may only fall, else 0.
        category: int [k], the index of the category that a 0/1 column belongs to, -1 for numbers.
        levels: int [c, l], the columns of every category, -1 where it has fewer than l.
        actionable: bool [k], which columns may change at all: not constant, not immutable.
    """

    low: Float[np.ndarray, " k"]
    high: Float[np.ndarray, " k"]
    direction: Int[np.ndarray, " k"]
    category: Int[np.ndarray, " k"]
    levels: Int[np.ndarray, "c l"]
    actionable: Bool[np.ndarray, " k"]

    @classmethod
    def unbounded(cls, width: int) -> "Space":
        """Numbers that may change any way, without end.

        Args:
            width: How many.

        Returns:
            Their space.
        """
        return cls(
            low=np.full(width, -np.inf),
            high=np.full(width, np.inf),
            direction=np.zeros(width, int),
            category=np.full(width, -1),
            levels=np.full((0, 1), -1),
            actionable=np.ones(width, bool),
        )


class Split(NamedTuple):
    """Two designs with d columns and a last column 1 for the intercept.

    Attributes:
        train: float64 [n, d + 1], scaled.
        train_labels: float64 [n], ±1.
        test: float64 [m, d + 1], scaled alike and not clipped.
        test_labels: float64 [m], ±1.
        test_rows: int [m], each test instance's row in the data set.
        attacked: bool [d + 1], the columns that an attack may change: all that are not constant, or fewer.
        space: What a recourse may change, and how far.
        names: Of the d + 1 columns.
        shift: float64 [d + 1], what scaling subtracts.
        scale: float64 [d + 1], what it then divides by.
    """

    train: Float[np.ndarray, "n k"]
    train_labels: Float[np.ndarray, " n"]
    test: Float[np.ndarray, "m k"]
    test_labels: Float[np.ndarray, " m"]
    test_rows: Int[np.ndarray, " m"]
    attacked: Bool[np.ndarray, " k"]
    space: Space
    names: tuple[str, ...]
    shift: Float[np.ndarray, " k"]
    scale: Float[np.ndarray, " k"]

    @property
    def actionable(self) -> Bool[np.ndarray, " k"]:
        """The columns that a recourse may change."""
        return self.space.actionable


def split(dataset: Dataset, *, seed: int, scaling: str = "minmax", attack_immutable: bool = True) -> Split:
    """Split 80/20, stratified by label; fill missing numbers with medians and scale, as the training instances are.

    Args:
        dataset: The data set.
        seed: Decides the split.
        scaling: ``minmax`` or ``standard``, for numbers; the 0/1 columns of categories stay as they are.
        attack_immutable: Whether an attack may change what a recourse may not.

    Returns:
        The split. With ``minmax``, ε is a fraction of a column's range. Numbers constant in training are only shifted.

    Raises:
        InputError: If a class is too small to be split, or the scaling is unknown.
    """
    from sklearn.model_selection import train_test_split

    if scaling not in SCALINGS:
        raise InputError(f"scaling must be {' or '.join(SCALINGS)}, not {scaling!r}")
    rows = np.arange(len(dataset.labels))
    try:
        parts = train_test_split(rows, test_size=TEST_SHARE, stratify=dataset.labels, random_state=seed)
    except ValueError as error:
        raise InputError(f"{dataset.name} cannot be split: {error}".replace("\n", " ")) from None
    train, test = map(np.asarray, parts)
    columns, design = encoding(dataset.features), encode(dataset)
    if dataset.impute:
        _impute(design, train, columns)
    low, high = design[train].min(axis=0), design[train].max(axis=0)
    varies = high > low
    shift, scale = _scaling(design[train], scaling, columns)
    design = np.column_stack([(design - shift) / scale, np.ones(len(rows))])
    immutable = np.array([feature.immutable for feature in dataset.features])[columns.feature]
    return Split(
        train=design[train],
        train_labels=dataset.labels[train],
        test=design[test],
        test_labels=dataset.labels[test],
        test_rows=test,
        attacked=np.append(varies if attack_immutable else varies & ~immutable, False),
        space=_space(dataset, columns, (low - shift) / scale, (high - shift) / scale, shift, scale),
        names=(*columns.names, INTERCEPT),
        shift=np.append(shift, 0.0),
        scale=np.append(scale, 1.0),
    )


def _impute(design: Float[np.ndarray, "n d"], train: Int[np.ndarray, " t"], columns: Encoding) -> None:
    for index, name in enumerate(columns.names):
        missing = np.isnan(design[:, index])
        known = design[train, index][~missing[train]]
        if missing.any() and not known.size:
            raise InputError(f"every value of {name!r} is missing among the training instances; drop it")
        if missing.any():
            design[missing, index] = np.median(known)


def _scaling(
    train: Float[np.ndarray, "t d"], scaling: str, columns: Encoding
) -> tuple[Float[np.ndarray, " d"], Float[np.ndarray, " d"]]:
    """What is subtracted from every column, and what it is divided by."""
    low, high = train.min(axis=0), train.max(axis=0)
    shift, scale = (low, high - low) if scaling == "minmax" else (train.mean(axis=0), train.std(axis=0))
    constant = high == low
    shift = np.where(constant, low, shift)
    plain = columns.category
    return np.where(plain, 0.0, shift), np.where(plain | constant | (scale == 0.0), 1.0, scale)


def _space(
    dataset: Dataset,
    columns: Encoding,
    low: Float[np.ndarray, " d"],
    high: Float[np.ndarray, " d"],
    shift: Float[np.ndarray, " d"],
    scale: Float[np.ndarray, " d"],
) -> Space:
    features = [dataset.features[index] for index in columns.feature]
    actionable = (high > low) & np.array([not feature.immutable for feature in features])

    def scaled(ends: list[float | None], observed: Float[np.ndarray, " d"]) -> Float[np.ndarray, " d"]:
        declared = np.array([np.nan if end is None else end for end in ends])
        return np.where(np.isnan(declared), observed, (declared - shift) / scale)

    return Space(
        low=np.append(scaled([feature.low for feature in features], low), 1.0),
        high=np.append(scaled([feature.high for feature in features], high), 1.0),
        direction=np.append([feature.direction for feature in features], 0),
        category=np.append(_categories(columns), -1),
        levels=_levels(columns),
        actionable=np.append(actionable, False),
    )


def _categories(columns: Encoding) -> Int[np.ndarray, " d"]:
    """The index among the categories of every 0/1 column, -1 for numbers."""
    owners = np.unique(columns.feature[columns.category])
    return np.where(columns.category, np.searchsorted(owners, columns.feature), -1)


def _levels(columns: Encoding) -> Int[np.ndarray, "c l"]:
    category = _categories(columns)
    members = [np.flatnonzero(category == index) for index in range(category.max(initial=-1) + 1)]
    levels = np.full((len(members), max((len(one) for one in members), default=1)), -1)
    for row, one in zip(levels, members, strict=True):
        row[: len(one)] = one
    return levels
