"""A user's table, CSV or Parquet, as a data set (see ``docs/data.md``)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int

from empirical.data.constraints.constrain import constrain
from empirical.data.dataset import Dataset, Feature
from empirical.data.encoding import encoding
from empirical.data.split import INTERCEPT
from empirical.data.table.choices import chosen_features, chosen_schema
from empirical.data.table.columns import Columns, read_columns
from empirical.data.table.describe import DESCRIBED, describe
from empirical.data.table.inference import Inferred, infer
from empirical.data.table.leaks import leaks
from empirical.data.table.left_out import LeftOut, left_out, named_columns
from empirical.data.table.messages import MOST_CHARACTERS, about, column, counted, listed, plain, quoted
from empirical.data.table.missing import POLICIES, complete, not_allowed
from empirical.data.table.notes import note_on_whole_numbers, notes_on_features, notes_on_reading
from empirical.data.table.problems import Problem, check_width, refuse
from empirical.data.table.reading import Reading, read_cells
from empirical.data.table.schema import Schema
from empirical.data.table.table_file import TableFile
from empirical.data.table.target import Target, check_labels_count, favourable_in_words, read_target, target_labels
from empirical.errors import InputError
from empirical.memory import check_limit, check_need

__all__ = ["DESCRIBED", "TableFile", "describe", "load_table"]

EMPTY = Problem("has no cell that is not missing", "leave it out", drop=True)
"""Problem of a column without any cell."""

COPIES = 4
"""Number of copies of the encoded design that the split holds at the same time."""


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
    schema = chosen_schema(table)
    with about(table.path):
        read = read_columns(table.path, table.asked, memory=memory)
        names = named_columns(read.names)
        wanted = chosen_features(names, table, schema)
        schema = schema._replace(missing=(*schema.missing, *read.missing))
        target, readings = _readings(read, names, wanted, table, schema)
        out = _left_out(readings, names, read.names, table, schema)
        readings = {name: reading for name, reading in readings.items() if name not in out.names}
        _check(readings, target, table, out)
        whole = complete(
            {**{name: one.cells for name, one in readings.items()}, table.target: target.cells}, table.missing
        )
        goal = target_labels(target, table, whole.rows - 1)
        inferred = [
            _infer(name, readings[name]._replace(cells=whole.columns[name]), whole.rows, schema) for name in readings
        ]
        features = tuple(entry.feature for entry in inferred)
        _check_design(features, len(whole.rows), memory)
    values = np.column_stack([entry.values for entry in inferred])
    immutable_categories = tuple(feature.name for feature in features if feature.immutable and feature.levels)
    data = Dataset(
        name=_stem(table.path),
        features=features,
        values=values,
        labels=goal.values,
        favourable=favourable_in_words(table),
        source=f"file {plain(Path(table.path).name)}",
        sha256=read.sha256,
        protected=table.protected or immutable_categories,
        impute=bool(np.isnan(values).any()),
        rows=whole.rows - 1,
        notes=(  # the gravest first, which is the one that an answer has room for
            *leaks(inferred, goal.values),
            *notes_on_features(inferred),
            *goal.notes,
            *out.notes,
            *read.notes,
            *whole.notes,
            *notes_on_reading(readings),
            *note_on_whole_numbers(features),
        ),
    )
    return _constrained(data, table, schema)


def _constrained(data: Dataset, table: TableFile, schema: Schema) -> Dataset:
    """Add the transitions, whose levels are known by now, and the relations."""
    among = {feature.name for feature in data.features}
    moves = {name: one.transitions for name, one in schema.features.items() if one.transitions and name in among}
    with about(table.path):
        data = constrain(data, transitions=moves)
    with about(table.schema or table.path):
        data = constrain(data, relations=schema.relations)
    return constrain(data, relations=table.relations)


def _readings(
    read: Columns, names: Sequence[str], wanted: Sequence[str], table: TableFile, schema: Schema
) -> tuple[Target, dict[str, Reading]]:
    """The target and the wanted columns, read one after the other; each raw column is released before the next one."""
    features, among = {}, set(wanted)
    goal: Any = None  # until the target comes, which is one of the names
    for index, name in enumerate(names):
        raw, read.columns[index] = read.columns[index], None
        if name == table.target:
            goal = read_target(raw, name, schema)
            check_labels_count(raw, table, schema, read.missing)
        elif name in among:
            features[name] = read_cells(raw, schema.declared(name), schema)
    return goal, features


def _left_out(
    readings: Mapping[str, Reading], names: Sequence[str], in_file: Sequence[str], table: TableFile, schema: Schema
) -> LeftOut:
    nameless = {name for name, written in zip(names, in_file, strict=True) if not written}
    declared = [name for name, one in schema.features.items() if one.kind]
    asked_for = {*table.keep, *table.immutable, *table.protected, *declared}
    out = left_out(readings, nameless, asked_for)
    if len(out.names) == len(readings):
        raise InputError(f"no column is left for a feature: {'; '.join(out.notes)}")
    return out


def _check(readings: Mapping[str, Reading], target: Target, table: TableFile, out: LeftOut) -> None:
    """Refuse the table if anything keeps it from being used, with everything in one message."""
    problems = {name: reading.problem for name, reading in readings.items() if reading.problem is not None}
    problems |= {name: EMPTY for name, one in readings.items() if one.cells.null_count() == len(one.cells)}
    problems |= out.problems
    columns = {name: reading.cells for name, reading in readings.items() if name not in problems}
    placeholders = {
        name: listed([text for text, _ in one.placeholders]) for name, one in readings.items() if one.placeholders
    }
    missing = not_allowed({**columns, table.target: target.cells}, table.target, table.missing, placeholders)
    others = []
    if problems or missing.says:
        try:
            target_labels(target, table)
        except InputError as error:
            others = [str(error)]
    refuse(
        problems,
        missing.says,
        others,
        policy=missing.policy if missing.policy != table.missing else "",
        also_drop=sorted(out.names) if problems else (),
    )


def _infer(name: str, reading: Reading, rows: Int[np.ndarray, " n"], schema: Schema) -> Inferred:
    with column(name):
        return infer(name, reading, schema.declared(name), rows)


def _check_design(features: tuple[Feature, ...], rows: int, memory: float) -> None:
    names = encoding(features).names
    earlier = {INTERCEPT}
    for name in names:
        if name in earlier:
            raise InputError(f"two columns of the design would be named {quoted(name)}: rename a feature")
        earlier.add(name)
    check_width(len(names), "becomes")
    check_need(COPIES * 8 * rows * len(names), memory, f"leave out some of its {counted(len(names), 'column')}")


def _stem(path: str) -> str:
    """The name of the data set, made from the file's name so that a folder can have it too."""
    stem = "".join(
        character if character.isprintable() and character not in '/\\:*?"<>|$' else "_"
        for character in Path(path).stem
    )
    return stem.strip(" .")[:MOST_CHARACTERS] or "table"
