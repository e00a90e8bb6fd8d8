"""The family of linear models: how they are trained and measured, and which claims speak of them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jax
import numpy as np
import polars as pl

from empirical.attacks import Ball
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.families.ending import Ending
from empirical.families.family import Family, Need, Panel, Size
from empirical.families.linear.cases import LINEAR, NO_PRINTED_DELTA, NO_RUN, linear_cases
from empirical.families.linear.ending import linear_ending
from empirical.families.linear.fields import DELTA_CLAIMS, measure_linear
from empirical.families.linear.settings import LinearGrid, LinearTraining
from empirical.families.linear.training import TrainedLinearModel, train_linear_grid
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import NO_LABEL, Case
from empirical.verification.measured import MEASURED_DELTA, Measured
from empirical.verification.population import Population


class LinearFamily(Family):
    """The family of logistic regressions, trained naturally and against the worst attack: Lemma 1, Theorems 1 and 4."""

    name = "linear"
    noun = "linear models"
    settings = LinearGrid
    model = LinearModel
    claims = LINEAR
    delta_sources = (*DELTA_CLAIMS, MEASURED_DELTA)
    reasons = (NO_RUN, NO_LABEL, NO_PRINTED_DELTA)
    panels = (
        Panel("theorem1.printed", "Theorem 1 as printed", "cost"),
        Panel("theorem1.sound", "Theorem 1, sound", "cost"),
        Panel("theorem4.sharp", "Theorem 4, sharp", "validity"),
        Panel("theorem4.closed", "Theorem 4, closed form", "validity"),
    )
    tangents = False
    keeps_checkpoints = False
    reads_files = True

    def train(
        self,
        splits: Mapping[int, Split],
        grid: LinearGrid,
        *,
        memory: float,
        checkpoint: Checkpoint,
    ) -> Iterator[Pair]:
        """Train all pairs in one program, as :func:`train_linear_grid` says."""
        return train_linear_grid(splits, grid, checkpoint)

    def need(self, size: Size, grid: LinearGrid) -> Need:
        """Estimate the memory, as :meth:`Family.need` says: beside the designs, XᵀX or XXᵀ with its eigenvalues."""
        smaller = min(size.rows, size.columns + 1)
        return Need(
            54, 3 * 8 * len(grid.seeds) * smaller**2, "take fewer --instances, seeds or values of epsilon and steps"
        )

    def measure(
        self,
        pair: Pair,
        population: Population,
        settings: RecourseSettings,
        *,
        blocks: Blocks,
    ) -> Measured:
        """Measure the fields, as :func:`measure_linear` says."""
        return measure_linear(pair, population, settings)

    def cases(self, measured: Measured) -> list[Case]:
        """Give the cases, as :func:`linear_cases` says."""
        return linear_cases(measured)

    def summary(self, pair: Pair) -> dict[str, Any]:
        """Give the learning rate, which may depend on the data of a seed; null for models from elsewhere."""
        rate = pair.training.learning_rate if isinstance(pair.training, LinearTraining) else None
        return {"learning_rate": rate}

    def model_summary(self, pair: Pair, model: LinearModel) -> dict[str, Any]:
        """Give a model's accuracy under the worst attack, the length of its weights, and the fields of Lemma 1."""
        attacked = None
        if isinstance(pair.training, LinearTraining):
            training, split = pair.training, pair.split
            ball, key = Ball(training.epsilon, training.norm, split.attacked), jax.random.key(training.seed)
            attacked = adversarial_accuracy(model, split.test, split.test_labels, ball, key=key)
        summary: dict[str, Any] = {
            "adversarial_accuracy": attacked,
            "fgsm_accuracy": None,
            "weight_norm": float(np.linalg.norm(model.weights)),
        }
        if isinstance(model, TrainedLinearModel):
            summary |= {
                "largest_dual_norm": float(model.run.robust_weight_norm),
                "gradient_gap_sum": float(model.run.gradient_gap_sum),
                "smoothness": float(model.run.smoothness),
            }
        return summary

    def ending(self, pair: Pair, model: LinearModel, *, cut: float = 0.0) -> Ending | None:
        """Measure how far the training of a model is from its end; the end is that of a natural model."""
        if not (isinstance(model, TrainedLinearModel) and isinstance(pair.training, LinearTraining)):
            return None
        run, split = model.run, pair.split
        epsilon = float(run.epsilon)
        attack = {"attacked": split.attacked, "epsilon": epsilon, "norm": pair.training.norm}
        return linear_ending(run, model.sample, attack, split.test, None if epsilon else model.end, cut=cut)

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Name the steps, the learning rate and the start."""
        rate = run.get("learning_rate", grid["learning_rate"])
        return f"{run['steps']} steps" + (f", η = {rate:g}" if rate else "") + f", start {grid['init']}"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give no cells: every Δ stands in the table of claims."""
        return {}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give R = Δ‖x'_R‖ of Theorem 4 for every Δ."""
        sources = [source for source in self.delta_sources if f"delta_{source}" in columns]
        return {source: pl.col(f"delta_{source}") * pl.col("recourse_norm_r") for source in sources}
