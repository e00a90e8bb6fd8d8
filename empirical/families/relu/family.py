"""The family of ReLU networks: how they are trained and measured, and which claims speak of them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jax
import polars as pl

from empirical.attacks import Ball
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.families.ending import Ending
from empirical.families.family import Family, Need, Panel, Size
from empirical.families.relu.cases import LACKING, LAYERS, NETWORK, relu_cases
from empirical.families.relu.ending import relu_ending
from empirical.families.relu.fields import measure_relu, networks_of
from empirical.families.relu.network import ReluModel
from empirical.families.relu.score_gap import layer_widths
from empirical.families.relu.settings import ReluGrid, ReluTraining
from empirical.families.relu.training import TrainedReluModel, train_relu_grid
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import Measured
from empirical.verification.population import Population

COPIES, LAYER_COPIES = 5, 9
"""Numbers of copies that the estimate of memory counts: of a network's weights in training (gradients, two moments and
a step), and of a layer's values for all instances in checking (errors, and the terms of bounds)."""


class ReluFamily(Family):
    """The family of fully connected ReLU networks, trained naturally and against attacks: Theorems 2 and 4."""

    name = "mlp"
    noun = "ReLU networks"
    settings = ReluGrid
    model = ReluModel
    claims = NETWORK
    delta_sources = (LAYERS,)
    reasons = tuple(LACKING.values())
    panels = (
        Panel("theorem2.printed", "Theorem 2 as printed", "cost"),
        Panel("theorem2.repaired", "Theorem 2, repaired", "cost"),
        Panel("theorem4.sharp", "Theorem 4, sharp", "validity"),
    )
    tangents = True
    keeps_checkpoints = False
    reads_files = False

    def train(
        self,
        splits: Mapping[int, Split],
        grid: ReluGrid,
        *,
        memory: float,
        checkpoint: Checkpoint,
    ) -> Iterator[Pair]:
        """Train all pairs in one program, as :func:`train_relu_grid` says."""
        return train_relu_grid(splits, grid, checkpoint)

    def need(self, size: Size, grid: ReluGrid) -> Need:
        """Estimate the memory, as :meth:`Family.need` says.

        Training holds all networks, each with what Adam keeps and the values of a mini-batch; checking holds the
        values of a layer for all instances, with their bounds. The larger one counts.
        """
        width = grid.width or 2 * size.columns
        weights = (size.columns + 1) * width + (grid.depth - 1) * (width + 1) * width + width + 1
        networks = len(grid.seeds) * (1 + len(grid.epsilons))
        training = networks * (COPIES * weights + 2 * grid.batch_size * grid.depth * width)
        checking = LAYER_COPIES * size.instances * max(width, size.columns)
        remedy = "take a smaller --width or --batch-size, or fewer --instances, seeds or values of epsilon"
        return Need(15, 8 * max(training, checking), remedy)

    def measure(
        self,
        pair: Pair,
        population: Population,
        settings: RecourseSettings,
        *,
        blocks: Blocks,
    ) -> Measured:
        """Measure the fields, as :func:`measure_relu` says."""
        return measure_relu(pair, population, settings)

    def cases(self, measured: Measured) -> list[Case]:
        """Give the cases, as :func:`relu_cases` says."""
        return relu_cases(measured)

    def summary(self, pair: Pair) -> dict[str, Any]:
        """Give the widths of the layers, from the columns to the score."""
        return {"network": {"layers": layer_widths(networks_of(pair)[0])}}

    def model_summary(self, pair: Pair, model: ReluModel) -> dict[str, Any]:
        """Give a network's accuracy under PGD with restarts, which is an upper bound, and under a single step."""
        return {
            "adversarial_accuracy": _attacked(pair, model),
            "fgsm_accuracy": _attacked(pair, model, steps=1, restarts=0),
        }

    def ending(self, pair: Pair, model: ReluModel, *, cut: float = 0.0) -> Ending | None:
        """Measure how far the training of a network is from its end, as :func:`relu_ending` says."""
        training = pair.training
        if not (isinstance(model, TrainedReluModel) and isinstance(training, ReluTraining)):
            return None
        linear = model.linear_end if model is pair.natural else None
        return relu_ending(model.function, pair.split, model.weights, training, linear)

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Name the attack, the layers, the epochs and the learning rate."""
        layers = "-".join(map(str, run["network"]["layers"]))
        rate = f"η = {grid['learning_rate']:g}"
        return f"pgd, {grid['attack_steps']} steps, layers {layers}, {grid['epochs']} epochs, {rate}"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give the widths of the layers; how far apart two networks are depends on the instance."""
        return {"layers": "-".join(map(str, run["network"]["layers"]))}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give the radius by layers, which stands for R of Theorem 4."""
        return {LAYERS: pl.col("radius_layers")} if "radius_layers" in columns else {}


def _attacked(pair: Pair, model: ReluModel, **how: Any) -> float | None:
    """Measure accuracy under an attack of the pair's ε; ``None`` where no ε is known."""
    training, split = pair.training, pair.split
    if not isinstance(training, ReluTraining):
        return None
    ball, key = Ball(training.epsilon, training.norm, split.attacked), jax.random.key(training.seed)
    return adversarial_accuracy(model, split.test, split.test_labels, ball, **how, key=key)
