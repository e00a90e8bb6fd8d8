"""Pages of measured figures: tables in Markdown, the commit they were made with, and what a study is doing."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows as a Markdown table.

    Args:
        rows: The cells of each row by title, with the same titles in every row.

    Returns:
        The table, with three significant digits of each float; ``None.`` without rows.

    Examples:
        >>> print(table([{"data": "german", "cost": 0.12345}]))
        | data | cost |
        | --- | --- |
        | german | 0.123 |
    """
    if not rows:
        return "None."
    lines = [" | ".join(rows[0]), " | ".join("---" for _ in rows[0])]
    lines += [" | ".join(_cell(value) for value in row.values()) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def commit() -> str:
    """Give the name of the working tree's commit in git, to write it on a page.

    Returns:
        The name, with the suffix ``-dirty`` if files are changed; ``unknown`` without git.

    Examples:
        >>> len(commit()) > 0
        True
    """
    command = ("git", "describe", "--always", "--dirty")
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def announce(stage: str) -> None:
    """Print the next stage of a study on standard error.

    Args:
        stage: The description of the stage, a few words.

    Examples:
        >>> from contextlib import redirect_stderr
        >>> with redirect_stderr(sys.stdout):
        ...     announce("german: training")
        german: training ...
    """
    sys.stderr.write(f"{stage} ...\n")
    sys.stderr.flush()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
