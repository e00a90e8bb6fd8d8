"""The family of networks of infinite width, trained to convergence: kernel regressors."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import TEST_SHARE, Split
from empirical.errors import InputError
from empirical.families.family import Family, Need, Panel, Size
from empirical.families.wide.cases import NO_LIPSCHITZ, wide_cases
from empirical.families.wide.claims import WIDE
from empirical.families.wide.fields import CERTIFIED, measure_wide
from empirical.families.wide.pair import KernelModel, WidePair
from empirical.families.wide.settings import WideGrid
from empirical.families.wide.training import COLUMNS, train_wide_grid
from empirical.models.pair import Pair
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import Measured
from empirical.verification.population import Population
from ntk.packed_cholesky import MatrixError


class WideFamily(Family):
    """The family of kernel regressors, on training inputs and on these under attack: Lemma 2, Theorems 2 and 5."""

    name = "ntk"
    noun = "wide networks"
    settings = WideGrid
    model = KernelModel
    claims = WIDE
    delta_sources = (CERTIFIED,)
    reasons = (NO_LIPSCHITZ,)
    panels = (
        Panel("theorem2.printed", "Theorem 2 as printed", "cost"),
        Panel("theorem2.sound", "Theorem 2, sound", "cost"),
        Panel("theorem5.sharp", "Theorem 5, sharp", "validity"),
    )
    tangents = True
    keeps_checkpoints = True
    reads_files = False

    def owns(self, pair: Pair) -> bool:
        """Say whether a pair belongs to this family: two regressors alone are not enough, Δ_K must be known."""
        return isinstance(pair, WidePair)

    def train(
        self, splits: Mapping[int, Split], grid: WideGrid, *, memory: float, checkpoint: Checkpoint
    ) -> Iterator[WidePair]:
        """Train the pairs one after the other, as :func:`train_wide_grid` says."""  # noqa: DOC402, DOC501
        try:
            yield from train_wide_grid(splits, grid, memory=memory, checkpoint=checkpoint)
        except MatrixError as error:
            raise InputError(str(error)) from None

    def need(self, size: Size, grid: WideGrid) -> Need:
        """Estimate the memory, as :meth:`Family.need` says.

        Training holds two factors in float32, n(n + 1)/2 numbers each, to which the work goes down where those in
        float64 do not fit; and columns of n numbers.
        """
        train = training_rows(size.rows, grid)
        remedy = "take fewer --train-rows, or fewer --instances, seeds or values of epsilon and ridge"
        return Need(20, 4 * train * (train + 1) + 8 * COLUMNS * train, remedy)

    def measure(
        self, pair: WidePair, population: Population, settings: RecourseSettings, *, blocks: Blocks
    ) -> Measured:
        """Measure the fields, as :func:`measure_wide` says."""
        return measure_wide(pair, population, settings, blocks=blocks)

    def cases(self, measured: Measured) -> list[Case]:
        """Give the cases, as :func:`wide_cases` says."""
        return wide_cases(measured)

    def summary(self, pair: WidePair) -> dict[str, Any]:
        """Give what is known of two regressors together, whatever the instances.

        Args:
            pair: The pair.

        Returns:
            ``kernel``: the number of training instances, how far their attack moved them (ℓ₂, over all of them and the
            furthest), Δ_K between its bounds with what proves the upper one, and ‖Y‖₂.
        """
        natural, robust = pair.natural.regressor, pair.robust.regressor
        lower, upper, *how = pair.gap.delta_k
        moves = row_norms(robust.X - natural.X)
        return {
            "kernel": {
                "training_rows": len(natural.X),
                "moved": {"all": float(row_norms(moves)), "furthest": float(moves.max())},
                "delta_k": {
                    "lower": lower,
                    "upper": upper,
                    "ratio": upper / lower if lower > 0.0 else None,
                    **dict(zip(("certificate", "iterations"), how, strict=True)),
                },
                "label_norm": pair.gap.label_norm,
            }
        }

    def model_summary(self, pair: WidePair, model: KernelModel) -> dict[str, Any]:
        """Give the length of the weights over the training instances; accuracy under attack is not measured."""
        weights = float(np.linalg.norm(model.regressor.weights))
        return {"adversarial_accuracy": None, "fgsm_accuracy": None, "weight_norm": weights}

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Name the attack, the kernel, the ridge and the number of training rows."""
        attack = grid["attack"] if grid["attack"] == "fgsm" else f"pgd, {grid['attack_steps']} steps"
        rows = run["kernel"]["training_rows"]
        return f"{attack}, {grid['kernel']} kernel, β = {run['ridge']:g}, {rows} training rows"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give Δ_K between its bounds, and how far the attack moved the training instances."""
        kernel, gap = run["kernel"], run["kernel"]["delta_k"]
        numbers = {"Δ_K ≥": gap["lower"], "Δ_K ≤": gap["upper"], "‖x_R − x‖ ≤": kernel["moved"]["furthest"]}
        cells = {heading: "-" if number is None else f"{number:.4g}" for heading, number in numbers.items()}
        return {"rows": str(kernel["training_rows"]), "proved by": gap["certificate"], **cells}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give R = ‖K(x'_R, X_R)‖ Δ_K‖Y‖ of Theorem 5."""
        if "kernel_norm_r" not in columns:
            return {}
        return {CERTIFIED: pl.col("kernel_norm_r") * pl.col("delta_k") * pl.col("label_norm")}

    def training_rows(self, run: Mapping[str, Any], train: int) -> int:
        """Count the training instances, of which ``rows`` of the settings may draw some."""
        return run["kernel"]["training_rows"]


def training_rows(rows: int, grid: WideGrid) -> int:
    """Count the instances that a kernel regressor is trained on.

    Args:
        rows: The number of rows of the whole data set.
        grid: The settings of the report's models.

    Returns:
        The number of training instances.

    Examples:
        >>> training_rows(1000, WideGrid()), training_rows(1000, WideGrid(rows=300))
        (800, 300)
    """
    train = rows - math.ceil(TEST_SHARE * rows)
    return train if grid.rows is None else min(train, grid.rows)
