"""The experiments that studies can ask for by name, and parts of studies that are made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from importlib import import_module
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, get_type_hints

import polars as pl

from empirical.errors import InputError
from empirical.studies.experiment import Experiment
from empirical.studies.options import KINDS, did_you_mean, distinct, whole_list

EXPERIMENTS: Mapping[str, str] = MappingProxyType(
    {
        "hardy2023": "empirical.studies.hardy2023.experiment",
        "senthilkumar2024": "empirical.studies.senthilkumar2024.experiment",
        "tan2023": "empirical.studies.tan2023.experiment",
    }
)
"""Modules whose ``EXPERIMENT`` is the experiment, by its name.

They are imported when a study asks for them: they train and search, for which no other command should wait."""

COLUMN_TYPES: Mapping[type, Any] = MappingProxyType(
    {bool: pl.Boolean(), int: pl.Int64(), float: pl.Float64(), str: pl.String()}
)
"""The types of the columns of an experiment's options."""


def experiment(name: str) -> Any:
    """Find an experiment.

    Args:
        name: Its name.

    Returns:
        The dataclass of its options.

    Raises:
        InputError: If there is no such experiment.

    Examples:
        >>> experiment("alchemy")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: unknown experiment alchemy; ...
    """
    if name not in EXPERIMENTS:
        raise InputError(f"unknown experiment {name}{did_you_mean(name, tuple(EXPERIMENTS))}")
    return import_module(EXPERIMENTS[name]).EXPERIMENT


def experiment_tables() -> tuple[str, ...]:
    """Give the names of all tables that an experiment has.

    Returns:
        The names, each once.

    Examples:
        >>> all(isinstance(name, str) for name in experiment_tables())
        True
    """
    return tuple(dict.fromkeys(table for name in EXPERIMENTS for table in experiment(name).tables))


@dataclass(frozen=True)
class ExperimentData:
    """The data of an experiment.

    Attributes:
        experiment: The name of the experiment, which loads them.
        name: The name of the data in its catalog.
    """

    experiment: str
    name: str

    def load(self) -> Any:
        """Load the data.

        Returns:
            The data as the experiment takes them.

        Raises:
            InputError: If they cannot be loaded.
        """  # noqa: DOC502
        return experiment(self.experiment).load(self.name)


@dataclass(frozen=True)
class ExperimentPart:
    """One grid of experiments in a study: the product of all its lists.

    Attributes:
        name: The name of the part.
        data: The data sets; all of the experiment's if there are none.
        experiment: The name of the experiment.
        options: The values of its options, by name; others have their defaults.
    """

    name: str
    experiment: str
    data: tuple[ExperimentData, ...] = ()
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Reject parts that no study can have, before any data are read.

        Raises:
            InputError: If an option is unknown or out of range, or data are unknown.
        """
        kind = experiment(self.experiment)
        named = self.data or tuple(ExperimentData(self.experiment, name) for name in kind.catalog)
        for one in named:
            if one.name not in kind.catalog:
                raise InputError(f"dataset: unknown data set {one.name!r}{did_you_mean(one.name, kind.catalog)}")
        hints = option_types(kind)
        read = {name: _read(name, values, hints) for name, values in self.options.items()}
        object.__setattr__(self, "data", named)
        object.__setattr__(self, "options", MappingProxyType(read))
        list(self.experiments())

    @property
    def size(self) -> int:
        """The number of cells, before any is made."""
        return len(self.data) * prod(map(len, self.options.values()))

    def fitting(self, options: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        """Choose those of some options that the experiment has.

        Args:
            options: Values by the name of the option.

        Returns:
            Those that concern the part.
        """
        known = option_types(experiment(self.experiment))
        return {name: values for name, values in options.items() if name in known}

    def with_options(self, options: Mapping[str, tuple[Any, ...]]) -> "ExperimentPart":
        """Give the part those of some options that concern it, in the place of its own.

        Args:
            options: Values by the name of the option.

        Returns:
            The part with these options.
        """
        return replace(self, options={**self.options, **self.fitting(options)})

    def experiments(self) -> Iterator[Experiment]:
        """List the experiments of the part on each of its data sets.

        Yields:
            One for each choice among the options.

        Raises:
            InputError: If an option is out of range.
        """  # noqa: DOC502
        kind = experiment(self.experiment)
        for chosen in product(*self.options.values()):
            yield kind(**dict(zip(self.options, chosen, strict=True)))


def option_types(kind: Any) -> dict[str, type]:
    """Give the options of an experiment.

    Args:
        kind: The dataclass of its options.

    Returns:
        The types of its fields, by name.

    Examples:
        >>> @dataclass(frozen=True)
        ... class Mine:
        ...     seed: int = 0
        >>> option_types(Mine)
        {'seed': <class 'int'>}
    """
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def option_values(one: Any) -> dict[str, Any]:
    """Give the values of all options of an experiment.

    Args:
        one: The experiment.

    Returns:
        The values by name, also the defaults.

    Examples:
        >>> @dataclass(frozen=True)
        ... class Mine:
        ...     seed: int = 0
        >>> option_values(Mine(3))
        {'seed': 3}
    """
    return asdict(one)


def _read(name: str, given: Any, hints: Mapping[str, type]) -> tuple[Any, ...]:
    """Read the values of an option: one value, or a list of them."""  # noqa: DOC501
    if name not in hints:
        raise InputError(f"unknown option {name}{did_you_mean(name, tuple(hints))}")
    kind = hints[name]
    values = whole_list(name, given)
    for value in values:
        allowed = (int, float) if kind is float else kind
        if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
            raise InputError(f"{name} must be {KINDS[kind]}, not {value!r:.60}")
    return distinct(name, tuple(float(value) if kind is float else value for value in values))
