"""Data files that the project does not ship: found in the user's folder, in the cache or on the net, and verified."""

import gzip
import os
import zlib
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from empirical.data.catalog import download
from empirical.errors import InputError

FOLDER_VARIABLE = "RECOURSE_BOUNDS_DATA"
"""Environment variable that names the folder with the data files."""

MOST_BYTES = 32 * 2**20
"""More than any file holds uncompressed. Reading stops here, whatever a compressed file would grow to."""


class UnavailableError(InputError):
    """A file that no place has; the same data may still be had from another source."""


class DataFile(NamedTuple):
    """A file whose content is known.

    Attributes:
        path: Its path inside a data folder, where it may also lie compressed, with ``.gz`` appended.
        sha256: Checksum of its uncompressed content.
        mirrors: Addresses that serve it uncompressed, tried in this order.
    """

    path: str
    sha256: str
    mirrors: tuple[str, ...]


def read(file: DataFile) -> bytes:
    """The content of a data file: from the folder that the user names, else from the cache, else downloaded to there.

    A file in the user's folder that is damaged, unreadable or of another version is an ``InputError`` and never passed
    over: whoever put it there expects it to be used. If no place has the file, that is an ``UnavailableError``.

    Args:
        file: Which one.

    Returns:
        Its uncompressed bytes.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    content = _from_folder(Path(folder), file) if folder else None
    return _from_cache(file) if content is None else content


def cache_folder() -> Path:
    """Where downloaded files are kept.

    Returns:
        A folder of the user's, which need not exist yet.
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
