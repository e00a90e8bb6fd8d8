"""Two paths that change places at one moment, where the system knows how."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_NOT_KNOWN = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM}
"""Errors of systems and disks that cannot exchange paths."""

_HERE = -100
"""Linux's AT_FDCWD: paths are relative to the current folder."""

_EXCHANGE = 2
"""Linux's RENAME_EXCHANGE, and Apple's RENAME_SWAP."""


def exchange(first: Path, second: Path) -> bool:
    """Exchange two paths at one moment: nobody sees only one of them, even if the process is killed.

    Args:
        first: An existing path.
        second: Another existing path, on the same disk.

    Returns:
        True; false, with nothing changed, where the system or the disk cannot do that.

    Raises:
        OSError: If a path does not exist or may not be renamed.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     first, second = Path(name) / "first", Path(name) / "second"
        ...     _ = first.write_text("1"), second.write_text("2")
        ...     exchange(first, second) == (first.read_text() == "2")
        True
    """
    ends = os.fsencode(first), os.fsencode(second)
    try:
        if sys.platform == "linux":
            done = _library().renameat2(_HERE, ends[0], _HERE, ends[1], _EXCHANGE)
        elif sys.platform == "darwin":
            done = _library().renamex_np(*ends, _EXCHANGE)
        else:
            return False
    except AttributeError:  # an old C library
        return False
    code = ctypes.get_errno()
    if done == 0:
        return True
    if code in _NOT_KNOWN:
        return False
    raise OSError(code, os.strerror(code), str(first), None, str(second))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
