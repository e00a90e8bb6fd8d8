"""What recourses change, in the table's own words: a row for each changed column, in its units, levels by name."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Feature
from empirical.data.decoding import decode
from empirical.data.encoding import encoding
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.recourse.constraints import single_levels
from empirical.recourse.table_cells import require_starts, with_cells
from empirical.remembered import remembered

CHANGE = ("column", "from", "to", "from_level", "to_level")
"""Columns that say what changes: numbers stand in ``from`` and ``to``, levels of a category in the other two."""


def changes(
    inputs: Float[np.ndarray, "m k"],
    points: Float[np.ndarray, "m k"],
    split: Split,
    *,
    rows: Int[np.ndarray, " m"] | None = None,
    values: Float[np.ndarray, "m f"] | None = None,
) -> pl.DataFrame:
    """List what recourses change, with a row for each changed column of each instance.

    A category that ends between its levels, as in SCFE's minimisers, is no category of the table any more. Then the
    columns that encode it stand there by name: ``job=clerk``, from 0 to 0.37.

    Args:
        inputs: The instances x, rows of the split's design, [m, k].
        points: Their recourses x', [m, k]; an instance whose recourse is NaN has no row.
        split: The split that the design belongs to.
        rows: What ``row`` says of each instance, such as its row in the table; by default its row in ``inputs``.
        values: The values of the features before scaling, [m, f], if they are known to every digit; NaN for others.

    Returns:
        The table, in the order of the instances and of the columns: ``row``, ``column``, ``from`` and ``to`` of
        numbers, ``from_level`` and ``to_level`` of categories, and null in the other two.

    Raises:
        InputError: If the split does not know its features.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> from empirical.data.dataset import category
        >>> features = (Feature("age", integer=True), category("job", "none", "clerk"))
        >>> values, labels = np.array([[20.0, 0.0], [40.0, 1.0]] * 5), np.array([-1.0, 1.0] * 5)
        >>> parts = split(Dataset("loans", features, values, labels, "approved", "made up", ""), seed=0)
        >>> person = parts.test[:1]
        >>> turned = person + [[0.25, 1.0 - 2.0 * person[0, 1], 0.0]]
        >>> changes(person, turned, parts)["column"].to_list()
        ['age', 'job']
    """  # noqa: DOC502
    whole = _changed(inputs, points, split, values)
    return _table(whole, np.arange(len(inputs)) if rows is None else np.asarray(rows), split)


def changed_cells(
    inputs: Float[np.ndarray, "m k"],
    points: Float[np.ndarray, "m k"],
    split: Split,
    *,
    values: Float[np.ndarray, "m f"] | None = None,
) -> list[tuple[int, str, float | str, float | str]]:
    """List what recourses change as :func:`changes` does, without a table.

    Args:
        inputs: The instances x, rows of the split's design, [m, k].
        points: Their recourses x', [m, k].
        split: The split that the design belongs to.
        values: The values of the features before scaling, as for :func:`changes`.

    Returns:
        For each changed column the row of its instance in ``inputs``, its name, and what it is before and after:
        numbers, or levels by name.

    Raises:
        InputError: If the split does not know its features.

    Examples:
        >>> import empirical.data
        >>> parts = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> person, step = parts.test[:1], np.eye(31)[:1]
        >>> [(row, column) for row, column, _, _ in changed_cells(person, person + step, parts)]
        [(0, 'mean radius')]
    """  # noqa: DOC502
    whole, columns, levels = _changed(inputs, points, split, values), column_names(split), _levels(split.features)
    cells: list[tuple[int, str, float | str, float | str]] = []
    for row, _, name, before, after, old, new in zip(*(part.tolist() for part in whole), strict=True):
        of_category = new >= 0
        ends = (levels[old], levels[new]) if of_category else (before, after)
        cells.append((row, columns[name], *ends))
    return cells


def apply_recourses(table: pl.DataFrame, recourses: pl.DataFrame) -> pl.DataFrame:
    """Put recourses into the table that they are about: the rows of the people, with their changes made.

    Args:
        table: The table as it was read, with a row for each person, without lines that are none, such as a second
            heading or remarks; a pandas frame becomes one by ``polars.from_pandas``.
        recourses: Rows of ``recourses.parquet`` or of :func:`changes`, of one model and one run: ``row`` is a row of
            this table, counted from 0.

    Returns:
        The rows of the people who are named, in the order of the table, with ``row`` as the first column.

    Raises:
        InputError: If the recourses are of several models or runs, or name a row or a column that the table lacks, as
            minimisers between levels do; if a cell is not what its recourse starts from; or if its column cannot hold
            what the recourse puts there.

    Examples:
        >>> table = pl.DataFrame({"age": [20, 30], "job": ["none", "clerk"]})
        >>> found = pl.DataFrame({"row": [1], "column": ["age"], "from": [30.0], "to": [31.0]})
        >>> apply_recourses(table, found.with_columns(from_level=None, to_level=None)).rows()
        [(1, 31, 'clerk')]
    """  # noqa: DOC502
    _check(table, recourses)
    rows = np.unique(recourses["row"].to_numpy()).astype(np.int64)
    made = table[rows]
    for (name,), part in recourses.group_by("column", maintain_order=True):
        places, column = np.searchsorted(rows, part["row"].to_numpy()), made[str(name)]
        require_starts(table[str(name)], rows[places], part)
        made = made.with_columns(with_cells(column, places, part))
    return made.select(pl.Series("row", rows), pl.all())


def column_names(split: Split) -> tuple[str, ...]:
    """Name every column that a change may be about: the features, then the columns that encode a category.

    Args:
        split: The split.

    Returns:
        The names, each once.

    Examples:
        >>> import empirical.data
        >>> column_names(empirical.data.split(empirical.data.load("breast-cancer"), seed=0))[0]
        'mean radius'
    """
    return _names(split.features, split.names)


class _Part(NamedTuple):
    """Changed columns: the rows of the inputs, the first columns of the design that they are about, and what changes.

    A name is a place among :func:`column_names`, a level a place among those of all categories, or -1.
    """

    row: Any
    place: Any
    name: Any
    before: Any
    after: Any
    from_level: Any
    to_level: Any


def _changed(inputs: Any, points: Any, split: Split, values: Any) -> "_Part":
    """Give everything that changes, in the order of the instances and of the columns."""
    after = decode(np.nan_to_num(points, nan=0.0, posinf=0.0, neginf=0.0), split)
    before = decode(inputs, split) if values is None or np.isnan(values).any() else values
    if values is not None:
        before = np.where(np.isnan(values), before, values)
    moved = np.not_equal(points, inputs) & np.isfinite(points).all(axis=1, keepdims=True)
    single = single_levels(np.where(moved, points, inputs), split.space)
    parts = [_numbers(before, after, moved, split), _levels_moved(before, after, moved, single, split)]
    parts.append(_between(inputs, points, moved, single, split))
    whole = _Part(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    order = np.lexsort((whole.place, whole.row))
    return _Part(*(part[order] for part in whole))


def _numbers(before: Any, after: Any, moved: Bool[np.ndarray, "m k"], split: Split) -> _Part:
    """Give the changed numbers; what is lost in the rounding of scaling is no change."""
    columns = encoding(split.features)
    places = np.flatnonzero(~columns.category)
    owners = columns.feature[places]
    rows, at = np.nonzero(moved[:, places] & (before[:, owners] != after[:, owners]))
    there, none = (rows, owners[at]), np.full(len(rows), -1)
    return _Part(rows, places[at], owners[at], before[there], after[there], none, none)


def _levels_moved(before: Any, after: Any, moved: Any, single: Bool[np.ndarray, "m c"], split: Split) -> _Part:
    """Give the changes of categories from level to level."""
    first = split.space.levels[:, 0]
    rows, at = np.nonzero((moved @ split.space.members > 0.0) & single)
    owners = encoding(split.features).feature[first[at]]
    none, codes = np.full(len(rows), np.nan), _level_places(split.features)
    old, new = (codes[owners, part[rows, owners].astype(int)] for part in (before, after))
    return _Part(rows, first[at], owners, none, none, old, new)


def _between(inputs: Any, points: Any, moved: Any, single: Bool[np.ndarray, "m c"], split: Split) -> _Part:
    """Give the changes of categories that end between their levels: of the columns that encode them."""
    rows, at = np.nonzero(moved & (~single @ split.space.members.T > 0.0))
    there, none = (rows, at), np.full(len(rows), -1)
    names = _column_places(split.features, split.names)
    return _Part(rows, at, names[at], inputs[there], points[there], none, none)


def _table(whole: _Part, owners: np.ndarray, split: Split) -> pl.DataFrame:
    row, _, name, before, after, old, new = whole
    return pl.DataFrame(
        [
            pl.Series("row", owners[row], dtype=pl.UInt32),
            _words("column", column_names(split), name),
            pl.Series("from", before, dtype=pl.Float64).fill_nan(None),
            pl.Series("to", after, dtype=pl.Float64).fill_nan(None),
            _words("from_level", _levels(split.features), old),
            _words("to_level", _levels(split.features), new),
        ]
    )


def _words(name: str, words: Sequence[str], places: np.ndarray) -> pl.Series:
    """Give the words at some places, null at -1."""
    codes = pl.Series(places, dtype=pl.Int64)
    return pl.Series(name, words, dtype=pl.Enum(words)).gather(codes.set(codes < 0, None))


@remembered
def _levels(features: tuple[Feature, ...]) -> tuple[str, ...]:
    """List the levels of all categories, each once."""
    return tuple(dict.fromkeys(level for feature in features for level in feature.levels))


@remembered
def _level_places(features: tuple[Feature, ...]) -> Int[np.ndarray, "f l"]:
    """Give for each feature the places of its levels among those of all categories; −1 where there are no more."""
    places = {level: place for place, level in enumerate(_levels(features))}
    rows = [[places[level] for level in feature.levels] for feature in features]
    return np.array([row + [-1] * (max(map(len, rows)) - len(row)) for row in rows], int)


@remembered
def _names(features: tuple[Feature, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(feature.name for feature in features), *names[:-1])))


@remembered
def _column_places(features: tuple[Feature, ...], names: tuple[str, ...]) -> Int[np.ndarray, " k"]:
    """Give the places of the columns of the design among :func:`column_names`; −1 of the constant column."""
    places = {name: place for place, name in enumerate(_names(features, names))}
    return np.array([*(places[name] for name in names[:-1]), -1])


def _check(table: pl.DataFrame, recourses: pl.DataFrame) -> None:
    """Refuse recourses that cannot be put into a table."""  # noqa: DOC501
    strange = [name for name in recourses["column"].unique(maintain_order=True) if name not in table.columns]
    if strange:
        raise InputError(
            f"the table has no column {strange[0]!r}; a name such as 'job=clerk' is of a category between its levels, "
            "as minimisers have it: make the report with --mode valid"
        )
    if recourses.select("row", "column").is_duplicated().any():
        raise InputError(
            "these recourses change a cell twice: keep one model and one run, as in "
            'recourses.filter(model="robust", seed=0, epsilon=0.1)'
        )
    if recourses.height and int(recourses["row"].max()) >= table.height:  # type: ignore[arg-type]
        raise InputError(f"the table has {table.height} rows, and row {recourses['row'].max()} is none of them")
