"""Data files that the project does not ship: found in a folder that the user names, and verified before use."""

import os
from hashlib import sha256
from pathlib import Path

from empirical.errors import InputError

FOLDER_VARIABLE = "RECOURSE_BOUNDS_DATA"
"""Environment variable that names the folder with the data files."""


def read_verified(path: str, expected_sha256: str) -> bytes:
    """The content of a data file, if it is the expected one.

    Args:
        path: The file's path inside the data folder.
        expected_sha256: Checksum of its content.

    Returns:
        The bytes.

    Raises:
        InputError: If the folder is not named, or the file is missing, unreadable or different.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        raise InputError(f"{path} is needed: set {FOLDER_VARIABLE} to the folder that holds it")
    file = Path(folder) / path
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{file} is missing: put it there, or set {FOLDER_VARIABLE} to the folder that holds it"
        ) from None
    except OSError as error:
        raise InputError(
            f"{file} cannot be read ({error.strerror}): mend that, or point {FOLDER_VARIABLE} elsewhere"
        ) from None
    found = sha256(content).hexdigest()
    if found != expected_sha256:
        raise InputError(
            f"{file} is not the expected file (sha256 {found[:12]}…, not {expected_sha256[:12]}…): fetch it again"
        )
    return content
