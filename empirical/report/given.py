"""Data and pairs of models that are given from Python: what is recorded of them, and whether they belong together."""

from dataclasses import dataclass

import numpy as np

from empirical.data import Dataset, Split
from empirical.data.decoding import design
from empirical.errors import InputError
from empirical.models.pair import Pair


@dataclass(frozen=True)
class Given:
    """Data that were given from Python, so that no setting can load them again.

    Attributes:
        name: The name of the data set.
    """

    name: str


def require_split_of(dataset: Dataset, split: Split) -> None:
    """Refuse a pair whose split is of other data than those of the report.

    Args:
        dataset: The data of the report.
        split: The split of the pair.

    Raises:
        InputError: If the split's test instances are not those of the data.

    Examples:
        >>> import empirical.data
        >>> data = empirical.data.load("breast-cancer")
        >>> require_split_of(data, empirical.data.split(data, seed=3))
    """
    rows, labels = split.test_rows, split.test_labels
    same = split.features == dataset.features and rows.max(initial=-1) < len(dataset.labels)
    if not (same and np.array_equal(dataset.labels[rows], labels)):
        raise InputError(f"the pair's split is not of {dataset.name}: give the data that it was made of")
    if not np.allclose(design(dataset.values[rows], split), split.test):
        raise InputError(f"the pair's split has other values than {dataset.name}: give the data that it was made of")


def description(pair: Pair) -> str:
    """Name the two models of a pair, as far as is known what they are.

    Args:
        pair: The pair.

    Returns:
        The names of the non-robust and of the robust model.

    Examples:
        >>> import empirical.data
        >>> from empirical.models.model import LinearModel
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> description(Pair(split, LinearModel(np.ones(31)), LinearModel(np.ones(31))))
        'LinearModel, LinearModel'
    """
    models = (pair.natural, pair.robust)
    return ", ".join(getattr(one, "name", "") or type(one).__name__ for one in models)
