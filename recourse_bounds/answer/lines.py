"""Lines of an answer: how wide they may be, and which of them are left out where there are too many."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from recourse_bounds.terminal import printable

WIDTH, HEIGHT = 80, 25
"""Columns of a line at most, and lines of an answer at most."""

LABELS, NATURAL, FIRST, NEXT = 36, 9, 15, 9
"""Columns of a table: labels, the natural models, the robust models of the first ε, and those of every further ε."""

NAME = 28
"""Columns that a name from a file, as that of a data set or a value, may take at most."""


class Line(NamedTuple):
    """A line of an answer.

    Attributes:
        text: The text.
        rank: How soon the line is left out where the answer is too long; 0 for never.
    """

    text: str
    rank: int = 0


SPACE = Line("", 5)
"""An empty line between two sections."""


def clip(text: str, width: int = WIDTH) -> str:
    """Cut a text that is too wide, wide characters counted as two columns.

    Args:
        text: The text.
        width: The number of columns at most.

    Returns:
        The text, with an ellipsis at its end where something is missing.

    Examples:
        >>> clip("robust models accept everybody", 14)
        'robust models…'
        >>> clip("信用データ", 6)
        '信用…'
    """
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def name(text: str, width: int = NAME) -> str:
    r"""Make a name from somebody's file fit into a line: printable, and not too wide.

    Args:
        text: The name.
        width: The number of columns at most.

    Returns:
        The name as it can be shown.

    Examples:
        >>> name("red \x1b[31m")
        'red \\x1b[31m'
    """
    return clip(printable(text), width)


def pad(text: str, width: int) -> str:
    """Fill a cell of a table with spaces on its right.

    Args:
        text: The text of the cell.
        width: The number of columns.

    Returns:
        The cell, wider than asked for where the text is.

    Examples:
        >>> pad("信用", 6) + "|"
        '信用  |'
    """
    return text + " " * (width - cell_len(text))


def row(label: str, natural: str, robust: Iterable[str]) -> str:
    """Write a row of the table of natural and robust models.

    Args:
        label: The label of the row.
        natural: The cell of the natural models.
        robust: The cells of the robust models, one for each ε.

    Returns:
        The row, with the cells on the right of their columns.

    Examples:
        >>> row("mean cost", "0.5", ["0.6", "0.7"]).split()
        ['mean', 'cost', '0.5', '0.6', '0.7']
    """
    first, *others = robust
    cells = "".join(f"{cell:>{NEXT}}" for cell in others)
    return f"{pad(clip(label, LABELS), LABELS)}{natural:>{NATURAL}}{first:>{FIRST}}{cells}"


def fold(text: str, width: int = WIDTH) -> list[str]:
    """Break a text that must not be cut, as a path, into lines.

    Args:
        text: The text.
        width: The number of columns of a line at most.

    Returns:
        The lines.

    Examples:
        >>> fold("reports/loans", 10)
        ['reports/lo', 'ans']
    """
    lines = [""]
    for character in text:
        if cell_len(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Break a text between words into lines.

    Args:
        text: The text.
        width: The number of columns of a line at most.

    Returns:
        The lines; a word that is too wide has one to itself.

    Examples:
        >>> wrapped("robust models accept everybody", 16)
        ['robust models', 'accept everybody']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if cell_len(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def percent(share: float) -> str:
    """Write a share as a percentage that says 0 and 100 for nothing and everything alone.

    Args:
        share: The share, from 0 to 1.

    Returns:
        The percentage, without decimals.

    Examples:
        >>> percent(0.5), percent(0.001), percent(0.999), percent(1.0)
        ('50 %', '<1 %', '>99 %', '100 %')
    """
    if 0.0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1.0 else f"{100.0 * share:.0f} %"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun.

    Args:
        count: The number.
        noun: The noun in the singular.
        plural: The noun in the plural, where that is not the singular with an s.

    Returns:
        The number, with commas between thousands, and the noun.

    Examples:
        >>> counted(1, "pair"), counted(1200, "person", "people")
        ('1 pair', '1,200 people')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def fit(lines: Iterable[Line]) -> list[str]:
    """Leave out lines until the answer is short enough: of the highest rank first, and of one rank the last first.

    Args:
        lines: The lines in their order.

    Returns:
        The texts of the lines that remain, each of 80 columns at most.

    Examples:
        >>> fit([Line("data"), SPACE, Line("result")])
        ['data', '', 'result']
        >>> len(fit([Line("data")] * 20 + [SPACE] * 10))
        25
    """
    chosen = list(lines)
    while len(chosen) > HEIGHT:
        place = max(range(len(chosen)), key=lambda index: (chosen[index].rank, index))
        del chosen[place]
    return [clip(line.text) for line in chosen]
