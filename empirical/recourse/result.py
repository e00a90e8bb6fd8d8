"""What a recourse method gives back."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int


class RecourseStatus(IntEnum):
    """What became of one person."""

    FOUND = 0
    """The model accepts the recourse."""
    NOT_FOUND = 1
    """There is none, or the search did not come to one."""
    ALREADY_FAVOURABLE = 2
    """The model accepts the person as they are: they need no recourse, and none costs them anything."""


class Recourses(NamedTuple):
    """One recourse per instance.

    A method that looks for valid recourses gives points, changes and costs where the status is ``FOUND`` and NaN
    elsewhere. A method that minimises an objective, valid or not (SCFE with ``mode="fixed"``), gives its minimiser for
    every instance; the status then says what the model makes of it.

    Attributes:
        points: [m, k], x' = x + ζ.
        changes: [m, k], ζ; 0 outside the actionable columns.
        costs: [m], ‖Dζ‖₂, D the cost weights of the columns; ‖ζ‖₂ where all are 1.
        status: int8 [m], values of :class:`RecourseStatus`.
        more: Arrays with m as their first axis by name: what a method knows beside this, and a theorem may need.
    """

    points: Float[np.ndarray, "m k"]
    changes: Float[np.ndarray, "m k"]
    costs: Float[np.ndarray, " m"]
    status: Int[np.ndarray, " m"]
    more: Mapping[str, np.ndarray] = MappingProxyType({})

    @property
    def found(self) -> Bool[np.ndarray, " m"]:
        """Which recourses the model accepts, of the instances that need one; bool [m]."""
        return self.status == RecourseStatus.FOUND

    def __repr__(self) -> str:
        """A few lines: how many instances there are, how many have each status, and what the found recourses cost."""
        statuses = np.asarray(self.status)
        counts = ", ".join(
            f"{np.count_nonzero(statuses == status):,} {status.name.lower().replace('_', ' ')}"
            for status in RecourseStatus
        )
        found = np.asarray(self.costs)[statuses == RecourseStatus.FOUND]
        nothing = "no recourse was found, so there is no mean cost"
        mean = f"mean cost {found.mean():.4g} over the found ones" if len(found) else nothing
        names = "".join(f", .more[{name!r}]" for name in self.more)
        lines = [
            f"Recourses for {len(statuses):,} instance{'s' if len(statuses) != 1 else ''}: {counts}",
            f"  {mean}",
            f"  .points, .changes, .costs and .status are arrays{names}",
        ]
        return "\n".join(lines)


def to_arrays(recourses: Recourses) -> dict[str, np.ndarray]:
    """Recourses as a flat dictionary.

    Args:
        recourses: They.

    Returns:
        Arrays with m as their first axis by name.
    """
    plain = {name: value for name, value in recourses._asdict().items() if name != "more"}
    return plain | {f"{_MORE}{name}": value for name, value in recourses.more.items()}


def from_arrays(arrays: Mapping[str, np.ndarray]) -> Recourses:
    """Recourses from what :func:`to_arrays` made of them.

    Args:
        arrays: The dictionary.

    Returns:
        The recourses.
    """
    more = {name.removeprefix(_MORE): value for name, value in arrays.items() if name.startswith(_MORE)}
    return Recourses(**{name: value for name, value in arrays.items() if not name.startswith(_MORE)}, more=more)


_MORE = "more: "
