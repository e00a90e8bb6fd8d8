"""Whether the first row of a file names the columns, or is a row like all others; and whether the second names them."""

from collections.abc import Sequence

import numpy as np

from empirical.data.table.placeholders import are_placeholders
from empirical.errors import InputError

SHARE = 0.8
"""Share of the cells of a column that must be numbers, for the column to hold numbers."""


def check_heading(rows: Sequence[Sequence[str]], places: Sequence[str], target: str = "", favourable: str = "") -> None:
    """Refuse a file whose first row is a person: the columns would be called by that person's data.

    A row is taken for a person if it has a number wherever the rows below have numbers, or, without numbers, if half of
    its cells occur again below. Numbers that rise in equal steps, such as years, do name columns.

    Args:
        rows: The first rows of cells.
        places: The names that the columns have by their places.
        target: The name of the target that the user gave.
        favourable: The favourable value that the user gave.

    Raises:
        InputError: If the first row seems to be none that names columns. The message quotes no cell.

    Examples:
        >>> check_heading([["age", "paid"], ["25", "no"]], ["column1", "column2"])
        >>> check_heading([["39", "no"], ["25", "no"]], ["column1", "column2"], target="no")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: its first line looks like a row and no header: ...; else add: ... --target column2
    """
    if len(rows) < 2:
        return
    first = rows[0]
    below = [row for row in rows[1:] if len(row) == len(first) and list(row) != list(first)]
    numeric = [place for place in range(len(first)) if _holds_numbers([row[place] for row in below])]
    if numeric:
        evidence = sum(_is_number(first[place]) for place in numeric)
        absent = sum(not first[place] or are_placeholders([first[place]]) for place in numeric)
        if not evidence or evidence + absent < len(numeric) or _in_steps([first[place] for place in numeric]):
            return
        says = f"{evidence:,} of its {len(first):,} cells are numbers, as below"
    else:
        evidence = sum(bool(cell) and any(row[place] == cell for row in below) for place, cell in enumerate(first))
        if evidence < 2 or 2 * evidence < len(first):
            return
        says = f"{evidence:,} of its {len(first):,} cells occur again below"
    place = places[_target(rows, places, target, favourable)]
    raise InputError(
        f"its first line looks like a row and no header: {says}. Without a header, columns are named {places[0]} to "
        f"{places[-1]}, or by --names; if it is a header, pass --header; else add: --no-header --target {place}"
    )


def has_second_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the second row names the columns too, or gives their units.

    Args:
        rows: The first rows of cells.

    Returns:
        Whether it has text in every column that holds numbers below it, which are two at least.

    Examples:
        >>> has_second_heading([["X1", "X2"], ["AGE", "LIMIT"], ["25", "100"], ["40", "200"], ["31", "300"]])
        True
    """
    if len(rows) < 5:
        return False
    width = len(rows[1])
    below = [row for row in rows[2:] if len(row) == width]
    numeric = [place for place in range(width) if _holds_numbers([row[place] for row in below])]
    texts = [rows[1][place] for place in numeric]
    return len(texts) > 1 and all(text and not _is_number(text) and not are_placeholders([text]) for text in texts)


def _target(rows: Sequence[Sequence[str]], places: Sequence[str], target: str, favourable: str) -> int:
    """The place that the user may mean by a target: of its name, its cell in the first row, or its number.

    The first of them that holds the favourable value is meant.
    """
    meant = [place for place, name in enumerate(places) if name == target]
    meant += [place for place, cell in enumerate(rows[0]) if cell == target]
    meant += [place for place in range(len(places)) if str(place + 1) == target] + [len(places) - 1]
    wanted = {value.strip() for value in favourable.split(",")}
    having = [place for place in meant if any(row[place] in wanted for row in rows if len(row) == len(places))]
    return (having or meant)[0]


def _holds_numbers(cells: Sequence[str]) -> bool:
    present = [cell for cell in cells if cell and not are_placeholders([cell])]
    return bool(present) and sum(map(_is_number, present)) >= SHARE * len(present)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _in_steps(texts: Sequence[str]) -> bool:
    """Whether at least three numbers rise in equal steps."""
    numbers = [float(text) for text in texts if _is_number(text)]
    steps = np.diff(numbers)
    return len(numbers) > 2 and bool((steps > 0).all() and np.allclose(steps, steps[0]))
