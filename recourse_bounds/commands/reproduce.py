"""The command ``recourse-bounds reproduce``."""

from pathlib import Path
from typing import Annotated

import typer

from recourse_bounds.exit_status import DEFECT
from recourse_bounds.terminal import Progress, printable, say

EXAMPLE = "recourse-bounds reproduce report/breast-cancer"


def reproduce(
    folder: Annotated[Path, typer.Argument(help="Folder of a report.")],
    data: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where the table of the report lies now, if it has moved.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--claims",
            metavar="FILE",
            help="Python file with its claims, if it has moved or is not yet known here. It is run.",
        ),
    ] = None,
) -> int:
    """Make a report again from its summary.json, and say whether it is equal, or what differs."""
    from empirical.report import build
    from empirical.report.reproduction import compare, recorded, settings_of

    known = settings_of(folder, data=data, claims=None if file is None else str(file))
    before = recorded(folder)
    with Progress() as progress:
        differences = compare(before, build(known, stage=progress, only_known=file is None))
    say(map(printable, differences) if differences else [f"equal: {folder}"])
    return DEFECT if differences else 0
