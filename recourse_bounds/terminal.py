"""What the terminal shows: text and tables, tab-separated where there is no terminal, and what is going on."""

import io
import re
import sys
import threading
from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from recourse_bounds.interrupts import raise_if_interrupted

NARROWEST = 80
"""The number of columns that a table may take even on a narrower terminal."""

FOLDED = 12
"""The number of columns that a cell which may take several lines has at least, where it is not shorter."""

PATIENCE = 2.0
"""The seconds after which work is announced where there is no terminal."""


_HEADING = re.compile(r"^(Means over .*|.*  bound broken for)$")
"""A line above a table in the text that ``say`` prints."""

_ALARM = re.compile(r"^(DEFECT|REFUTED):.*$")
"""A line that nobody may overlook."""


def printable(text: str) -> str:
    r"""Put text on one line that can do nothing to a terminal.

    Args:
        text: Any text, as of a file of somebody else's.

    Returns:
        The text with one space for every run of white space, and with other characters that cannot be printed as
        escapes.

    Examples:
        >>> print(printable("red \x1b[31m\n text"))
        red \x1b[31m text
    """
    line = " ".join(text.split())
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in line
    )


def terminal_width() -> int | None:
    """Measure the terminal on which tables are drawn.

    Returns:
        The number of its columns; ``None`` if standard output is no terminal.

    Examples:
        >>> terminal_width() is None  # the output of an example is no terminal
        True
    """
    console = Console()
    return console.width if console.is_terminal else None


def show(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Collection[str] = (),
    wrapped: Collection[str] = (),
) -> None:
    """Print a table: drawn on a terminal, else tab-separated, one row a line, never wrapped.

    A table that is too wide for the terminal is drawn with its rows as columns, where that helps. No cell is ever cut.

    Args:
        title: The title above the table, on a terminal only.
        header: The names of the columns.
        rows: The cells as text.
        numeric: The names of columns to align on the right.
        wrapped: The names of columns whose cells may take several lines on a narrow terminal.

    Examples:
        >>> show("Costs", ("model", "cost"), [("natural", "0.5")])  # doctest: +NORMALIZE_WHITESPACE
        model   cost
        natural 0.5
    """
    raise_if_interrupted()
    width = terminal_width()
    if width is None:
        for row in (header, *rows):
            sys.stdout.write("\t".join(map(printable, row)) + "\n")
        sys.stdout.flush()
        return
    cells = [[printable(name) for name in header], *([printable(cell) for cell in row] for row in rows)]
    folded = [place for place, name in enumerate(header) if name in wrapped]
    room = max(width, NARROWEST)
    turned = [list(column) for column in zip(*cells, strict=True)]
    if _needed(cells, folded) > room and not folded and _needed(turned) <= room:
        table = _drawn(title, turned, right=range(1, len(cells)))
    else:
        table = _drawn(title, cells, right=[header.index(name) for name in numeric], folded=folded)
        room = max(room, _needed(cells, folded))  # a narrower terminal breaks lines
    Console(width=room).print(table)


def _needed(cells: list[list[str]], folded: Collection[int] = ()) -> int:
    """The columns of a terminal that a table needs so that no cell is cut."""
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    return sum(min(width, FOLDED) if place in folded else width for place, width in enumerate(widths)) + len(widths)


def _drawn(title: str, cells: list[list[str]], *, right: Collection[int], folded: Collection[int] = ()) -> Table:
    """A table with its first row as the header, some columns aligned on the right, some whose cells may take lines."""
    table = Table(
        title=Text(printable(title), "bold"), title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False
    )
    header, *rows = cells
    for place, name in enumerate(header):
        justify = "right" if place in right else "left"
        table.add_column(Text(name, "bold"), justify=justify, overflow="fold", no_wrap=place not in folded)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def say(lines: Iterable[str]) -> None:
    """Print text: on a terminal with headings in bold and alarms in red, else as it is.

    Args:
        lines: The lines, which are never wrapped.

    Examples:
        >>> say(["The natural model rejects 39 of 114 test people"])
        The natural model rejects 39 of 114 test people
    """
    raise_if_interrupted()
    if terminal_width() is None:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        return
    console = Console()
    for line in lines:
        text = Text(line)
        text.highlight_regex(_HEADING, "bold")
        text.highlight_regex(_ALARM, "bold red")
        console.print(text, soft_wrap=True)


def emit(content: bytes) -> None:
    """Write bytes to standard output, as they are, whatever the encoding of the terminal.

    Args:
        content: The bytes.

    Examples:
        >>> emit(b"{}")
        {}
    """
    raise_if_interrupted()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:  # what stands in for it, as in a notebook, takes text alone
        sys.stdout.write(content.decode())
    sys.stdout.flush()


class Progress:
    """Says on standard error what is going on: a status line on a terminal, else a line a stage after two seconds."""

    def __init__(self) -> None:
        """Prepare, silently."""
        self._console = Console(stderr=True)
        self._status = self._console.status("")
        self._lock = threading.Lock()
        self._patient = True
        self._stage = ""
        self._timer = threading.Timer(PATIENCE, self._lose_patience)
        self._timer.daemon = True

    def __call__(self, stage: str) -> None:
        """Announce the next stage, unless the user has had enough.

        Raises:
            KeyboardInterrupt: If one was raised before where nobody passed it on.
        """  # noqa: DOC502
        raise_if_interrupted()
        if self._console.is_terminal:
            self._status.update(f"{stage} ...")
            return
        with self._lock:
            self._stage = stage
            if not self._patient:
                self._announce()

    def tell(self, line: str) -> None:
        """Say something that the user should know whatever comes next.

        Args:
            line: The text, on one line.
        """
        with self._lock:
            if self._console.is_terminal:
                self._console.print(Text(printable(line)))
            else:
                sys.stderr.write(printable(line) + "\n")
                sys.stderr.flush()

    def __enter__(self) -> "Progress":
        """Start showing."""
        if self._console.is_terminal:
            self._status.start()
        else:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop showing."""
        self._timer.cancel()
        self._status.stop()

    def _lose_patience(self) -> None:
        with self._lock:
            self._patient = False
            if self._stage:
                self._announce()

    def _announce(self) -> None:
        sys.stderr.write(f"{self._stage} ...\n")
        sys.stderr.flush()
