"""Reading CSV strictly: every row has as many cells as the header, and every quote is closed.

The reader of Python's ``csv`` module is used. The reader of polars fills short rows without a warning and does not say
where an error is.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

import polars as pl

from empirical.data.table.arff import is_arff
from empirical.data.table.layout import COMMENTS, WHITESPACE, Asked, Layout, look, spaced_lines
from empirical.data.table.messages import MOST_LISTED, counted
from empirical.data.table.problems import check_width
from empirical.errors import InputError

SPACES = " \t"
"""Characters that are dropped around names and cells."""

LONGEST_LINE = 2**26
"""Number of characters at which a line is refused: it is no row of a table, and would be held in memory as a whole."""

CHUNK_CELLS = 2**19
"""Number of cells that are held as Python strings at a time; polars holds them in a fraction of the memory."""

FIRST_LINES = 200
"""Number of lines by which the layout of a file is found."""

FIRST_CHARACTERS = 2**20
"""Number of characters at which no more lines are read to find the layout."""

MOST_ATTRIBUTES = 20_000
"""Largest number of lines before the rows of an ARFF file."""

Row = tuple[int, list[str]]
"""A row of a table: the line on which it starts, and its cells."""


class TextTable(NamedTuple):
    """A ``TextTable`` holds a table as text.

    Attributes:
        names: The names of the columns; empty for a column without one.
        columns: The columns, polars series of equal lengths.
        missing: The texts of cells that count as missing by the rules of the file.
        notes: What was left out or taken for something, one line each.
    """

    names: list[str]
    columns: list[Any]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_csv(file: BinaryIO, asked: Asked) -> TextTable:
    """Read the names and the cells of a CSV file, all as text.

    Args:
        file: The open file in UTF-8, with or without a byte order mark, with any line ends.
        asked: What the user says of its lines.

    Returns:
        The table.

    Raises:
        InputError: If the file is empty, has no rows, only one column or too many, seems to be meant in another way, or
            has a row of another length than the header or a quote that is not closed.

    Examples:
        >>> import tempfile
        >>> lines = ["age;job", "25;clerk", "40;smith"]
        >>> with tempfile.TemporaryFile() as file:
        ...     size = file.write(chr(10).join(lines).encode())
        ...     start = file.seek(0)
        ...     table = read_csv(file, Asked(";"))
        >>> table.names, [column.to_list() for column in table.columns]
        (['age', 'job'], [['25', '40'], ['clerk', 'smith']])
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        lines = _lines(text)
        first = _first(lines)
        if not any(line.strip() for line in first):
            raise InputError("is empty; the first line must name the columns")
        layout = look(first, asked)
        rows = _rows(chain(first[layout.start :], lines), layout)
        return _table(rows, layout, asked.target)
    finally:
        text.detach()  # whoever opened the file closes it


def _first(lines: Iterator[str]) -> list[str]:
    """The first lines, by which the layout is found; of ARFF all before the rows."""
    first: list[str] = []
    characters = 0
    for line in lines:
        first.append(line)
        characters += len(line)
        enough = len(first) >= FIRST_LINES or (characters > FIRST_CHARACTERS and len(first) > 2)
        if enough and (not is_arff(first[:FIRST_LINES]) or len(first) >= MOST_ATTRIBUTES or _is_data(line)):
            break
    return first


def _is_data(line: str) -> bool:
    return line.strip().lower().startswith("@data")


def _table(rows: Iterator[Row], layout: Layout, target: str) -> TextTable:
    names, notes = _names(rows, layout, target)
    check_width(len(names))
    start = list(islice(rows, FIRST_LINES))
    names = _fitted(names, start)
    left: list[int] = []
    columns = _columns(_even(chain(start, rows), names, left), len(names))
    if left:
        lines = ", ".join(f"{line:,}" for line in left[:MOST_LISTED]) + (", …" if len(left) > MOST_LISTED else "")
        notes.append(f"{counted(len(left), 'line')} with a remark, or with the header again, left out: {lines}")
    return TextTable(names, columns, layout.missing, tuple(notes))


def _names(rows: Iterator[Row], layout: Layout, target: str) -> tuple[list[str], list[str]]:
    """The names of the columns, from the first rows unless they are known, and notes."""  # noqa: DOC501
    notes = list(layout.notes)
    if layout.names:
        return list(layout.names), notes
    named = [[cell.strip(SPACES) for cell in cells] for _, cells in islice(rows, 1 + layout.second)]
    if not named:
        raise InputError("is empty; the first line must name the columns")
    if len(named) == 1:
        return named[0], notes
    names, note = _of_two(named[0], named[1], target)
    return names, [*notes, note]


def _of_two(first: list[str], second: list[str], target: str) -> tuple[list[str], str]:
    """The row that names the columns, of two such rows: the one that has the target."""
    if target in second and target not in first and len(first) == len(second):
        return second, "its first line was left out, since the second names the columns"
    return first, "its second line was left out, since it names the columns too, or their units"


def _fitted(names: list[str], rows: Sequence[Row]) -> list[str]:
    """The names, with an empty one where every row has one cell more: row names before, or a separator at the end."""
    longer = bool(rows) and all(len(cells) == len(names) + 1 for _, cells in rows)
    if longer:
        at_the_end = all(not cells[-1].strip() for _, cells in rows)
        return [*names, ""] if at_the_end else ["", *names]
    shorter = bool(rows) and not names[-1] and all(len(cells) == len(names) - 1 for _, cells in rows)
    return names[:-1] if shorter else names


def _rows(lines: Iterable[str], layout: Layout) -> Iterator[Row]:
    separator, given = layout.separator, layout.separator
    if separator == WHITESPACE:
        separator, lines = " ", spaced_lines(lines)
    reader = csv.reader(lines, delimiter=separator, quotechar=layout.quote, skipinitialspace=given != " ", strict=True)
    while True:
        start = reader.line_num + 1 + layout.start
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


def _even(rows: Iterable[Row], names: Sequence[str], left: list[int]) -> Iterator[list[str]]:
    """The cells of the rows; lines that are none are added to those that were left out."""  # noqa: DOC402, DOC501
    width, number = len(names), 0
    for line, cells in rows:
        if len(cells) != width:
            if _is_remark(cells, width):
                left.append(line)
                continue
            number_of_cells = counted(len(cells), "cell")
            raise InputError(
                f"row {number + 1:,} (line {line:,}) has {number_of_cells} and the header {width:,}: mend it"
            )
        if cells[0].strip(SPACES) == names[0] and [cell.strip(SPACES) for cell in cells] == names:
            left.append(line)
            continue
        number += 1
        yield cells


def _is_remark(cells: Sequence[str], width: int) -> bool:
    """Whether a line is a remark between rows or below them: a sentence or a comment, where rows have three cells."""
    text = cells[0].strip(SPACES)
    return len(cells) == 1 and width > 2 and (" " in text or text.startswith(COMMENTS))


def _columns(rows: Iterator[list[str]], width: int) -> list[Any]:
    chunks: list[list[Any]] = [[] for _ in range(width)]
    while block := list(islice(rows, max(1, CHUNK_CELLS // width))):
        for column, cells in zip(chunks, zip(*block, strict=True), strict=True):
            column.append(pl.Series(cells, dtype=pl.String))
    if not chunks[0]:
        raise InputError("has a header and no rows")
    return [pl.concat(column, rechunk=False) for column in chunks]
