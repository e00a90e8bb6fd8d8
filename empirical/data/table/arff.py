"""The beginning of an ARFF file, which names the columns of the rows below ``@data``."""

import re
from collections.abc import Sequence

from empirical.errors import InputError

_ATTRIBUTE = re.compile(r"""\s*@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|(\S+))\s+\S""", re.IGNORECASE)


def is_arff(lines: Sequence[str]) -> bool:
    """Tell whether the lines of a file begin an ARFF file.

    Args:
        lines: The first lines.

    Returns:
        Whether the first of them that is no comment declares a relation or an attribute.

    Examples:
        >>> is_arff(["% Title: credit", "@relation credit"]), is_arff(["age,paid"])
        (True, False)
    """
    for line in lines:
        text = line.strip().lower()
        if text and not text.startswith("%"):
            return text.startswith(("@relation", "@attribute"))
    return False


def read_attributes(lines: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Read the names of the columns of an ARFF file.

    Args:
        lines: The first lines.

    Returns:
        The names, and the number of lines before the first row.

    Raises:
        InputError: If the lines do not reach ``@data``.

    Examples:
        >>> read_attributes(["@attribute age numeric", "@attribute 'has paid' {no,yes}", "@data", "25,no"])
        (('age', 'has paid'), 3)
    """
    names: list[str] = []
    for place, line in enumerate(lines):
        found = _ATTRIBUTE.match(line)
        if found:
            names.append(next(name for name in found.groups() if name is not None))
        elif line.strip().lower().startswith("@data"):
            return tuple(names), place + 1
    raise InputError(f"is ARFF, and has no @data within {len(lines):,} lines: save it as CSV")
