"""The options of ``recourse-bounds explain``: those of a report that say something of one person, and a few more."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from empirical.errors import InputError
from recourse_bounds.ranges import names
from recourse_bounds.report_options import OF_METHOD, Options

FORMATS = ("text", "json", "csv", "html")
"""The formats of an answer."""

_MOST = "Most used"


def _option(text: str, metavar: str | None = None, *, default: str | bool = True) -> Any:
    return typer.Option(help=text, rich_help_panel=_MOST, metavar=metavar, show_default=default)


@dataclass(frozen=True, kw_only=True)
class ExplainOptions(Options):
    """What the command line says of one person: the options of a report, and a field for every further one."""

    row: Annotated[int | None, _option("The person: a row of the table, counted from 0.", "NUMBER")] = None
    person: Annotated[
        Path | None,
        _option("Or somebody else: JSON file with a value for every column; - reads standard input.", "FILE"),
    ] = None
    method: Annotated[
        str,
        _option("How recourses are found, one method or several: scfe,gs,roar,cchvae,nice,ecco,ar.", "METHODS"),
    ] = "scfe"
    several: Annotated[
        int, _option("How many recourses, which change different columns, are looked for.", "NUMBER")
    ] = 1
    format: Annotated[str, _option("Format of the answer.", "text|json|csv|html")] = "text"
    out: Annotated[Path | None, _option("File for the answer; by default it is printed.", "FILE")] = None
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Say what every statement says.", rich_help_panel=_MOST)
    ] = False
    mode: Annotated[
        str,
        typer.Option(
            help="Which recourse of scfe: valid, an accepted one; sparse, one that changes few columns; fixed, the "
            "minimiser for this λ, accepted or not.",
            rich_help_panel="Recourse",
            metavar="valid|sparse|fixed",
        ),
    ] = "valid"

    @property
    def methods(self) -> tuple[str, ...]:
        """The recourse methods."""
        return names(self.method)

    def of_method(self, method: str) -> "ExplainOptions":
        """Give the options of one of the methods.

        Args:
            method: The method.

        Returns:
            The options, as a report by this method has them.
        """
        return replace(self, method=method, mode=self.mode if method == "scfe" else "fixed")

    def refuse_others(self, given: Collection[str]) -> None:
        """Refuse options that say nothing of the chosen models or of any chosen method.

        Args:
            given: The names of the options that somebody wrote.

        Raises:
            InputError: If there is such an option, or nobody or nothing is asked about.
        """
        if (self.row is None) == (self.person is None):
            raise InputError("name one person: by --row, counted from 0, or by --person, a JSON file or - for input")
        if self.format not in FORMATS:
            raise InputError(f"--format must be one of {', '.join(FORMATS)}, not {self.format!r}")
        if self.verbose and self.format != "text":
            raise InputError(f"--verbose is for text; --format {self.format} holds everything anyway")
        if not self.methods or len(set(self.methods)) < len(self.methods):
            raise InputError("--method must name a recourse method, or several, each once")
        each = [self.of_method(method) for method in self.methods]
        for one in each:
            of_others = {name for name in OF_METHOD if not one.takes(name) and any(other.takes(name) for other in each)}
            Options.refuse_others(one, set(given) - of_others)


_FIRST = ("row", "person", "dataset", "data", "target", "favourable", "model", "epsilon", "method", "several", "format")
_LEFT_OUT = ("json", "csv", "instances", "group")

NAMES = (
    *_FIRST,
    *(one.name for one in fields(ExplainOptions) if one.name not in (*_FIRST, *_LEFT_OUT)),
)
"""The names of the options of the command, most used first."""
