"""Opening a user's file, with a clear refusal where it is not a plain file."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from empirical.errors import InputError


def open_plain(path: str) -> BinaryIO:
    """Open a plain file in binary mode, so that it can be read more than once.

    Args:
        path: The path of the file.

    Returns:
        The open file, at its start.

    Raises:
        InputError: If the file does not exist, cannot be read, or is a folder, a pipe or a device.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     open_plain(folder)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: is a folder; name a file
    """
    with _explained():
        mode = os.stat(path).st_mode  # before opening: to open a pipe that nobody writes to takes for ever
    if not stat.S_ISREG(mode):
        raise InputError("is a folder; name a file" if stat.S_ISDIR(mode) else "is no plain file; save it to one")
    with _explained():
        return open(path, "rb")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError("there is no such file") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None
    except ValueError:  # a NUL or half a surrogate pair in the path
        raise InputError("no file can have such a name") from None
