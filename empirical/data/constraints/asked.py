"""What somebody asks of recourses, column by column, written as on the command line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from empirical.data.constraints.texts import read_direction, read_range, read_transitions
from empirical.data.table.messages import quoted
from empirical.errors import InputError

Changes = dict[str, dict[str, Any]]
"""What is said of columns, by their name: values of the fields ``immutable``, ``direction``, ``low``, ``high`` and
``transitions`` that a feature has."""


@dataclass(frozen=True)
class Constraints:
    """``Constraints`` are what somebody asks of recourses, written as on the command line.

    Attributes:
        immutable: The names of columns that no recourse may change.
        directions: Columns with their directions, as ``age: up``.
        ranges: Numbers with their ranges, as ``age: 18..70``.
        transitions: Categories with the moves that they may make, as ``job: none>clerk, clerk>smith``.
        relations: Linear relations between numbers, as ``age >= years_employed + 16``.
    """

    immutable: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    def by_option(self) -> dict[str, Changes]:
        """Read what is said of single columns.

        Returns:
            What each option says of them, by the option's name.

        Raises:
            InputError: If a text cannot be read, or a column stands twice under one option.
        """  # noqa: DOC502
        return {
            "--immutable": {name: {"immutable": True} for name in self.immutable},
            "--direction": {name: {"direction": way} for name, way in _each_once(map(read_direction, self.directions))},
            "--range": {
                name: {"low": low, "high": high} for name, (low, high) in _each_once(map(read_range, self.ranges))
            },
            "--transition": {
                name: {"transitions": moves} for name, moves in _each_once(map(read_transitions, self.transitions))
            },
        }

    def by_column(self) -> Changes:
        """Read what is said of single columns.

        Returns:
            What all options say of them, by the column's name.

        Raises:
            InputError: If a text cannot be read, or a column stands twice under one option.
        """  # noqa: DOC502
        changes: Changes = {}
        for of_option in self.by_option().values():
            for name, said in of_option.items():
                changes.setdefault(name, {}).update(said)
        return changes


def _each_once(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """List pairs of a column and what is said of it, and refuse a column that comes twice."""  # noqa: DOC501
    found = list(pairs)
    for place, (name, _) in enumerate(found):
        if any(name == earlier for earlier, _ in found[:place]):
            raise InputError(f"one option names {quoted(name)} twice: write it once, with all that is asked of it")
    return found
