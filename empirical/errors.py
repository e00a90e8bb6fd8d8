"""The one exception for input that cannot be used; the command line turns it into one line and exit status 2."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path


class InputError(ValueError):
    """An ``InputError`` reports input that cannot be used; its message is one line that says what to do."""


class UnwritableError(InputError):
    """An ``UnwritableError`` says that a folder cannot be written: whatever comes next would fail there too."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusals to write, inside a ``with`` block, into an ``UnwritableError`` with a remedy.

    Args:
        folder: The folder that the block writes to, as the message names it.

    Yields:
        No value.

    Raises:
        UnwritableError: If the block raises an ``OSError``.

    Examples:
        >>> import errno
        >>> from pathlib import Path
        >>> with writing(Path("results")):
        ...     raise PermissionError(errno.EACCES, "Permission denied")
        Traceback (most recent call last):
        ...
        empirical.errors.UnwritableError: results cannot be written: Permission denied; choose another folder
    """
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "the disk is full; free some space" if full else f"{error.strerror}; choose another folder"
        raise UnwritableError(f"{folder} cannot be written: {why}") from None
