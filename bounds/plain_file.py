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


def read_plain(path: str | Path, *, largest: int) -> bytes:
    """Read a plain file as a whole, unless it is too large.

    Args:
        path: The path of the file.
        largest: The largest size that is read, in bytes.

    Returns:
        What the file holds.

    Raises:
        OSError: If the file cannot be opened, as for :func:`open_plain`, or is larger. Its ``strerror`` says which.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "words").write_text("some words")
        ...     try:
        ...         read_plain(Path(folder, "words"), largest=9)
        ...     except OSError as error:
        ...         print(error.strerror)
        is larger than 9 bytes
    """
    with open_plain(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(largest + 1) if size <= largest else b""  # it may grow meanwhile
    if max(size, len(content)) > largest:
        raise OSError(
            None, f"is larger than {largest >> 20} MiB" if largest >> 20 else f"is larger than {largest} bytes"
        )
    return content
