"""Trust in files of claims, which are code: a report is made again only with code that its reader knows.

Whoever gives away a report also chooses the file that it names, and can write any checksum into it. So the checksum
must be that of a file that was run on this machine before, for this user.
"""

import contextlib
from hashlib import sha256
from pathlib import Path
from shlex import quote

import platformdirs

from bounds.plain_file import read_plain
from empirical.errors import InputError

LARGEST_FILE = 2**26
"""Largest size in bytes of a file of claims that is compared."""


def remember(checksum: str) -> None:
    """Remember that a file of claims was run because somebody named it; where nothing can be stored, it is forgotten.

    Args:
        checksum: The SHA-256 of the file, in hexadecimal digits.

    Examples:
        >>> remember(sha256(b"claims").hexdigest())
    """
    place = _place(checksum)
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()


def was_run(checksum: str) -> bool:
    """Tell whether a file of claims was run here before, so that its reader knows it.

    Args:
        checksum: The SHA-256 of the file, in hexadecimal digits.

    Returns:
        Whether :func:`remember` was told of it.

    Examples:
        >>> was_run("0" * 64)
        False
    """
    return _place(checksum).exists()


def require_known(path: Path, checksum: str | None, folder: Path) -> None:
    """Refuse to run a file of claims that a report names, unless it is a file that was run here before.

    Args:
        path: The file that the report names.
        checksum: The SHA-256 that the report has recorded of it; ``None`` if it has not.
        folder: The folder of the report.

    Raises:
        InputError: If the file cannot be read, lies in the folder of the report, has changed, or was not run before.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     mine = Path(name) / "mine.py"
        ...     _ = mine.write_text("x = 1")
        ...     remember(sha256(b"x = 1").hexdigest())
        ...     require_known(mine, sha256(b"x = 1").hexdigest(), Path(name) / "report")
        ...     try:
        ...         require_known(mine, "0" * 64, Path(name) / "report")
        ...     except InputError as error:
        ...         print(str(error).partition(" is ")[2].partition(":")[0])
        not the file that the report was made with
    """
    remedy = f"look at it, and name it with --claims to run it: --claims {quote(str(path))}"
    try:
        found = sha256(read_plain(path, largest=LARGEST_FILE)).hexdigest()
    except FileNotFoundError:
        raise InputError(f"{path}, the file of its claims, is gone; name it with --claims") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a file of claims with --claims") from None
    if found != checksum:
        raise InputError(f"{path} is not the file that the report was made with: {remedy}")
    if folder.resolve() in path.resolve().parents or folder.absolute() in path.absolute().parents:
        raise InputError(f"{path} is code that came with the report: {remedy}")
    if not was_run(found):
        raise InputError(f"{path} is code that was not run here before: {remedy}")


def _place(checksum: str) -> Path:
    return platformdirs.user_cache_path("recourse-bounds") / "claims" / checksum
