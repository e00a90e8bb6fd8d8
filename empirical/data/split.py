"""The split into training and test instances, encoded, and imputed and scaled by the training instances alone."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.constraints.relation import Relation
from empirical.data.dataset import Dataset, Feature
from empirical.data.declared_space import Scaled, declared_space
from empirical.data.encoding import Encoding, encode, encoding
from empirical.data.space import Space, WholeNumbers  # noqa: F401
from empirical.errors import InputError

INTERCEPT = "(intercept)"
"""Name of the constant column 1, which is the last column of every design."""

TEST_SHARE = 0.2
"""Share of the instances that become test instances."""

SCALINGS = ("minmax", "standard")
"""Scalings of numbers over the training instances: to [0, 1], or to mean 0 and standard deviation 1."""

SCALING = "standard"
"""The usual scaling: outliers stretch ranges, so that in units of ranges most people hardly differ."""


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
        relations: The relations between numbers that the space holds, in the data's units.
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
    relations: tuple[Relation, ...] = ()

    @property
    def actionable(self) -> Bool[np.ndarray, " k"]:
        """Whether a recourse may change each column, bool [d + 1]."""
        return self.space.actionable


def split(
    dataset: Dataset,
    *,
    seed: int,
    scaling: str = SCALING,
    attack_immutable: bool = True,
    assigned: tuple[Int[np.ndarray, " n"], Int[np.ndarray, " m"]] | None = None,
) -> Split:
    """Split a data set into 80 % training and 20 % test instances, and encode and scale both for the models.

    The split is stratified by label. Missing numbers become the median of the training instances, and the scale is that
    of the training instances. A number that is constant among them is only shifted.

    Args:
        dataset: The data set.
        seed: The seed of the random split.
        scaling: The scaling of numbers, ``minmax`` or ``standard``; the 0/1 columns of categories are not scaled.
        attack_immutable: Whether an attack may change the columns of immutable features.
        assigned: The rows of training and test instances that :func:`assign` gave for this seed; ``None`` to draw them.

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
    if scaling not in SCALINGS:
        raise InputError(f"scaling must be {' or '.join(SCALINGS)}, not {scaling!r}")
    train, test = assign(dataset, seed=seed) if assigned is None else assigned
    columns, design = encoding(dataset.features), encode(dataset)
    filled = _medians(design, train, columns) if dataset.impute else None
    if filled is not None:
        design = np.where(np.isnan(design), filled, design)
    low, high = design[train].min(axis=0), design[train].max(axis=0)
    varies = high > low
    shift, scale = _scaling(design[train], scaling, columns)
    design = np.column_stack([(design - shift) / scale, np.ones(len(dataset.labels))])
    immutable = np.array([feature.immutable for feature in dataset.features])[columns.feature]
    return Split(
        train=design[train],
        train_labels=dataset.labels[train],
        test=design[test],
        test_labels=dataset.labels[test],
        test_rows=test,
        attacked=np.append(varies if attack_immutable else varies & ~immutable, False),
        space=declared_space(dataset, columns, Scaled(low, high, shift, scale)),
        names=(*columns.names, INTERCEPT),
        shift=np.append(shift, 0.0),
        scale=np.append(scale, 1.0),
        features=dataset.features,
        favourable=dataset.favourable,
        filled=None if filled is None else np.append(filled, 1.0),
        scaling=scaling,
        relations=dataset.relations,
    )


def assign(dataset: Dataset, *, seed: int) -> tuple[Int[np.ndarray, " n"], Int[np.ndarray, " m"]]:
    """Draw which rows of a data set are training and which are test instances, stratified by label.

    Args:
        dataset: The data set.
        seed: The seed of the draw.

    Returns:
        The rows of the training instances, and those of the test instances, in the order of the designs.

    Raises:
        InputError: If a class is too small to be split.

    Examples:
        >>> from empirical.data import load
        >>> train, test = assign(load("breast-cancer"), seed=0)
        >>> len(train), len(test)
        (455, 114)
    """
    from sklearn.model_selection import train_test_split

    rows = np.arange(len(dataset.labels))
    try:
        drawn = train_test_split(rows, test_size=TEST_SHARE, stratify=dataset.labels, random_state=seed)
    except ValueError as error:
        raise InputError(f"{dataset.name} cannot be split: {error}".replace("\n", " ")) from None
    train, test = map(np.asarray, drawn)
    return train, test


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
