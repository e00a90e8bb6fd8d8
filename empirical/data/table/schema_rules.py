"""Rules for the keys of a schema: which keys there are, and which values each may have."""

import math
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from empirical.data.table.messages import quoted
from empirical.data.table.notation import MARKS
from empirical.errors import InputError

Rules = Mapping[str, tuple[str, Callable[[Any], bool]]]
"""The allowed value of each key, in words and as a condition."""


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)) and value[0] <= value[1]


def _is_levels(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(level, str) or _is_number(level) for level in value) and len(set(map(str, value))) == len(
        value
    )


def _is_moves(value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    return all(_is_levels(after) for after in value.values())


WRITTEN = ("decimal", "thousands", "strip")
"""Keys that say how numbers are written, of the table and of a feature."""


RULES: Rules = MappingProxyType(
    {
        "type": ('"number" or "category"', lambda value: value in ("number", "category")),
        "immutable": ("true or false", lambda value: isinstance(value, bool)),
        "direction": ('"up" or "down"', lambda value: value in ("up", "down")),
        "range": ("two finite numbers, the smaller first", _is_range),
        "unit": ("text", lambda value: isinstance(value, str)),
        "levels": ("texts or numbers, each once", _is_levels),
        "drop": ("true or false", lambda value: isinstance(value, bool)),
        "integer": ("true or false", lambda value: isinstance(value, bool)),
        "missing": ('a list of texts such as ["", "?"]', _is_texts),
        "decimal": ('"." or ","', lambda value: value in (".", ",")),
        "thousands": (f"one of {', '.join(map(repr, MARKS))}", lambda value: isinstance(value, str) and value in MARKS),
        "strip": ('texts such as "% $ months"', lambda value: isinstance(value, str) or _is_texts(value)),
        "transitions": ('levels with those that each may become, as {none = ["clerk"]}', _is_moves),
    }
)
"""Rules for the keys of a feature: the allowed value of each key, in words and as a condition."""

RULES_OF_TABLE: Rules = MappingProxyType(
    {
        **{key: RULES[key] for key in ("missing", *WRITTEN)},
        "relations": ('a list of texts such as ["age >= years_employed + 16"]', _is_texts),
    }
)
"""Rules for the keys of the table."""


def check(entry: Mapping[str, Any], rules: Rules, where: str, *, others: Collection[str] = ()) -> None:
    """Refuse a key of a schema that is unknown, or whose value it cannot have.

    Args:
        entry: The keys of a table or of a feature, with their values.
        rules: The rules for them, ``RULES`` or ``RULES_OF_TABLE``.
        where: The place of the entry, as the message begins.
        others: Further keys that may be there, with any value.

    Raises:
        InputError: If there is such a key.

    Examples:
        >>> check({"direction": "left"}, RULES, "features.'age': ")
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: features.'age': direction must be "up" or "down", not 'left'
    """
    known = (*rules, *others)
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise InputError(f"{where}unknown key {quoted(unknown[0])}; choose of {', '.join(known)}")
    for key, (words, fits) in rules.items():
        if key in entry and not fits(entry[key]):
            raise InputError(f"{where}{key} must be {words}, not {shown(entry[key])}")


def shown(value: object) -> str:
    """Write a value as TOML writes it, shortened; of a nested value only its type.

    Args:
        value: The value.

    Returns:
        The text, one line of printable characters.

    Examples:
        >>> shown([True, "up", {}])
        "[true, 'up', a table]"
    """
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value[:3]))}{', …' if len(value) > 3 else ''}]"
    return quoted(value) if isinstance(value, str) else str(value).lower()[:40]
