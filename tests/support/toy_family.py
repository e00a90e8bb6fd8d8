"""A kind of models that this project does not have, in one file: what it takes to add one.

The score of the natural model is x₁ − c with c the mean of the first column, that of the robust one x₁ − c − ε: no
weight is learnt, and every slope is 1. Registering is one line: ``FAMILIES["toy"] = ToyFamily()``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from bounds import CLAIMS
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data import Split
from empirical.families import Family, Need, Panel, Size
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.fields import constants, printed_and_returned_costs, score_fields
from empirical.verification.measured import RETURNED, Measured
from empirical.verification.population import Population

CLAIM = CLAIMS["theorem4.sharp"]
"""Theorem 4 reads Δ‖x'_R‖ as a bound on how far the two scores of x'_R are apart: here it is ε exactly."""


@dataclass(frozen=True)
class ToyTraining:
    """The settings of one pair."""

    seed: int
    epsilon: float
    checkpoint_key: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToyGrid:
    """The settings of a report."""

    epsilons: tuple[float, ...] = (0.1,)
    seeds: tuple[int, ...] = (0,)
    norm: float = 2.0

    def trainings(self) -> Iterator[ToyTraining]:
        """The settings of every pair."""
        yield from (ToyTraining(seed, epsilon) for seed in self.seeds for epsilon in self.epsilons)


@dataclass(frozen=True, eq=False)
class ToyModel(Model):
    """f(x) = x₁ − threshold."""

    threshold: float

    def scores(self, points: Any) -> Any:
        """The scores."""
        return np.asarray(points)[:, 0] - self.threshold

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """The scores, and the same slope everywhere."""
        gradients = np.zeros_like(np.asarray(points))
        gradients[:, 0] = 1.0
        return self.scores(points), gradients


class ToyFamily(Family):
    """Models with a constant slope."""

    name = "toy"
    noun = "toy models"
    settings = ToyGrid
    model = ToyModel
    claims = (CLAIM,)
    delta_sources = ("shift",)
    reasons = ()
    panels = (Panel("theorem4.sharp", "Theorem 4, sharp", "validity"),)
    tangents = False
    keeps_checkpoints = False
    reads_files = False

    def train(
        self, splits: Mapping[int, Split], grid: ToyGrid, *, memory: float, checkpoint: Checkpoint
    ) -> Iterator[Pair]:
        """Nothing is learnt."""
        for training in grid.trainings():
            split = splits[training.seed]
            threshold = float(split.train[:, 0].mean())
            yield Pair(split, ToyModel(threshold), ToyModel(threshold + training.epsilon), training)

    def need(self, size: Size, grid: ToyGrid) -> Need:
        """Nothing beside the verdicts."""
        return Need(1, 0, "take fewer --instances")

    def measure(self, pair: Pair, population: Population, settings: RecourseSettings, *, blocks: Blocks) -> Measured:
        """Scores, costs, and how far the two scores of any point are apart."""
        shape = population.labels.shape
        shift = constants({"delta": pair.training.epsilon, "recourse_norm_r": 1.0}, shape)
        instances = score_fields(population, settings) | {"recourse_norm_r": shift["recourse_norm_r"]}
        deltas = {"shift": shift["delta"]}
        return Measured({}, instances, printed_and_returned_costs(population), deltas=deltas, errors={"delta": 1e-12})

    def cases(self, measured: Measured) -> list[Case]:
        """Theorem 4 with the shift for Δ."""
        known = measured.known(RETURNED) | {"delta": measured.deltas["shift"]}
        fields = {name: known[name] for name in CLAIM.read}
        errors = dict.fromkeys(("delta", *(name for name in fields if name.startswith("score"))), 1e-12)
        return [Case(CLAIM, "shift", None, fields, errors)]

    def summary(self, pair: Any) -> dict[str, Any]:
        """The two thresholds."""
        return {"toy": {"thresholds": [pair.natural.threshold, pair.robust.threshold]}}

    def model_summary(self, pair: Pair, model: ToyModel) -> dict[str, Any]:
        """Accuracy under attack is not measured."""
        return {"adversarial_accuracy": None, "fgsm_accuracy": None}

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """How the pair was trained."""
        return "nothing is learnt"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """How far the models are apart."""
        low, high = run["toy"]["thresholds"]
        return {"shift": f"{high - low:.3g}"}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """R of Theorem 4."""
        return {"shift": pl.col("delta_shift")}
