"""California Housing as counterfactual libraries of Julia have it: balanced, standardised, 5,000 rows drawn.

It differs from ``california``, which has all rows in their units: the larger class is undersampled until both have as
many rows; every column is standardised over all these rows, those of test instances among them; then rows are drawn, as
many of each class. Nothing is immutable.
"""

import numpy as np
from jaxtyping import Int

from empirical.data.catalog import california
from empirical.data.classes import Classes
from empirical.data.dataset import Feature
from empirical.data.split import TEST_SHARE
from empirical.errors import InputError

ROWS = 5000
"""Number of rows that are drawn, as in TaijaData.jl."""

NOTES = (
    "Columns are standardised over all balanced rows, also those that became test instances.",
    "The draw is not that of TaijaData.jl, whose random numbers are Julia's.",
)
"""What a reader must know."""


def load_california_balanced(*, rows: int = ROWS, seed: int = 0) -> Classes:
    """Load California Housing as Senthilkumar 2024 uses it, section 4.1.

    Args:
        rows: The number of rows that are drawn, at most 20,630; a fifth of them are test instances.
        seed: The seed of the draws.

    Returns:
        The rows, whose class 1 is a median house value of at least the median.

    Raises:
        InputError: If the number of rows is odd, below 10 or above that of the balanced rows.

    Examples:
        >>> load_california_balanced(rows=5001)
        Traceback (most recent call last):
        empirical.errors.InputError: rows must be an even number from 10 to 20630, not 5001
    """
    most = 2 * min(california.CARD.favoured, california.CARD.rows - california.CARD.favoured)
    if rows % 2 or not 10 <= rows <= most:
        raise InputError(f"rows must be an even number from 10 to {most}, not {rows}")
    data, rng = california.load_california(), np.random.default_rng(seed)
    labels = (data.labels > 0.0).astype(np.int64)
    balanced = _of_each(labels, most // 2, rng)
    values = data.values[balanced]
    values = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    labels = labels[balanced]
    test_size = round(TEST_SHARE * rows / 2)
    drawn = _of_each(labels, rows // 2, rng).reshape(2, -1)
    test, train = (np.sort(part.ravel()) for part in np.split(drawn, [test_size], axis=1))
    return Classes(
        name="california-balanced",
        classes=("below the median", "at least the median"),
        train=values[train],
        train_labels=labels[train],
        test=values[test],
        test_labels=labels[test],
        features=tuple(Feature(feature.name, unit="standard deviations") for feature in data.features),
        source=data.source,
        notes=NOTES,
    )


def _of_each(labels: Int[np.ndarray, " n"], count: int, rng: np.random.Generator) -> Int[np.ndarray, " m"]:
    """Draw as many rows of both classes: those of class 0, then those of class 1, each in the order of the draw."""
    return np.concatenate([rng.permutation(np.flatnonzero(labels == one))[:count] for one in (0, 1)])
