"""The reasons why cells of a study failed."""

import json
from pathlib import Path
from typing import Any

from bounds.atomic_write import write_text
from empirical.errors import InputError
from empirical.studies.cell import Cell
from empirical.studies.options import as_keys


def record_failure(path: Path, cell: Cell, line: str) -> None:
    """Write down why a cell failed.

    Args:
        path: The file.
        cell: The cell.
        line: The reason.

    Raises:
        OSError: If it cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> (cell,) = plan(Study("mine", (Part("main"),))).cells
        >>> with tempfile.TemporaryDirectory() as name:
        ...     record_failure(Path(name) / "cell.json", cell, "it diverged")
        ...     json.loads((Path(name) / "cell.json").read_text())["line"]
        'it diverged'
    """  # noqa: DOC502
    content: dict[str, Any] = {"name": cell.name, "key": cell.key, "kind": list(cell.kind), "line": line}
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def one_line(error: Exception) -> str:
    """Write an exception as one line.

    Args:
        error: The exception.

    Returns:
        Its message, after its kind where it is none of this project; options have the names that descriptions give
        them.

    Examples:
        >>> one_line(InputError("lower --vae-width")), one_line(KeyError("steps"))
        ('lower vae_width', "KeyError: 'steps'")
    """
    text = " ".join(str(error).split())[:500]
    if not isinstance(error, InputError):
        return f"{type(error).__name__}: {text}"
    return as_keys(text)
