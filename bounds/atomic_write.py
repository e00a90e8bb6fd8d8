"""Atomic file writing: whoever reads the file sees the old content or the new content, never a part of either.

The content is written to a temporary file in the same folder, which then takes the place of the old file in one step of
the operating system. Pages and records are written in this way; a report is a folder that is written aside and renamed.
"""

import os
import secrets
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Replace the content of a text file atomically, so that no reader ever sees a half-written file.

    Args:
        path: The file to write; its folder must exist.
        text: The new content, which is encoded in UTF-8.

    Raises:
        OSError: If the file cannot be written. The old file is then unchanged, and no temporary file is left behind.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_text(Path(folder, "page.txt"), "old")
        ...     write_text(Path(folder, "page.txt"), "new")
        ...     [(path.name, path.read_text()) for path in Path(folder).iterdir()]
        [('page.txt', 'new')]
    """  # noqa: DOC502
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
