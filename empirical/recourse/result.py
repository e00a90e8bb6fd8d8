"""The result of a recourse method."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int


class RecourseStatus(IntEnum):
    """What became of the search for one instance."""

    FOUND = 0
    """The model accepts the recourse."""
    NOT_FOUND = 1
    """There is no recourse, or the search did not find one."""
    ALREADY_FAVOURABLE = 2
    """The model accepts the instance as it is: it needs no recourse."""


class Recourses(NamedTuple):
    """One recourse for each instance.

    A method that looks for valid recourses gives points, changes and costs where the status is ``FOUND``, and NaN
    elsewhere. A method that minimises an objective, valid or not (SCFE with ``mode="fixed"``), gives a minimiser for
    every instance; the status then says whether the model accepts it.

    Attributes:
        points: The points x' = x + ζ, [m, k].
        changes: The changes ζ, [m, k]; 0 outside the actionable columns.
        costs: The costs ‖Dζ‖₂, [m], where D are the cost weights of the columns; ‖ζ‖₂ where all weights are 1.
        status: The values of :class:`RecourseStatus`, int8 [m].
        more: Further results of the method by name, arrays with m as their first axis; a theorem may need them.
    """

    points: Float[np.ndarray, "m k"]
    changes: Float[np.ndarray, "m k"]
    costs: Float[np.ndarray, " m"]
    status: Int[np.ndarray, " m"]
    more: Mapping[str, np.ndarray] = MappingProxyType({})

    @property
    def found(self) -> Bool[np.ndarray, " m"]:
        """Whether the model accepts the recourse of each instance that needs one, bool [m]."""
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
    """Give recourses as a flat dictionary of arrays, such as a checkpoint can hold.

    Args:
        recourses: The recourses.

    Returns:
        Arrays by name, with m as their first axis.

    Examples:
        >>> points = np.ones((1, 2))
        >>> list(to_arrays(Recourses(points, points, np.ones(1), np.zeros(1, np.int8), {"radius": np.ones(1)})))
        ['points', 'changes', 'costs', 'status', 'more: radius']
    """
    plain = {name: value for name, value in recourses._asdict().items() if name != "more"}
    return plain | {f"{_MORE}{name}": value for name, value in recourses.more.items()}


def from_arrays(arrays: Mapping[str, np.ndarray]) -> Recourses:
    """Read recourses from the arrays of :func:`to_arrays`.

    Args:
        arrays: The arrays by name.

    Returns:
        The recourses.

    Examples:
        >>> points = np.ones((1, 2))
        >>> recourses = Recourses(points, points, np.ones(1), np.zeros(1, np.int8), {"radius": np.ones(1)})
        >>> from_arrays(to_arrays(recourses)).more
        {'radius': array([1.])}
    """
    more = {name.removeprefix(_MORE): value for name, value in arrays.items() if name.startswith(_MORE)}
    return Recourses(**{name: value for name, value in arrays.items() if not name.startswith(_MORE)}, more=more)


_MORE = "more: "
