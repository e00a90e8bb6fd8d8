"""Locks on folders, which end with the process that holds them, however that ends."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from platform import node
from typing import Any


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


@contextlib.contextmanager
def file_lock(path: Path, *, unknown: bool = True) -> Iterator[bool]:
    """Hold the lock of a file inside a ``with`` block, if no other process holds it; the file is there that long.

    A file is locked where folders cannot be, as on disks of a network. A process that is killed leaves the file, which
    locks nothing then.

    Args:
        path: The path of the file, which says who holds the lock; its folder exists.
        unknown: What to yield where nothing can be locked, so that nobody knows.

    Yields:
        Whether no other process holds the lock.

    Raises:
        OSError: If the file cannot be made.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     path = Path(name) / "work.lock"
        ...     with file_lock(path) as free, file_lock(path) as again:
        ...         print(free, again, path.exists())
        ...     path.exists()
        True False True
        False
    """  # noqa: DOC502
    try:
        import fcntl
    except ImportError:
        yield unknown
        return
    descriptor, known = _locked_file(path, fcntl)
    if descriptor is None:
        yield False
        return
    try:
        yield known or unknown
    finally:
        path.unlink(missing_ok=True)  # before the lock ends: who waits for it finds another file in this place
        os.close(descriptor)


def _locked_file(path: Path, fcntl: Any) -> tuple[int | None, bool]:
    """Open and lock a file, and see that it still has its name then; ``None`` if another process holds the lock.

    Whether files can be locked here stands behind it.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None, True
        except OSError:  # a disk without locks
            return descriptor, False
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                os.truncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()} on {node()}\n".encode())
                return descriptor, True
        os.close(descriptor)


@contextlib.contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Share the lock of a file with other processes inside a ``with`` block; the last of them removes the file.

    Args:
        path: The path of the file; its folder exists.

    Yields:
        No value.

    Raises:
        OSError: If the file cannot be made.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     path = Path(name) / "users.lock"
        ...     with in_use(path), in_use(path):
        ...         is_used(path)
        ...     path.exists()
        True
        False
    """  # noqa: DOC502
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = _shared_file(path, fcntl)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # others use it, or nothing can be locked
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
        os.close(descriptor)


def _shared_file(path: Path, fcntl: Any) -> int:
    """Open a file, share its lock, and see that it still has its name then."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        except OSError:  # a disk without locks
            return descriptor
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)


def is_used(path: Path) -> bool:
    """Tell whether a process holds the lock of a file now, or shares it, without holding it.

    Args:
        path: The path of the file.

    Returns:
        Whether one does; false where there is no file, or nothing can be locked.

    Examples:
        >>> is_used(Path("there is no such file"))
        False
    """
    return _refuses(path, os.O_RDWR, "LOCK_EX")


def is_held(path: Path) -> bool:
    """Tell whether a process holds the lock of a file now, by itself, without holding it.

    Args:
        path: The path of the file.

    Returns:
        Whether one does; false where there is no file, or nothing can be locked.

    Examples:
        >>> is_held(Path("there is no such file"))
        False
    """
    return _refuses(path, os.O_RDONLY, "LOCK_SH")


def _refuses(path: Path, mode: int, kind: str) -> bool:
    """Tell whether the lock of a file cannot be had now, because a process holds it."""
    try:
        import fcntl

        descriptor = os.open(path, mode)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(descriptor, getattr(fcntl, kind) | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
