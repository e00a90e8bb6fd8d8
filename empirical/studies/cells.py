"""The cells of a study: one report each, with a key that is made of all that a description says, and of the data."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bounds import CLAIMS
from bounds.readings.text import definition_hash
from empirical.data import Dataset, encoding
from empirical.errors import InputError
from empirical.families import family_with
from empirical.report.provenance import FORMAT
from empirical.report.settings import Settings, load_data, to_json
from empirical.studies.description import Part, Source, Study
from empirical.studies.options import as_keys
from empirical.verification.decoded import DECODED

STUDY_FORMAT = "recourse-bounds study 1"
"""The format of the folder of a study; it changes with the meaning of its files."""

DIGITS = 16
"""The number of digits of a key in the name of a folder."""


@dataclass(frozen=True)
class Cell:
    """One report of a study.

    Attributes:
        key: The hash of its settings, its data, its claims and the format of its files; code, versions and the machine
            are not in it.
        settings: The settings of the report.
        dataset: The name of its data.
        source: The position of its data in the description.
        number: The position of the cell in the description, by which shares have it; it does not depend on which data
            can be read.
        parts: The names of the parts of the study that have it.
        measure: The names of what is measured beside its report, for any of these parts.
        pairs: The hash of what decides its pairs of models, which cells of other methods share.
        autoencoders: The hash of what decides its autoencoders; empty where it has none.
    """

    key: str
    settings: Settings
    dataset: str
    source: int
    number: int
    parts: tuple[str, ...]
    measure: tuple[str, ...]
    pairs: str
    autoencoders: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """The data, the models and the method: cells of one kind take about the same time."""
        recourse = self.settings.recourse
        method = f"{recourse.method} {recourse.mode}" if recourse.method == "scfe" else recourse.method
        return self.dataset, family_with(self.settings.grid).name, method

    @property
    def name(self) -> str:
        """The name of its folder: what it is about, and the first digits of its key."""
        words = "-".join(re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") for word in self.kind)
        return f"{words}-{self.key[:DIGITS]}"


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
    datasets: dict[Source, Dataset]
    unread: frozenset[int]

    def dataset(self, cell: Cell) -> Dataset:
        """Give the data of a cell."""
        return self.datasets[cell.settings.data]  # type: ignore[index]


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
    datasets: dict[Source, Dataset] = {}
    lacking: list[Lacking] = []
    unread: set[int] = set()
    alike: dict[str, list[Source]] = {}
    first: dict[str, tuple[int, int]] = {}
    number = 0
    for position, source in enumerate(dict.fromkeys(source for part in study.parts for source in part.data)):
        count = len(_settings(study, [source], columns=1))
        try:
            datasets[source] = load_data(Settings(source, memory=_memory(study, source)))
        except InputError as error:
            unread.add(position)
            lacking.append(Lacking(_unlike(source, lacking), as_keys(str(error)), count))
        else:
            digest = data_digest(datasets[source])
            alike.setdefault(digest, []).append(source)
            first.setdefault(digest, (position, number))
        number += count
    cells = [
        replace(cell, source=first[digest][0], number=first[digest][1] + position)
        for digest, sources in alike.items()
        for position, cell in enumerate(_cells(study, sources, datasets[sources[0]], digest))
    ]
    return Plan(study, tuple(cells), tuple(lacking), datasets, frozenset(unread))


def _memory(study: Study, source: Source) -> float:
    """Give the memory in GiB in which data are read: the largest that a part allows that has them."""
    usual = (Settings.memory,)
    return max(max(part.options.get("memory", usual)) for part in study.parts if source in part.data)


def _unlike(source: Source, lacking: list[Lacking]) -> str:
    """Name data that cannot be read, unlike all others that cannot."""
    name = getattr(source, "name", None) or getattr(source, "path", "")
    count = sum(one.dataset == name or one.dataset.startswith(f"{name} (") for one in lacking)
    return f"{name} ({count + 1})" if count else name


def _settings(study: Study, sources: list[Source], *, columns: int) -> dict[Settings, tuple[Part, ...]]:
    """Map the settings of all reports on data, which may stand in several places, to the parts that have them."""
    found: dict[Settings, tuple[Part, ...]] = {}
    for part in study.parts:
        if not set(sources).isdisjoint(part.data):
            for one in part.settings(sources[0], columns=columns):
                found[one] = (*found.get(one, ()), part)
    return found


def _cells(study: Study, sources: list[Source], dataset: Dataset, digest: str) -> list[Cell]:
    columns = len(encoding(dataset.features).names)
    made = [
        _cell(settings, parts, dataset.name, digest, study.keep)
        for settings, parts in _settings(study, sources, columns=columns).items()
    ]
    order: dict[str, int] = {}
    for cell in made:
        order.setdefault(cell.pairs, len(order))
    return sorted(made, key=lambda cell: order[cell.pairs])


def _cell(settings: Settings, parts: tuple[Part, ...], dataset: str, digest: str, keep: tuple[str, ...]) -> Cell:
    plain = {name: value for name, value in to_json(settings).items() if name != "data"}
    splits = {"data": digest, **{name: plain[name] for name in ("scaling", "attack_immutable", "memory")}}
    decoded = settings.recourse.method == "cchvae"
    claims = (*family_with(settings.grid).claims, *(DECODED if decoded else ()))
    hashes = {claim.id: _definition(claim.id) for claim in claims}
    how = {name: plain["recourse"][name] for name in ("code_norm", "cost_weights", "feasible")}
    coders = {**splits, "seeds": settings.grid.seeds, "autoencoder": plain["autoencoder"], **how}
    measure = tuple(sorted({name for part in parts for name in part.measure}))
    return Cell(
        key=_hash([STUDY_FORMAT, FORMAT, digest, plain, hashes, sorted({*keep, *measure})]),
        settings=settings,
        dataset=dataset,
        source=0,
        number=0,
        parts=tuple(dict.fromkeys(part.name for part in parts)),
        measure=measure,
        pairs=_hash([splits, plain["grid"]]),
        autoencoders=_hash(coders) if decoded else "",
    )


def _hash(content: Any) -> str:
    """Hash content by its canonical JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def _definition(claim: str) -> str:
    return definition_hash(CLAIMS[claim])


def data_digest(dataset: Dataset) -> str:
    """Compute the checksum of data as reports use them: values, labels, and what is known of the columns.

    Args:
        dataset: The data.

    Returns:
        The SHA-256 in hexadecimal digits; the same wherever the file lies.

    Examples:
        >>> from empirical.data import load
        >>> data_digest(load("breast-cancer")) == data_digest(load("breast-cancer"))
        True
    """
    digest = hashlib.sha256()
    about = [
        dataset.name,
        [asdict(feature) for feature in dataset.features],
        dataset.favourable,
        list(dataset.protected),
        [relation.text for relation in dataset.relations],
    ]
    digest.update(json.dumps(about, sort_keys=True, default=str).encode())
    for values in (dataset.values, dataset.labels):
        array = np.ascontiguousarray(values, np.float64)
        digest.update(repr(array.shape).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
