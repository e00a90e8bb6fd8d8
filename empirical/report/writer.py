"""A report on disk: it is written beside its place, so that the earlier report or the new one stands there."""

import json
import math
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from bounds.plain_file import read_plain
from empirical.disk.replacement import holds_only, replacing, restore
from empirical.errors import InputError, writing
from empirical.report.format5 import FORMAT_5, INSTANCES_5
from empirical.report.format6 import FORMAT_6
from empirical.report.format7 import FORMAT_7
from empirical.report.provenance import FORMAT
from empirical.report.report import Report

SUMMARY = "summary.json"
"""Name of the file with settings, provenance, counts and means."""

INSTANCES = "instances.parquet"
"""Name of the file with a row for each instance and pair of models."""

VERDICTS = "verdicts.parquet"
"""Name of the file with a row for each verdict."""

RECOURSES = "recourses.parquet"
"""Name of the file with a row for each changed column of each recourse."""

PEOPLE = "people.parquet"
"""Name of the file with a row for each person."""

PAGE = "report.html"
"""Name of the page to explore the report in."""

INSTANCES_CSV, RECOURSES_CSV = "instances.csv", "recourses.csv"
"""Names of two of the tables as text."""

FIGURE = "bounds.png"
"""Name of the picture of the bounds."""

SWEEP = "sweep.png"
"""Name of the picture of the means at every training setting."""

FILES_6 = frozenset({SUMMARY, INSTANCES, VERDICTS, FIGURE, SWEEP})
"""Names of the files of a report of format 6."""

AS_CSV = frozenset({INSTANCES_CSV, RECOURSES_CSV})
"""Names of the files that only a report asked for with ``--csv`` has."""

FILES_7 = FILES_6 | {RECOURSES} | AS_CSV
"""Names of the files of a report of format 7."""

FILES = FILES_7 | {PEOPLE, PAGE}
"""Names of the files that a report may have."""

_FILES_5 = FILES_6 - {INSTANCES} | {INSTANCES_5}

FILES_OF = {FORMAT: FILES, FORMAT_7: FILES_7 | {PAGE}, FORMAT_6: FILES_6 | {PAGE}, FORMAT_5: _FILES_5 | {PAGE}}
"""Names of the files of a report by its format; any of them may have been given a page."""


LARGEST_SUMMARY = 2**28
"""Largest size in bytes of a summary that is read."""


def check_target(folder: Path) -> None:
    """Refuse to write over anything but a report.

    An earlier report that a killed process set aside comes back first, where reports cannot be replaced at one moment.

    Args:
        folder: The folder where the report shall go.

    Raises:
        InputError: If the folder exists and is no report, or holds something beside one.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     check_target(Path(name) / "new")
        ...     check_target(Path(name))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: ... exists and is no report, or more than one: choose another folder or remove it
    """
    restore(folder.resolve())
    if (folder.exists() or folder.is_symlink()) and not _is_report(folder):
        raise InputError(f"{folder} exists and is no report, or more than one: choose another folder or remove it")


def write(report: Report, folder: Path, *, csv: bool = False, page: bytes = b"") -> None:
    """Write the files of a report, in the place of an earlier report of that name.

    Args:
        report: The report.
        folder: The folder of the report; its parents are made.
        csv: Whether the tables of instances and of recourses are written as CSV too, which spreadsheets read.
        page: The page to explore the report in, as HTML; none is written where it is empty.

    Raises:
        InputError: If the folder exists and is no report, or it cannot be written, as on a full disk.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> from empirical.report.frames import columns_of
        >>> from empirical.report.settings import Settings, to_json
        >>> run = {"seed": 0, "steps": 10, "ridge": None, "epsilon": 0.1}
        >>> summary = {"format": FORMAT, "runs": [run], "autoencoders": [], "sweep": [], "data": {"name": "empty"}}
        >>> verdicts = pl.DataFrame(schema=columns_of(CLAIMS))
        >>> report = Report(pl.DataFrame(), verdicts, {**summary, "settings": to_json(Settings())})
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write(report, Path(name) / "report")
        ...     sorted(path.name for path in (Path(name) / "report").iterdir())
        ['bounds.png', 'instances.parquet', 'summary.json', 'verdicts.parquet']
    """  # noqa: DOC502
    from empirical.report.figures.bounds import bounds_figure  # matplotlib takes a second to load
    from empirical.report.figures.sweep import sweep_figure

    check_target(folder)
    folder = folder.resolve()
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with replacing(folder, may_go=_is_report, files=frozenset().union(*FILES_OF.values())) as aside:
            tables = {INSTANCES: report.instances, VERDICTS: report.verdicts, RECOURSES: report.recourses}
            tables |= {PEOPLE: report.people}
            for name, table in tables.items():
                if table is not None:
                    write_file(aside / name, table_bytes(table))
            for name, table in ((INSTANCES_CSV, report.instances), (RECOURSES_CSV, report.recourses)):
                if csv and table is not None:
                    _write_csv(aside / name, table)
            write_file(aside / FIGURE, bounds_figure(report))
            if len(report.summary["sweep"]) > 1:
                write_file(aside / SWEEP, sweep_figure(report))
            if page:
                write_file(aside / PAGE, page)
            write_file(aside / SUMMARY, as_text(report.summary).encode())


def as_text(summary: dict[str, Any]) -> str:
    """Write a summary as the text of its file.

    Args:
        summary: The summary of a report.

    Returns:
        JSON, with null for every number that is not finite.

    Examples:
        >>> json.loads(as_text({"mean": math.nan, "count": 0}))
        {'mean': None, 'count': 0}
    """
    return json.dumps(_finite(summary), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _is_report(folder: Path) -> bool:
    """Tell whether a folder holds a report and nothing else that a new report would destroy."""
    try:
        files = FILES_OF[json.loads(read_plain(folder / SUMMARY, largest=LARGEST_SUMMARY))["format"]]
        return holds_only(folder, files)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def checkpoints_folder(folder: Path) -> Path:
    """Name the folder in which the checkpoints of a long report lie until it is written.

    Args:
        folder: The folder where the report shall go.

    Returns:
        A hidden folder beside it.

    Examples:
        >>> checkpoints_folder(Path("report/german")).name
        '.german.checkpoints'
    """
    place = folder.resolve()
    return place.parent / f".{place.name}.checkpoints"


def _finite(value: Any) -> Any:
    """Replace numbers that are not finite by null: JSON knows no infinity."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_file(path: Path, content: bytes) -> None:
    """Write a new file that survives a power failure.

    Args:
        path: The path, where nothing stands.
        content: The bytes.

    Raises:
        OSError: If it cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write_file(Path(name) / "numbers", b"1")
        ...     (Path(name) / "numbers").read_bytes()
        b'1'
    """  # noqa: DOC502
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def table_bytes(table: pl.DataFrame) -> bytes:
    """Write a table as Parquet in memory: into a file, Polars makes an error of its own of a full disk.

    Args:
        table: The table.

    Returns:
        The bytes of its file.

    Examples:
        >>> pl.read_parquet(table_bytes(pl.DataFrame({"instance": [7]})))["instance"].to_list()
        [7]
    """
    content = BytesIO()
    table.write_parquet(content, compression="zstd", compression_level=1)
    return content.getvalue()


def _write_csv(path: Path, table: pl.DataFrame) -> None:
    """Write a table as CSV that Excel reads as UTF-8."""
    content = BytesIO()
    table.write_csv(content, include_bom=True)
    write_file(path, content.getvalue())
