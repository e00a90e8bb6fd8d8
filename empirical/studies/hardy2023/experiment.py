"""What is measured in one cell of the study: two networks of one seed, and the recourses of one method."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

import jax
import numpy as np
import polars as pl

from empirical.data import Dataset, load
from empirical.errors import InputError
from empirical.recourse.methods.actionable import ActionableRecourse
from empirical.recourse.methods.growing_spheres import GrowingSpheres
from empirical.recourse.result import Recourses
from empirical.studies.experiment import Stage
from empirical.studies.hardy2023.carla_lime import ActionableAsInCarla
from empirical.studies.hardy2023.measures import around, connected_rows, person_rows
from empirical.studies.hardy2023.networks import ATTACKS, USUAL_ATTACK, Changes, Trained, attacked, model_rows, trained
from empirical.studies.hardy2023.pictures import PICTURES, picture_rows
from empirical.studies.hardy2023.ranges import RANGES, within
from empirical.studies.hardy2023.setups import SETUPS, Prepared
from empirical.studies.hardy2023.shells import GrowingShells

METHODS = ("shells", "gs", "ar", "ar carla")
"""Growing Spheres as in CARLA and as this project has it; Actionable Recourse after LIME, and with CARLA's score."""

RADII = (8.0 / 255.0, 16.0 / 255.0)
"""Radii of the attacks by which susceptibility is measured."""

_TEXT, _COUNT, _NUMBER, _FLAG = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean()

TABLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "models": {
            "training": _TEXT,
            "radius": _NUMBER,
            "attack": _TEXT,
            **dict.fromkeys(("accuracy", "train_accuracy", "susceptibility", "flipped", "seconds"), _NUMBER),
        },
        "people": {
            "training": _TEXT,
            "person": _COUNT,
            "found": _FLAG,
            **dict.fromkeys(("distance", "knn", "sphere", "sparsity", "redundancy"), _NUMBER),
        },
        "chains": {
            "training": _TEXT,
            **dict.fromkeys(("share", "length"), _NUMBER),
            **dict.fromkeys(("points", "connected"), _COUNT),
        },
        "searches": {"training": _TEXT, "searched": _COUNT, "found": _COUNT, "seconds": _NUMBER},
        "pictures": {"person": _COUNT, "picture": _TEXT, "pixel": _COUNT, "grey": _NUMBER},
    }
)
"""Columns of the tables: a row for each network, radius and attack; for each network and person; for each network and
length of steps of chains; for each network whose people were searched, with the seconds; for each pixel shown."""


class Searched(NamedTuple):
    """What a search found.

    Attributes:
        recourses: The recourses.
        seconds: The seconds that it took, those of compilation among them.
    """

    recourses: Recourses
    seconds: float


