"""What a family of models is: one protocol, by which everything outside asks and never learns which family it is."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, runtime_checkable

import polars as pl

from bounds import Claim
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.models.model import Model
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import Measured
from empirical.verification.population import Population


class Panel(NamedTuple):
    """One panel of the picture of a report.

    Attributes:
        claim: The id of the claim whose bounds it shows.
        title: Its title.
        gap: What the claim bounds: ``cost`` or ``validity``.
    """

    claim: str
    title: str
    gap: str


class Size(NamedTuple):
    """How much data a report has.

    Attributes:
        rows: Rows of the whole data set.
        columns: Columns d of a design, without the constant one.
        instances: Rejected instances of a run, at most.
    """

    rows: int
    columns: int
    instances: int


class Need(NamedTuple):
    """How much memory the models of a report take.

    Attributes:
        cases: Verdicts per instance and run, with the rows of every Δ and cost.
        training: Bytes that training takes at least, beside the designs.
        remedy: What to do other than to allow more, as a clause.
    """

    cases: int
    training: int
    remedy: str


@runtime_checkable
class Family(Protocol):
    """One kind of models: how pairs are trained, what is measured of them, and which claims speak of them.

    To add a kind, write a class with these members and put an instance into ``FAMILIES``
    (:mod:`empirical.families`).

    Attributes:
        name: Its name on the command line and in ``summary.json``.
        noun: What its models are called, in the plural.
        settings: A frozen dataclass of the settings of a report, with at least ``epsilons``, ``seeds``, ``norm`` and
            ``trainings()``, which gives the settings of every pair, ε varying fastest. Those of a pair have ``seed``,
            ``epsilon`` and ``checkpoint_key``: the name of the pair among checkpoints, or nothing where it takes no
            time worth keeping.
        model: The class of its models.
        claims: The claims about them.
        delta_sources: Where the Δ of these claims comes from, beside Lemma 1's.
        reasons: Why some of these claims cannot be evaluated at all.
        panels: The panels of a report's picture.
        tangents: Whether Theorem 2's costs are those of the score made linear at the instance.
        keeps_checkpoints: Whether a report takes so long that finished work is kept.
        reads_files: Whether ``--models`` reads its models from a file.
    """

    name: str
    noun: str
    settings: type[Any]
    model: type[Model]
    claims: tuple[Claim, ...]
    delta_sources: tuple[str, ...]
    reasons: tuple[str, ...]
    panels: tuple[Panel, ...]
    tangents: bool
    keeps_checkpoints: bool
    reads_files: bool

    def owns(self, pair: Pair) -> bool:
        """Say whether a pair of models belongs to this family.

        Args:
            pair: The pair.

        Returns:
            Whether both models are of the family's class.
        """
        return isinstance(pair.natural, self.model) and isinstance(pair.robust, self.model)

    def train(self, splits: Mapping[int, Split], grid: Any, *, memory: float, checkpoint: Checkpoint) -> Iterator[Pair]:
        """Train all pairs of a grid. Needs float64.

        Args:
            splits: The data of every seed.
            grid: The settings.
            memory: GiB that training may take.
            checkpoint: What keeps finished work.

        Yields:
            A pair for each of ``grid.trainings()``, in that order.

        Raises:
            InputError: If a model cannot be trained.
        """
        ...

    def need(self, size: Size, grid: Any) -> Need:
        """Estimate the memory that a report takes.

        Args:
            size: How much data there is.
            grid: The settings.

        Returns:
            The estimate, with a remedy.
        """
        ...

    def measure(self, pair: Any, population: Population, settings: RecourseSettings, *, blocks: Blocks) -> Measured:
        """Measure everything that claims read of a pair.

        Args:
            pair: The pair.
            population: The instances with their recourses.
            settings: How the recourses were made.
            blocks: How long work is cut into checkpoints.

        Returns:
            The fields.
        """
        ...

    def cases(self, measured: Measured) -> list[Case]:
        """Give every claim about such models with every Δ and cost that it can be checked with.

        Args:
            measured: What was measured of a pair.

        Returns:
            The cases, in the order of the claims.
        """
        ...

    def summary(self, pair: Any) -> dict[str, Any]:
        """Say what is known of a pair whatever the instances, beside each model's own summary.

        Args:
            pair: The pair.

        Returns:
            Entries of the run in ``summary.json``, in words and numbers.
        """
        ...

    def model_summary(self, pair: Any, model: Any) -> dict[str, Any]:
        """Say what is known of one model of a pair beside its accuracy.

        Args:
            pair: The pair.
            model: One of its models.

        Returns:
            ``adversarial_accuracy`` and ``fgsm_accuracy``, null where that was not measured, and what else is known.
        """
        ...

    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Say how a pair was trained, for a picture.

        Args:
            grid: The settings, as ``summary.json`` has them.
            run: The run's entry of ``summary.json``.

        Returns:
            A few words.
        """
        ...

    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Say how far apart the two models of a run are whatever the instances, for a table.

        Args:
            run: The run's entry of ``summary.json``.

        Returns:
            Cells by heading; empty where the table of claims says it all.
        """
        ...

    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give the radius R of the condition |v − u| ≤ R of Theorem 4 or 5, over the columns of ``instances.parquet``.

        Args:
            columns: The columns that there are.

        Returns:
            Expressions by the source of Δ.
        """
        ...
