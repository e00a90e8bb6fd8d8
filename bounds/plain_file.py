"""Opening of files that a user names, which must be plain files: a pipe may never end, and a device never does."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: str | Path) -> BinaryIO:
    """Open a plain file in binary mode.

    Args:
        path: The path of the file.

    Returns:
        The open file, at its start.

    Raises:
        OSError: If the file does not exist, cannot be read, or is a folder, a pipe or a device. Its ``strerror`` says
            which, and what to do.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     try:
        ...         open_plain(folder)
        ...     except OSError as error:
        ...         print(error.strerror)
        is a folder; name a file
    """  # noqa: DOC501
    try:
        mode = os.stat(path).st_mode  # before opening: to open a pipe that nobody writes to takes for ever
        if not stat.S_ISREG(mode):
            kind = "is a folder; name a file" if stat.S_ISDIR(mode) else "is no plain file; save it to one"
            raise OSError(None, kind)
        return open(path, "rb")
    except FileNotFoundError as error:
        raise FileNotFoundError(error.errno, "there is no such file") from None
    except ValueError:  # a NUL or half a surrogate pair in the path
        raise OSError(None, "no file can have such a name") from None
