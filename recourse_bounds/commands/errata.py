"""The command ``recourse-bounds errata``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from recourse_bounds.terminal import Progress, printable

EXAMPLE = "recourse-bounds errata --out errata"


def errata(
    out: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Folder for the pages, Markdown and HTML; earlier ones are replaced."),
    ] = Path("errata"),
) -> None:
    """Write the errata pages: what papers print, what of it is false, and what is true in its place."""
    from recourse_bounds.errata import PAPERS, files, write

    with Progress() as progress:
        progress("proving and replaying every claim")
        made = write(out)
    for page in made:
        for note in page.notes:
            sys.stderr.write(printable(note) + "\n")
    for paper in PAPERS:
        for name in files(paper):
            sys.stdout.write(f"{printable(str(out / name))}\n")
