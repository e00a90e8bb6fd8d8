"""A user's table, CSV or Parquet, as a data set (see ``docs/data.md``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from empirical.data.dataset import Dataset, Feature
from empirical.data.encoding import encoding
from empirical.data.split import INTERCEPT
from empirical.data.table.cells import cleaned
from empirical.data.table.columns import Columns, read_columns
from empirical.data.table.inference import MISSING_LEVEL, Inferred, infer
from empirical.data.table.labels import labels, leaks
from empirical.data.table.messages import MOST_CHARACTERS, about, column, counted, listed, named, plain, quoted
from empirical.data.table.missing import POLICIES, Complete, complete
from empirical.data.table.schema import Declared, Schema, read_schema
from empirical.errors import InputError
from empirical.memory import check_limit, check_need

COPIES = 4
"""Number of copies of the encoded design that the split holds at the same time."""

DESCRIBED = ("feature", "type", "values", "immutable", "direction")
"""Header of the rows that :func:`describe` returns."""

MOST_LEVELS_SHOWN = 6
"""Largest number of levels that :func:`describe` shows of a category."""


@dataclass(frozen=True)
class TableFile:
    """A ``TableFile`` names a user's file and says how it is read as a data set.

    Attributes:
        path: The path of the file, CSV in UTF-8 or Parquet.
        target: The name of the column to predict.
        favourable: The favourable value of the target; all other values are unfavourable.
        immutable: The names of immutable columns, beside those of the schema.
        protected: The names of the features by which outcomes are compared; by default the immutable categories.
        drop: The names of the columns to leave out, beside those of the schema.
        missing: The policy for missing cells: ``refuse`` them, ``drop`` their rows, or ``impute`` them.
        schema: The path of a TOML file that declares columns; ``None`` without one.
        separator: The separator between the cells of CSV.
    """

    path: str
    target: str
    favourable: str
    immutable: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    missing: str = "refuse"
    schema: str | None = None
    separator: str = ","


def load_table(table: TableFile, *, memory: float = 8.0) -> Dataset:
    """Read a user's file as a data set.

    Args:
        table: The file, and how it is read.
        memory: The memory limit in GiB, for the table and later for its encoded design.

    Returns:
        The data set, with the features in the order of the file.

    Raises:
        InputError: If the file or the schema cannot be used as it is; the message says what to do.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import polars as pl
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = str(Path(folder) / "loans.csv")
        ...     pl.DataFrame({"id": [1, 2, 3], "age": [25, 40, 31], "paid": ["no", "yes", "no"]}).write_csv(path)
        ...     data = load_table(TableFile(path, target="paid", favourable="yes", drop=("id",)))
        >>> data.values.tolist(), data.labels.tolist(), data.favourable
        ([[25.0], [40.0], [31.0]], [-1.0, 1.0, -1.0], 'paid = yes')
    """
    check_limit(memory)
    if table.missing not in POLICIES:
        raise InputError(f"--missing must be one of {', '.join(POLICIES)}, not {quoted(table.missing)}")
    schema = Schema() if table.schema is None else read_schema(table.schema)
    with about(table.path):
        read = read_columns(table.path, separator=table.separator, memory=memory)
        names = _features(read.names, table, schema)
        whole = complete(_cleaned(read, (*names, table.target), schema), table.target, table.missing)
        goal = labels(table.target, whole.columns[table.target], table.favourable)
        inferred = [_infer(name, whole, table, schema) for name in names]
        features = tuple(entry.feature for entry in inferred)
        _check_design(features, len(whole.rows), memory)
    values = np.column_stack([entry.values for entry in inferred])
    immutable_categories = tuple(feature.name for feature in features if feature.immutable and feature.levels)
    return Dataset(
        name=_stem(table.path),
        features=features,
        values=values,
        labels=goal.values,
        favourable=f"{plain(table.target)} = {plain(table.favourable)}",
        source=f"file {plain(Path(table.path).name)}",
        sha256=read.sha256,
        protected=table.protected or immutable_categories,
        impute=bool(np.isnan(values).any()),
        notes=(*goal.notes, *whole.notes, *_notes(inferred), *leaks(inferred, goal.values), *_whole(features)),
    )


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


def _features(names: Sequence[str], table: TableFile, schema: Schema) -> list[str]:
    _check_header(names)
    _check_names(names, table, schema)
    dropped = {*table.drop, *(name for name, declared in schema.features.items() if declared.drop), table.target}
    features = [name for name in names if name not in dropped]
    if not features:
        raise InputError("no column is left for a feature; drop fewer")
    absent = [name for name in table.protected if name not in features]
    if absent:
        raise InputError(f"{quoted(absent[0])} is protected, but not among the features; drop it from one list")
    return features


def _check_header(names: Sequence[str]) -> None:
    earlier: set[str] = set()
    for position, name in enumerate(names, start=1):
        if not name:
            raise InputError(f"column {position:,} has no name: give it one, or take it out of the file")
        if name in earlier:
            raise InputError(f"two columns are named {quoted(name)}: rename one")
        earlier.add(name)


def _check_names(names: Sequence[str], table: TableFile, schema: Schema) -> None:
    named = {
        "--target": (table.target,),
        "--immutable": table.immutable,
        "--protected": table.protected,
        "--drop": table.drop,
        "the schema": tuple(schema.features),
    }
    existing = set(names)
    for place, given in named.items():
        for name in given:
            if name not in existing:
                raise InputError(f"no column {quoted(name)}, which {place} names; the columns are {listed(names)}")
            if name == table.target and place != "--target":
                raise InputError(f"{quoted(name)} is the target, and {place} names it as a feature; drop it there")


def _cleaned(read: Columns, wanted: Sequence[str], schema: Schema) -> dict[str, Any]:
    """The wanted columns, cleaned one after the other; each raw column is released before the next one is cleaned."""
    columns, names = {}, set(wanted)
    for index, name in enumerate(read.names):
        raw, read.columns[index] = read.columns[index], None
        if name in names:
            with column(name):
                columns[name] = cleaned(raw, schema.missing)
    return columns


def _infer(name: str, whole: Complete, table: TableFile, schema: Schema) -> Inferred:
    declared = schema.features.get(name, Declared())
    with column(name):
        inferred = infer(name, whole.columns[name], declared, whole.rows)
    if name not in table.immutable:
        return inferred
    return inferred._replace(feature=replace(inferred.feature, immutable=True))


def _check_design(features: tuple[Feature, ...], rows: int, memory: float) -> None:
    names = encoding(features).names
    earlier = {INTERCEPT}
    for name in names:
        if name in earlier:
            raise InputError(f"two columns of the design would be named {quoted(name)}: rename a feature")
        earlier.add(name)
    check_need(COPIES * 8 * rows * len(names), memory, f"leave out some of its {counted(len(names), 'column')}")


def _notes(inferred: Sequence[Inferred]) -> Iterator[str]:
    numbers = sum(int(np.isnan(entry.values).sum()) for entry in inferred if not entry.feature.levels)
    if numbers:
        yield f"{counted(numbers, 'missing number')} filled with the median of the training instances"
    gaps = [entry for entry in inferred if entry.feature.levels[-1:] == (MISSING_LEVEL,)]
    cells = sum(int((entry.values == len(entry.feature.levels) - 1).sum()) for entry in gaps)
    if cells:
        yield f"{counted(cells, 'missing cell')} of categories became the level {MISSING_LEVEL}"
    for feature, values in inferred:
        if values[0] == values[-1] and (values == values[0]).all():
            yield f"{plain(feature.name)} has the same value in every row"
        below = 0 if feature.low is None else int((values < feature.low).sum())
        above = 0 if feature.high is None else int((values > feature.high).sum())
        if below or above:
            yield f"{plain(feature.name)} lies outside its declared range in {counted(below + above, 'row')}"


def _whole(features: Sequence[Feature]) -> Iterator[str]:
    whole = [feature.name for feature in features if feature.integer]
    if whole:
        yield f"whole numbers only, and whole in every recourse: {named(whole)}; `integer` in a schema says otherwise"


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


def _stem(path: str) -> str:
    """The name of the data set, made from the file's name so that a folder can have it too."""
    stem = "".join(
        character if character.isprintable() and character not in '/\\:*?"<>|$' else "_"
        for character in Path(path).stem
    )
    return stem.strip(" .")[:MOST_CHARACTERS] or "table"
