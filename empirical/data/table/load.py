"""A table of one's own, CSV or Parquet, as a data set; ``docs/data.md`` says how."""

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
from empirical.data.table.messages import MOST_CHARACTERS, about, column, counted, listed, plain, quoted
from empirical.data.table.missing import POLICIES, Complete, complete
from empirical.data.table.schema import Declared, Schema, read_schema
from empirical.errors import InputError
from empirical.memory import check_limit, check_need

COPIES = 4
"""Of the design that the split holds at the same time."""

DESCRIBED = ("feature", "type", "values", "immutable", "direction")
"""Header of what ``describe`` returns."""

MOST_LEVELS_SHOWN = 6


@dataclass(frozen=True)
class Table:
    """How to read a file as a data set.

    Attributes:
        path: Of the file, CSV in UTF-8 or Parquet.
        target: Name of the column to predict.
        favourable: Its favourable value; all others are unfavourable.
        immutable: Names of the columns that no recourse may change, beside those that the schema says.
        protected: Names of the features by which outcomes are compared; by default the immutable categories.
        drop: Names of the columns to leave out, beside those that the schema says.
        missing: What to do where cells are missing: ``refuse``, ``drop`` their rows, or ``impute``.
        schema: Path of a TOML file that declares columns.
        separator: Between the cells of CSV.
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


def load_table(table: Table, *, memory: float = 8.0) -> Dataset:
    """Read a file as a data set.

    Args:
        table: Which file, and how to read it.
        memory: What the table, and later its encoded design, may take, in GiB.

    Returns:
        The data set; its features in the order of the file.

    Raises:
        InputError: If the file or the schema cannot be used as it is; the message says what to do.
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
        features = tuple(one.feature for one in inferred)
        _check_design(features, len(whole.rows), memory)
    values = np.column_stack([one.values for one in inferred])
    immutable_categories = tuple(one.name for one in features if one.immutable and one.levels)
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
        notes=(*goal.notes, *whole.notes, *_notes(inferred), *leaks(inferred, goal.values)),
    )


def describe(dataset: Dataset) -> list[tuple[str, ...]]:
    """What every feature was taken for.

    Args:
        dataset: The data set.

    Returns:
        A row per feature, of texts as in ``DESCRIBED``.
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


def _features(names: Sequence[str], table: Table, schema: Schema) -> list[str]:
    _check_header(names)
    _check_names(names, table, schema)
    dropped = {*table.drop, *(name for name, one in schema.features.items() if one.drop), table.target}
    features = [name for name in names if name not in dropped]
    if not features:
        raise InputError("no column is left for a feature; drop fewer")
    lost = [name for name in table.protected if name not in features]
    if lost:
        raise InputError(f"{quoted(lost[0])} is protected, but not among the features; drop it from one list")
    return features


def _check_header(names: Sequence[str]) -> None:
    met: set[str] = set()
    for position, name in enumerate(names, start=1):
        if not name:
            raise InputError(f"column {position:,} has no name: give it one, or take it out of the file")
        if name in met:
            raise InputError(f"two columns are named {quoted(name)}: rename one")
        met.add(name)


def _check_names(names: Sequence[str], table: Table, schema: Schema) -> None:
    asked = {
        "--target": (table.target,),
        "--immutable": table.immutable,
        "--protected": table.protected,
        "--drop": table.drop,
        "the schema": tuple(schema.features),
    }
    existing = set(names)
    for place, wanted in asked.items():
        for name in wanted:
            if name not in existing:
                raise InputError(f"no column {quoted(name)}, which {place} names; the columns are {listed(names)}")
            if name == table.target and place != "--target":
                raise InputError(f"{quoted(name)} is the target, and {place} names it as a feature; drop it there")


def _cleaned(read: Columns, wanted: Sequence[str], schema: Schema) -> dict[str, Any]:
    """The wanted columns; each is released in its raw form before the next one is made."""
    columns, kept = {}, set(wanted)
    for index, name in enumerate(read.names):
        raw, read.columns[index] = read.columns[index], None
        if name in kept:
            with column(name):
                columns[name] = cleaned(raw, schema.missing)
    return columns


def _infer(name: str, whole: Complete, table: Table, schema: Schema) -> Inferred:
    declared = schema.features.get(name, Declared())
    with column(name):
        one = infer(name, whole.columns[name], declared, whole.rows)
    if name not in table.immutable:
        return one
    return one._replace(feature=replace(one.feature, immutable=True))


def _check_design(features: tuple[Feature, ...], rows: int, memory: float) -> None:
    names = encoding(features).names
    met = {INTERCEPT}
    for name in names:
        if name in met:
            raise InputError(f"two columns of the design would be named {quoted(name)}: rename a feature")
        met.add(name)
    check_need(COPIES * 8 * rows * len(names), memory, f"leave out some of its {counted(len(names), 'column')}")


def _notes(inferred: Sequence[Inferred]) -> Iterator[str]:
    numbers = sum(int(np.isnan(one.values).sum()) for one in inferred if not one.feature.levels)
    if numbers:
        yield f"{counted(numbers, 'missing number')} filled with the median of the training instances"
    gaps = [one for one in inferred if one.feature.levels[-1:] == (MISSING_LEVEL,)]
    cells = sum(int((one.values == len(one.feature.levels) - 1).sum()) for one in gaps)
    if cells:
        yield f"{counted(cells, 'missing cell')} of categories became the level {MISSING_LEVEL}"
    for one in inferred:
        if one.values[0] == one.values[-1] and (one.values == one.values[0]).all():
            yield f"{plain(one.feature.name)} has the same value in every row"
        below = 0 if one.feature.low is None else int((one.values < one.feature.low).sum())
        above = 0 if one.feature.high is None else int((one.values > one.feature.high).sum())
        if below or above:
            yield f"{plain(one.feature.name)} lies outside its declared range in {counted(below + above, 'row')}"


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
    """The file's name as the name of a data set, and so of a folder."""
    stem = "".join(one if one.isprintable() and one not in '/\\:*?"<>|$' else "_" for one in Path(path).stem)
    return stem.strip(" .")[:MOST_CHARACTERS] or "table"
