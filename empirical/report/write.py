"""A report on disk: written aside, then renamed, so that no half report is ever seen."""

import contextlib
import errno
import json
import math
import os
import secrets
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from empirical.errors import InputError
from empirical.report.build import FORMAT, Report
from empirical.report.figure import bounds_figure

SUMMARY = "summary.json"
ROWS = "instances.parquet"
FIGURE = "bounds.png"


def check_target(folder: Path) -> None:
    """Refuse to write where something else than a report lies.

    Args:
        folder: Where a report shall go.

    Raises:
        InputError: If the folder exists and is no report.
    """
    if (folder.exists() or folder.is_symlink()) and not _is_report(folder):
        raise InputError(f"{folder} exists and is no report: choose another folder or remove it")


def write(report: Report, folder: Path) -> None:
    """Write a report's three files, replacing an earlier report of that name.

    Args:
        report: The report.
        folder: Where it goes; its parents are made.

    Raises:
        InputError: If the folder exists and is no report, or it cannot be written, as on a full disk.
    """  # noqa: DOC502
    check_target(folder)
    with _os_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _aside(folder) as aside:
            table = BytesIO()
            report.rows.write_parquet(table)
            _write_file(aside / ROWS, table.getvalue())
            _write_file(aside / FIGURE, bounds_figure(report))
            text = json.dumps(_finite(report.summary), indent=1, ensure_ascii=False, allow_nan=False)
            _write_file(aside / SUMMARY, (text + "\n").encode())
            _swap(aside, folder)


def _is_report(folder: Path) -> bool:
    try:
        return json.loads((folder / SUMMARY).read_bytes())["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _finite(value: Any) -> Any:
    """JSON knows no infinity: a number that overflowed is null, as a mean over nobody is."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextlib.contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A new folder beside the target, removed again unless it was renamed."""  # noqa: DOC402
    aside = folder.parent / f".{folder.name}.{secrets.token_hex(8)}"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(aside: Path, folder: Path) -> None:
    """Put the finished folder in the place of an earlier one, which is kept until the new one stands."""  # noqa: DOC501
    if not folder.exists():
        os.rename(aside, folder)
        return
    with _aside(folder) as old:
        os.rename(folder, old / folder.name)
        try:
            os.rename(aside, folder)
        except OSError:
            os.rename(old / folder.name, folder)
            raise


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _os_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "the disk is full; free some space" if full else f"{error.strerror}; choose another folder"
        raise InputError(f"{folder} cannot be written: {why}") from None
