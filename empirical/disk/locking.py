"""Locks on folders, which end with the process that holds them, however that ends."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


class UnknownLockError(OSError):
    """An ``UnknownLockError`` says that this system, or this disk, cannot lock a folder."""


def lock(folder: Path) -> int:
    """Open and lock a folder, so that other processes know that this one works in it.

    Args:
        folder: An existing folder, not a link to one.

    Returns:
        A descriptor; the lock lasts until it is closed, or the process ends.

    Raises:
        BlockingIOError: If another process holds the lock.
        UnknownLockError: If folders cannot be locked here.
        OSError: If the folder cannot be opened.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     descriptor = lock(Path(name))
        ...     try:
        ...         lock(Path(name))
        ...     except BlockingIOError:
        ...         print("locked")
        ...     os.close(descriptor)
        locked
    """  # noqa: DOC502
    try:
        import fcntl  # on Unix alone; all else here is imported everywhere

        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    except (ImportError, AttributeError):
        raise UnknownLockError("this system has no locks on folders") from None
    descriptor = os.open(folder, flags)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError as error:
        os.close(descriptor)
        raise UnknownLockError(error.errno, error.strerror) from None
    return descriptor


@contextlib.contextmanager
def locked_if_free(folder: Path, *, unknown: bool) -> Iterator[bool]:
    """Hold the lock of a folder inside a ``with`` block, if no other process holds it.

    Args:
        folder: The folder.
        unknown: What to yield where folders cannot be locked, so that nobody knows.

    Yields:
        Whether no other process works in the folder; false also if it is gone.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name, locked_if_free(Path(name), unknown=True) as free:
        ...     print(free)
        True
    """
    try:
        descriptor = lock(folder)
    except OSError as error:
        yield unknown and isinstance(error, UnknownLockError)
        return
    try:
        yield True
    finally:
        os.close(descriptor)
