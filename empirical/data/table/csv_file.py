"""Reading CSV strictly: every row has as many cells as the header, and every quote is closed.

The reader of Python's ``csv`` module is used. The reader of polars fills short rows without a warning and does not say
where an error is.
"""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

import polars as pl

from empirical.data.table.messages import counted, quoted
from empirical.errors import InputError

SPACES = " \t"
"""Characters that are dropped around names and cells."""

LONGEST_LINE = 2**26
"""Number of characters at which a line is refused: it is no row of a table, and would be held in memory as a whole."""

CHUNK_CELLS = 2**19
"""Number of cells that are held as Python strings at a time; polars holds them in a fraction of the memory."""

Row = tuple[int, list[str]]
"""A row of a table: the line on which it starts, and its cells."""


def read_csv(file: BinaryIO, separator: str) -> tuple[list[str], list[Any]]:
    """Read the names and the cells of a CSV file, all as text.

    Args:
        file: The open file in UTF-8, with or without a byte order mark, with any line ends.
        separator: The separator between cells, one character.

    Returns:
        The names in the header, and the columns as polars series of text.

    Raises:
        InputError: If the file is empty, has no rows or only one column, or has a row of another length than the
            header or a quote that is not closed.

    Examples:
        >>> import tempfile
        >>> lines = ["age;job", "25;clerk", "40;smith"]
        >>> with tempfile.TemporaryFile() as file:
        ...     size = file.write(chr(10).join(lines).encode())
        ...     start = file.seek(0)
        ...     names, columns = read_csv(file, ";")
        >>> names, [column.to_list() for column in columns]
        (['age', 'job'], [['25', '40'], ['clerk', 'smith']])
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        rows = _rows(text, separator)
        _, names = next(rows, (0, []))
        if not names:
            raise InputError("is empty; the first line must name the columns")
        if len(names) == 1:
            raise InputError(_one_column(names[0]))
        return names, _columns(_even(rows, len(names)), len(names))
    finally:
        text.detach()  # whoever opened the file closes it


def _rows(text: TextIOWrapper, separator: str) -> Iterator[Row]:
    spaced = separator != " "
    reader = csv.reader(_lines(text), delimiter=separator, skipinitialspace=spaced, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"the row that starts on line {start:,} is not CSV ({error}): is a quote not closed or not doubled, "
                "or the separator another one (--separator)?"
            ) from None
        if cells:  # an empty line has none
            yield start, cells


def _lines(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise InputError(f"a line has more than {LONGEST_LINE - 1:,} characters: is it CSV at all?")
        yield line


def _even(rows: Iterator[Row], width: int) -> Iterator[list[str]]:
    for number, (line, cells) in enumerate(rows, start=1):
        if len(cells) != width:
            raise InputError(
                f"row {number:,} (line {line:,}) has {counted(len(cells), 'cell')} and the header {width:,}: mend it"
            )
        yield cells


def _columns(rows: Iterator[list[str]], width: int) -> list[Any]:
    chunks: list[list[Any]] = [[] for _ in range(width)]
    while block := list(islice(rows, max(1, CHUNK_CELLS // width))):
        for column, cells in zip(chunks, zip(*block, strict=True), strict=True):
            column.append(pl.Series(cells, dtype=pl.String))
    if not chunks[0]:
        raise InputError("has a header and no rows")
    return [pl.concat(column, rechunk=False) for column in chunks]


def _one_column(name: str) -> str:
    separator = max(";\t|,", key=name.count)
    if separator not in name:
        return f"has one column, {quoted(name)}; a target and a feature are needed"
    shown = "tab" if separator == "\t" else f"'{separator}'"
    return f"has one column, {quoted(name)}: pass --separator {shown}"
