"""The finished cells of a study, read from its folder, and what is missing of it: all that a page of findings knows."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from bounds.plain_file import read_plain
from empirical.errors import InputError
from empirical.report.writer import LARGEST_SUMMARY, SUMMARY
from empirical.studies.cell_folder import read_record
from empirical.studies.status import status_of
from empirical.studies.study_folder import StudyFolder, read_plan


class FinishedCell(NamedTuple):
    """A finished cell of a study.

    Attributes:
        place: Its folder.
        parts: The names of the parts of the study that have it.
        record: Its record: the names and options of the cell, and the seconds that it took.
        summary: The summary of its report.
    """

    place: Path
    parts: tuple[str, ...]
    record: Mapping[str, Any]
    summary: Mapping[str, Any]

    @property
    def names(self) -> Mapping[str, str | None]:
        """What names the cell in its tables: ``dataset``, ``model``, ``method`` and ``mode``."""
        return self.record["names"]

    @property
    def dataset(self) -> str:
        """The name of its data."""
        return self.record["names"]["dataset"]

    @property
    def options(self) -> Mapping[str, Any]:
        """All its options by name: lists where a report sweeps, null where an option says nothing."""
        return self.record["options"]

    @property
    def attack(self) -> str:
        """The norm of the attacks on its models, as ``ℓ∞``."""
        norm = float(self.options["norm"])
        return "ℓ∞" if math.isinf(norm) else f"ℓ{norm:g}"

    @property
    def seconds(self) -> float:
        """The seconds that it took; training that several cells share counts for the one that did it."""
        return sum(self.record["seconds"].values())

    def table(self, name: str) -> pl.LazyFrame:
        """Read one of its tables, lazily.

        Args:
            name: The name of the table: ``instances``, ``verdicts``, or what the study keeps or measures beside.

        Returns:
            The table.
        """
        return pl.scan_parquet(self.place / f"{name}.parquet")


class Missing(NamedTuple):
    """A part of a study that is not done.

    Attributes:
        what: The name of the cell or of the data set.
        why: Why it is missing, a clause.
    """

    what: str
    why: str


class Finished(NamedTuple):
    """What is done of a study.

    Attributes:
        cells: The finished cells, in the order of the description: data set by data set.
        missing: All else that the description asks for.
    """

    cells: tuple[FinishedCell, ...]
    missing: tuple[Missing, ...] = ()


def read_finished(root: Path) -> Finished:
    """Read what is done of a study.

    Args:
        root: The folder of the study.

    Returns:
        The finished cells, and what is missing.

    Raises:
        InputError: If the folder is no study's, or none of its cells is finished.

    Examples:
        >>> read_finished(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """
    places = StudyFolder(root)
    cells = tuple(found for one in read_plan(root)["cells"] if (found := _finished(places.cells / one["name"], one)))
    if not cells:
        raise InputError(f"no cell of {root} is finished yet; let the study run first")
    return Finished(cells, _missing(root))


def _finished(place: Path, planned: Mapping[str, Any]) -> FinishedCell | None:
    """Read a cell of the plan; ``None`` if it is not finished."""
    record = read_record(place)
    if record is None or record.get("key") != planned["key"]:
        return None
    summary = json.loads(read_plain(place / SUMMARY, largest=LARGEST_SUMMARY))
    return FinishedCell(place, tuple(planned["parts"]), record, summary)


def _missing(root: Path) -> tuple[Missing, ...]:
    status = status_of(root)
    return (
        *(Missing(name, "its data cannot be read") for name in status.lacking),
        *(Missing(name, line) for name, line in status.failed.items()),
        *(Missing(name, "it is not done yet") for name in (*status.running, *status.waiting)),
    )
