"""Columns that are left out unless they are asked for, because they identify people or rows, or have no cells."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from empirical.data.table.identity import identity
from empirical.data.table.messages import MOST_LISTED, named, quoted
from empirical.data.table.problems import Problem, copied
from empirical.data.table.reading import Reading
from empirical.errors import InputError

_INDEX = re.compile(r"__index_level_\d+__|Unnamed: \d+(?:\.\d+)*")
"""Names that pandas gives to an index, and to a column without a name."""


class LeftOut(NamedTuple):
    """``LeftOut`` says which columns are left out, and why.

    Attributes:
        names: The names of these columns.
        notes: The notes on them, and on columns that are kept and may identify, one line each.
        problems: The problems of columns without a name of which it cannot be told what they are, by name.
    """

    names: frozenset[str]
    notes: tuple[str, ...]
    problems: Mapping[str, Problem]


def named_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name, and refuse two of the same.

    Args:
        names: The names; empty for a column without one.

    Returns:
        The names, with the place of the column for one without a name.

    Raises:
        InputError: If two columns have the same name.

    Examples:
        >>> named_columns(["", "age"])
        ('column1', 'age')
    """
    given: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        made = name or f"column{place}"
        if made in given:
            raise InputError(f"two columns are named {quoted(made)}: rename one")
        given[made] = None
    return tuple(given)


def left_out(readings: Mapping[str, Reading], nameless: Collection[str], wanted: Collection[str]) -> LeftOut:
    """Find the columns that are left out unless somebody asks for them.

    Args:
        readings: The columns as they were read, by name, but for the target and for those that are dropped anyhow.
        nameless: The names of those that have none in the file.
        wanted: The names of those that somebody asks for.

    Returns:
        The columns to leave out, with notes.

    Examples:
        >>> import polars as pl
        >>> found = left_out({"client_id": Reading(pl.Series([7.0, 3.0, 9.0]))}, (), ())
        >>> sorted(found.names), found.notes[0].partition(";")[0]
        (['client_id'], 'client_id left out, for it is named like a key and has another whole number in every row')
    """
    out: dict[str, list[str]] = {}
    kept: dict[str, list[str]] = {}
    problems: dict[str, Problem] = {}
    cannot: set[str] = set()
    for name, reading in readings.items():
        if name in wanted:
            continue
        found = identity(name, reading)
        if name in nameless or _INDEX.fullmatch(name):
            says = _of_no_name(name, reading, identifies=found is not None)
            if says:
                out.setdefault(says, []).append(name)
            elif name in nameless:
                remedy = f"leave it out, or --keep {copied([name])} keeps it under that name"
                problems[name] = Problem("has no name in the file", remedy, drop=True)
        elif found is not None:
            (out if found.certain else kept).setdefault(found.says, []).append(name)
            cannot |= set() if found.keeps else {name}
    notes = [_out(says, names, [name for name in names if name not in cannot]) for says, names in out.items()]
    notes += [_doubt(says, names) for says, names in kept.items()]
    return LeftOut(frozenset(name for names in out.values() for name in names), tuple(notes), problems)


def _of_no_name(name: str, reading: Reading, *, identifies: bool) -> str:
    """Why a column without a name is left out; empty if it is not."""
    present = reading.cells.drop_nulls()
    if not len(present):
        return "has no name and no cells"
    if name.startswith("__index"):
        return "is the index that pandas wrote"
    names_rows = len(present) > 1 and present.n_unique() == len(reading.cells)
    return "has no name and counts or names the rows" if identifies or names_rows else ""


def _out(says: str, names: Sequence[str], keep: Sequence[str]) -> str:
    how = f"; --keep {copied(keep)} keeps {'it' if len(keep) == 1 else 'them'}" if 0 < len(keep) <= MOST_LISTED else ""
    return f"{named(names)} left out, for {'it' if len(names) == 1 else 'each'} {says}{how}"


def _doubt(says: str, names: Sequence[str]) -> str:
    each = "" if len(names) == 1 else " each"
    what = "it identifies people" if len(names) == 1 else "they identify people"
    return f"{named(names)}{each} {says}: if {what}, --drop {copied(names[:MOST_LISTED])}"
