"""Decoding: rows of a design become rows of the table again, in the data's own units and with levels by name.

Values are what :class:`~empirical.data.dataset.Dataset` holds: numbers in their units, categories as the index of the
level. ``decode`` and ``design`` lead from scaled columns to values and back, ``as_table`` and ``from_table`` from
values to a table with levels by name and back.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Feature
from empirical.data.encoding import encode_values, encoding
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.remembered import remembered

NEARLY_WHOLE = 1e-6
"""Largest distance from a whole number that counts as the rounding of scaling, where a feature has whole numbers."""


def decode(points: Float[np.ndarray, "m k"], split: Split) -> Float[np.ndarray, "m f"]:
    """Turn rows of a design into values of the features: scaling and encoding are undone.

    Args:
        points: The rows, scaled, [m, d + 1] with the constant column or [m, d] without it.
        split: The split whose design they belong to, as :func:`empirical.data.split.split` makes it.

    Returns:
        The values, float64 [m, f]: numbers in the data's units, whole where they are whole but for rounding; of every
        category the index of the nearest level. Rows that hold NaN stay NaN.

    Raises:
        InputError: If the split does not know its features, or the rows have another number of columns.

    Examples:
        >>> import empirical.data
        >>> data = empirical.data.load("breast-cancer")
        >>> split = empirical.data.split(data, seed=0)
        >>> bool(np.allclose(decode(split.test, split), data.values[split.test_rows]))
        True
    """
    width = len(split.shift) - 1
    layout = _layout(_features(split))
    if points.ndim != 2 or points.shape[1] not in (width, width + 1):
        raise InputError(f"points must be rows of the design, [m, {width + 1}], not of shape {points.shape}")
    unscaled = np.asarray(points, np.float64)[:, :width] * split.scale[:-1] + split.shift[:-1]
    values = unscaled[:, layout.first]
    values[:, layout.whole] = _whole(values[:, layout.whole])
    values[:, layout.two] = np.where(np.isnan(values[:, layout.two]), np.nan, values[:, layout.two] > 0.5)
    for index, columns in layout.more:
        levels = unscaled[:, columns]
        values[:, index] = np.where(np.isnan(levels).any(axis=1), np.nan, levels.argmax(axis=1))
    return values


class _Layout(NamedTuple):
    """Where the features stand in a design.

    Attributes:
        first: The first column of each feature, int [f].
        whole: Whether each feature is a whole number, bool [f].
        two: Whether each feature is a category of two levels, in one column, bool [f].
        more: The index and the columns of each category of more levels.
    """

    first: Int[np.ndarray, " f"]
    whole: Bool[np.ndarray, " f"]
    two: Bool[np.ndarray, " f"]
    more: tuple[tuple[int, Int[np.ndarray, " l"]], ...]


@remembered
def _layout(features: tuple[Feature, ...]) -> _Layout:
    columns = [np.flatnonzero(encoding(features).feature == index) for index in range(len(features))]
    category, alone = np.array([bool(one.levels) for one in features]), np.array([len(one) == 1 for one in columns])
    return _Layout(
        first=np.array([one[0] for one in columns]),
        whole=np.array([one.integer for one in features]) & ~category,
        two=category & alone,
        more=tuple((index, columns[index]) for index in np.flatnonzero(category & ~alone).tolist()),
    )


def design(values: Float[np.ndarray, "m f"], split: Split) -> Float[np.ndarray, "m k"]:
    """Turn values of the features into rows of a design: encoded, imputed and scaled as the split does it.

    Args:
        values: The values, float64 [m, f]: numbers in the data's units, categories as the index of the level.
        split: The split whose design they shall belong to.

    Returns:
        The rows, float64 [m, d + 1], with the constant column 1.

    Raises:
        InputError: If the split does not know its features.

    Examples:
        >>> import empirical.data
        >>> data = empirical.data.load("breast-cancer")
        >>> split = empirical.data.split(data, seed=0)
        >>> bool((design(data.values[split.test_rows], split) == split.test).all())
        True
    """  # noqa: DOC502
    encoded = encode_values(_features(split), np.asarray(values, np.float64))
    if split.filled is not None:
        encoded = np.where(np.isnan(encoded), split.filled[:-1], encoded)
    return np.column_stack([(encoded - split.shift[:-1]) / split.scale[:-1], np.ones(len(encoded))])


def as_table(values: Float[np.ndarray, "m f"], features: Sequence[Feature]) -> pl.DataFrame:
    """Write values of features as a table that people read: levels by name, whole numbers without a point.

    Args:
        values: The values, [m, f]: numbers, and of categories the index of the level.
        features: The features.

    Returns:
        The table, with a column for each feature; null where a value is NaN.

    Examples:
        >>> from empirical.data.dataset import category
        >>> features = (Feature("age", integer=True), Feature("income"), category("job", "none", "clerk", "smith"))
        >>> as_table(np.array([[25.0, 1.5, 2.0], [40.0, np.nan, 1.0]]), features).rows()
        [(25, 1.5, 'smith'), (40, None, 'clerk')]
    """
    return pl.DataFrame([_series(feature, values[:, index]) for index, feature in enumerate(features)])


def as_values(values: Float[np.ndarray, " f"], features: Sequence[Feature]) -> dict[str, float | int | str | None]:
    """Write the values of one instance as :func:`as_table` does, without a table.

    Args:
        values: The values, [f]: numbers, and of categories the index of the level.
        features: The features.

    Returns:
        The values by feature; ``None`` where a value is NaN.

    Examples:
        >>> from empirical.data.dataset import category
        >>> features = (Feature("age", integer=True), Feature("income"), category("job", "none", "clerk", "smith"))
        >>> as_values(np.array([25.0, np.nan, 2.0]), features)
        {'age': 25, 'income': None, 'job': 'smith'}
    """
    return {feature.name: _plain(feature, float(value)) for feature, value in zip(features, values, strict=True)}


def from_table(table: pl.DataFrame, features: Sequence[Feature]) -> Float[np.ndarray, "m f"]:
    """Read the values of features from a table such as :func:`as_table` writes.

    Args:
        table: A table with a column for each feature, and perhaps others.
        features: The features.

    Returns:
        The values, float64 [m, f]; NaN where a number is missing.

    Raises:
        InputError: If a column is missing, or holds what is no value of its feature.

    Examples:
        >>> from empirical.data.dataset import category
        >>> features = (Feature("age"), category("job", "none", "clerk", "smith"))
        >>> from_table(pl.DataFrame({"job": ["smith"], "age": [25]}), features).tolist()
        [[25.0, 2.0]]
    """  # noqa: DOC502
    return np.column_stack([_read(feature, table) for feature in features])


def _features(split: Split) -> tuple[Feature, ...]:
    if not split.features:
        raise InputError("this split does not know the features of its columns: make it with rb.split(data, seed=0)")
    return split.features


def _whole(numbers: Float[np.ndarray, "m n"]) -> Float[np.ndarray, "m n"]:
    """Take the rounding of scaling away from whole numbers, so that 3 does not come back as 2.9999999999999996."""
    whole = np.rint(numbers)
    return np.where(np.abs(numbers - whole) <= NEARLY_WHOLE, whole, numbers)


def _plain(feature: Feature, value: float) -> float | int | str | None:
    if np.isnan(value):
        return None
    if feature.levels:
        return feature.levels[int(value)]
    return int(value) if feature.integer and value.is_integer() else value


def _series(feature: Feature, values: Float[np.ndarray, " m"]) -> pl.Series:
    if feature.levels:
        return pl.Series(feature.name, feature.levels, dtype=pl.String).gather(_places(values))
    numbers = pl.Series(feature.name, values, dtype=pl.Float64).fill_nan(None)
    return numbers.cast(pl.Int64) if feature.integer and (np.rint(values) == values).all() else numbers


def _places(values: Float[np.ndarray, " m"]) -> pl.Series:
    """Give the indices of levels, null where the level is not known."""
    return pl.Series(values, dtype=pl.Float64).fill_nan(None).cast(pl.UInt32)


def _read(feature: Feature, table: pl.DataFrame) -> Any:
    if feature.name not in table.columns:
        raise InputError(f"the table has no column {feature.name!r}; give it every feature of the data")
    column = table[feature.name]
    if not feature.levels:
        try:
            return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
        except pl.exceptions.InvalidOperationError:
            raise InputError(f"the column {feature.name!r} holds what is no number") from None
    texts = column.cast(pl.String)
    places = texts.replace_strict(feature.levels, range(len(feature.levels)), default=None, return_dtype=pl.Float64)
    if places.null_count():
        strange = texts.filter(places.is_null())[0]
        raise InputError(f"{strange!r} is no level of {feature.name!r}; its levels are {', '.join(feature.levels)}")
    return places.to_numpy()
