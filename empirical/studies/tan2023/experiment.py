"""One model of Tan & Tian 2023: how robust and how faithful its explanations are, and every claim on every person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

import jax
import numpy as np
import polars as pl

from empirical.data import Dataset, load
from empirical.errors import InputError
from empirical.explanations import removals
from empirical.studies.experiment import Stage
from empirical.studies.tan2023 import checking, curves, faithful, steep
from empirical.studies.tan2023.checking import NEIGHBOURS, About
from empirical.studies.tan2023.constants import Scored, scored
from empirical.studies.tan2023.curves import effect_rows, effects_of, sigma_rows
from empirical.studies.tan2023.drawn_smoothing import DrawnSmoothing
from empirical.studies.tan2023.faithful import faithful_rows, faithfulness_of
from empirical.studies.tan2023.methods import explainers
from empirical.studies.tan2023.near_checks import Around, near_checks
from empirical.studies.tan2023.neighbours import Near, distances, drawn_near
from empirical.studies.tan2023.scores import LOGIT, PROBABILITY
from empirical.studies.tan2023.smooth_checks import CHECKED_SIGMA, measured, pairs_of, smooth_checks
from empirical.studies.tan2023.smoothing import Smoothing
from empirical.studies.tan2023.steep import boundary_points, steep_rows, steep_steps
from empirical.studies.tan2023.subject import Settings, Subject, accuracies
from empirical.studies.tan2023.subjects import SUBJECTS
from empirical.studies.tan2023.tasks import TASKS, Task, draw_people, fewer_rows
from empirical.studies.tan2023.tradeoff_checks import tradeoff_checks

MODEL = "model"
"""What stands for the score itself among the explanations whose quotients are measured."""

FEW = 2
"""The number of neighbours of each person at which claims are checked, and over which quotients along σ are taken."""

SCORES = (LOGIT, PROBABILITY)

MODELS: Mapping[str, Any] = MappingProxyType(dict.fromkeys(("clean", "attacked", "radius", "lipschitz"), pl.Float64()))
QUOTIENTS: Mapping[str, Any] = MappingProxyType(
    {"method": pl.String(), "instance": pl.Int64(), **dict.fromkeys(("largest", "mean"), pl.Float64())}
)


class Measuring(NamedTuple):
    """What is measured on: a model of a task, both its scores, and the people with their neighbours.

    Attributes:
        task: The task.
        subject: The model.
        scores: Its scores by name.
        near: The people with all their neighbours.
        instances: Their places among the test instances.
        key: The key of whatever is drawn.
    """

    task: Task
    subject: Subject
    scores: Mapping[str, Scored]
    near: Near
    instances: Any
    key: jax.Array


@dataclass(frozen=True)
class Robustness:
    """A model, trained naturally or against attacks, with its explanations.

    Attributes:
        seed: The seed of the split, of training, of the people and of all draws.
        classifier: The kind of model: ``linear``, ``mlp``, ``ntk`` or, for images, ``cnn``.
        epsilon: The radius ε of the ℓ∞ attacks of training, in standard deviations or grey values; 0 for none.
        explained: The score whose explanations are measured: ``logit`` or ``probability``. Claims are checked on both.
        common: Whether an instance and its neighbours have common draws.
        people: The number of people.
        checked: The number of people on whom claims are checked.
        neighbours: The number of neighbours of each.
        spread: The standard deviation of the neighbours, and the σ of SmoothGrad.
        draws: The number of draws of SmoothGrad.
        samples: The number of samples of LIME and of SHAP.
        rows: The largest number of training rows.
        kernel_rows: The largest number of training rows of a wide network.
        width: The width of both hidden layers of a ReLU network.
        epochs: The number of epochs of training of a network.
        steps: The number of steps of training of a linear model.
        curve: The number of draws of SmoothGrad along σ.
        slopes: The number of draws of gradients of which claims are checked.
        pairs: The number of draws of pairs of scores of which claims are checked.
    """

    name: ClassVar[str] = "tan2023"
    version: ClassVar[int] = 1
    catalog: ClassVar[tuple[str, ...]] = tuple(TASKS)
    tables: ClassVar[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
        {
            "models": MODELS,
            "quotients": QUOTIENTS,
            "faithfulness": faithful.TABLE,
            "sigmas": curves.TABLE,
            "effects": curves.EFFECTS,
            "claims": checking.TABLE,
            "steep": steep.TABLE,
        }
    )

    seed: int = 0
    classifier: str = "linear"
    epsilon: float = 0.0
    explained: str = LOGIT
    common: bool = True
    people: int = 40
    checked: int = 20
    neighbours: int = 50
    spread: float = 0.03
    draws: int = 30
    samples: int = 100
    rows: int = 4000
    kernel_rows: int = 800
    width: int = 32
    epochs: int = 20
    steps: int = 1000
    curve: int = 60
    slopes: int = 1000
    pairs: int = 2000

    def __post_init__(self) -> None:
        """Refuse what no cell can have.

        Raises:
            InputError: If a name is unknown or a number out of range.
        """
        for name, known in (("classifier", tuple(SUBJECTS)), ("explained", SCORES)):
            if getattr(self, name) not in known:
                raise InputError(f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}")
        least = dict.fromkeys(("people", "checked", "draws", "rows", "kernel_rows", "width", "epochs", "steps"), 1)
        least |= {"seed": 0, "neighbours": FEW, "samples": 2, "curve": 1, "slopes": 1, "pairs": 2}
        for name, low in least.items():
            if getattr(self, name) < low:
                raise InputError(f"{name} must be at least {low}, not {getattr(self, name)}")
        if not (np.isfinite(self.epsilon) and self.epsilon >= 0.0):
            raise InputError(f"epsilon must be finite and at least 0, not {self.epsilon:g}")
        if not (np.isfinite(self.spread) and self.spread > 0.0):
            raise InputError(f"spread must be finite and positive, not {self.spread:g}")

    @property
    def kind(self) -> tuple[str, str]:
        """The kind of model and what is done with it, in a word each."""
        return self.classifier, "explanations"

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

    def run(self, data: Dataset, stage: Stage) -> dict[str, pl.DataFrame]:
        """Train the model, explain people, and check the claims.

        Args:
            data: The data.
            stage: A function that is called with a few words on what comes next.

        Returns:
            The tables.

        Raises:
            InputError: If training overflows, or the study has no task of the data.
        """
        if data.name not in TASKS:
            raise InputError(f"no task for {data.name!r}; choose one of {', '.join(TASKS)}")
        stage("training")
        task = fewer_rows(TASKS[data.name](data, self.seed), self.rows, self.seed)
        subject = SUBJECTS[self.classifier](task, self.settings)
        measuring = self._measuring(task, subject)
        stage("explaining people and their neighbours")
        quotients, faithfulness = self._explained(measuring)
        stage("following SmoothGrad along σ")
        sigmas, effects = self._curves(measuring)
        stage("checking claims")
        steps, claims = self._claims(measuring)
        known = {**accuracies(subject, task), "radius": task.radius, "lipschitz": subject.lipschitz}
        return {
            "models": pl.DataFrame([known], schema=dict(MODELS)),
            "quotients": quotients,
            "faithfulness": faithfulness,
            "sigmas": sigmas,
            "effects": effects,
            "claims": claims,
            "steep": steps,
        }

    @property
    def settings(self) -> Settings:
        """How the model is trained and smoothed."""
        return Settings(
            self.epsilon, self.seed, self.steps, self.width, self.epochs, self.kernel_rows, self.slopes, self.pairs
        )

    def _measuring(self, task: Task, subject: Subject) -> Measuring:
        key, of_people = jax.random.split(jax.random.key(self.seed))
        instances = draw_people(task, self.people, self.seed)
        inputs = task.split.test[instances, :-1]
        near = drawn_near(inputs, self.neighbours, self.spread, key=of_people)
        return Measuring(task, subject, scored(subject), near, instances, key)

    def _explained(self, on: Measuring) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Explain the people and all their neighbours by the six methods."""
        model, task, near = on.scores[self.explained].model, on.task, on.near
        lost = removals(model, near.inputs, groups=task.groups, reference=task.reference)
        methods = explainers(task, sigma=self.spread, draws=self.draws, samples=self.samples)
        moved = distances(lambda rows: np.asarray(model.scores(rows))[:, None], near)
        quotients, faithfulness = [_quotient_rows(MODEL, moved / near.gaps, on.instances)], []
        for name, explainer in methods.items():
            here = explainer(model, near.inputs, key=on.key).values
            measures = faithfulness_of(name, here, near.inputs, task, lost)
            faithfulness.append(faithful_rows(name, measures, on.instances))
            found = self._moved(explainer, model, here, on) / near.gaps
            quotients.append(_quotient_rows(name, found, on.instances))
        return pl.concat(quotients), pl.concat(faithfulness)

    def _moved(self, explainer: Any, model: Any, here: np.ndarray, on: Measuring) -> np.ndarray:
        """Measure how far an explanation moves, with common draws or with own ones at each neighbour."""
        if self.common:
            return distances(lambda rows: explainer(model, rows, key=on.key).values, on.near)
        keys = jax.random.split(on.key, len(on.near.moved))
        found = [explainer(model, rows, key=key).values for rows, key in zip(on.near.moved, keys, strict=True)]
        return np.linalg.norm(np.stack(found) - here, axis=2)

    def _curves(self, on: Measuring) -> tuple[pl.DataFrame, pl.DataFrame]:
        effects = {name: effects_of(one, on.near.inputs, on.task) for name, one in on.scores.items()}
        smoothing = with_slopes(on.subject.smoothing, self.curve)
        rows = sigma_rows(on.scores, smoothing, on.near.few(FEW), effects, on.instances)
        return rows, effect_rows(rows, effects, on.instances)

    def _claims(self, on: Measuring) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Check all claims on the first people, and across the boundary near them."""
        some = slice(0, self.checked)
        inputs, instances = on.near.inputs[some], on.instances[some]
        near = Near(inputs, on.near.moved[:FEW, some], on.near.gaps[:FEW, some])
        smoothed = measured(on.subject, pairs_of(on.subject, inputs, (self.spread, CHECKED_SIGMA), on.key))
        found = []
        for name, one in on.scores.items():
            about = About(name, NEIGHBOURS, instances)
            found += near_checks(Around(on.task, one, near, about, on.key), self.samples)
            found += smooth_checks(smoothed, one, about)
        likely = on.scores[PROBABILITY]
        effects, about = effects_of(likely, inputs, on.task), About(PROBABILITY, NEIGHBOURS, instances)
        found += tradeoff_checks(on.subject.smoothing, inputs, effects, about)
        points = boundary_points(on.subject.model, inputs[:STEPS], on.task.split.test[:, :-1])
        steps, more = steep_rows(likely, steep_steps(on.subject, points), instances)
        return steps, pl.concat([*found, *more])


STEPS = 5
"""The number of people near whom the boundary of a model is looked at."""


def with_slopes(smoothing: Smoothing, slopes: int) -> Smoothing:
    """Give the same smoothing with another number of draws of gradients.

    Args:
        smoothing: The smoothing.
        slopes: The number of draws; smoothing that draws nothing stays as it is.

    Returns:
        The smoothing.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> with_slopes(DrawnSmoothing(LinearModel(np.ones(1)), 1.0, 5, 5, jax.random.key(0)), 3).slopes
        3
    """
    return replace(smoothing, slopes=slopes) if isinstance(smoothing, DrawnSmoothing) else smoothing


def _quotient_rows(method: str, quotients: np.ndarray, instances: Any) -> pl.DataFrame:
    columns = {"instance": instances, "largest": quotients.max(axis=0), "mean": quotients.mean(axis=0)}
    table = pl.DataFrame(columns).with_columns(method=pl.lit(method))
    return table.select(pl.col(name).cast(kind) for name, kind in QUOTIENTS.items()).fill_nan(None)


EXPERIMENT = Robustness
"""The experiment of this module."""
