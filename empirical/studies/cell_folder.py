"""The folder of a cell on disk: its tables, its summary, and a record that seals them."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from bounds.plain_file import read_plain
from empirical.disk.replacement import holds_only, sync
from empirical.report.report import Report
from empirical.report.writer import SUMMARY, as_text, table_bytes, write_file
from empirical.studies.cell import STUDY_FORMAT, Cell
from empirical.studies.description import KEPT
from empirical.studies.experiments import experiment_tables
from empirical.studies.makers import maker
from empirical.studies.measurements import MEASUREMENTS
from empirical.studies.report_cell import ReportCell
from empirical.studies.tables import name_cell, tables_of

RECORD = "cell.json"
"""Name of the file with the key, the configuration, the times and the digests of the other files."""

TABLES = ("instances", "verdicts", *KEPT, *MEASUREMENTS)
"""Names of all tables that a report may have in its cell."""

LARGEST = 2**24
"""Largest size in bytes of a record that is read."""


class Content(NamedTuple):
    """The files of a finished cell, which any process may have made, on this machine or another one.

    Attributes:
        files: The bytes of the files by name, without the record.
        seconds: The seconds that training and everything else took, by stage.
        maker: The digest of the code, the versions and the machine that made them.
    """

    files: dict[str, bytes]
    seconds: dict[str, float]
    maker: str = ""


NOTHING: Mapping[str, pl.DataFrame] = MappingProxyType({})
"""The tables of a cell that measures nothing beside its report."""


def content_of(
    report: Report,
    cell: ReportCell,
    keep: tuple[str, ...],
    seconds: dict[str, float],
    measured: Mapping[str, pl.DataFrame] = NOTHING,
) -> Content:
    """Make the files of a cell.

    Args:
        report: The report of the cell.
        cell: The cell.
        keep: The names of further tables that are kept.
        seconds: The seconds that it took, by stage.
        measured: The tables of what was measured beside the report, by name.

    Returns:
        The files; the same report has the same bytes.

    Examples:
        >>> from empirical.report import build
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> (cell,) = plan(Study("mine", (Part("main", options={"steps": (5,), "instances": (4,)}),))).cells
        >>> sorted(content_of(build(cell.settings), cell, (), {}).files)
        ['instances.parquet', 'summary.json', 'verdicts.parquet']
    """
    named = {name: name_cell(table, cell) for name, table in measured.items()}
    every = {**tables_of(report, cell, keep), **named}
    tables = {f"{name}.parquet": table_bytes(table) for name, table in every.items()}
    return Content({**tables, SUMMARY: as_text(report.summary).encode()}, seconds, maker())


def every_table() -> tuple[str, ...]:
    """Give the names of all tables that a cell may have, of a report or an experiment.

    Returns:
        The names.

    Examples:
        >>> "verdicts" in every_table()
        True
    """
    return tuple(dict.fromkeys((*TABLES, *experiment_tables())))


def every_file() -> frozenset[str]:
    """Give the names of all files that a cell may have.

    Returns:
        The names.

    Examples:
        >>> RECORD in every_file()
        True
    """
    return frozenset({RECORD, SUMMARY, *(f"{name}.parquet" for name in every_table())})


def write_cell(content: Content, cell: Cell, place: Path, aside: Path) -> None:
    """Write the files of a cell aside, and put them in their place at one moment.

    Args:
        content: The files.
        cell: The cell.
        place: The place, where nothing stands, or the same cell.
        aside: A folder on the same disk to write in.

    Raises:
        OSError: If the files cannot be written; nothing is left then.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> (cell,) = plan(Study("mine", (Part("main"),))).cells
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write_cell(Content({SUMMARY: b"{}"}, {}), cell, Path(name) / "cell", Path(name))
        ...     problem(Path(name) / "cell", cell), [path.name for path in Path(name).iterdir()]
        ('', ['cell'])
    """
    digests = {name: hashlib.sha256(part).hexdigest() for name, part in sorted(content.files.items())}
    record = {
        "format": STUDY_FORMAT,
        "key": cell.key,
        "names": cell.names,
        "options": {name: _plain(value) for name, value in cell.options.items()},
        "seconds": {name: round(value, 3) for name, value in content.seconds.items()},
        "maker": content.maker,
        "digests": digests,
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    made = aside / f"{place.name}.{secrets.token_hex(8)}"
    made.mkdir()
    try:
        for name, part in {**content.files, RECORD: text.encode()}.items():
            write_file(made / name, part)
        sync(made)
        try:
            os.rename(made, place)
        except OSError:
            if problem(place, cell):
                raise  # else another process was faster, where nothing can be locked
        sync(place.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def problem(place: Path, cell: Cell) -> str:
    """Tell what is wrong with the folder of a cell: whether it is truncated, or another one's.

    Args:
        place: The folder.
        cell: The cell.

    Returns:
        A clause; empty if the cell is whole.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> (cell,) = plan(Study("mine", (Part("main"),))).cells
        >>> problem(Path("nowhere"), cell)
        'cell.json cannot be read'
    """
    record = read_record(place)
    if record is None:
        return f"{RECORD} cannot be read"
    if record.get("format") != STUDY_FORMAT or record.get("key") != cell.key:
        return f"{RECORD} is of another cell"
    digests = record["digests"]
    if not holds_only(place, {RECORD, *digests}):
        return "it holds something else"
    for name, digest in digests.items():
        try:
            with (place / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    return f"{name} is damaged"
        except OSError:
            return f"{name} cannot be read"
    return ""


def read_record(place: Path) -> dict[str, Any] | None:
    """Read the record of a cell.

    Args:
        place: The folder of the cell.

    Returns:
        The record; ``None`` if there is none that can be read.

    Examples:
        >>> read_record(Path("nowhere")) is None
        True
    """
    try:
        record = json.loads(read_plain(place / RECORD, largest=LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    whole = isinstance(record, dict) and all(isinstance(record.get(name), dict) for name in ("digests", "seconds"))
    return record if whole else None


def _plain(value: Any) -> Any:
    """Write a value of an option as JSON has it, which knows no infinity."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, float) and value in {float("inf"), float("-inf")} else value