@dataclass(frozen=True)
class Hardy2023:
    """Train a network naturally and against attacks, and measure recourses for the same people from both.

    Attributes:
        method: The recourse method, one of ``METHODS``.
        seed: The seed of the split, of training, of the draw of people and of the search.
        people: The number of people whom both networks reject; 0 to measure the networks alone.
        epochs: The number of epochs; 0 for 40 of images and 10 of Adult.
        expansion: The expansion ratio of the bottlenecks.
        residual: Whether bottlenecks add their result to their input.
        momentum: The momentum of SGD.
        samples: The number of candidates of Growing Spheres.
        flips: The number of sets of features that Actionable Recourse tries.
        bins: The number of bins that cut the range of a number in Actionable Recourse.
        ranges: What Actionable Recourse may change, one of ``RANGES``.
    """

    name: ClassVar[str] = "hardy2023"
    version: ClassVar[int] = 1
    catalog: ClassVar[tuple[str, ...]] = tuple(SETUPS)
    tables: ClassVar[Mapping[str, Mapping[str, Any]]] = TABLES

    method: str = "shells"
    seed: int = 0
    people: int = 500
    epochs: int = 0
    expansion: int = 4
    residual: bool = False
    momentum: float = 0.0
    samples: int = 1000
    flips: int = 500
    bins: int = 20
    ranges: str = RANGES[0]

    def __post_init__(self) -> None:
        """Refuse options that no cell can have.

        Raises:
            InputError: If an option is out of range.
        """
        for name, known in (("method", METHODS), ("ranges", RANGES)):
            if getattr(self, name) not in known:
                raise InputError(f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}")
        least = {"seed": 0, "people": 0, "epochs": 0, "expansion": 1}
        for name, low in {**least, "samples": 1, "flips": 1, "bins": 1}.items():
            if getattr(self, name) < low:
                raise InputError(f"{name} must be at least {low}, not {getattr(self, name)}")
        if not 0.0 <= self.momentum < 1.0:
            raise InputError(f"momentum must be at least 0 and below 1, not {self.momentum:g}")

    @property
    def kind(self) -> tuple[str, str]:
        """The models and the method, as cells of one kind take about the same time."""
        return "networks", self.method

    @staticmethod
    def load(name: str) -> Dataset:
        """Load data of the catalog.

        Args:
            name: The name of the data.

        Returns:
            The data set.

        Raises:
            InputError: If it cannot be loaded.
        """  # noqa: DOC502
        return load(name)

    def run(self, data: Dataset, stage: Stage) -> Mapping[str, pl.DataFrame]:
        """Measure.

        Args:
            data: The data, of a name in the catalog.
            stage: A function that is called with a few words on what comes next.

        Returns:
            The tables.

        Raises:
            InputError: If training overflows, or the study has no setup for the data.
        """
        if data.name not in SETUPS:
            raise InputError(f"no setup for {data.name!r}; choose one of {', '.join(SETUPS)}")
        setup = SETUPS[data.name]
        stage("training")
        task = setup.prepare(data, self.seed)
        of_training, of_attack, of_search = jax.random.split(jax.random.key(self.seed), 3)
        changes = Changes(self.epochs, self.expansion, self.residual, self.momentum)
        networks = trained(setup, task.classes, changes, key=of_training)
        stage("attacks")
        models = model_rows(networks, task.classes, RADII, key=of_attack)
        people = self._drawn(networks, task) if self.people else np.zeros(0, int)
        found = {}
        for name, network in networks.items() if len(people) else ():
            stage(f"recourses of the {name} network")
            start = time.perf_counter()
            recourses = self._recourses(network, task, people, of_search)
            found[name] = Searched(recourses, time.perf_counter() - start)
        tables = {"models": models, **self._rows(networks, task, people, found)}
        if setup.pictures and found:
            inputs = task.classes.test[people[:PICTURES]]
            model, labels = networks["natural"].accepts, np.zeros(len(inputs), bool)
            example = attacked(model, inputs, labels, radius=RADII[1], search=ATTACKS[USUAL_ATTACK], key=of_attack)
            shown = {"factual": inputs, "adversarial example": example.points}
            shown |= {f"recourse, {name}": one.recourses.points[:PICTURES] for name, one in found.items()}
            tables["pictures"] = picture_rows(people, shown)
        return {name: pl.DataFrame(tables[name], schema=dict(TABLES[name])) for name in TABLES}

    def _drawn(self, networks: Mapping[str, Trained], task: Prepared) -> np.ndarray:
        """Draw test instances that every network rejects: their rows."""
        scores = [np.asarray(network.accepts.scores(task.classes.test)) for network in networks.values()]
        rejected = np.flatnonzero(np.all(np.stack(scores) <= 0.0, axis=0))
        count = min(self.people, len(rejected))
        return np.sort(np.random.default_rng(self.seed).choice(rejected, count, replace=False))

    def _recourses(self, network: Trained, task: Prepared, people: np.ndarray, key: Any) -> Recourses:
        model, inputs, space = network.accepts, task.classes.test[people], task.space
        if self.method in {"ar", "ar carla"}:
            train = task.classes.train
            asked = ActionableRecourse(flips=self.flips, bins=self.bins)
            if self.method == "ar carla":
                known = {"mean": train.mean(axis=0), "scale": train.std(axis=0)}
                asked = ActionableAsInCarla(**known, flips=self.flips, bins=self.bins)
            return asked(model, inputs, within(space, train, self.ranges), key=key)
        method = GrowingShells if self.method == "shells" else GrowingSpheres
        return method(samples=self.samples)(model, inputs, space, key=key)

    def _rows(
        self, networks: Mapping[str, Trained], task: Prepared, people: np.ndarray, found: Mapping[str, Searched]
    ) -> dict[str, list[dict[str, Any]]]:
        """Measure the recourses of both networks: the rows of the tables about them."""
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("people", "chains", "searches", "pictures")}
        for name, (recourses, seconds) in found.items():
            model, known = networks[name].accepts, {"training": name}
            near = around(model, task.classes, seed=self.seed)
            columns = person_rows(model, task.classes.test[people], recourses, task.space, near)
            table = pl.DataFrame({"person": people, **columns})
            rows["people"] += [{**known, **row} for row in table.rows(named=True)]
            rows["chains"] += [{**known, **row} for row in connected_rows(recourses, near)]
            counts = {"searched": len(people), "found": int(recourses.found.sum())}
            rows["searches"].append({**known, **counts, "seconds": seconds})
        return rows


EXPERIMENT = Hardy2023
"""The experiment that descriptions of studies ask for by its name."""
