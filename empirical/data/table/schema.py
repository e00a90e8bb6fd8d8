"""The schema of a table: a user's declarations about its columns, in a TOML file (see ``docs/data.md``)."""

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from empirical.data.table.messages import about, quoted
from empirical.data.table.notation import AS_EVERYWHERE, MARKS, Notation, notation_of, pieces
from empirical.data.table.opening import open_input
from empirical.errors import InputError

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None")
"""Texts of cells that count as missing unless a schema names others."""

LARGEST_FILE = 2**24
"""Number of bytes at which a schema is refused; a table that is passed by mistake may be so long."""


@dataclass(frozen=True)
class Declared:
    """``Declared`` holds the user's declaration of one column.

    Attributes:
        kind: The type, ``number`` or ``category``; empty if the cells decide.
        immutable: Whether the feature is immutable, so that no recourse may change it.
        direction: The allowed direction: 1 if a recourse may only raise the number, or only move to later levels of the
            category; -1 if only lower it, or only move to earlier levels; else 0.
        low: The smallest value that a recourse may choose; ``None`` if not declared.
        high: The largest value that a recourse may choose; ``None`` if not declared.
        unit: The unit of the values, as text.
        levels: The levels of a category, in order; empty if the cells decide.
        drop: Whether the column is left out.
        integer: Whether the number is a whole one in every row; ``None`` if the cells decide.
        missing: The texts of cells that count as missing in this column; ``None`` for those of the table.
        notation: How the numbers of this column are written, before what is said of the table.
    """

    kind: str = ""
    immutable: bool = False
    direction: int = 0
    low: float | None = None
    high: float | None = None
    unit: str = ""
    levels: tuple[str, ...] = ()
    drop: bool = False
    integer: bool | None = None
    missing: tuple[str, ...] | None = None
    notation: Notation = AS_EVERYWHERE


class Schema(NamedTuple):
    """A ``Schema`` holds the user's declarations about a table.

    Attributes:
        missing: The texts of cells that count as missing.
        features: The declarations of columns, by the column's name.
        notation: How numbers are written.
    """

    missing: tuple[str, ...] = MISSING
    features: Mapping[str, Declared] = MappingProxyType({})
    notation: Notation = AS_EVERYWHERE

    def declared(self, name: str) -> Declared:
        """Return the declaration of a column.

        Args:
            name: The column's name.

        Returns:
            The declaration; an empty one if there is none.
        """
        return self.features.get(name, Declared())


def read_schema(path: str) -> Schema:
    """Read the schema of a table from a TOML file.

    Args:
        path: The path of the TOML file.

    Returns:
        The declarations of the file.

    Raises:
        InputError: If the file cannot be read, is not TOML, or declares something unknown or contradictory.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "loans.toml"
        ...     _ = path.write_text('features.age = {immutable = true, unit = "years"}')
        ...     schema = read_schema(str(path))
        >>> schema.features["age"].immutable, schema.features["age"].unit
        (True, 'years')
    """  # noqa: DOC502
    with about(path):
        return _schema(_parse(path))


def _parse(path: str) -> dict[str, Any]:
    with open_input(path) as file:
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
    _refuse_unknown(content, ("missing", *_WRITTEN, "features"), "")
    for key in ("missing", *_WRITTEN):
        _check(content, key, "")
    features = content.get("features", {})
    if not isinstance(features, dict):
        raise InputError("features must be tables such as [features.age]")
    missing = tuple(content.get("missing", MISSING))
    declared = {name: _declared(name, entry) for name, entry in features.items()}
    for name, declaration in declared.items():
        named = missing if declaration.missing is None else declaration.missing
        absent = [level for level in declaration.levels if level in named]
        if absent:
            raise InputError(
                f"features.{quoted(name)}: the level {quoted(absent[0])} counts as missing; change `missing`"
            )
    return Schema(missing, MappingProxyType(declared), _notation(content))


def _notation(entry: dict[str, Any]) -> Notation:
    strip = entry.get("strip", ())
    taken = pieces(strip) if isinstance(strip, str) else tuple(strip)
    return notation_of(entry.get("decimal"), entry.get("thousands"), taken)


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


_WRITTEN = ("decimal", "thousands", "strip")
"""Keys that say how numbers are written, of the table and of a feature."""

RULES: Mapping[str, tuple[str, Callable[[Any], bool]]] = MappingProxyType(
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
    }
)
"""Rules for the keys of a feature: the allowed value of each key, in words and as a condition."""


def _declared(name: str, entry: Any) -> Declared:
    where = f"features.{quoted(name)}"
    if not isinstance(entry, dict):
        raise InputError(f"{where} must be a table such as [features.age], not {_shown(entry)}")
    _refuse_unknown(entry, tuple(RULES), f"{where}: ")
    for key in entry:
        _check(entry, key, f"{where}: ")
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
        integer=entry.get("integer"),
        missing=tuple(entry["missing"]) if "missing" in entry else None,
        notation=_notation(entry),
    )


def _check(entry: dict[str, Any], key: str, where: str) -> None:
    words, fits = RULES[key]
    if key in entry and not fits(entry[key]):
        raise InputError(f"{where}{key} must be {words}, not {_shown(entry[key])}")


def _kind(entry: dict[str, Any], where: str) -> str:
    implied = {"number": entry.keys() & {"range", "integer", *_WRITTEN}, "category": entry.keys() & {"levels"}}
    otherwise = "number" if "direction" in entry else ""
    kind = entry.get("type") or next((kind for kind, keys in implied.items() if keys), otherwise)
    for wanted, keys in implied.items():
        if keys and wanted != kind:
            raise InputError(f"{where}: {min(keys)} is for a {wanted}, and this is a {kind}; drop one of the two")
    if kind == "category" and "direction" in entry and "levels" not in entry:
        raise InputError(f"{where}: the direction of a category needs its `levels`, from the first to the last")
    return kind


def _refuse_unknown(entry: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = [key for key in entry if key not in known]
    if unknown:
        raise InputError(f"{where}unknown key {quoted(unknown[0])}; choose of {', '.join(known)}")


def _shown(value: object) -> str:
    """The value as TOML writes it, shortened; of a nested value only its type."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value[:3]))}{', …' if len(value) > 3 else ''}]"
    return quoted(value) if isinstance(value, str) else str(value).lower()[:40]
