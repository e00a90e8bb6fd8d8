"""Data files that the project does not contain: looked up in the user's folder, the cache and the net, and verified."""

import gzip
import os
import zlib
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from empirical.data.catalog import download
from empirical.errors import InputError

FOLDER_VARIABLE = "RECOURSE_BOUNDS_DATA"
"""Environment variable that names the user's folder with the data files."""

MOST_BYTES = 64 * 2**20
"""Number of bytes at which reading stops, whatever a compressed file grows to; every expected file is smaller."""


class UnavailableError(InputError):
    """An ``UnavailableError`` reports a file that no place has; another source may still have the same data."""


class DataFile(NamedTuple):
    """A ``DataFile`` identifies a data file by its content, and says where it is found.

    Attributes:
        path: The path inside a data folder, which may hold the file compressed, with ``.gz`` appended to the name.
        sha256: The checksum of the uncompressed content.
        mirrors: The addresses that serve the file, in the order in which they are tried; one that ends in ``.gz``
            serves it compressed.
    """

    path: str
    sha256: str
    mirrors: tuple[str, ...]


def read(file: DataFile) -> bytes:
    """Read the content of a data file from the user's folder, else from the cache, else by a download to the cache.

    An ``InputError`` is raised if the file in the user's folder is damaged, unreadable or of another version: the user
    expects it to be used, so no other place is tried. An ``UnavailableError`` is raised if no place has the file.

    Args:
        file: The data file.

    Returns:
        The uncompressed content.

    Examples:
        >>> import os, tempfile
        >>> from hashlib import sha256
        >>> from pathlib import Path
        >>> from unittest.mock import patch
        >>> file = DataFile("loans.csv", sha256(b"age,approved").hexdigest(), ())
        >>> with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {FOLDER_VARIABLE: folder}):
        ...     _ = Path(folder, "loans.csv").write_bytes(b"age,approved")
        ...     read(file)
        b'age,approved'
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    content = _from_folder(Path(folder), file) if folder else None
    return _from_cache(file) if content is None else content


def cache_folder() -> Path:
    """Return the folder that keeps downloaded data files.

    Returns:
        The folder, in the user's cache; it need not exist yet.

    Examples:
        >>> cache_folder().name
        'data'
    """
    import platformdirs

    return platformdirs.user_cache_path("recourse-bounds") / "data"


def _from_folder(folder: Path, file: DataFile) -> bytes | None:
    for path in (folder / file.path, folder / f"{file.path}.gz"):
        try:
            return _verified(path, file.sha256)
        except FileNotFoundError:
            continue
    return None


def _from_cache(file: DataFile) -> bytes:
    target = cache_folder() / file.path
    try:
        return _verified(target, file.sha256)
    except FileNotFoundError:
        state = f"{target} does not exist"
    except InputError:
        state = f"{target} is damaged"  # and is replaced, if a mirror answers
    failures = []
    for address in file.mirrors:
        try:
            download.fetch(address, target, file.sha256)
            return _verified(target, file.sha256)
        except (OSError, ValueError) as error:
            failures.append(download.failure(address, error))
    folder = os.environ.get(FOLDER_VARIABLE)
    looked = f"{folder} has neither it nor its .gz" if folder else f"{FOLDER_VARIABLE} is not set"
    raise UnavailableError(
        f"{file.path} is needed: set {FOLDER_VARIABLE} to the folder that holds it "
        f"({looked}; {state}; the download failed: {', '.join(failures)})"
    )


def _verified(path: Path, expected_sha256: str) -> bytes:
    content = _content(path)
    found = sha256(content).hexdigest()
    if found != expected_sha256:
        raise InputError(
            f"{path} is not the expected file (sha256 of its content {found[:12]}…, not {expected_sha256[:12]}…): "
            "fetch it again, or remove it"
        )
    return content


def _content(path: Path) -> bytes:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path} cannot be read (not a plain file): put the data file there, or remove it")
        with opened(path, "rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is damaged ({error}): fetch it again, or remove it") from None
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): mend that, or point {FOLDER_VARIABLE} elsewhere"
        ) from None
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{path} is not the expected file (it holds more than {MOST_BYTES >> 20} MiB): fetch it again, or remove it"
        )
    return content
