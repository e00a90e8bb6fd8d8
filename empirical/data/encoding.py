"""From features to the columns of a design: numbers as they are, categories as 0 and 1."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Dataset, Feature


class Encoding(NamedTuple):
    """The d columns that the features of a data set become.

    A number is one column. A category of two levels is one column, 1 for the second level; one of more levels is one
    column per level, of which one is 1.

    Attributes:
        names: One per column.
        feature: int [d], the index of the feature that each column encodes.
        category: bool [d], whether it is a 0/1 column of a category.
    """

    names: tuple[str, ...]
    feature: Int[np.ndarray, " d"]
    category: Bool[np.ndarray, " d"]


def encoding(features: tuple[Feature, ...]) -> Encoding:
    """The columns that features become.

    Args:
        features: Of a data set.

    Returns:
        Their columns, in the order of the features.
    """
    columns = [(name, index, bool(one.levels)) for index, one in enumerate(features) for name in _names(one)]
    names, owners, categories = zip(*columns, strict=True)
    return Encoding(tuple(names), np.array(owners), np.array(categories))


def encode(dataset: Dataset) -> Float[np.ndarray, "n d"]:
    """The data set's values as columns, unscaled.

    Args:
        dataset: The data set.

    Returns:
        One row per person; NaN where a number is missing.
    """
    blocks = [_block(feature, dataset.values[:, index]) for index, feature in enumerate(dataset.features)]
    return np.column_stack(blocks)


def _names(feature: Feature) -> list[str]:
    if not feature.levels:
        return [feature.name]
    shown = feature.levels if len(feature.levels) > 2 else feature.levels[-1:]
    return [f"{feature.name}={level}" for level in shown]


def _block(feature: Feature, values: Float[np.ndarray, " n"]) -> Float[np.ndarray, "n c"]:
    if not feature.levels:
        return values[:, None]
    if len(feature.levels) <= 2:
        return (values == 1.0).astype(float)[:, None]
    return (values[:, None] == np.arange(len(feature.levels))).astype(float)
