"""The schema of a table: a user's declarations about its columns, in a TOML file (see ``docs/data.md``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from empirical.data.table.messages import about, quoted
from empirical.data.table.notation import AS_EVERYWHERE, Notation, notation_of, pieces
from empirical.data.table.opening import open_input
from empirical.data.table.schema_rules import RULES, RULES_OF_TABLE, WRITTEN, check, shown
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
        transitions: The moves that a recourse may make from one level of the category to another, as pairs of levels;
            empty if not declared.
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
    transitions: tuple[tuple[str, str], ...] = ()


class Schema(NamedTuple):
    """A ``Schema`` holds the user's declarations about a table.

    Attributes:
        missing: The texts of cells that count as missing.
        features: The declarations of columns, by the column's name.
        notation: How numbers are written.
        relations: The linear relations between numbers, as texts.
    """

    missing: tuple[str, ...] = MISSING
    features: Mapping[str, Declared] = MappingProxyType({})
    notation: Notation = AS_EVERYWHERE
    relations: tuple[str, ...] = ()

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
    check(content, RULES_OF_TABLE, "", others=("features",))
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
    return Schema(missing, MappingProxyType(declared), _notation(content), tuple(content.get("relations", ())))


def _notation(entry: dict[str, Any]) -> Notation:
    strip = entry.get("strip", ())
    taken = pieces(strip) if isinstance(strip, str) else tuple(strip)
    return notation_of(entry.get("decimal"), entry.get("thousands"), taken)


def _declared(name: str, entry: Any) -> Declared:
    where = f"features.{quoted(name)}"
    if not isinstance(entry, dict):
        raise InputError(f"{where} must be a table such as [features.age], not {shown(entry)}")
    check(entry, RULES, f"{where}: ")
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
        transitions=tuple((level, str(one)) for level, after in entry.get("transitions", {}).items() for one in after),
    )


def _kind(entry: dict[str, Any], where: str) -> str:
    implied = {
        "number": entry.keys() & {"range", "integer", *WRITTEN},
        "category": entry.keys() & {"levels", "transitions"},
    }
    otherwise = "number" if "direction" in entry else ""
    kind = entry.get("type") or next((kind for kind, keys in implied.items() if keys), otherwise)
    for wanted, keys in implied.items():
        if keys and wanted != kind:
            raise InputError(f"{where}: {min(keys)} is for a {wanted}, and this is a {kind}; drop one of the two")
    if kind == "category" and "direction" in entry and "levels" not in entry:
        raise InputError(f"{where}: the direction of a category needs its `levels`, from the first to the last")
    return kind
