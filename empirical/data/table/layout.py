"""The layout of a CSV file, as its first lines show it: where the table begins, what separates and names its cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from empirical.data.table.arff import is_arff, read_attributes
from empirical.data.table.heading import check_heading, has_second_heading
from empirical.data.table.messages import counted
from empirical.errors import InputError

WHITESPACE = " \t"
"""Separator of cells that stand between any number of spaces and tabs."""

SEPARATORS = (";", "\t", "|", ",", WHITESPACE)
"""Separators that are tried where the given one separates nothing."""

COMMENTS = ("#", "%", "|", "//", "--")
"""Beginnings of lines that are no rows."""

SHARE = 0.8
"""Share of the lines that must have the same number of cells, for a separator to be the right one."""


class Asked(NamedTuple):
    """``Asked`` holds what a user says of the lines of a file.

    Attributes:
        separator: The separator between cells.
        header: Whether the first row names the columns; ``None`` if the rows decide.
        names: The names of the columns, if the user gives them.
        target: The name of the column to predict, by which one of two headers is chosen.
        favourable: The favourable value, by which the target is found in a file without a header.
    """

    separator: str = ","
    header: bool | None = None
    names: tuple[str, ...] = ()
    target: str = ""
    favourable: str = ""


class Layout(NamedTuple):
    """A ``Layout`` says how the lines of a file are read.

    Attributes:
        separator: The separator between cells.
        start: The number of lines before the table.
        names: The names of the columns; ``None`` if the first row holds them.
        second: Whether the second row names the columns too.
        quote: The character around cells that hold a separator.
        missing: The texts of cells that count as missing by the rules of the file.
        notes: What was left out or taken for something, one line each.
    """

    separator: str
    start: int = 0
    names: tuple[str, ...] | None = None
    second: bool = False
    quote: str = '"'
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def separator_line(line: str) -> str | None:
    """Read the separator that Excel writes into the first line.

    Args:
        line: The first line of a file.

    Returns:
        The separator; ``None`` if the line says none.

    Examples:
        >>> separator_line("sep=;"), separator_line("age;job") is None
        (';', True)
    """
    found = re.fullmatch(r'\s*"?sep=(.)"?[;,\t]*\s*', line.lstrip("\ufeff"), flags=re.IGNORECASE)
    return found[1] if found else None


def split_lines(lines: Iterable[str], separator: str, quote: str = '"') -> list[list[str]]:
    """Split lines into rows of cells, without checking their quotes.

    Args:
        lines: The lines.
        separator: The separator between cells.
        quote: The character around cells that hold a separator or a line end.

    Returns:
        The cells of every row that has some, without spaces around them.

    Examples:
        >>> split_lines(['25, "clerk, retired"'], ","), split_lines(["25   u"], WHITESPACE)
        ([['25', 'clerk, retired']], [['25', 'u']])
    """
    spaced = separator != " "
    if separator == WHITESPACE:
        separator, lines = " ", spaced_lines(lines)
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=separator, quotechar=quote, skipinitialspace=spaced)
    with suppress(csv.Error):  # a cell of more characters than any may have is refused when the rows are read
        rows.extend([cell.strip() for cell in cells] for cells in reader)
    return [cells for cells in rows if cells]


def spaced_lines(lines: Iterable[str]) -> Iterator[str]:
    r"""Write lines whose cells stand between spaces and tabs with spaces alone, and none at the end.

    Args:
        lines: The lines.

    Yields:
        The lines.

    Examples:
        >>> list(spaced_lines(["25\tu  "]))
        ['25 u\n']
    """
    for line in lines:
        yield line.replace("\t", " ").strip(" \r\n") + "\n"


def look(lines: Sequence[str], asked: Asked) -> Layout:
    """Find the layout of a file in its first lines.

    Args:
        lines: The first lines.
        asked: What the user says of them.

    Returns:
        The layout.

    Raises:
        InputError: If another separator is meant, or if the first row seems to be a person and no header.

    Examples:
        >>> look(["Report of 2024", "age,paid", "25,no", "40,yes"], Asked()).start
        1
    """  # noqa: DOC502
    if is_arff(lines):
        names, start = read_attributes(lines)
        note = "is ARFF: the columns are named by its @attribute lines, and ? means missing"
        return Layout(",", start, asked.names or names, quote="'", missing=("?",), notes=(note,))
    separator, start, notes = asked.separator, 0, []
    excel = separator_line(lines[0]) if lines else None
    if excel:
        separator, start = excel, 1
        notes.append(f"its first line says that {_shown(excel)} separates cells")
    _check_separator(lines[start:], separator)
    before, start = _table_begins(lines, start, separator)
    if before:
        notes.append(f"{counted(before, 'line')} before the table {'was' if before == 1 else 'were'} left out")
    rows = split_lines(lines[start:], separator)
    layout = Layout(separator, start, notes=tuple(notes))
    if not rows:
        return layout
    if asked.names or asked.header is False:
        return _named(rows, asked, layout)
    if rows[0][0].startswith("# ") and len(rows) > 1 and len(rows[0]) == len(rows[1]):
        names = (rows[0][0][1:].strip(), *rows[0][1:])
        return layout._replace(start=start + 1, names=names, notes=(*notes, "its header stands in a comment"))
    if asked.header is None:
        check_heading(rows, names_of_no_header(len(rows[0])), asked.target, asked.favourable)
    return layout._replace(second=asked.header is None and has_second_heading(rows))


def names_of_no_header(width: int) -> tuple[str, ...]:
    """Give the names of the columns of a file without a header.

    Args:
        width: The number of columns.

    Returns:
        The names, by the place of each column from 1 on.

    Examples:
        >>> names_of_no_header(2)
        ('column1', 'column2')
    """
    return tuple(f"column{place}" for place in range(1, width + 1))


def _named(rows: Sequence[Sequence[str]], asked: Asked, layout: Layout) -> Layout:
    """The layout with the names that the user gives, or that the places of the columns give."""  # noqa: DOC501
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if asked.names and len(asked.names) != width:
        given = counted(len(asked.names), "name")
        raise InputError(f"has {counted(width, 'column')}, and --names gives {given}: name each column once")
    names = asked.names or names_of_no_header(width)
    return layout._replace(start=layout.start + bool(asked.header), names=names)


def _check_separator(lines: Sequence[str], separator: str) -> None:
    """Refuse a file whose cells another separator separates, with that separator."""  # noqa: DOC501
    rows = split_lines(lines, separator)
    width, share = _consistent(rows)
    begins = len(rows[0]) if rows else 0
    if width > 1 and share >= SHARE and begins > 1:
        return
    aligned = sum(bool(re.search(r"\S {2,}\S", line)) for line in lines) >= SHARE * len(rows)
    for other in (WHITESPACE, *SEPARATORS) if aligned else SEPARATORS:
        if other != separator:
            other_width, other_share = _consistent(split_lines(lines, other))
            better = other_width > 1 and other_share >= SHARE and (width == 1 or other_share > share)
            if better and (other != WHITESPACE or separator != " "):
                by, others = _shown(separator), _shown(other)
                raise InputError(f"is separated by {others}, not by {by}; add: --separator {others}")
    if width == 1 and sum(line.count('"') for line in lines) % 2 == 0:  # else a quote is not closed
        raise InputError("has one column; a target and a feature are needed")


def _consistent(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """The most frequent number of cells, and the share of the rows that have it."""
    if not rows:
        return 0, 0.0
    width, count = max(Counter(map(len, rows)).items(), key=lambda entry: (entry[1], entry[0]))
    return width, count / len(rows)


def _table_begins(lines: Sequence[str], start: int, separator: str) -> tuple[int, int]:
    """The number of comments and titles before the table, and the place of the line with which it begins."""
    width, _ = _consistent(split_lines(lines[start:], separator))
    before = 0
    for place, line in enumerate(lines[start:], start=start):
        cells = next(iter(split_lines([line], separator)), [])
        if not cells:
            continue
        is_comment = line.lstrip().startswith(COMMENTS) and len(cells) != width
        goes_on = line.count('"') % 2 == 1  # a quote, in the lines below
        if goes_on or not (is_comment or _is_title(cells, width)):
            return before, place
        before += 1
    return 0, start


def _is_title(cells: Sequence[str], width: int) -> bool:
    """Whether a line has fewer cells than a header of such rows could have: one less than they, if rows have names."""
    filled = sum(map(bool, cells))
    return width > 1 and (len(cells) == 1 or len(cells) < width - 1 or (width > 2 and filled == 1 and bool(cells[0])))


def _shown(separator: str) -> str:
    return {"\t": "tab", WHITESPACE: "whitespace", " ": "space"}.get(separator, f"'{separator}'")
