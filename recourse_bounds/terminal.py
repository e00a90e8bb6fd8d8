"""What the terminal shows: tables, or tab-separated lines where there is no terminal, and what is going on."""

import os
import signal
import sys
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from empirical.errors import InputError

NARROWEST = 80
"""Columns that a table may take even on a narrower terminal."""

PATIENCE = 2.0
"""Seconds after which work is announced where there is no terminal."""


def printable(text: str) -> str:
    """Text on one line that can do nothing to a terminal.

    Args:
        text: Any text, as of a file of somebody else's.

    Returns:
        It with runs of white space as one space, and other characters that are not printable as escapes.
    """
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in " ".join(text.split())
    )


def terminal_width() -> int | None:
    """The width of the terminal on which tables are drawn.

    Returns:
        Its columns; ``None`` if standard output is no terminal.
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

    Args:
        title: Above the table, on a terminal only.
        header: Column names.
        rows: Cells as text.
        numeric: Names of columns to align on the right.
        wrapped: Names of columns whose cells may take several lines on a narrow terminal.
    """
    width = terminal_width()
    if width is None:
        with _standard_output():
            for row in (header, *rows):
                sys.stdout.write("\t".join(map(printable, row)) + "\n")
            sys.stdout.flush()
        return
    table = Table(
        title=Text(printable(title), "bold"), title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False
    )
    for name in header:
        justify = "right" if name in numeric else "left"
        table.add_column(Text(printable(name), "bold"), justify=justify, overflow="fold", no_wrap=name not in wrapped)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    with _standard_output():
        Console(width=max(width, NARROWEST)).print(table)  # a narrower terminal breaks lines; no cell is ever cut


@contextmanager
def _standard_output() -> Iterator[None]:
    """Output whose reader may go away, as ``| head`` does; a full disk behind it is bad input."""  # noqa: DOC501
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise InputError(f"the output cannot be written: {error.strerror}") from None


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
        """
        if _interrupted.is_set():
            raise KeyboardInterrupt
        if self._console.is_terminal:
            self._status.update(f"{stage} ...")
            return
        with self._lock:
            self._stage = stage
            if not self._patient:
                self._announce()

    def tell(self, line: str) -> None:
        """Say what the user should know whatever comes next.

        Args:
            line: On one line.
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


_interrupted = threading.Event()


def remember_interrupts() -> None:
    """Let Ctrl-C be noticed at the next stage even if it was raised in a callback that swallows exceptions."""

    def interrupt(*_: object) -> None:
        _interrupted.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
