"""The one exception for input that cannot be used; the command line turns it into one line and exit status 2."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path


class InputError(ValueError):
    """Bad input. The message is one line that says what to do."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """A block that writes into a folder: what the system refuses becomes bad input.

    Args:
        folder: As the message names it.

    Yields:
        Nothing.

    Raises:
        InputError: If the block raises an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "the disk is full; free some space" if full else f"{error.strerror}; choose another folder"
        raise InputError(f"{folder} cannot be written: {why}") from None
