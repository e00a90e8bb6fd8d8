"""The folder of a study: its plan, its cells, what failed, the models that cells share, and what is being worked on."""

import contextlib
import json
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from bounds.plain_file import read_plain
from empirical.disk.locking import file_lock
from empirical.disk.replacement import holds_only
from empirical.errors import InputError
from empirical.studies.cell import STUDY_FORMAT, Cell
from empirical.studies.cell_folder import every_file

PLAN = "plan.json"
"""Name of the file that lists the cells of a study."""

LARGEST = 2**28
"""Largest size in bytes of a plan that is read."""

MARK = ".begun"
"""End of the name of a file that says that a process works on a cell, or died at it."""

LOCK = ".lock"
"""End of the name of a file that is locked."""

_ASIDE = re.compile(r".+\.[0-9a-f]{16}")
"""Names of cells that are being written."""


class StudyFolder(NamedTuple):
    """The places in the folder of a study.

    Attributes:
        root: The folder.
    """

    root: Path

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders in it."""
        return self.cells, self.failed, self.models, self.work, self.earlier

    @property
    def cells(self) -> Path:
        """The folder of the finished cells."""
        return self.root / "cells"

    @property
    def failed(self) -> Path:
        """The folder of the reasons why cells failed."""
        return self.root / "failed"

    @property
    def models(self) -> Path:
        """The folder of finished training, which cells share."""
        return self.root / "models"

    @property
    def work(self) -> Path:
        """The folder of locks and of unfinished work."""
        return self.root / "work"

    @property
    def earlier(self) -> Path:
        """The folder of cells that the plan no longer has, or that somebody else put among the cells."""
        return self.root / "earlier"

    def place(self, cell: Cell) -> Path:
        """Give the folder of a finished cell."""
        return self.cells / cell.name

    def lock(self, name: str) -> Path:
        """Give the file that is locked while somebody works on a cell or a training of a name."""
        return self.work / f"{name}{LOCK}"

    def mark(self, name: str) -> Path:
        """Give the file that stands while somebody works on a cell, and stays where that process dies."""
        return self.work / f"{name}{MARK}"

    def failure(self, name: str) -> Path:
        """Give the file with the reason why a cell failed."""
        return self.failed / f"{name}.json"


def read_plan(root: Path) -> dict[str, Any]:
    """Read the plan of a study from its folder.

    Args:
        root: The folder.

    Returns:
        The description of the study, the cells with name, key, kind and parts, and the data sets that cannot be read.

    Raises:
        InputError: If the folder is no study's.

    Examples:
        >>> read_plan(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """
    path = root / PLAN
    try:
        content = json.loads(read_plain(path, largest=LARGEST))
    except (OSError, ValueError, RecursionError):
        raise InputError(f"{root} is not the folder of a study: {path} cannot be read") from None
    if not isinstance(content, dict) or content.get("format") != STUDY_FORMAT:
        raise InputError(f"{root} is the folder of a study of another version: choose another folder")
    return content


def set_aside(path: Path, folder: StudyFolder) -> None:
    """Take something out of the cells: it goes among the earlier ones, by another name where these have its own.

    Args:
        path: The path of what goes.
        folder: The folder of the study.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     folder = StudyFolder(Path(name))
        ...     for path in (folder.cells / "cell", folder.earlier):
        ...         path.mkdir(parents=True)
        ...     set_aside(folder.cells / "cell", folder)
        ...     [path.name for path in folder.earlier.iterdir()]
        ['cell']
    """
    target = folder.earlier / path.name
    if os.path.lexists(target):
        target = folder.earlier / f"{path.name}.{secrets.token_hex(4)}"
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        os.rename(path, target)


def discard(place: Path, folder: StudyFolder) -> None:
    """Remove a damaged cell; if it holds anything else than cells do, it is set aside instead.

    Args:
        place: The folder of the cell.
        folder: The folder of the study.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     folder = StudyFolder(Path(name))
        ...     (folder.cells / "cell").mkdir(parents=True)
        ...     discard(folder.cells / "cell", folder)
        ...     list(folder.cells.iterdir())
        []
    """
    if place.is_dir() and holds_only(place, every_file()):
        shutil.rmtree(place, ignore_errors=True)
    if os.path.lexists(place):
        set_aside(place, folder)


def clean(folder: StudyFolder, names: frozenset[str]) -> None:
    """Remove what killed processes left, if it is known that nobody works on it.

    That is files of locks, half-written cells and reasons of a plan, and unfinished work on cells that are done.

    Args:
        folder: The folder of the study.
        names: The names of the cells of the plan.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     folder = StudyFolder(Path(name))
        ...     for path in (folder.failed, folder.work / "cell.0123456789abcdef", folder.work / "cell.checkpoints"):
        ...         path.mkdir(parents=True)
        ...     clean(folder, frozenset({"cell"}))
        ...     [path.name for path in folder.work.iterdir()]
        ['cell.checkpoints']
    """
    for path in (*folder.work.glob("*"), *folder.failed.glob(".*")):
        name = path.name.removeprefix(".").partition(".")[0]
        if name not in names and path.suffix != LOCK:
            continue
        with contextlib.suppress(OSError), file_lock(folder.lock(name), unknown=False) as free:
            if free and path.is_dir() and (_ASIDE.fullmatch(path.name) or (folder.cells / name).exists()):
                shutil.rmtree(path, ignore_errors=True)
            elif free and (path.parent == folder.failed or (path.suffix == MARK and (folder.cells / name).exists())):
                path.unlink(missing_ok=True)
