"""The command ``recourse-bounds errata``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from recourse_bounds.terminal import Progress, printable

EXAMPLE = "recourse-bounds errata --out errata"


def errata(
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder for errata.md and errata.html; an earlier page is replaced.")
    ] = Path("errata"),
) -> None:
    """Write the errata page: what the paper prints, what of it is false, and what is true in its place."""
    from recourse_bounds.errata import HTML, MARKDOWN, write

    with Progress() as progress:
        progress("proving and replaying every claim")
        made = write(out)
    for note in made.notes:
        sys.stderr.write(printable(note) + "\n")
    sys.stdout.write(f"{printable(str(out / MARKDOWN))}\n{printable(str(out / HTML))}\n")
