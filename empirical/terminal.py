"""What the terminal shows: tables, or tab-separated lines where there is no terminal, and what is going on."""

import sys
import threading
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

PATIENCE = 2.0
"""Seconds after which work is announced where there is no terminal."""


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Iterable[str] = ()) -> None:
    """Print a table: drawn on a terminal, else tab-separated, one row a line, never wrapped.

    Args:
        title: Above the table, on a terminal only.
        header: Column names.
        rows: Cells as text.
        numeric: Names of columns to align on the right.
    """
    console = Console()
    if not console.is_terminal:
        for row in (header, *rows):
            sys.stdout.write("\t".join(" ".join(cell.split()) for cell in row) + "\n")
        return
    table = Table(title=Text(title, "bold"), title_justify="left", header_style="bold")
    right = set(numeric)
    for name in header:
        table.add_column(Text(name), justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


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
        """Announce the next stage."""
        if self._console.is_terminal:
            self._status.update(f"{stage} ...")
            return
        with self._lock:
            self._stage = stage
            if not self._patient:
                self._announce()

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
