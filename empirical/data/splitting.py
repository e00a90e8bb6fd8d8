"""The split into training and test instances, scaled as the training instances are."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Dataset
from empirical.errors import InputError

INTERCEPT = "(intercept)"
"""Name of the constant column 1, the last one of every design."""

TEST_SHARE = 0.2


class Split(NamedTuple):
    """Two designs with d features and a last column 1 for the intercept.

    Attributes:
        train: float64 [n, d + 1], features scaled to [0, 1].
        train_labels: float64 [n], ±1.
        test: float64 [m, d + 1], scaled alike and not clipped.
        test_labels: float64 [m], ±1.
        test_rows: int [m], each test instance's row in the data set.
        attacked: bool [d + 1], the columns that an attack may change: all that are not constant.
        actionable: bool [d + 1], the columns that a recourse may change: attacked and not immutable.
    """

    train: Float[np.ndarray, "n k"]
    train_labels: Float[np.ndarray, " n"]
    test: Float[np.ndarray, "m k"]
    test_labels: Float[np.ndarray, " m"]
    test_rows: Int[np.ndarray, " m"]
    attacked: Bool[np.ndarray, " k"]
    actionable: Bool[np.ndarray, " k"]


def split(dataset: Dataset, *, seed: int) -> Split:
    """Split 80/20, stratified by label, and scale every column to the range of the training instances.

    Args:
        dataset: The data set.
        seed: Decides the split.

    Returns:
        The split; ε is then a fraction of a column's range. Columns constant in training are only shifted.

    Raises:
        InputError: If a class is too small to be split.
    """
    from sklearn.model_selection import train_test_split

    rows = np.arange(len(dataset.labels))
    try:
        parts = train_test_split(rows, test_size=TEST_SHARE, stratify=dataset.labels, random_state=seed)
    except ValueError as error:
        raise InputError(f"{dataset.name} cannot be split: {error}".replace("\n", " ")) from None
    train, test = map(np.asarray, parts)
    low, high = dataset.features[train].min(axis=0), dataset.features[train].max(axis=0)
    varies = high > low
    scaled = (dataset.features - low) / np.where(varies, high - low, 1.0)
    design = np.column_stack([scaled, np.ones(len(rows))])
    mutable = np.array([not column.immutable for column in dataset.columns])
    return Split(
        train=design[train],
        train_labels=dataset.labels[train],
        test=design[test],
        test_labels=dataset.labels[test],
        test_rows=test,
        attacked=np.append(varies, False),
        actionable=np.append(varies & mutable, False),
    )
