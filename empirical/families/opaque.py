"""Models of which nothing is known but their scores: a family for what comes from elsewhere and is not linear."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.families.family import Family, Need, Size
from empirical.families.linear.cases import LINEAR
from empirical.families.linear.family import LinearFamily
from empirical.families.linear.settings import LinearGrid
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.fields import printed_and_returned_costs, score_fields
from empirical.verification.measured import Measured
from empirical.verification.population import Population

NOT_LINEAR = "the models are not linear"
"""Why claims about linear models say nothing of such models."""


class OpaqueFamily(Family):
    """Models from elsewhere that are not linear: costs and validity are measured, no claim speaks of them."""

    name = "opaque"
    noun = "models trained elsewhere"
    settings = LinearGrid
    model: Any = Model
    claims = LINEAR
    delta_sources = ()
    reasons = (NOT_LINEAR,)
    panels = LinearFamily.panels
    tangents = False
    keeps_checkpoints = False
    reads_files = False

    def train(self, splits: Mapping[int, Split], grid: Any, *, memory: float, checkpoint: Checkpoint) -> Iterator[Pair]:
        """Refuse: these models come from elsewhere.

        Raises:
            TypeError: Always.
        """
        raise TypeError("models of which only scores are known cannot be trained here; give a pair of them")

    def need(self, size: Size, grid: Any) -> Need:
        """Estimate the memory, as :meth:`Family.need` says."""
        return Need(len(LINEAR), 0, "take fewer --instances")

    def measure(
        self,
        pair: Pair,
        population: Population,
        settings: RecourseSettings,
        *,
        blocks: Blocks,
    ) -> Measured:
        """Measure scores and costs, which need nothing but scores."""
        return Measured({}, score_fields(population, settings), printed_and_returned_costs(population))

    def cases(self, measured: Measured) -> list[Case]:
        """Give every claim about linear models as one that cannot be evaluated."""
        return [Case.without_fields(claim, NOT_LINEAR) for claim in LINEAR]

    def summary(self, pair: Pair) -> dict[str, Any]:
        """Say nothing more of a pair than of its models."""
        return {}

    def model_summary(self, pair: Pair, model: Model) -> dict[str, Any]:
        """Say that accuracy under attack is not measured: no ε is known."""
        return {"adversarial_accuracy": None, "fgsm_accuracy": None}

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Say that the models come from elsewhere."""
        return "models trained elsewhere"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give nothing: no distance is known."""
        return {}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give nothing: no radius is known."""
        return {}
