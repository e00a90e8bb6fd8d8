"""Small studies, and what stands in their folders."""

from pathlib import Path

from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.studies.cell_folder import RECORD
from empirical.studies.cells import Plan
from empirical.studies.description import Part, Study
from empirical.studies.report_cell import ReportCell

SMALL = {"steps": (5,), "instances": (4,)}
"""Options with which a report takes a moment; examples of documents have them too, so that it is compiled once."""

MINIATURE = Study("miniature", (Part("lam", options={**SMALL, "lam": (0.01, 0.1)}),))
"""A study of two cells with the same models."""


def reports(made: Plan) -> list[ReportCell]:
    """The cells of a plan that has reports alone."""
    cells = [cell for cell in made.cells if isinstance(cell, ReportCell)]
    assert len(cells) == len(made.cells)
    return cells


def tables(root: Path) -> dict[str, bytes]:
    """All files of all cells but the records, which have times."""
    paths = [path for path in (root / "cells").rglob("*") if path.is_file() and path.name != RECORD]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def unfinished(root: Path) -> list[Path]:
    """What is left of work."""
    return sorted((root / "work").iterdir())


def once(kept: dict) -> Checkpoint:
    """A store that computes nothing twice, and copies what it keeps."""

    def checkpoint(key, compute):
        if key not in kept:
            kept[key] = without_checkpoints(key, compute)
        return {name: value.copy() for name, value in kept[key].items()}

    return checkpoint


def finished_alone(kept: dict) -> Checkpoint:
    """A store in which everything is finished: who asks for more has computed something again."""
    return lambda key, _: kept[key]
