"""Pages of measured figures: tables in Markdown, the commit they were made with, and what a study is doing."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def table(rows: Sequence[dict[str, Any]]) -> str:
    """A Markdown table.

    Args:
        rows: Cells by title, the same titles in each.

    Returns:
        The table, numbers in three digits; or the word that there is nothing.
    """
    if not rows:
        return "None."
    lines = [" | ".join(rows[0]), " | ".join("---" for _ in rows[0])]
    lines += [" | ".join(_cell(value) for value in row.values()) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def commit() -> str:
    """What the working tree is called by git, if it is there."""
    command = ("git", "describe", "--always", "--dirty")
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def announce(stage: str) -> None:
    """Say on standard error what a study does next.

    Args:
        stage: A few words.
    """
    sys.stderr.write(f"{stage} ...\n")
    sys.stderr.flush()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
