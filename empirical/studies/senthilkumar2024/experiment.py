"""One network of Senthilkumar 2024: how accurate it is under attack, and how plausible its recourses are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import jax
import numpy as np
import polars as pl

from empirical.classifiers import ADVERSARIES, FGSM, PGD, accuracy, attacked_accuracy
from empirical.classifiers.adversaries import box
from empirical.data import load_classes
from empirical.data.classes import Classes
from empirical.data.space import Space
from empirical.errors import InputError
from empirical.models.several_classes import ClassModel
from empirical.recourse.methods.ecco import STOPS
from empirical.studies.experiment import Stage
from empirical.studies.senthilkumar2024.distances import faithfulness, measured, samples_of
from empirical.studies.senthilkumar2024.recourses import (
    SEARCHES,
    UNBOUNDED,
    draw_factuals,
    methods,
    range_of,
    search,
)
from empirical.studies.senthilkumar2024.training import ATTACKS, LOSSES, Training, train

DRAWN_SEED, DRAWN_SEARCHES, FACTUAL, TARGET = 0, ("equation", "published"), "3", "8"
"""Whose pixels are kept for Figure 3: the first test image of a 3, and its recourses towards an 8, of one seed."""

_NUMBERS = ("moves", "slope", "implausibility", "everywhere", "drawn", "drawn_everywhere")

ACCURACY: Mapping[str, Any] = MappingProxyType(
    {**dict.fromkeys(("clean", "fgsm", "pgd"), pl.Float64()), "tested": pl.Int64()}
)
RECOURSES: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("search", "stop"), pl.String()),
        **dict.fromkeys(("instance", "label", "target"), pl.Int64()),
        **dict.fromkeys(("right", "needed", "found"), pl.Boolean()),
        **dict.fromkeys((*_NUMBERS, "unfaithfulness"), pl.Float64()),
    }
)
PIXELS: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("search", "stop"), pl.String()),
        "instance": pl.Int64(),
        "pixel": pl.Int64(),
        "grey": pl.Float64(),
    }
)


@dataclass(frozen=True)
class Plausibility:
    """A network, standard or trained against an adversary, and its recourses by ECCo.

    Attributes:
        seed: The seed of training, of the draw of factuals and of the samples.
        adversary: The adversary of training: ``none``, ``weak``, ``medium`` or ``strong`` (section 4.2).
        loss: The loss of training, one of :data:`~empirical.studies.senthilkumar2024.training.LOSSES`.
        attack: The attack of training, one of :data:`~empirical.studies.senthilkumar2024.training.ATTACKS`.
        width: The width of the hidden layer.
        epochs: The number of epochs of training.
        batch_size: The number of instances of a step of training.
        learning_rate: The learning rate of Adam.
        people: The number of factuals.
        searches: Names of :data:`~empirical.studies.senthilkumar2024.recourses.SEARCHES`, with commas between them.
        lam: The weight λ₁ of the distance to the factual.
        energy: The weight λ₂ of the energy.
        neighbours: The number of neighbours of Eq. 5.
        samples: The number of samples of each class that the model generates.
        chain: The number of Langevin steps of a sample.
    """

    name: ClassVar[str] = "senthilkumar2024"
    version: ClassVar[int] = 2
    catalog: ClassVar[tuple[str, ...]] = ("mnist", "california-balanced")
    tables: ClassVar[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
        {"accuracy": ACCURACY, "recourses": RECOURSES, "pixels": PIXELS}
    )

    seed: int = 0
    adversary: str = "none"
    loss: str = "attacked"
    attack: str = "projected"
    width: int = 128
    epochs: int = 5
    batch_size: int = 128
    learning_rate: float = 1e-3
    people: int = 100
    searches: str = "equation"
    lam: float = 0.01
    energy: float = 0.5
    neighbours: int = 100
    samples: int = 50
    chain: int = 200

    def __post_init__(self) -> None:
        """Refuse what no network can have.

        Raises:
            InputError: If a name is unknown or a number out of range.
        """
        known = {"adversary": tuple(ADVERSARIES), "loss": LOSSES, "attack": ATTACKS}
        for name, names in known.items():
            if getattr(self, name) not in names:
                raise InputError(f"{name} must be one of {', '.join(names)}, not {getattr(self, name)!r}")
        for one in self.searches.split(","):
            if one not in SEARCHES:
                raise InputError(f"searches must name some of {', '.join(SEARCHES)}, not {one!r}")
        for name in ("width", "epochs", "batch_size", "people", "neighbours", "samples", "chain"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("learning_rate", "lam", "energy"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= 0.0):
                raise InputError(f"{name} must be finite and at least 0, not {value:g}")

    @property
    def kind(self) -> tuple[str, str]:
        """The adversary and the method in a word each."""
        return self.adversary, "ecco"

    @staticmethod
    def load(name: str) -> Classes:
        """Load data of the catalog.

        Args:
            name: The name of the data.

        Returns:
            The data.

        Raises:
            InputError: If they cannot be loaded.
        """  # noqa: DOC502
        return load_classes(name)

    def run(self, data: Classes, stage: Stage) -> dict[str, pl.DataFrame]:
        """Train the network, attack it, and search recourses with both rules for stopping.

        Args:
            data: The data.
            stage: A function that is called with a few words on what comes next.

        Returns:
            The tables ``accuracy``, ``recourses`` and ``pixels``; the last is empty but for one seed of images of
            digits.

        Raises:
            InputError: If training overflows.
        """  # noqa: DOC502
        training_key, search_key, sample_key = jax.random.split(jax.random.key(self.seed), 3)
        stage("training the network")
        model = train(data, self.training, key=training_key)
        stage("attacking it")
        tested = _accuracies(model, data)
        stage("generating samples")
        samples = samples_of(model, data, self.samples, self.chain, key=sample_key)
        factuals = draw_factuals(data, self.people, self.seed)
        inputs, ranges = data.test[factuals.rows], range_of(data)
        right = model.predicted(inputs) == factuals.labels
        found, drawn = [], []
        for name, stop, method in methods(self.searches, self.lam, self.energy):
            stage(f"searching recourses: {name}, {stop}")
            space = Space.unbounded(data.train.shape[1]) if name == UNBOUNDED else ranges
            one = search(model, inputs, factuals.targets, method, space, key=search_key)
            away = measured(data, one.points, factuals.targets, self.neighbours)
            columns = {
                "instance": factuals.rows,
                "label": factuals.labels,
                "target": factuals.targets,
                "right": right,
                "needed": one.needed,
                "found": one.found,
                "moves": one.steps,
                "slope": one.slopes,
                "implausibility": away.nearest,
                "everywhere": away.everywhere,
                "drawn": away.drawn,
                "drawn_everywhere": away.drawn_everywhere,
                "unfaithfulness": faithfulness(data, one.points, factuals.targets, samples),
            }
            found.append(pl.DataFrame(columns).with_columns(search=pl.lit(name), stop=pl.lit(stop)))
            if name in DRAWN_SEARCHES and self.is_drawn(data):
                drawn.append(_pixels(model, data, name, method, space))
        return {
            "accuracy": pl.DataFrame(tested, schema=dict(ACCURACY)),
            "recourses": pl.concat(found)
            .select(*(pl.col(name).cast(kind) for name, kind in RECOURSES.items()))
            .fill_nan(None),
            "pixels": pl.concat([pl.DataFrame(schema=dict(PIXELS)), *drawn]),
        }

    @property
    def training(self) -> Training:
        """How the network is trained."""
        return Training(
            ADVERSARIES[self.adversary],
            self.loss,
            self.attack,
            self.width,
            self.epochs,
            self.batch_size,
            self.learning_rate,
        )

    def is_drawn(self, data: Classes) -> bool:
        """Tell whether pixels are kept.

        Args:
            data: The data.

        Returns:
            Whether the data have both digits of Figure 3, and the seed is that of the figure.
        """
        return self.seed == DRAWN_SEED and bool(data.shape) and {FACTUAL, TARGET} <= set(data.classes)


def _accuracies(model: ClassModel, data: Classes) -> dict[str, Any]:
    inputs, labels, ends = data.test, data.test_labels, box(data)
    attacks = {name: attacked_accuracy(model, inputs, labels, one, ends) for name, one in _ATTACKS.items()}
    return {"clean": accuracy(model, inputs, labels), **attacks, "tested": len(labels)}


_ATTACKS = {"fgsm": FGSM, "pgd": PGD}


def _pixels(model: ClassModel, data: Classes, name: str, method: Any, space: Space) -> pl.DataFrame:
    """Give the pixels of the factual of Figure 3, once, and of its recourse."""
    instance = int(np.flatnonzero(data.test_labels == data.place(FACTUAL))[0])
    inputs, target = data.test[[instance]], np.array([data.place(TARGET)])
    found = search(model, inputs, target, method, space, key=jax.random.key(DRAWN_SEED))
    images = {method.stop: found.points[0]} | ({"factual": inputs[0]} if method.stop == STOPS[0] else {})
    tables = [
        pl.DataFrame({"pixel": np.arange(len(image)), "grey": image.astype(np.float64)}).with_columns(
            search=pl.lit(name), stop=pl.lit(stop), instance=pl.lit(instance)
        )
        for stop, image in images.items()
    ]
    return pl.concat(tables).select(*(pl.col(one).cast(kind) for one, kind in PIXELS.items())).fill_nan(None)


EXPERIMENT = Plausibility
"""The experiment of this module."""
