"""The plan of a study: its data, and its cells in the order in which they are done."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from empirical.data import encoding
from empirical.errors import InputError
from empirical.report.settings import Settings, load_data
from empirical.studies.cell import Cell
from empirical.studies.data_digest import data_digest
from empirical.studies.description import Part, Source, Study
from empirical.studies.experiment import Experiment
from empirical.studies.experiment_cell import experiment_cell
from empirical.studies.experiments import ExperimentData, ExperimentPart
from empirical.studies.options import as_keys
from empirical.studies.report_cell import report_cell


class Lacking(NamedTuple):
    """A data set that cannot be read.

    Attributes:
        dataset: The name of the data set, or the path of its file.
        line: The reason, with what to do.
        cells: The number of cells that the study lacks therefore.
    """

    dataset: str
    line: str
    cells: int


class Plan(NamedTuple):
    """All that a study has to do.

    Attributes:
        study: The description.
        cells: The cells, those with the same models one after the other.
        lacking: The data sets that cannot be read.
        datasets: The data that could be read.
        unread: The positions in the description of the data sets that cannot be read.
    """

    study: Study
    cells: tuple[Cell, ...]
    lacking: tuple[Lacking, ...]
    datasets: dict[Source, Any]
    unread: frozenset[int]

    def dataset(self, cell: Cell) -> Any:
        """Give the data of a cell."""
        return self.datasets[cell.data]


def plan(study: Study) -> Plan:
    """Read the data of a study, and list its cells; data that stand in several places are one data set.

    Args:
        study: The description of the study.

    Returns:
        The cells, and the data sets that cannot be read.

    Examples:
        >>> from empirical.studies.description import Part
        >>> made = plan(Study("mine", (Part("main", methods=("scfe", "gs")), Part("again"))))
        >>> [(cell.kind, cell.parts) for cell in made.cells]
        [(('breast-cancer', 'linear', 'scfe fixed'), ('main', 'again')), (('breast-cancer', 'linear', 'gs'), ('main',))]
    """
    datasets: dict[Source, Any] = {}
    lacking: list[Lacking] = []
    unread: set[int] = set()
    alike: dict[str, list[Source]] = {}
    first: dict[str, tuple[int, int]] = {}
    number = 0
    for position, source in enumerate(dict.fromkeys(source for part in study.parts for source in part.data)):
        count = len(_contents(study, [source], columns=1))
        try:
            datasets[source] = _load(study, source)
        except InputError as error:
            unread.add(position)
            lacking.append(Lacking(_unlike(source, lacking), as_keys(str(error)), count))
        else:
            digest = data_digest(datasets[source], of=source.experiment if isinstance(source, ExperimentData) else "")
            alike.setdefault(digest, []).append(source)
            first.setdefault(digest, (position, number))
        number += count
    cells = [
        replace(cell, source=first[digest][0], number=first[digest][1] + position)
        for digest, sources in alike.items()
        for position, cell in enumerate(_cells(study, sources, datasets[sources[0]], digest))
    ]
    return Plan(study, tuple(cells), tuple(lacking), datasets, frozenset(unread))


def _load(study: Study, source: Source) -> Any:
    """Load data; tables in the memory in GiB that the most generous of their parts allows."""
    if isinstance(source, ExperimentData):
        return source.load()
    usual = (Settings.memory,)
    having = [part for part in study.parts if isinstance(part, Part) and source in part.data]
    return load_data(Settings(source, memory=max(max(part.options.get("memory", usual)) for part in having)))


def _unlike(source: Source, lacking: list[Lacking]) -> str:
    """Name data that cannot be read, unlike all others that cannot."""
    name = getattr(source, "name", None) or getattr(source, "path", "")
    count = sum(one.dataset == name or one.dataset.startswith(f"{name} (") for one in lacking)
    return f"{name} ({count + 1})" if count else name


def _contents(study: Study, sources: list[Source], *, columns: int) -> dict[Settings | Experiment, list[Any]]:
    """Map all that is to be done on data, which may stand in several places, to the parts of the study that have it."""
    found: dict[Settings | Experiment, list[Any]] = {}
    for part in study.parts:
        if set(sources).isdisjoint(part.data):
            continue
        for one in _contents_of(part, sources[0], columns):
            found.setdefault(one, []).append(part)
    return found


def _contents_of(part: Part | ExperimentPart, source: Any, columns: int) -> Iterator[Settings | Experiment]:
    return part.experiments() if isinstance(part, ExperimentPart) else part.settings(source, columns=columns)


def _cells(study: Study, sources: list[Source], data: Any, digest: str) -> list[Cell]:
    """List the cells on some data, those that share models one after the other."""
    source = sources[0]
    made: list[Cell] = []
    if isinstance(source, ExperimentData):
        contents: Any = _contents(study, sources, columns=1)
        made += (experiment_cell(one, tuple(parts), source, digest) for one, parts in contents.items())
    else:
        contents = _contents(study, sources, columns=len(encoding(data.features).names))
        made += (report_cell(one, tuple(parts), data.name, digest, study.keep) for one, parts in contents.items())
    order: dict[str, int] = {}
    for cell in made:
        order.setdefault(cell.shared, len(order))
    return sorted(made, key=lambda cell: order[cell.shared])
