"""What every column of a table was taken for, in words."""

import numpy as np

from empirical.data.dataset import Dataset, Feature
from empirical.data.table.messages import plain

DESCRIBED = ("feature", "type", "values", "immutable", "direction")
"""Header of the rows that :func:`describe` returns."""

MOST_LEVELS_SHOWN = 6
"""Largest number of levels that :func:`describe` shows of a category."""


def describe(dataset: Dataset) -> list[tuple[str, ...]]:
    """Describe the features of a data set in words, so that a user can check how a table was read.

    Args:
        dataset: The data set.

    Returns:
        The descriptions, a row of texts per feature under the header ``DESCRIBED``.

    Examples:
        >>> from empirical.data import load
        >>> describe(load("breast-cancer"))[0]
        ('mean radius', 'number', '6.981 to 28.11', 'no', '')
    """
    return [
        (
            plain(feature.name),
            "category" if feature.levels else "number",
            _levels(feature) if feature.levels else _range(feature, dataset.values[:, index]),
            "yes" if feature.immutable else "no",
            {1: "up", -1: "down", 0: ""}[feature.direction],
        )
        for index, feature in enumerate(dataset.features)
    ]


def _levels(feature: Feature) -> str:
    first = ", ".join(map(plain, feature.levels[:MOST_LEVELS_SHOWN]))
    more = len(feature.levels) - MOST_LEVELS_SHOWN
    return f"{first} and {more:,} more" if more > 0 else first


def _range(feature: Feature, values: np.ndarray) -> str:
    text = f"{np.nanmin(values):g} to {np.nanmax(values):g}"
    text += f" {plain(feature.unit)}" if feature.unit else ""
    if feature.low is not None or feature.high is not None:
        text += f"; allowed {feature.low:g} to {feature.high:g}"
    gaps = int(np.isnan(values).sum())
    return f"{text}; {gaps:,} missing" if gaps else text
