"""Reading a table from a file, CSV or Parquet: the names and the cells of its columns, as they stand there."""

import codecs
import os
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from empirical.data.table.csv_file import SPACES, TextTable, read_csv
from empirical.data.table.layout import WHITESPACE, Asked, separator_line
from empirical.data.table.opening import open_input
from empirical.data.table.parquet_file import MAGIC, read_parquet
from empirical.errors import InputError
from empirical.memory import SMALLER, check_need

BLOCK = 2**20
"""Number of bytes that are read at a time."""

BYTES_PER_CELL = 64
"""Upper estimate of the memory for a cell of CSV beside its text: as text, as a number, and one intermediate copy."""

PACKED = {
    b"\x1f\x8b": "is compressed (gzip): unpack it first",
    b"PK\x03\x04": "is a zip archive or an Excel file: save the table as CSV",
    b"\x28\xb5\x2f\xfd": "is compressed (zstd): unpack it first",
}
"""Beginnings of compressed files that users pass for tables, and what the message says about each."""


class Columns(NamedTuple):
    """``Columns`` holds a table as it stands in the file.

    Attributes:
        names: The names of the columns, without spaces around them.
        columns: The columns, polars series of equal lengths: text from CSV, any type from Parquet.
        sha256: The checksum of the file.
        missing: The texts of cells that count as missing by the rules of the file.
        notes: What was left out or taken for something, one line each.
    """

    names: tuple[str, ...]
    columns: list[Any]
    sha256: str
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_columns(path: str, asked: Asked, *, memory: float) -> Columns:
    """Read the columns of a table from a file, whose content decides whether it is Parquet or CSV.

    Args:
        path: The path of the file.
        asked: What the user says of the lines of CSV. The separator ``tab``, or a backslash and ``t``, means a tab, and
            ``whitespace`` any number of spaces and tabs.
        memory: The memory limit in GiB.

    Returns:
        The table as it stands in the file.

    Raises:
        InputError: If the file cannot be read, is neither Parquet nor CSV, is damaged, needs too much memory, or
            changes while it is read.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import polars as pl
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = str(Path(folder) / "loans.csv")
        ...     pl.DataFrame({"age": [25, 40], "approved": ["no", "yes"]}).write_csv(path)
        ...     table = read_columns(path, Asked(), memory=1.0)
        >>> table.names, [column.to_list() for column in table.columns]
        (('age', 'approved'), [['25', '40'], ['no', 'yes']])
    """
    asked = asked._replace(separator=_separator(asked.separator))
    with open_input(path) as file:
        before = _version(path)
        check_need(2 * before[0], memory, SMALLER)
        parquet = _is_parquet(file)
        digest, cells = _scan(file, None if parquet else _first_separator(file) or asked.separator)
        if parquet:
            names, columns = read_parquet(path, memory=memory)
            table = TextTable(names, columns)
        else:
            check_need(before[0] + BYTES_PER_CELL * cells, memory, SMALLER)
            file.seek(0)
            table = read_csv(file, asked)
    if _version(path) != before:
        raise InputError("changed while it was read; try again")
    names = tuple(name.strip(SPACES) for name in table.names)
    return Columns(names, table.columns, digest, table.missing, table.notes)


def _first_separator(file: BinaryIO) -> str | None:
    """The separator that the first line says, if it says one."""
    file.seek(0)
    return separator_line(file.readline(100).decode("utf-8-sig", "replace"))


def _separator(text: str) -> str:
    separator = {"tab": "\t", r"\t": "\t", "space": " ", "whitespace": WHITESPACE}.get(text, text)
    if separator == WHITESPACE:
        return separator
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
    """The file's checksum and an upper bound on its number of cells; a separator means text, which is then checked."""
    file.seek(0)
    digest, text = sha256(), _TextCheck()
    separators = ends = returns = 0
    while block := file.read(BLOCK):
        digest.update(block)
        if separator is None:
            continue
        text.check(block)
        separators += sum(block.count(mark.encode("utf-8")) for mark in separator)
        ends += block.count(b"\n")
        returns += block.count(b"\r")
    if separator is not None:
        text.check(b"", final=True)
    return digest.hexdigest(), separators + max(ends, returns) + 1


class _TextCheck:
    """A check, block by block, that bytes are UTF-8 without NUL."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._checked = 0  # bytes

    def check(self, block: bytes, *, final: bool = False) -> None:
        if not self._checked:
            self._refuse_packed(block)
        pending = len(self._decoder.getstate()[0])  # the first bytes of a character that the last block cut
        try:
            self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            place = self._checked - pending + error.start
            raise InputError(f"is not UTF-8 (byte {place:,}): save it as UTF-8") from None
        nul = block.find(0)
        if nul >= 0:
            place = self._checked + nul
            raise InputError(f"has a NUL (byte {place:,}), so it is no CSV, or in UTF-16: save it as CSV in UTF-8")
        self._checked += len(block)

    @staticmethod
    def _refuse_packed(block: bytes) -> None:
        for start, message in PACKED.items():
            if block.startswith(start):
                raise InputError(message)
        if block.startswith(MAGIC + b"\x15"):  # how a page header goes on; text does not
            raise InputError("is Parquet, cut short or damaged: its end is missing")
