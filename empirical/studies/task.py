"""What the work on a cell of a study needs, and what it consists of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from empirical.checkpoints import Checkpoint
from empirical.studies.cell import Cell
from empirical.studies.cell_folder import Content

Kind = TypeVar("Kind", bound=Cell)
"""A kind of cell."""

NOTHING_YET: Mapping[str, float] = MappingProxyType({})
"""The seconds that were spent on a cell before its work begins."""


@dataclass(frozen=True, eq=False)
class Task(Generic[Kind]):
    """All that a cell needs.

    Attributes:
        cell: The cell.
        dataset: Its data.
        keep: The names of further tables that are kept.
    """

    cell: Kind
    dataset: Any
    keep: tuple[str, ...] = ()


class Training(NamedTuple):
    """What a cell trains before its other work, which cells of the same key share.

    Attributes:
        key: The hash of all that decides it; empty for nothing.
        train: A function from the task and a store, after which the store has it.
    """

    key: str
    train: Callable[[Any, Checkpoint], None]


@runtime_checkable
class Work(Protocol):
    """The work on a cell, a pure function of the cell and its data."""

    def check(self) -> None:
        """Refuse what this machine cannot do, before anything is trained.

        Raises:
            InputError: If it cannot.
        """
        ...

    @property
    def keeps_checkpoints(self) -> bool:
        """Whether its unfinished work is worth keeping."""
        ...

    @property
    def trainings(self) -> tuple[Training, ...]:
        """What it trains before."""
        ...

    def run(
        self,
        stores: Sequence[Checkpoint],
        checkpoint: Checkpoint = ...,
        stage: Callable[[str], object] = ...,
        seconds: Mapping[str, float] = ...,
    ) -> Content:
        """Make the files of the cell.

        Args:
            stores: The stores of what it trains.
            checkpoint: The store of its other work.
            stage: A function that is called with a few words on what comes next.
            seconds: The seconds that were spent on it before, by stage.

        Returns:
            The files.

        Raises:
            InputError: If they cannot be made.
        """
        ...
