"""The family of penalised linear models: how they are trained and measured, and which claims speak of them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jax
import numpy as np
import polars as pl

from empirical.attacks import Ball
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.families.family import Family, Need, Panel, Size
from empirical.families.linear.cases import NO_PRINTED_DELTA, THEOREMS, theorem_cases
from empirical.families.penalised.fields import DUALITY, measure_penalised
from empirical.families.penalised.settings import PenalisedGrid, PenalisedSettings
from empirical.families.penalised.training import PenalisedModel, train_penalised_grid
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import MEASURED_DELTA, Measured
from empirical.verification.population import Population


class PenalisedFamily(Family):
    """The family of logistic regressions with a penalty, trained naturally and against attacks: Theorems 1 and 4."""

    name = "penalised"
    noun = "penalised models"
    settings = PenalisedGrid
    model = PenalisedModel
    claims = THEOREMS
    delta_sources = (DUALITY, MEASURED_DELTA)
    reasons = (NO_PRINTED_DELTA,)
    panels = (
        Panel("theorem1.sound", "Theorem 1, sound", "cost"),
        Panel("theorem4.sharp", "Theorem 4, sharp", "validity"),
        Panel("theorem4.closed", "Theorem 4, closed form", "validity"),
    )
    tangents = False
    keeps_checkpoints = False
    reads_files = False

    def train(
        self, splits: Mapping[int, Split], grid: PenalisedGrid, *, memory: float, checkpoint: Checkpoint
    ) -> Iterator[Pair]:
        """Train all pairs to their optimum, as :func:`train_penalised_grid` says."""
        return train_penalised_grid(splits, grid, checkpoint)

    def need(self, size: Size, grid: PenalisedGrid) -> Need:
        """Estimate the memory, as :meth:`Family.need` says: beside the designs, a copy of one, and XᵀX."""
        width = size.columns + 1
        return Need(54, 8 * width * (size.rows + 3 * width), "take fewer --instances, seeds or values of epsilon")

    def measure(self, pair: Pair, population: Population, settings: RecourseSettings, *, blocks: Blocks) -> Measured:
        """Measure the fields, as :func:`measure_penalised` says."""
        return measure_penalised(pair, population, settings)

    def cases(self, measured: Measured) -> list[Case]:
        """Give the cases of Theorems 1 and 4: Lemma 1 speaks of training without a penalty."""
        return theorem_cases(measured)

    def summary(self, pair: Pair) -> dict[str, Any]:
        """Give no entries: each model has its own."""
        return {}

    def model_summary(self, pair: Pair, model: PenalisedModel) -> dict[str, Any]:
        """Give accuracy under the worst attack, the length of the weights, and how far they are from their optimum."""
        attacked = None
        if isinstance(pair.training, PenalisedSettings):
            training, split = pair.training, pair.split
            ball, key = Ball(training.epsilon, training.norm, split.attacked), jax.random.key(training.seed)
            attacked = adversarial_accuracy(model, split.test, split.test_labels, ball, key=key)
        return {
            "adversarial_accuracy": attacked,
            "fgsm_accuracy": None,
            "weight_norm": float(np.linalg.norm(model.weights)),
            "distance_to_optimum": model.distance,
            "passes": model.passes,
        }

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Name the penalty."""
        return f"penalty μ = {grid['penalty']:g}, to the optimum"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give no cells: every Δ stands in the table of claims."""
        return {}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give R = Δ‖x'_R‖ of Theorem 4 for every Δ."""
        sources = [source for source in self.delta_sources if f"delta_{source}" in columns]
        return {source: pl.col(f"delta_{source}") * pl.col("recourse_norm_r") for source in sources}
