"""What recourses change, in the table's own words: a row for each changed column, in its units, levels by name."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from empirical.data.decoding import decode
from empirical.data.encoding import encoding
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.recourse.table_cells import require_starts, with_cells

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
    before, after = decode(inputs, split), decode(np.nan_to_num(points, nan=0.0, posinf=0.0, neginf=0.0), split)
    if values is not None:
        before = np.where(np.isnan(values), before, values)
    moved = np.not_equal(points, inputs) & np.isfinite(points).all(axis=1, keepdims=True)
    parts = [_numbers(before, after, moved, split)]
    for columns in split.space.levels:
        members = columns[columns >= 0]
        whole = _at_a_level(points[:, members])
        parts.append(_level(before, after, moved[:, members].any(axis=1) & whole, int(members[0]), split))
        parts.append(_between(inputs, points, moved & ~whole[:, None], members, split))
    return _table(parts, np.arange(len(inputs)) if rows is None else np.asarray(rows), split)


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
    return tuple(dict.fromkeys((*(feature.name for feature in split.features), *split.names[:-1])))


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


def _numbers(before: Any, after: Any, moved: Bool[np.ndarray, "m k"], split: Split) -> _Part:
    """Give the changed numbers; what is lost in the rounding of scaling is no change."""
    columns = encoding(split.features)
    places = np.flatnonzero(~columns.category)
    owners = columns.feature[places]
    rows, at = np.nonzero(moved[:, places] & (before[:, owners] != after[:, owners]))
    there, none = (rows, owners[at]), np.full(len(rows), -1)
    return _Part(rows, places[at], owners[at], before[there], after[there], none, none)


def _at_a_level(entries: Float[np.ndarray, "m c"]) -> Bool[np.ndarray, " m"]:
    """Tell the instances of which a category has exactly one level."""
    whole = ((entries == 0.0) | (entries == 1.0)).all(axis=1)
    return whole & (entries.sum(axis=1) == 1.0) if entries.shape[1] > 1 else whole


def _level(before: Any, after: Any, changed: Bool[np.ndarray, " m"], place: int, split: Split) -> _Part:
    """Give the changes of one category from level to level."""
    owner = int(encoding(split.features).feature[place])
    rows, levels = np.flatnonzero(changed), list(_levels(split))
    code = np.array([levels.index(level) for level in split.features[owner].levels])
    none, (old, new) = np.full(len(rows), np.nan), (code[part[rows, owner].astype(int)] for part in (before, after))
    return _Part(rows, np.full(len(rows), place), np.full(len(rows), owner), none, none, old, new)


def _between(inputs: Any, points: Any, moved: Bool[np.ndarray, "m k"], members: Any, split: Split) -> _Part:
    """Give the changes of a category that ends between its levels: of the columns that encode it."""
    names = list(column_names(split))
    code = np.array([names.index(split.names[member]) for member in members])
    rows, at = np.nonzero(moved[:, members])
    there, none = (rows, members[at]), np.full(len(rows), -1)
    return _Part(rows, members[at], code[at], inputs[there], points[there], none, none)


def _table(parts: Sequence[_Part], owners: np.ndarray, split: Split) -> pl.DataFrame:
    whole = _Part(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    order = np.lexsort((whole.place, whole.row))
    row, _, name, before, after, old, new = (part[order] for part in whole)
    return pl.DataFrame(
        [
            pl.Series("row", owners[row], dtype=pl.UInt32),
            _words("column", column_names(split), name),
            pl.Series("from", before, dtype=pl.Float64).fill_nan(None),
            pl.Series("to", after, dtype=pl.Float64).fill_nan(None),
            _words("from_level", _levels(split), old),
            _words("to_level", _levels(split), new),
        ]
    )


def _words(name: str, words: Sequence[str], places: np.ndarray) -> pl.Series:
    """Give the words at some places, null at -1."""
    codes = pl.Series(places, dtype=pl.Int64)
    return pl.Series(name, words, dtype=pl.Enum(words)).gather(codes.set(codes < 0, None))


def _levels(split: Split) -> tuple[str, ...]:
    """List the levels of all categories, each once."""
    return tuple(dict.fromkeys(level for feature in split.features for level in feature.levels))


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
