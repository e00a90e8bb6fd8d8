"""What is done of a study, and how long the rest takes."""

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

from empirical.disk.locking import is_held
from empirical.studies.cell_folder import read_record
from empirical.studies.share import WHOLE, Shard
from empirical.studies.study_folder import StudyFolder, read_plan


class Status(NamedTuple):
    """What is done of a study.

    Attributes:
        study: The name of the study.
        done: The names of the cells that are finished.
        running: The names of the cells that a process works on now.
        failed: The reasons why cells failed at the last try, by name.
        waiting: The names of the other cells.
        lacking: The reasons why data sets cannot be read, by name.
        seconds: The seconds that finished cells took, by kind and stage: one entry for each cell.
        remaining: The seconds that the rest takes on one process, by the times of cells that are alike; NaN if no cell
            is finished.
    """

    study: str
    done: tuple[str, ...]
    running: tuple[str, ...]
    failed: dict[str, str]
    waiting: tuple[str, ...]
    lacking: dict[str, str]
    seconds: dict[tuple[str, ...], list[dict[str, float]]]
    remaining: float


def status_of(root: Path, *, share: Shard = WHOLE) -> Status:
    """Tell what is done of a study, and how long the rest takes.

    Args:
        root: The folder of the study.
        share: The share of the cells that is asked about.

    Returns:
        The state of every cell.

    Raises:
        InputError: If the folder is no study's.

    Examples:
        >>> status_of(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    content, folder = read_plan(root), StudyFolder(root)
    states: dict[str, list[str]] = {"done": [], "running": [], "waiting": []}
    failed: dict[str, str] = {}
    seconds: dict[tuple[str, ...], list[dict[str, float]]] = {}
    missing: list[tuple[str, ...]] = []
    for cell in content["cells"]:
        if share != WHOLE and not share.has(cell.get("number")):
            continue
        name, kind = cell["name"], tuple(cell["kind"])
        record = read_record(folder.cells / name)
        if record is not None and record.get("key") == cell["key"]:
            states["done"].append(name)
            seconds.setdefault(kind, []).append(record["seconds"])
            continue
        missing.append(kind)
        if is_held(folder.lock(name)):
            states["running"].append(name)
        elif (reason := _reason(folder.failure(name))) is not None:
            failed[name] = reason
        else:
            states["waiting"].append(name)
    lists = {name: tuple(cells) for name, cells in states.items()}
    lacking = {one["dataset"]: one["line"] for one in content["lacking"]}
    remaining = sum(_expected(kind, seconds) for kind in missing)
    return Status(
        content["study"]["name"], failed=failed, lacking=lacking, seconds=seconds, remaining=remaining, **lists
    )


def _reason(path: Path) -> str | None:
    """Read why a cell failed."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["line"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return "the reason cannot be read"


def _expected(kind: tuple[str, ...], seconds: dict[tuple[str, ...], list[dict[str, float]]]) -> float:
    """Estimate the seconds of a cell that is missing by the finished cells that are most alike."""

    def alike(other: tuple[str, ...]) -> tuple[bool, bool, bool]:
        return other[1] == kind[1], other[2] == kind[2], other[0] == kind[0]  # models count most, then the method

    if not seconds:
        return math.nan
    nearest = max(map(alike, seconds))
    times: list[Any] = [one for other, all_ in seconds.items() if alike(other) == nearest for one in all_]
    return sum(sum(one.values()) for one in times) / len(times)
