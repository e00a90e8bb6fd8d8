"""The command ``recourse-bounds page``."""

from pathlib import Path
from typing import Annotated

import typer

from recourse_bounds.terminal import Progress, printable, say

EXAMPLE = "recourse-bounds page report/breast-cancer --out breast-cancer.html"


def page(
    folder: Annotated[Path, typer.Argument(help="Folder of a report.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File of the page; by default report.html in the folder.")
    ] = None,
) -> int:
    """Make the page of a report again, from its files: a page of another name, or of an older report."""
    from empirical.report.reproduction import recorded
    from empirical.report.writer import PAGE
    from recourse_bounds.page import page_of, write_page

    report = recorded(folder)
    place = folder / PAGE if out is None else out
    with Progress() as progress:
        progress("making the page")
        write_page(page_of(report), place)
    say([f"Page in {printable(str(place))}"])
    return 0
