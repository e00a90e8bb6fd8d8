"""A folder that is replaced as a whole: at every moment the earlier folder or the new one stands in its place.

The new folder is written beside its place, in a hidden folder that is locked, so that it is known whether a process
works in it. Then the two folders exchange their names at one moment. Where the system cannot do that, the earlier
folder is renamed first: a process that is killed before the second renaming leaves a hidden folder whose name ends in
``.earlier``, which :func:`restore` brings back.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from empirical.disk.exchange import exchange
from empirical.disk.locking import UnknownLockError, lock, locked_if_free
from empirical.errors import InputError

EARLIER = ".earlier"
"""End of the name of a folder that was renamed to make room for a new one."""


@contextlib.contextmanager
def replacing(folder: Path, *, may_go: Callable[[Path], bool], files: Collection[str]) -> Iterator[Path]:
    """Write a folder inside a ``with`` block, and put it in the place of an earlier one when the block ends.

    Where the block raises an exception, the earlier folder stays. What killed processes left is removed in the end.

    Args:
        folder: The place, no link; its parent exists.
        may_go: A function that says whether a folder is one that may be replaced. It is asked again about what was
            really replaced, and whatever else came into that place meanwhile is put back.
        files: All names of files that such a folder can have; what killed processes left holds nothing else.

    Yields:
        An empty hidden folder beside the place, to write in.

    Raises:
        InputError: If something that may not be replaced came into the place; it is put back, or else gets the
            name that the message says.
        OSError: If a folder cannot be made, synchronised or renamed.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     place = Path(name) / "results"
        ...     for text in ("first", "second"):
        ...         with replacing(place, may_go=lambda _: True, files={"numbers"}) as folder:
        ...             _ = (folder / "numbers").write_text(text)
        ...     (place / "numbers").read_text(), [path.name for path in Path(name).iterdir()]
        ('second', ['results'])
    """  # noqa: DOC502
    restore(folder)
    with _made_aside(folder) as aside:
        yield aside
        sync(aside)
        earlier = _put_in_place(aside, folder, may_go)
        sync(folder.parent)
        if earlier is not None:
            shutil.rmtree(earlier, ignore_errors=True)
    clear(folder, files)


def restore(folder: Path) -> None:
    """Bring back the folder that a process set aside and, because it was killed, did not replace.

    Args:
        folder: The place. Nothing is done if anything stands there.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     (Path(name) / ".results.0123456789abcdef.earlier").mkdir()
        ...     restore(Path(name) / "results")
        ...     [path.name for path in Path(name).iterdir()]
        ['results']
    """
    if os.path.lexists(folder):
        return
    left = [path for path in _beside(folder) if path.name.endswith(EARLIER)]
    for path in sorted(left, key=_renamed_at, reverse=True):
        with locked_if_free(path, unknown=True) as free, contextlib.suppress(OSError):
            if free:
                os.rename(path, folder)
                return


def clear(folder: Path, files: Collection[str]) -> None:
    """Remove the hidden folders that killed processes left beside a place.

    Folders that a process works in stay, and so do those that hold anything else than such a process writes.

    Args:
        folder: The place.
        files: All names of files that these folders can hold.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     left, other = (Path(name) / f".results.{digit * 16}" for digit in "01")
        ...     for path in (left / "numbers", other / "diary"):
        ...         path.parent.mkdir()
        ...         path.touch()
        ...     clear(Path(name) / "results", {"numbers"})
        ...     left.exists(), other.exists()
        (False, True)
    """
    for path in _beside(folder):
        with locked_if_free(path, unknown=False) as free, contextlib.suppress(OSError):
            if free and holds_only(path, files):
                shutil.rmtree(path, ignore_errors=True)


def holds_only(folder: Path, files: Collection[str]) -> bool:
    """Tell whether a folder holds nothing but files of given names: a folder of such a name is something else.

    Args:
        folder: The folder.
        files: The names.

    Returns:
        Whether every entry is a file, or a link to one, of one of the names.

    Raises:
        OSError: If the folder cannot be read.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     (Path(name) / "numbers").mkdir()
        ...     holds_only(Path(name), {"numbers"})
        False
    """  # noqa: DOC502
    return all(path.name in files and path.is_file() for path in folder.iterdir())


def sync(folder: Path) -> None:
    """Let a folder's names survive a power failure, where the disk can promise that.

    Args:
        folder: The folder.

    Examples:
        >>> sync(Path())
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _beside(folder: Path) -> list[Path]:
    """List the hidden folders that were made to replace a folder."""
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.[0-9a-f]{{16}}({re.escape(EARLIER)})?")
    with contextlib.suppress(OSError):  # a parent that may not be listed, or is gone
        return [path for path in folder.parent.iterdir() if pattern.fullmatch(path.name) and not path.is_symlink()]
    return []


@contextlib.contextmanager
def _made_aside(folder: Path) -> Iterator[Path]:
    """Make and lock a hidden folder beside a place; it is removed in the end, but never what took its name."""  # noqa: DOC402
    aside, descriptor = _new(folder)
    made = aside.stat()
    try:
        yield aside
    finally:
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(made, aside.lstat()):
                shutil.rmtree(aside, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def _new(folder: Path) -> tuple[Path, int | None]:
    while True:
        aside = folder.parent / f".{folder.name}.{secrets.token_hex(8)}"
        aside.mkdir()
        try:
            descriptor = lock(aside)
        except UnknownLockError:
            return aside, None
        except (BlockingIOError, FileNotFoundError):
            continue  # another process took it for one of a killed process, before it was locked
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), aside.stat()):
                return aside, descriptor
        os.close(descriptor)


def _renamed_at(path: Path) -> int:
    try:
        return path.stat().st_ctime_ns
    except OSError:  # another process was faster
        return 0


def _put_in_place(aside: Path, folder: Path, may_go: Callable[[Path], bool]) -> Path | None:
    """Rename a finished folder to its place; the earlier folder, if one was there, may go and is returned."""  # noqa: DOC501
    try:
        os.rename(aside, folder)
        return None
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
    if not exchange(aside, folder):
        return _rename_both(aside, folder, may_go)
    try:
        allowed = may_go(aside)
    except BaseException:
        _put_back(aside, folder)
        raise
    if not allowed:
        raise _changed(folder, _put_back(aside, folder))
    return aside


def _put_back(earlier: Path, folder: Path) -> Path:
    """Bring a folder back to its place, or if that is impossible to a visible name beside it, and say where it is."""
    with contextlib.suppress(OSError):
        if exchange(earlier, folder):
            return folder
    for place in (folder, earlier.with_name(earlier.name.removeprefix("."))):
        with contextlib.suppress(OSError):
            if not os.path.lexists(place):
                os.rename(earlier, place)
                return place
    return earlier


def _rename_both(aside: Path, folder: Path, may_go: Callable[[Path], bool]) -> Path:
    """Replace a folder by two renamings, between which the earlier one lies aside and is locked."""  # noqa: DOC501
    earlier = aside.with_name(aside.name + EARLIER)
    with locked_if_free(folder, unknown=True):
        try:
            os.rename(folder, earlier)
            allowed = may_go(earlier)
            if allowed:
                os.rename(aside, folder)
        except BaseException:
            _put_back(earlier, folder)
            raise
        if not allowed:
            raise _changed(folder, _put_back(earlier, folder))
        return earlier


def _changed(folder: Path, found: Path) -> InputError:
    """The refusal to replace what somebody put into the place a moment ago, and where that is if not put back."""
    where = "" if found == folder else f", and what stood there is now {found}"
    return InputError(f"{folder} was changed by somebody else meanwhile{where}: choose another folder")
