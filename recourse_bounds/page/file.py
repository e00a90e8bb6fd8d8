"""The file of a page: it replaces an earlier page, and nothing else."""

from pathlib import Path

from bounds.atomic_write import write_text
from empirical.errors import InputError, writing

MARK = b'<meta name="generator" content="recourse-bounds">'
"""The mark in every page, by which an earlier page is known."""

LOOKED_AT = 4096
"""Bytes of a file in which the mark is looked for."""


def write_page(page: bytes, path: Path) -> None:
    """Write a page into a file, aside first and then into its place.

    Args:
        page: The page.
        path: The file; its folder is made if need be.

    Raises:
        InputError: If the file exists and is no page, or it cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     place = Path(folder) / "notes.html"
        ...     _ = place.write_text("my notes")
        ...     write_page(MARK, place)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: ... exists and is no page of a report: choose another name or remove it
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not (path.is_file() and MARK in _beginning(path)):
            raise InputError(f"{path} exists and is no page of a report: choose another name or remove it")
        write_text(path, page.decode())


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOKED_AT)
