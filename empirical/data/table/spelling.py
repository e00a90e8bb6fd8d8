"""Labels that differ by spelling alone: case, spaces, a dot at the end, an abbreviation, a typing error."""

import re
from collections.abc import Mapping, Sequence

ABBREVIATIONS = {"y": "yes", "n": "no", "t": "true", "f": "false"}
"""Abbreviations of labels, in lower case."""

FEWEST_LETTERS = 4
"""Number of characters from which on a text that differs by one letter may be a typing error."""

RARE = 0.01
"""Largest share of a label's cells that a typing error of it has; a single cell always may be one."""


def apart(values: Mapping[str, int], meant: Sequence[str]) -> list[str]:
    """Find the labels that differ from some meant ones by spelling alone.

    Args:
        values: The numbers of cells, by label.
        meant: Labels.

    Returns:
        The other labels that may be a spelling of one of them, in the order of ``values``.

    Examples:
        >>> apart({">50K": 9, "<=50K": 30, ">50K.": 8, "> 50k": 1}, [">50K"])
        ['>50K.', '> 50k']
        >>> apart({"paid": 300, "piad": 1, "unpaid": 200}, ["paid"]), apart({"A": 9, "A+": 9, "A-": 9}, ["A"])
        (['piad'], [])
    """
    return [text for text in values if text not in meant and any(_same(text, one, values) for one in meant)]


def nearest(values: Mapping[str, int], wanted: str) -> str | None:
    """Find the label that somebody means by another spelling.

    Args:
        values: The numbers of cells, by label.
        wanted: What was written.

    Returns:
        The most frequent label that differs by spelling alone; ``None`` if there is none.

    Examples:
        >>> nearest({"yes": 9, "no": 3}, "Yes"), nearest({"yes": 9, "no": 3}, "maybe")
        ('yes', None)
    """
    near = [text for text in values if _key(text) == _key(wanted) or _one_letter_apart(text, wanted)]
    return max(near, key=lambda text: values[text], default=None)


def _same(text: str, meant: str, values: Mapping[str, int]) -> bool:
    if _key(text) == _key(meant):
        return True
    rare = values[text] <= max(1, RARE * values.get(meant, 0))
    return rare and _one_letter_apart(text, meant)


def _key(text: str) -> str:
    """The text without what spelling changes: case, spaces and joints, marks at the end, quotes."""
    key = re.sub(r"\s+", " ", text.strip().strip("'\"`").casefold())
    key = re.sub(r"(?<=\w)[\s_-]+(?=\w)|(?<=[<>=])\s+", "", key).rstrip(" .,;:!")
    return ABBREVIATIONS.get(key, key)


def _one_letter_apart(first: str, second: str) -> bool:
    """Whether one letter is added, left out, changed, or swapped with its neighbour."""
    short, long = sorted((first.casefold(), second.casefold()), key=len)
    if len(short) < FEWEST_LETTERS or len(long) - len(short) > 1 or short == long:
        return False
    start = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return long[start].isalpha() and short[start:] == long[start + 1 :]
    changed = short[start : start + 2] + long[start : start + 2]
    if short[start + 1 :] == long[start + 1 :]:
        return short[start].isalpha() and long[start].isalpha()
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return swapped and changed.isalpha() and short[start + 2 :] == long[start + 2 :]
