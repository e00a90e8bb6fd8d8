"""Opening of the folder of a study, by one process at a time: its plan changes while no other process follows it."""

import contextlib
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from bounds.atomic_write import write_text
from empirical.disk.locking import file_lock, in_use, is_held, is_used
from empirical.errors import InputError, writing
from empirical.studies.cell import STUDY_FORMAT
from empirical.studies.cell_folder import problem
from empirical.studies.cells import Plan
from empirical.studies.findings import FINDINGS
from empirical.studies.plain import to_plain
from empirical.studies.study_folder import PLAN, StudyFolder, read_plan, set_aside

USERS, OPENING = "plan", "opening"
"""Names of the locks that all processes share which follow the plan, and that one holds while it opens the folder."""

PAUSE = 0.05
"""The seconds between two looks at a lock."""

LOOKS = 5
"""The number of looks at the lock of those who follow the plan: who leaves holds it alone for a moment."""

_ASIDE = re.compile(rf"\.{re.escape(PLAN)}\.[0-9a-f]{{16}}")
"""Names of a plan that is being written."""


@contextlib.contextmanager
def open_study(root: Path, made: Plan, tell: Callable[[str], object]) -> Iterator[StudyFolder]:
    """Make the folder of a study or take up an earlier one; its plan stays until the ``with`` block ends.

    Cells that the plan does not have are set aside, and come back with a plan that has them. Where other processes
    follow a plan of the same description, cells are added to it of data that they cannot read, and stay in it of data
    that this process cannot read.

    Args:
        root: The folder.
        made: The plan.
        tell: A function that is called with a line for the user.

    Yields:
        The places in the folder.

    Raises:
        InputError: If the folder is something else, cannot be written, or another process works there on another plan.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> with tempfile.TemporaryDirectory() as name:
        ...     with open_study(Path(name) / "mine", plan(Study("mine", (Part("main"),))), print) as folder:
        ...         sorted(path.name for path in folder.root.iterdir())
        ['cells', 'earlier', 'failed', 'models', 'plan.json', 'work']
    """
    folder = StudyFolder(root)
    with contextlib.ExitStack() as stack:
        with writing(root):
            if root.is_dir() and not (root / PLAN).exists() and (others := _others(root)):
                raise InputError(f"{root} is not empty, and no study ({others[0].name}): choose another folder")
            for path in folder.places:
                path.mkdir(parents=True, exist_ok=True)
            with _alone(folder.lock(OPENING)):
                _take_up(folder, made, tell)
                stack.enter_context(in_use(folder.lock(USERS)))
        yield folder


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for a lock, and hold it."""
    while True:
        with file_lock(path) as free:
            if free:
                yield
                return
        time.sleep(PAUSE)


def _others(root: Path) -> list[Path]:
    """List what stands in a folder and is no part of a study."""
    ours = {PLAN, FINDINGS, *(place.name for place in StudyFolder(root).places)}
    return sorted(path for path in root.iterdir() if path.name not in ours and not _ASIDE.fullmatch(path.name))


def _take_up(folder: StudyFolder, made: Plan, tell: Callable[[str], object]) -> None:
    """Bring the folder to a plan, if nobody follows another one."""  # noqa: DOC501
    root = folder.root
    old = _plan_or_none(root, tell)
    new = _joined(made, old)
    if new != old:
        if not _extends(new, old) and _followed(folder):
            raise InputError(f"another process works in {root} on another plan; wait for it, or choose another folder")
        write_text(root / PLAN, json.dumps(new, indent=1, ensure_ascii=False) + "\n")
    _arrange(folder, made, {cell["name"] for cell in new["cells"]}, tell)
    if is_held(folder.lock(OPENING)):  # so locks work here, and nobody else writes a plan now
        for path in root.iterdir():
            if _ASIDE.fullmatch(path.name):
                path.unlink(missing_ok=True)


def _plan_or_none(root: Path, tell: Callable[[str], object]) -> dict[str, Any] | None:
    """Read the plan of an earlier run; nothing if there is none, or it is damaged, which is told."""  # noqa: DOC501
    try:
        return read_plan(root)
    except InputError as error:
        if (root / PLAN).exists():
            if others := _others(root):  # perhaps somebody else's file of that name
                raise InputError(
                    f"{error}; nor is all else there a study's ({others[0].name}): choose another folder, or remove "
                    f"{root / PLAN} and what is not of the study"
                ) from None
            tell(f"{PLAN} is written anew: {error}")
        return None


def _joined(made: Plan, old: dict[str, Any] | None) -> dict[str, Any]:
    """Write down a plan; of data that cannot be read here, it has the cells of an earlier plan of the description."""
    study = json.loads(json.dumps(to_plain(made.study)))
    known = old["cells"] if old is not None and old["study"] == study else []
    theirs = [cell for cell in known if cell.get("source") in made.unread]
    ours = [
        {
            "name": cell.name,
            "key": cell.key,
            "kind": list(cell.kind),
            "parts": list(cell.parts),
            "source": cell.source,
            "number": cell.number,
        }
        for cell in made.cells
    ]
    cells = sorted({cell["key"]: cell for cell in (*ours, *theirs)}.values(), key=lambda cell: cell["number"])
    read = {cell["source"] for cell in theirs}
    lacking = [one._asdict() for place, one in zip(sorted(made.unread), made.lacking, strict=True) if place not in read]
    return {"format": STUDY_FORMAT, "study": study, "cells": cells, "lacking": lacking}


def _extends(new: dict[str, Any], old: dict[str, Any] | None) -> bool:
    """Tell whether a plan is an earlier one with more cells, which does not disturb who follows that."""
    if old is None or new["study"] != old["study"]:
        return False
    return {cell["key"] for cell in old["cells"]} <= {cell["key"] for cell in new["cells"]}


def _followed(folder: StudyFolder) -> bool:
    """Tell whether another process follows the plan of a folder; nobody can begin to meanwhile."""
    for _ in range(LOOKS):
        if not is_used(folder.lock(USERS)):
            return False
        time.sleep(PAUSE)
    return True


def _arrange(folder: StudyFolder, made: Plan, names: Collection[str], tell: Callable[[str], object]) -> None:
    """Bring back cells that were set aside, and set aside what the plan does not have."""
    for cell in made.cells:
        kept = folder.earlier / cell.name
        if kept.is_dir() and not folder.place(cell).exists() and not problem(kept, cell):
            with contextlib.suppress(OSError):  # another process was faster, where nothing can be locked
                os.rename(kept, folder.place(cell))
    others = [path for path in folder.cells.iterdir() if path.name not in names]
    for path in others:
        set_aside(path, folder)
    if others:
        tell(f"{len(others)} entries of {folder.cells} are not of this plan: now in {folder.earlier}")
    for path in folder.failed.iterdir():
        if path.stem not in names and not path.name.startswith("."):  # else it is being written
            path.unlink(missing_ok=True)
