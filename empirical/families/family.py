"""The interface of a family of models: how pairs are trained and measured, and which claims speak of them.

Reports, tables and figures ask a family by this interface alone, and never which family it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

import polars as pl

from bounds import Claim
from empirical.checkpoints import Blocks, Checkpoint
from empirical.data.split import Split
from empirical.families.ending import Ending
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import Measured
from empirical.verification.population import Population


class Panel(NamedTuple):
    """One panel of the picture of a report.

    Attributes:
        claim: The id of the claim whose bounds the panel shows.
        title: The title of the panel.
        gap: The gap that the claim bounds: ``cost`` or ``validity``.
    """

    claim: str
    title: str
    gap: str


class Size(NamedTuple):
    """The amount of data that a report is about.

    Attributes:
        rows: The number of rows of the whole data set.
        columns: The number d of columns of a design, without the constant one.
        instances: The largest number of rejected instances of a run.
    """

    rows: int
    columns: int
    instances: int


class Need(NamedTuple):
    """The amount of memory that the models of a report take.

    Attributes:
        cases: The number of verdicts per instance and run, with the rows of every Δ and cost.
        training: The least number of bytes that training takes, beside the designs.
        remedy: The advice for a report that takes too much memory, as a clause.
    """

    cases: int
    training: int
    remedy: str


class Family(ABC):
    """One kind of models: how pairs are trained, which fields are measured of them, and which claims speak of them.

    To add a kind, write a class with these members and put an instance into ``FAMILIES``
    (:mod:`empirical.families`).

    Attributes:
        name: The name of the family on the command line and in ``summary.json``.
        noun: The word for its models, in the plural.
        settings: The class of the settings of a report, a frozen dataclass with at least ``epsilons``, ``seeds``,
            ``norm`` and ``trainings()``, which gives the settings of every pair, ε varying fastest. The settings of a
            pair have ``seed``, ``epsilon``, ``checkpoint_key`` and ``natural_key``: the names of the pair and of its
            non-robust model among checkpoints, empty where all of it is too fast for checkpoints.
        model: The class of its models.
        claims: The claims about its models.
        delta_sources: The names of the sources of Δ that these claims read.
        reasons: The reasons why some of these claims cannot be evaluated.
        panels: The panels of a report's picture.
        tangents: Whether Theorem 2's costs are those of the score made linear at the instance.
        keeps_checkpoints: Whether a report takes so long that it keeps checkpoints.
        reads_files: Whether ``--models`` reads models of the family from a file.
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    settings: ClassVar[type[Any]]
    model: ClassVar[Any]
    claims: ClassVar[tuple[Claim, ...]]
    delta_sources: ClassVar[tuple[str, ...]]
    reasons: ClassVar[tuple[str, ...]]
    panels: ClassVar[tuple[Panel, ...]]
    tangents: ClassVar[bool]
    keeps_checkpoints: ClassVar[bool]
    reads_files: ClassVar[bool]

    def owns(self, pair: Pair) -> bool:
        """Say whether a pair of models belongs to this family.

        Args:
            pair: The pair.

        Returns:
            Whether both models are of the family's class.
        """
        return isinstance(pair.natural, self.model) and isinstance(pair.robust, self.model)

    @abstractmethod
    def train(self, splits: Mapping[int, Split], grid: Any, *, memory: float, checkpoint: Checkpoint) -> Iterator[Pair]:
        """Train all pairs of a grid. Needs float64.

        Args:
            splits: The data of every seed.
            grid: The settings of all pairs.
            memory: The memory in GiB that training may take.
            checkpoint: The store of finished work.

        Yields:
            A pair for each of ``grid.trainings()``, in that order.

        Raises:
            InputError: If a model cannot be trained.
        """

    @abstractmethod
    def need(self, size: Size, grid: Any) -> Need:
        """Estimate the memory that a report takes.

        Args:
            size: The amount of data.
            grid: The settings of all pairs.

        Returns:
            The estimate, with a remedy.
        """

    @abstractmethod
    def measure(self, pair: Any, population: Population, settings: RecourseSettings, *, blocks: Blocks) -> Measured:
        """Measure every field that claims read of a pair.

        Args:
            pair: The pair.
            population: The instances with their recourses.
            settings: The settings of the recourses.
            blocks: The blocks into which long work is cut, with their checkpoints.

        Returns:
            The fields.
        """

    @abstractmethod
    def cases(self, measured: Measured) -> list[Case]:
        """Give every claim about such models with every Δ and cost that it can be checked with.

        Args:
            measured: The fields that :meth:`measure` measured of a pair.

        Returns:
            The cases, in the order of the claims.
        """

    @abstractmethod
    def summary(self, pair: Any) -> dict[str, Any]:
        """Summarise a pair whatever the instances, beside the summary of each model.

        Args:
            pair: The pair.

        Returns:
            The entries of the run in ``summary.json``, in words and numbers.
        """

    @abstractmethod
    def model_summary(self, pair: Any, model: Any) -> dict[str, Any]:
        """Summarise one model of a pair, beside its accuracy.

        Args:
            pair: The pair.
            model: One of its models.

        Returns:
            ``adversarial_accuracy`` and ``fgsm_accuracy``, null where they are not measured, and further entries.
        """

    def ending(self, pair: Any, model: Any, *, cut: float = 0.0) -> Ending | None:  # noqa: ARG002
        """Measure how far the training of a model is from its end.

        Args:
            pair: The pair.
            model: One of its models.
            cut: The score above which instances are accepted.

        Returns:
            The measures; ``None`` for models that are computed rather than trained step by step, or trained elsewhere.
        """
        return None

    @abstractmethod
    def training_text(self, grid: Mapping[str, Any], run: Mapping[str, Any]) -> str:
        """Describe how a pair was trained, for a picture.

        Args:
            grid: The settings, as ``summary.json`` has them.
            run: The run's entry of ``summary.json``.

        Returns:
            A phrase of a few words.
        """

    @abstractmethod
    def distances(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Describe how far apart the two models of a run are whatever the instances, for a table.

        Args:
            run: The run's entry of ``summary.json``.

        Returns:
            The cells by heading; empty where the table of claims has every distance.
        """

    @abstractmethod
    def radii(self, columns: Collection[str]) -> dict[str, pl.Expr]:
        """Give the radius R of the condition |v − u| ≤ R of Theorem 4 or 5, over the columns of ``instances.parquet``.

        Args:
            columns: The names of the columns of the report.

        Returns:
            The expressions by the source of Δ.
        """

    def training_rows(self, run: Mapping[str, Any], train: int) -> int:  # noqa: ARG002
        """Count the training instances that the models of a run were trained on.

        Args:
            run: The entry of the run in ``summary.json``.
            train: The number of training instances of the split.

        Returns:
            Their number; all of them unless the family draws some.
        """
        return train
