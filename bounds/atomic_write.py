"""Files that are written aside: whoever reads sees the old one or the new one, whole."""

import os
import secrets
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a file aside, then put it in its place.

    Args:
        path: Where; its folder must exist.
        text: What, in UTF-8.

    Raises:
        OSError: If it cannot be written; nothing is left beside it then.
    """  # noqa: DOC502
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
