"""Lists on the command line: names, numbers, and sweeps like ``0,.02,...,.3`` and ``0..4``."""

import csv
import math
import re

from empirical.errors import InputError

MOST = 1000
"""The largest number of values of one sweep."""


def names(text: str) -> tuple[str, ...]:
    """Read names between commas.

    Args:
        text: A text like ``age,sex``; a name that holds a comma stands in double quotes.

    Returns:
        The names.

    Examples:
        >>> names("age, sex"), names('age,"city, state"')
        (('age', 'sex'), ('age', 'city, state'))
    """
    rows = csv.reader([text], skipinitialspace=True)
    return tuple(part.strip() for row in rows for part in row if part.strip())


def numbers(option: str, text: str) -> tuple[float, ...]:
    """Read numbers between commas; ``...`` goes on with the step of the two numbers before, up to the one after.

    Args:
        option: The name of the option, for messages.
        text: A text like ``0,.02,...,.3``; ``…`` is the same as ``...``.

    Returns:
        The numbers; steps are counted in decimals, so that .3 is .3.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> numbers("epsilon", "0,.1,...,.3,1")
        (0.0, 0.1, 0.2, 0.3, 1.0)
    """
    parts, found = [part.strip() for part in text.replace("…", "...").split(",")], []
    for place, part in enumerate(parts):
        if part == "...":
            if not 2 <= place < len(parts) - 1:
                raise InputError(f"{option}: ... needs two numbers before and one after it, like 0,.02,...,.3")
            found += _between(option, found[-2], found[-1], _number(option, parts[place + 1]))
        else:
            found.append(_number(option, part))
    return tuple(found)


def whole_numbers(option: str, text: str) -> tuple[int, ...]:
    """Read whole numbers between commas; ``0..4`` is all from 0 to 4.

    Args:
        option: The name of the option, for messages.
        text: A text like ``0..4`` or ``10,100,1000``.

    Returns:
        The numbers.

    Raises:
        InputError: If the text is nothing of the kind.

    Examples:
        >>> whole_numbers("seed", "0..2,7")
        (0, 1, 2, 7)
    """
    found: list[int] = []
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(-?\d{1,18})(?:\s*\.\.\s*(-?\d{1,18}))?\s*", part)
        if ends is None:
            raise InputError(f"{option} must be whole numbers like 0..4 or 1,5, not {part.strip()!r}")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if not 0 <= last - first < MOST:
            raise InputError(f"{option}: {part.strip()} must rise, by fewer than {MOST} numbers")
        found += range(first, last + 1)
    return tuple(found)


def _number(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{option} must be numbers like 0.1 or 0,.02,...,.3, not {text!r}") from None


def _between(option: str, first: float, second: float, last: float) -> list[float]:
    """The numbers after the second and before the last, in steps from the first to the second."""  # noqa: DOC501
    step, span = second - first, last - second
    count = span / step if step else math.nan
    if not (math.isfinite(count) and 0 < count < MOST and abs(count - round(count)) < 1e-6):
        raise InputError(f"{option}: no whole number of steps of {step:g} leads from {second:g} to {last:g}")
    return [round(second + step * number, 12) for number in range(1, round(count))]
