"""The split into training and test instances, encoded, and imputed and scaled by the training instances alone."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Dataset, Feature
from empirical.data.encoding import Encoding, encode, encoding
from empirical.errors import InputError

INTERCEPT = "(intercept)"
"""Name of the constant column 1, which is the last column of every design."""

TEST_SHARE = 0.2
"""Share of the instances that become test instances."""

SCALINGS = ("minmax", "standard")
"""Scalings of numbers over the training instances: to [0, 1], or to mean 0 and standard deviation 1."""

SCALING = "standard"
"""The usual scaling: outliers stretch ranges, so that in units of ranges most people hardly differ."""


class WholeNumbers(NamedTuple):
    """``WholeNumbers`` says where the whole numbers of the k columns of a design lie, in scaled units.

    Attributes:
        step: The distance of neighbouring whole numbers in each column, float64 [k]; 0 where any number is allowed.
        origin: The scaled value of 0 in each column, float64 [k].
    """

    step: Float[np.ndarray, " k"]
    origin: Float[np.ndarray, " k"]


class Space(NamedTuple):
    """A ``Space`` says what a recourse may change in the k columns of a design, in scaled units.

    Attributes:
        low: The smallest allowed value of each column, float64 [k].
        high: The largest allowed value of each column, float64 [k].
        direction: The allowed direction of each column, int [k]: 1 only upwards, -1 only downwards, 0 both. The columns
            of a category share one: to later levels, to earlier ones, or to all.
        category: The index of the category that each 0/1 column belongs to, int [k]; -1 for numbers.
        levels: The columns of each of the c categories, int [c, l]; filled with -1 where a category has fewer than l.
        actionable: Whether a recourse may change each column, bool [k]; false for constant and immutable columns.
        whole: The columns that change to whole numbers alone; ``None`` if there are none.
    """

    low: Float[np.ndarray, " k"]
    high: Float[np.ndarray, " k"]
    direction: Int[np.ndarray, " k"]
    category: Int[np.ndarray, " k"]
    levels: Int[np.ndarray, "c l"]
    actionable: Bool[np.ndarray, " k"]
    whole: WholeNumbers | None = None

    @classmethod
    def unbounded(cls, width: int) -> "Space":
        """Return a space of numbers that a recourse may change in every direction, without a limit.

        Args:
            width: The number k of columns.

        Returns:
            The space, without categories.
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
    """A ``Split`` holds the designs of the training and test instances: d columns, and a column 1 for the intercept.

    Attributes:
        train: The scaled training instances, float64 [n, d + 1].
        train_labels: The labels ±1 of the training instances, float64 [n].
        test: The test instances, float64 [m, d + 1], scaled like the training instances and not clipped.
        test_labels: The labels ±1 of the test instances, float64 [m].
        test_rows: The row of each test instance in the data set, int [m].
        attacked: Whether an attack may change each column, bool [d + 1]; false for constant columns.
        space: The changes that a recourse may make.
        names: The names of the d + 1 columns.
        shift: The numbers that scaling subtracts from the columns, float64 [d + 1].
        scale: The numbers that scaling then divides the columns by, float64 [d + 1].
        features: The features that the columns encode; empty for a design that encodes no data set.
        favourable: The meaning of the favourable label; empty where it is not known.
        filled: The numbers that stand for missing ones, before scaling, float64 [d + 1]; ``None`` where a missing
            number is refused.
        scaling: How the numbers are scaled, one of ``SCALINGS``; empty for a design that encodes no data set.
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
    features: tuple[Feature, ...] = ()
    favourable: str = ""
    filled: Float[np.ndarray, " k"] | None = None
    scaling: str = ""

    @property
    def actionable(self) -> Bool[np.ndarray, " k"]:
        """Whether a recourse may change each column, bool [d + 1]."""
        return self.space.actionable


def split(dataset: Dataset, *, seed: int, scaling: str = SCALING, attack_immutable: bool = True) -> Split:
    """Split a data set into 80 % training and 20 % test instances, and encode and scale both for the models.

    The split is stratified by label. Missing numbers become the median of the training instances, and the scale is that
    of the training instances. A number that is constant among them is only shifted.

    Args:
        dataset: The data set.
        seed: The seed of the random split.
        scaling: The scaling of numbers, ``minmax`` or ``standard``; the 0/1 columns of categories are not scaled.
        attack_immutable: Whether an attack may change the columns of immutable features.

    Returns:
        The two designs. An attack's radius ε is a fraction of a column's standard deviation, or with ``minmax`` of its
        range.

    Raises:
        InputError: If a class is too small to be split, or the scaling is unknown.

    Examples:
        >>> from empirical.data import load
        >>> designs = split(load("breast-cancer"), seed=0, scaling="minmax")
        >>> designs.train.shape, designs.test.shape, designs.names[-1]
        ((455, 31), (114, 31), '(intercept)')
        >>> float(designs.train.min()), float(designs.train.max().round(12))
        (0.0, 1.0)
    """
    from sklearn.model_selection import train_test_split

    if scaling not in SCALINGS:
        raise InputError(f"scaling must be {' or '.join(SCALINGS)}, not {scaling!r}")
    rows = np.arange(len(dataset.labels))
    try:
        assigned = train_test_split(rows, test_size=TEST_SHARE, stratify=dataset.labels, random_state=seed)
    except ValueError as error:
        raise InputError(f"{dataset.name} cannot be split: {error}".replace("\n", " ")) from None
    train, test = map(np.asarray, assigned)
    columns, design = encoding(dataset.features), encode(dataset)
    filled = _medians(design, train, columns) if dataset.impute else None
    if filled is not None:
        design = np.where(np.isnan(design), filled, design)
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
        features=dataset.features,
        favourable=dataset.favourable,
        filled=None if filled is None else np.append(filled, 1.0),
        scaling=scaling,
    )


def _medians(
    design: Float[np.ndarray, "n d"], train: Int[np.ndarray, " t"], columns: Encoding
) -> Float[np.ndarray, " d"]:
    """The median of every column among the training instances that have it."""  # noqa: DOC501
    unknown = np.isnan(design[train])
    lacking = np.flatnonzero(unknown.all(axis=0))
    if lacking.size:
        raise InputError(
            f"every value of {columns.names[lacking[0]]!r} is missing among the training instances; drop it"
        )
    return np.nanmedian(design[train], axis=0)


def _scaling(
    train: Float[np.ndarray, "t d"], scaling: str, columns: Encoding
) -> tuple[Float[np.ndarray, " d"], Float[np.ndarray, " d"]]:
    """The numbers that are subtracted from the columns, and the numbers that they are then divided by."""
    low, high = train.min(axis=0), train.max(axis=0)
    shift, scale = (low, high - low) if scaling == "minmax" else (train.mean(axis=0), train.std(axis=0))
    constant = high == low
    shift = np.where(constant, low, shift)
    unscaled = columns.category
    return np.where(unscaled, 0.0, shift), np.where(unscaled | constant | (scale == 0.0), 1.0, scale)


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
        whole=_whole_numbers(actionable & np.array([feature.integer for feature in features]), shift, scale),
    )


def _whole_numbers(
    whole: Bool[np.ndarray, " d"], shift: Float[np.ndarray, " d"], scale: Float[np.ndarray, " d"]
) -> WholeNumbers | None:
    if not whole.any():
        return None
    step, origin = np.where(whole, 1.0 / scale, 0.0), np.where(whole, -shift / scale, 0.0)
    return WholeNumbers(np.append(step, 0.0), np.append(origin, 0.0))


def _categories(columns: Encoding) -> Int[np.ndarray, " d"]:
    """The index of the category that every 0/1 column belongs to, -1 for numbers."""
    categorical = np.unique(columns.feature[columns.category])
    return np.where(columns.category, np.searchsorted(categorical, columns.feature), -1)


def _levels(columns: Encoding) -> Int[np.ndarray, "c l"]:
    category = _categories(columns)
    members = [np.flatnonzero(category == index) for index in range(category.max(initial=-1) + 1)]
    levels = np.full((len(members), max(map(len, members), default=1)), -1)
    for row, places in zip(levels, members, strict=True):
        row[: len(places)] = places
    return levels
