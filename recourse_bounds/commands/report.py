"""The command ``recourse-bounds report``."""

import contextlib
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empirical.errors import InputError
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.report_options import Options
from recourse_bounds.terminal import Progress, emit, printable, say, show

if TYPE_CHECKING:
    from empirical.checkpoints import Checkpoint
    from empirical.data import Dataset
    from empirical.report import Report, Settings

EXAMPLE = "recourse-bounds report --dataset breast-cancer --epsilon 0.05"


def report(options: Options, written: Collection[str]) -> int:
    """Train a natural and a robust model, find recourses for whom the natural one rejects, and check every theorem.

    Args:
        options: The options.
        written: The names of the options that somebody wrote.

    Returns:
        The exit status.

    Examples:
        >>> report(Options(json=True, verbose=True), {"json", "verbose"})
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: --json prints JSON and nothing else; leave out --verbose
    """
    _refuse_both(options)
    settings = options.settings(written)
    made, dataset, folder = _make(settings, options.out, csv=options.csv)
    if options.json:
        _print_json(made, folder)
    else:
        _print_answer(made, dataset if options.verbose else None, folder)
    return DEFECT if made.defects else 0


def _refuse_both(options: Options) -> None:
    """Refuse two options that contradict each other."""  # noqa: DOC501
    if options.json and options.verbose:
        raise InputError("--json prints JSON and nothing else; leave out --verbose")


def _make(settings: "Settings", out: Path | None, *, csv: bool) -> "tuple[Report, Dataset, Path]":
    """Make the report and write it; with its data, and the folder where it lies."""
    from empirical.report import report_on, write
    from empirical.report.settings import load_claims, load_data
    from empirical.report.writer import check_target
    from recourse_bounds.page import page_of

    if out is not None:
        check_target(out)
    user = load_claims(settings)
    with Progress() as progress:
        progress("loading data")
        dataset = load_data(settings)
        folder = Path("report") / dataset.name if out is None else out
        check_target(folder)
        with _checkpoints(dataset, settings, folder, progress) as checkpoint:
            made = report_on(dataset, settings, user=user, stage=progress, checkpoint=checkpoint)
            progress("writing the report")
            write(made, folder, csv=csv, page=page_of(made))
    return made, dataset, folder


def _checkpoints(
    dataset: "Dataset", settings: "Settings", folder: Path, progress: Progress
) -> contextlib.AbstractContextManager["Checkpoint"]:
    """What keeps finished work: nothing where all of it takes no time."""
    from empirical.checkpoints import checkpoints_in, without_checkpoints
    from empirical.families import family_with
    from empirical.report.provenance import binding
    from empirical.report.writer import checkpoints_folder

    if not family_with(settings.grid).keeps_checkpoints:
        return contextlib.nullcontext(without_checkpoints)
    return checkpoints_in(checkpoints_folder(folder), binding(dataset, settings), tell=progress.tell)


def _print_json(made: "Report", folder: Path) -> None:
    """Print the bytes of ``summary.json``, and say on standard error where the report is."""
    from empirical.report.writer import as_text

    emit(as_text(made.summary).encode())
    sys.stderr.write(printable(f"report: {folder}") + "\n")


def _print_answer(made: "Report", dataset: Any, folder: Path) -> None:
    """Print the answer; before it all tables, where the data set is given."""
    from recourse_bounds.answer import answer

    if dataset is not None:
        _print_tables(made, dataset)
    say(answer(made, folder))


def _print_tables(made: "Report", dataset: "Dataset") -> None:
    """Print what the columns of a user's table were taken for, every table of the report, and notes on them."""
    from empirical.data.table.load import DESCRIBED, describe
    from recourse_bounds.tables import print_tables
    from recourse_bounds.tables.report import notes

    if made.summary["settings"]["data"]["kind"] == "table":
        show("What every column was taken for", DESCRIBED, describe(dataset), wrapped=DESCRIBED[2:3])
    print_tables(made)
    for note in notes(made):
        sys.stderr.write(printable(note) + "\n")
