"""The family of models of which only scores are known: they come from elsewhere and are not linear."""

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
"""Reason why claims about linear models cannot be evaluated for such models."""


class OpaqueFamily(Family):
    """The family of other models from elsewhere: costs and validity are measured, no claim speaks of them."""

    name = "opaque"
    noun = "models trained elsewhere"
    settings = LinearGrid
    model = Model
    claims = LINEAR
    delta_sources = ()
    reasons = (NOT_LINEAR,)
    panels = LinearFamily.panels
    tangents = False
    keeps_checkpoints = False
    reads_files = False

    def train(self, splits: Mapping[int, Split], grid: Any, *, memory: float, checkpoint: Checkpoint) -> Iterator[Pair]:
        """Refuse to train: these models come from elsewhere.

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
        """Measure scores and costs, for which scores suffice."""
        return Measured({}, score_fields(population, settings), printed_and_returned_costs(population))

    def cases(self, measured: Measured) -> list[Case]:
        """Give a case without fields for every claim about linear models."""
        return [Case.without_fields(claim, NOT_LINEAR) for claim in LINEAR]

    def summary(self, pair: Pair) -> dict[str, Any]:
        """Give no entries: everything that is known of a pair is known of its models."""
        return {}

    def model_summary(self, pair: Pair, model: Model) -> dict[str, Any]:
        """Give null for accuracy under attack, which is not measured: no ε is known."""
        return {"adversarial_accuracy": None, "fgsm_accuracy": None}

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Say that the models come from elsewhere."""
        return "models trained elsewhere"

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Give no cells: no distance is known."""
        return {}

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give no expressions: no radius is known."""
        return {}
