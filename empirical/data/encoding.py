"""Encoding: features become columns of a design, numbers as they are and categories as 0 and 1."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Dataset, Feature
from empirical.remembered import remembered


class Encoding(NamedTuple):
    """An ``Encoding`` describes the d columns that encode the features of a data set.

    A number is one column. A category of two levels is one column, which is 1 for the second level. A category of more
    levels is one column per level, of which exactly one is 1.

    Attributes:
        names: The names of the columns.
        feature: The index of the feature that each column encodes, int [d].
        category: Whether each column is a 0/1 column of a category, bool [d].
    """

    names: tuple[str, ...]
    feature: Int[np.ndarray, " d"]
    category: Bool[np.ndarray, " d"]


@remembered
def encoding(features: tuple[Feature, ...]) -> Encoding:
    """List the columns that encode the features of a data set.

    Args:
        features: The features of the data set.

    Returns:
        The columns, in the order of the features.

    Examples:
        >>> from empirical.data.dataset import Feature, category
        >>> columns = encoding((Feature("age"), category("sex", "f", "m"), category("job", "none", "clerk", "smith")))
        >>> columns.names
        ('age', 'sex=m', 'job=none', 'job=clerk', 'job=smith')
        >>> columns.feature.tolist()
        [0, 1, 2, 2, 2]
    """
    columns = [
        (name, index, bool(feature.levels)) for index, feature in enumerate(features) for name in _names(feature)
    ]
    names, indices, categories = zip(*columns, strict=True)
    return Encoding(tuple(names), np.array(indices), np.array(categories))


def encode(dataset: Dataset) -> Float[np.ndarray, "n d"]:
    """Encode the values of a data set as the columns of :func:`encoding`, without scaling.

    Args:
        dataset: The data set.

    Returns:
        The encoded instances, one row each; NaN where a number is missing.

    Examples:
        >>> import numpy as np
        >>> from empirical.data.dataset import Dataset, Feature, category
        >>> features = (Feature("age"), category("job", "none", "clerk", "smith"))
        >>> values, labels = np.array([[25.0, 0.0], [40.0, 2.0]]), np.array([-1.0, 1.0])
        >>> encode(Dataset("loans", features, values, labels, "approved", "made up", ""))
        array([[25.,  1.,  0.,  0.],
               [40.,  0.,  0.,  1.]])
    """
    return encode_values(dataset.features, dataset.values)


def encode_values(features: tuple[Feature, ...], values: Float[np.ndarray, "n f"]) -> Float[np.ndarray, "n d"]:
    """Encode values of features as the columns of :func:`encoding`, without scaling.

    Args:
        features: The features.
        values: The values, [n, f]: numbers, and of categories the index of the level.

    Returns:
        The encoded instances, one row each.

    Examples:
        >>> import numpy as np
        >>> from empirical.data.dataset import Feature, category
        >>> encode_values((Feature("age"), category("sex", "f", "m")), np.array([[25.0, 1.0]])).tolist()
        [[25.0, 1.0]]
    """
    return np.column_stack([_block(feature, values[:, index]) for index, feature in enumerate(features)])


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
