"""Experiments: what a study measures that is no report of bounds, such as what another paper did."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, runtime_checkable

import polars as pl

Stage = Callable[[str], object]
"""A function that is called with a few words on what comes next."""


@runtime_checkable
class Experiment(Protocol):
    """What is measured in one cell of a study, a frozen dataclass whose fields are options of the study.

    Its fields are truth values, numbers or text, each with a default. Running it is a pure function of them and of the
    data: keys come from its field ``seed``. Its ``__post_init__`` refuses values out of range with an ``InputError``.

    Attributes:
        name: The name by which a description of a study asks for it, ``experiment = "name"``.
        version: A number that changes with the meaning of its tables, so that earlier cells are done again.
        catalog: The names of the data that it can be about.
        tables: The columns of its tables, by the name of the table; every run has all of them.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    catalog: ClassVar[tuple[str, ...]]
    tables: ClassVar[Mapping[str, Mapping[str, Any]]]

    @property
    def kind(self) -> tuple[str, str]:
        """The models and the method in a word or two each: cells of one kind take about the same time."""
        ...

    @staticmethod
    def load(name: str) -> Any:
        """Load data of the catalog.

        Args:
            name: The name of the data.

        Returns:
            A ``Dataset``, or ``Classes``.

        Raises:
            InputError: If they cannot be loaded.
        """
        ...

    def run(self, data: Any, stage: Stage) -> Mapping[str, pl.DataFrame]:
        """Measure.

        Args:
            data: The data, as ``load`` gives them.
            stage: A function that is called with a few words on what comes next.

        Returns:
            The tables, with the columns that ``tables`` names.

        Raises:
            InputError: If it cannot be measured.
        """
        ...
