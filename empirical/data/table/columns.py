"""Reading a table from a file, CSV or Parquet: its names and its columns, as they stand there."""

import codecs
import os
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from empirical.data.table.csv_file import SPACES, read_csv
from empirical.data.table.opening import open_plain
from empirical.data.table.parquet_file import MAGIC, read_parquet
from empirical.errors import InputError
from empirical.memory import SMALLER, check_need

BLOCK = 2**20
"""Bytes that are looked at in one go."""

BYTES_PER_CELL = 64
"""Of memory, at most, for a cell of CSV beside its text: as text, as a number, and once more on the way."""

PACKED = {
    b"\x1f\x8b": "is compressed (gzip): unpack it first",
    b"PK\x03\x04": "is a zip archive or an Excel file: save the table as CSV",
    b"\x28\xb5\x2f\xfd": "is compressed (zstd): unpack it first",
}
"""Beginnings of files that are often taken for tables."""


class Columns(NamedTuple):
    """A table as it stands in the file.

    Attributes:
        names: Of the columns, without spaces around them.
        columns: A polars series per column, of equal lengths: text from CSV, any type from Parquet.
        sha256: Of the file.
    """

    names: tuple[str, ...]
    columns: list[Any]
    sha256: str


def read_columns(path: str, *, separator: str, memory: float) -> Columns:
    """Read a table; its content decides whether it is Parquet or CSV.

    Args:
        path: Of the file.
        separator: Between the cells of CSV; ``tab``, or a backslash and ``t``, mean a tab.
        memory: What it may take, in GiB.

    Returns:
        The table.

    Raises:
        InputError: If the file cannot be read, is neither, is damaged, needs too much memory, or changes meanwhile.
    """
    between = _separator(separator)
    with open_plain(path) as file:
        before = _version(path)
        check_need(2 * before[0], memory, SMALLER)
        parquet = _is_parquet(file)
        digest, cells = _scan(file, None if parquet else between)
        if parquet:
            names, columns = read_parquet(path, memory=memory)
        else:
            check_need(before[0] + BYTES_PER_CELL * cells, memory, SMALLER)
            file.seek(0)
            names, columns = read_csv(file, between)
    if _version(path) != before:
        raise InputError("changed while it was read; try again")
    return Columns(tuple(name.strip(SPACES) for name in names), columns, digest)


def _separator(text: str) -> str:
    separator = {"tab": "\t", r"\t": "\t"}.get(text, text)
    if len(separator) != 1 or separator in '"\r\n\0' or not separator.isascii():
        raise InputError(f"--separator must be one character such as ';' or tab, not {text[:20]!r}")
    return separator


def _version(path: str) -> tuple[int, int, int]:
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns, state.st_ino


def _is_parquet(file: BinaryIO) -> bool:
    if os.fstat(file.fileno()).st_size < 3 * len(MAGIC):  # magic, length of the footer, magic
        return False
    head = file.read(len(MAGIC))
    file.seek(-len(MAGIC), os.SEEK_END)
    return head == file.read() == MAGIC


def _scan(file: BinaryIO, separator: str | None) -> tuple[str, int]:
    """The file's checksum, and how many cells it has at most; of text (with a separator) also whether it is any."""
    file.seek(0)
    digest, text = sha256(), _TextCheck()
    separators = ends = returns = 0
    while block := file.read(BLOCK):
        digest.update(block)
        if separator is None:
            continue
        text.check(block)
        separators += block.count(separator.encode("ascii"))
        ends += block.count(b"\n")
        returns += block.count(b"\r")
    if separator is not None:
        text.check(b"", final=True)
    return digest.hexdigest(), separators + max(ends, returns) + 1


class _TextCheck:
    """Whether bytes, met block by block, are UTF-8 without NUL."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._met = 0

    def check(self, block: bytes, *, final: bool = False) -> None:
        if not self._met:
            self._refuse_packed(block)
        pending = len(self._decoder.getstate()[0])  # the first bytes of a character that the last block cut
        try:
            self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            place = self._met - pending + error.start
            raise InputError(f"is not UTF-8 (byte {place:,}): save it as UTF-8") from None
        nul = block.find(0)
        if nul >= 0:
            place = self._met + nul
            raise InputError(f"has a NUL (byte {place:,}), so it is no CSV, or in UTF-16: save it as CSV in UTF-8")
        self._met += len(block)

    @staticmethod
    def _refuse_packed(block: bytes) -> None:
        for start, message in PACKED.items():
            if block.startswith(start):
                raise InputError(message)
        if block.startswith(MAGIC + b"\x15"):  # how a page header goes on; text does not
            raise InputError("is Parquet, cut short or damaged: its end is missing")
