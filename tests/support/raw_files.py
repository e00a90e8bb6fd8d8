"""The data files as they are, read without the loaders that are tested against them."""

import csv
import gzip
import os
from pathlib import Path

import pytest

from empirical.data.catalog.files import FOLDER_VARIABLE

needs_files = pytest.mark.skipif(FOLDER_VARIABLE not in os.environ, reason=f"{FOLDER_VARIABLE} is not set")


def rows_of(path: str, **options) -> list[list[str]]:
    """The rows of a file, read without the loaders; lines that hold no row are left out."""
    file = Path(os.environ[FOLDER_VARIABLE]) / path
    content = gzip.decompress(file.read_bytes()) if path.endswith(".gz") else file.read_bytes()
    lines = (line for line in content.decode().splitlines() if line and not line.startswith("|"))
    return list(csv.reader(lines, skipinitialspace=True, **options))


def adult_rows() -> list[list[str]]:
    rows = rows_of("adult/adult.data.gz") + rows_of("adult/adult.test.gz")
    return [[*row[:-1], row[-1].rstrip(".")] for row in rows]
