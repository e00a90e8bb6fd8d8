"""The description of a study: which data, models, methods and options, and the reports that come of them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from types import MappingProxyType
from typing import Any

from empirical.autoencoder import VAETraining
from empirical.data import TableFile
from empirical.errors import InputError
from empirical.families import FAMILIES
from empirical.recourse.settings import METHODS, RecourseSettings, usual_target
from empirical.report.settings import Named, Settings
from empirical.studies.experiments import ExperimentData, ExperimentPart
from empirical.studies.measurements import MEASUREMENTS
from empirical.studies.options import BY_COLUMNS, OPTIONS, read_values

ReportSource = Named | TableFile
"""A data set of reports: one of the catalog, or a table of the user."""

Source = ReportSource | ExperimentData
"""A data set of a study: one of reports, or what an experiment loads."""

KEPT = ("recourses", "people")
"""Names of the tables of reports that a study keeps only if its description asks for them: they are large."""

MOST = 100_000
"""The largest number of cells of a study, and of pairs of models of a cell."""

EVERYONE = 2**31 - 1
"""The largest number of instances of a seed where a study is to take everyone."""


@dataclass(frozen=True)
class Part:
    """One grid of a study: the product of all its lists.

    Attributes:
        name: The name of the part.
        data: The data sets.
        models: The names of the families of models.
        methods: The names of the recourse methods.
        options: The values of every other option, by its name; an option concerns only models and methods that have it.
        measure: The names of what is measured beside the reports.
    """

    name: str
    data: tuple[ReportSource, ...] = (Named("breast-cancer"),)
    models: tuple[str, ...] = ("linear",)
    methods: tuple[str, ...] = ("scfe",)
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))
    measure: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Reject parts that no study can have, before any data are read.

        Raises:
            InputError: If an option is unknown, is out of range, says nothing of any model and method of the part, or
                there are too many cells.
        """
        named = (
            ("model", self.models, FAMILIES),
            ("method", self.methods, METHODS),
            ("measure", self.measure, MEASUREMENTS),
        )
        for what, chosen, known in named:
            for name in chosen:
                if name not in known:
                    raise InputError(f"{what} must be one of {', '.join(known)}, not {name!r}")
        read = {name: read_values(name, values, ()) for name, values in self.options.items()}
        object.__setattr__(self, "options", MappingProxyType(read))
        for name in self.options:
            if not any(OPTIONS[name].concerns(*pair) for pair in product(self.models, self.methods)):
                who = f"model {', '.join(self.models)} or method {', '.join(self.methods)}"
                raise InputError(f"{name} says nothing of {who}; leave it out")
        self._check_size()
        for source in self.data[:1]:
            list(self.settings(source, columns=1))

    def _check_size(self) -> None:
        """Refuse a part with more cells, or a cell with more pairs of models, than any computer does."""  # noqa: DOC501
        if self.size > MOST:
            raise InputError(f"{self.name} has {self.size:,} cells, more than {MOST:,}; make its lists shorter")
        swept = {name: len(values) for name, values in self.options.items() if OPTIONS[name].whole}
        if (pairs := math.prod(swept.values())) > MOST:
            lists = " × ".join(f"{count:,} of {name}" for name, count in swept.items())
            raise InputError(f"a cell has {pairs:,} pairs of models ({lists}), more than {MOST:,}; make lists shorter")

    @property
    def size(self) -> int:
        """The number of cells, before any is made; some may turn out to be the same."""
        each = 0
        for model in self.models:
            trained = math.prod(map(len, self._lists(model, self.methods, training=True).values()))
            each += trained * sum(
                math.prod(map(len, self._lists(model, (method,), training=False).values())) for method in self.methods
            )
        return len(self.data) * each

    def fitting(self, options: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        """Choose those of some options that say something of a model and a method of the part.

        Args:
            options: Values by the name of the option.

        Returns:
            Those that concern the part.

        Examples:
            >>> Part("main").fitting({"depth": (2,), "steps": (10,)})
            {'steps': (10,)}
        """
        pairs = list(product(self.models, self.methods))
        return {name: one for name, one in options.items() if any(OPTIONS[name].concerns(*pair) for pair in pairs)}

    def with_options(self, options: Mapping[str, tuple[Any, ...]]) -> "Part":
        """Give the part those of some options that concern it, in the place of its own.

        Args:
            options: Values by the name of the option.

        Returns:
            The part with these options.

        Examples:
            >>> Part("main").with_options({"depth": (2,), "steps": (10,)}).options["steps"]
            (10,)
        """
        return replace(self, options={**self.options, **self.fitting(options)})

    def settings(self, source: ReportSource, *, columns: int) -> Iterator[Settings]:
        """List the settings of all reports of the part on a data set.

        Args:
            source: The data set.
            columns: The number d of columns of its design, without the constant one.

        Yields:
            The settings of one report, which covers all ε and seeds; in an order that keeps models of the same training
            together.

        Raises:
            InputError: If an option is out of range.

        Examples:
            >>> part = Part("lam", methods=("scfe", "gs"), options={"lam": (0.1, 1.0), "mode": ("fixed", "valid")})
            >>> [(one.recourse.method, one.recourse.lam) for one in part.settings(Named("german"), columns=9)]
            [('scfe', 0.1), ('scfe', 0.1), ('scfe', 1.0), ('scfe', 1.0), ('gs', 0.1), ('gs', 1.0)]
        """  # noqa: DOC502
        for model in self.models:
            for trained in self._choices(model, self.methods, training=True):
                for method in self.methods:
                    for how in self._choices(model, (method,), training=False):
                        yield _settings(source, model, method, {**trained, **how}, columns)

    def _choices(self, model: str, methods: tuple[str, ...], *, training: bool) -> Iterator[dict[str, Any]]:
        """List all choices among the options of the training, or all others, that concern a model and a method."""  # noqa: DOC402
        lists = self._lists(model, methods, training=training)
        for chosen in product(*lists.values()):
            yield dict(zip(lists, chosen, strict=True))

    def _lists(self, model: str, methods: tuple[str, ...], *, training: bool) -> dict[str, Sequence[Any]]:
        """Give the values among which cells choose, by option."""
        lists: dict[str, Sequence[Any]] = {}
        for name, values in self.options.items():
            option = OPTIONS[name]
            if (option.section == "grid") == training and any(option.concerns(model, one) for one in methods):
                lists[name] = [values] if option.whole else values
        return lists


@dataclass(frozen=True)
class Study:
    """The description of a study.

    Attributes:
        name: The name of the study.
        parts: The grids that it consists of, of reports or of experiments; what several of them have is done once.
        keep: The names of further tables that are kept of every report: ``recourses`` and ``people``.
        quick: The options that a quick try of the study has instead.
    """

    name: str
    parts: tuple[Part | ExperimentPart, ...]
    keep: tuple[str, ...] = ()
    quick: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Reject studies without a part, those with two parts of one name, and those that are too large.

        Raises:
            InputError: If there is no part, a name stands twice, a table is unknown, or there are too many cells.
        """
        names = [part.name for part in self.parts]
        if not names:
            raise InputError("a study needs a part: [[part]] with a name")
        if len(set(names)) < len(names):
            raise InputError(f"two parts have one name: {', '.join(names)}; give each its own")
        for name in self.keep:
            if name not in KEPT:
                raise InputError(f"keep must name {' or '.join(KEPT)}, not {name!r}")
        if (cells := sum(part.size for part in self.parts)) > MOST:
            raise InputError(f"the study has {cells:,} cells, more than {MOST:,}; make its lists shorter")

    def quickly(self) -> "Study":
        """Make the quick try of the study: all parts with the options of ``quick`` instead.

        Returns:
            The study with less to do.

        Examples:
            >>> part = Part("main", options={"seed": (0, 1, 2)})
            >>> Study("mine", (part,), quick={"seed": (0,)}).quickly().parts[0].options["seed"]
            (0,)
        """
        return replace(self, parts=tuple(part.with_options(self.quick) for part in self.parts))

    def of_everyone(self) -> "Study":
        """Make the study of all people that a model rejects, not of some who are drawn.

        Returns:
            The study with more to do.

        Examples:
            >>> Study("mine", (Part("main"),)).of_everyone().parts[0].options["instances"] == (EVERYONE,)
            True
        """
        return replace(self, parts=tuple(part.with_options({"instances": (EVERYONE,)}) for part in self.parts))


def _settings(source: ReportSource, model: str, method: str, values: Mapping[str, Any], columns: int) -> Settings:
    """Make the settings of a report from its options."""
    given: dict[str, dict[str, Any]] = {"grid": {}, "recourse": {}, "autoencoder": {}, "report": {}}
    for name, value in values.items():
        if name in BY_COLUMNS and isinstance(value, str):
            value = int(value[:-1]) * columns  # noqa: PLW2901
        given[OPTIONS[name].section][OPTIONS[name].setting] = value
    if "target" not in given["recourse"] and "threshold" in given["recourse"]:
        given["recourse"]["target"] = usual_target(given["recourse"]["threshold"])
    grid: Any = FAMILIES[model].settings(**given["grid"])
    recourse = RecourseSettings(method=method, **given["recourse"])
    return Settings(source, grid, recourse, VAETraining(**given["autoencoder"]), **given["report"])
