"""What a user declares about the columns of a table, in a TOML file; ``docs/data.md`` says how."""

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from empirical.data.table.messages import about, quoted
from empirical.data.table.opening import open_plain
from empirical.errors import InputError

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None")
"""Cells that count as missing unless a schema names others."""

LARGEST_FILE = 2**24
"""Bytes. No schema is this long; a table given by mistake may be."""


@dataclass(frozen=True)
class Declared:
    """What is declared about one column.

    Attributes:
        kind: ``number`` or ``category``; empty if the values decide.
        immutable: Whether no recourse may change it.
        direction: 1 if a recourse may only raise it, -1 if only lower it, 0 for both.
        low: Smallest value that a recourse may give it; ``None`` if not declared.
        high: Largest value that a recourse may give it; ``None`` if not declared.
        unit: Of its values.
        levels: Of a category, in order; empty if the values decide.
        drop: Whether it is left out.
    """

    kind: str = ""
    immutable: bool = False
    direction: int = 0
    low: float | None = None
    high: float | None = None
    unit: str = ""
    levels: tuple[str, ...] = ()
    drop: bool = False


class Schema(NamedTuple):
    """What is declared about a table.

    Attributes:
        missing: Cells that count as missing.
        features: By the name of the column.
    """

    missing: tuple[str, ...] = MISSING
    features: Mapping[str, Declared] = MappingProxyType({})


def read_schema(path: str) -> Schema:
    """Read what is declared about a table.

    Args:
        path: Of a TOML file.

    Returns:
        The declarations.

    Raises:
        InputError: If the file cannot be read, is not TOML, or declares something unknown or contradictory.
    """  # noqa: DOC502
    with about(path):
        return _schema(_parse(path))


def _parse(path: str) -> dict[str, Any]:
    with open_plain(path) as file:
        content = file.read(LARGEST_FILE)
    if len(content) == LARGEST_FILE:
        raise InputError("is too long for a schema; name a TOML file")
    try:
        return tomllib.loads(content.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start:,}): save it as UTF-8") from None
    except ValueError as error:
        raise InputError(f"is not TOML: {' '.join(str(error).split())[:200]}") from None
    except RecursionError:
        raise InputError("is nested too deeply for a schema") from None


def _schema(content: dict[str, Any]) -> Schema:
    _refuse_unknown(content, ("missing", "features"), "")
    missing = content.get("missing", list(MISSING))
    if not (isinstance(missing, list) and all(isinstance(one, str) for one in missing)):
        raise InputError(f'missing must be a list of texts such as ["", "?"], not {_seen(missing)}')
    features = content.get("features", {})
    if not isinstance(features, dict):
        raise InputError("features must be tables such as [features.age]")
    declared = {name: _declared(name, entry) for name, entry in features.items()}
    for name, one in declared.items():
        lost = [level for level in one.levels if level in missing]
        if lost:
            raise InputError(
                f"features.{quoted(name)}: the level {quoted(lost[0])} counts as missing; change `missing`"
            )
    return Schema(tuple(missing), MappingProxyType(declared))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)) and value[0] <= value[1]


def _is_levels(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(one, str) or _is_number(one) for one in value) and len(set(map(str, value))) == len(value)


RULES: Mapping[str, tuple[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        "type": ('"number" or "category"', lambda value: value in ("number", "category")),
        "immutable": ("true or false", lambda value: isinstance(value, bool)),
        "direction": ('"up" or "down"', lambda value: value in ("up", "down")),
        "range": ("two finite numbers, the smaller first", _is_range),
        "unit": ("text", lambda value: isinstance(value, str)),
        "levels": ("texts or numbers, each once", _is_levels),
        "drop": ("true or false", lambda value: isinstance(value, bool)),
    }
)
"""Every key of a feature: what it must be, in words and as a condition."""


def _declared(name: str, entry: Any) -> Declared:
    where = f"features.{quoted(name)}"
    if not isinstance(entry, dict):
        raise InputError(f"{where} must be a table such as [features.age], not {_seen(entry)}")
    _refuse_unknown(entry, tuple(RULES), f"{where}: ")
    for key, value in entry.items():
        words, fits = RULES[key]
        if not fits(value):
            raise InputError(f"{where}: {key} must be {words}, not {_seen(value)}")
    low, high = entry.get("range", (None, None))
    return Declared(
        kind=_kind(entry, where),
        immutable=entry.get("immutable", False),
        direction={"up": 1, "down": -1}.get(entry.get("direction", ""), 0),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        unit=entry.get("unit", ""),
        levels=tuple(map(str, entry.get("levels", ()))),
        drop=entry.get("drop", False),
    )


def _kind(entry: dict[str, Any], where: str) -> str:
    implied = {"number": entry.keys() & {"range", "direction"}, "category": entry.keys() & {"levels"}}
    kind = entry.get("type") or next((kind for kind, keys in implied.items() if keys), "")
    for other, keys in implied.items():
        if keys and other != kind:
            raise InputError(f"{where}: {min(keys)} is for a {other}, and this is a {kind}; drop one of the two")
    return kind


def _refuse_unknown(entry: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise InputError(f"{where}unknown key {quoted(unknown[0])}; choose of {', '.join(known)}")


def _seen(value: object) -> str:
    """A value in the words of Python, shortened; of a nested one no more than its type."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"[{', '.join(map(_seen, value[:3]))}{', …' if len(value) > 3 else ''}]"
    return quoted(value) if isinstance(value, str) else str(value).lower()[:40]
