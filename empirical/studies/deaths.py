"""Cells at which processes died, by the marks that they left in the folder of a study, and by its own clock."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from empirical.disk.locking import is_held
from empirical.studies.study_folder import StudyFolder

MOST = 2
"""The number of processes of one run that may die at a cell before the cell has failed."""


def time_in(folder: Path) -> float:
    """Tell the time by the clock that gives the files of a folder theirs, which may be another machine's.

    Args:
        folder: An existing folder.

    Returns:
        The seconds since 1970.

    Raises:
        OSError: If the folder cannot be written.

    Examples:
        >>> with tempfile.TemporaryDirectory() as name:
        ...     time_in(Path(name)) > 1.6e9
        True
    """  # noqa: DOC502
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b".")
        file.flush()
        return os.fstat(file.fileno()).st_mtime


def interrupted(folder: StudyFolder, name: str) -> bool:
    """Tell whether a process died at a cell, and no other one works on it now.

    Args:
        folder: The folder of the study.
        name: The name of the cell.

    Returns:
        Whether one did.

    Examples:
        >>> interrupted(StudyFolder(Path("nowhere")), "cell")
        False
    """
    return folder.mark(name).exists() and not is_held(folder.lock(name))


def deaths(folder: StudyFolder, name: str, since: float) -> int:
    """Count the processes that died at a cell one after the other.

    Args:
        folder: The folder of the study.
        name: The name of the cell.
        since: The time before which nothing counts: a study may be killed and started again as often as one likes.

    Returns:
        The number of processes; at most ``MOST``.

    Examples:
        >>> deaths(StudyFolder(Path("nowhere")), "cell", 0.0)
        0
    """
    mark = folder.mark(name)
    try:
        if mark.stat().st_mtime < since:
            return 0
        return 1 + mark.read_text(encoding="utf-8").count("died")
    except (OSError, ValueError):
        return 0


@contextlib.contextmanager
def marked(folder: StudyFolder, name: str, died: int) -> Iterator[None]:
    """Leave a mark if this process dies inside a ``with`` block.

    Args:
        folder: The folder of the study.
        name: The name of a cell, whose lock this process holds.
        died: The number of processes that died at it before.

    Yields:
        No value.

    Raises:
        OSError: If the mark cannot be written.

    Examples:
        >>> with tempfile.TemporaryDirectory() as name:
        ...     folder = StudyFolder(Path(name))
        ...     folder.work.mkdir()
        ...     with marked(folder, "cell", 1):
        ...         deaths(folder, "cell", 0.0), interrupted(folder, "cell")
        ...     deaths(folder, "cell", 0.0)
        (2, True)
        0
    """  # noqa: DOC502
    mark = folder.mark(name)
    try:
        mark.write_text("died\n" * died, encoding="utf-8")
        yield
    finally:
        mark.unlink(missing_ok=True)
