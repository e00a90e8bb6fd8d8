"""Constraints on one column as texts: ``job: none>clerk, clerk>smith``, ``age: up``, ``hours: 10..40``.

The column stands before the colon. A name or a level that holds one of ``: ; , >``, or begins with a quote, stands in
quotes, with quotes inside it doubled: ``"a:b": "x>y">z``.
"""

import math
import re
from collections.abc import Iterable

from empirical.data.table.messages import quoted
from empirical.errors import InputError

DIRECTIONS = {"up": 1, "down": -1}
"""The two directions of a column, by their words."""

_PIECE = re.compile(r"""\s*(?:"((?:[^"]|"")*)"\s*|([^":;,>][^:;,>]*)|)(?=[:;,>]|$)""")


def split_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Split texts at semicolons outside of quotes.

    Args:
        texts: Texts such as the values of an option that is given several times.

    Returns:
        The parts without spaces around them; empty ones are left out.

    Examples:
        >>> split_texts(["age: up; hours: down", 'income <= "a;b"'])
        ('age: up', 'hours: down', 'income <= "a;b"')
    """
    parts = [part.strip() for text in texts for part in re.findall(r"""(?:"[^"]*"|[^;])+""", text)]
    return tuple(part for part in parts if part)


def read_transitions(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Read the moves that a category may make.

    Args:
        text: The column, a colon, and moves between commas: ``job: none>clerk, clerk>smith``; ``a>b>c`` is two moves.

    Returns:
        The name of the column, and its moves as pairs of levels.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> read_transitions("job: none>clerk>smith, smith>none")
        ('job', (('none', 'clerk'), ('clerk', 'smith'), ('smith', 'none')))
    """
    usage = "--transition must be like 'job: none>clerk, clerk>smith'"
    name, pieces = _pieces(text, usage)
    moves: list[tuple[str, str]] = []
    before = ""
    for mark, level in pieces:
        if mark == ";" or not level:
            raise InputError(f"{usage}, not {quoted(text)}")
        if mark == ">":
            moves.append((before, level))
        before = level
    alone = {level for _, level in pieces} - {level for move in moves for level in move}
    if alone:
        raise InputError(f"{usage}: {quoted(min(alone))} moves nowhere in {quoted(text)}")
    return name, tuple(moves)


def read_direction(text: str) -> tuple[str, int]:
    """Read the direction of a column.

    Args:
        text: The column, a colon, and a direction: ``age: up``.

    Returns:
        The name of the column; and 1 for up, or -1 for down.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> read_direction("age: up")
        ('age', 1)
    """
    usage = "--direction must be like 'age: up' or 'debt: down'"
    name, pieces = _pieces(text, usage)
    if len(pieces) != 1 or pieces[0][1] not in DIRECTIONS:
        raise InputError(f"{usage}, not {quoted(text)}")
    return name, DIRECTIONS[pieces[0][1]]


def read_range(text: str) -> tuple[str, tuple[float | None, float | None]]:
    """Read the range of a number.

    Args:
        text: The column, a colon, and the ends: ``age: 18..70``, ``age: 18..`` or ``age: ..70``.

    Returns:
        The name of the column, and its ends; ``None`` for an end that is not named.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> read_range("age: 18..70"), read_range("debt: ..0.5")
        (('age', (18.0, 70.0)), ('debt', (None, 0.5)))
    """
    usage = "--range must be like 'age: 18..70', 'age: 18..' or 'age: ..70'"
    name, pieces = _pieces(text, usage)
    ends = pieces[0][1].split("..") if len(pieces) == 1 and "..." not in pieces[0][1] else []
    try:
        low, high = (float(end) if end.strip() else None for end in ends)
    except ValueError:
        raise InputError(f"{usage}, not {quoted(text)}") from None
    if (low is None and high is None) or not all(math.isfinite(end or 0.0) for end in (low, high)):
        raise InputError(f"{usage}, not {quoted(text)}")
    return name, (low, high)


def _pieces(text: str, usage: str) -> tuple[str, list[tuple[str, str]]]:
    """The column before the colon, and the pieces behind it, each with the mark before it."""  # noqa: DOC501
    found: list[tuple[str, str]] = []
    place, mark = 0, ""
    while True:
        piece = _PIECE.match(text, place)
        if piece is None:
            raise InputError(f"{usage}, not {quoted(text)}: a quote stands around a whole name, or is doubled")
        quoted_name, bare = piece.groups()
        found.append((mark, (bare or "").strip() if quoted_name is None else quoted_name.replace('""', '"')))
        if piece.end() == len(text):
            break
        mark, place = text[piece.end()], piece.end() + 1
    (_, name), *pieces = found
    if not name or not pieces or pieces[0][0] != ":" or any(mark == ":" for mark, _ in pieces[1:]):
        raise InputError(f"{usage}, not {quoted(text)}")
    return name, pieces
