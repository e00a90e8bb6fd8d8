"""A cell of a study that is an experiment, and what its key is made of."""

from dataclasses import dataclass
from typing import Any

from empirical.studies.cell import DIGITS, STUDY_FORMAT, Cell, hash_of
from empirical.studies.description import Source
from empirical.studies.experiment import Experiment
from empirical.studies.experiments import ExperimentData, ExperimentPart, option_values


@dataclass(frozen=True, kw_only=True)
class ExperimentCell(Cell):
    """One experiment of a study.

    Attributes:
        experiment: The experiment with its options.
        of: The data.
    """

    experiment: Experiment
    of: ExperimentData

    @property
    def data(self) -> Source:
        """What says which data it is about."""
        return self.of

    @property
    def kind(self) -> tuple[str, str, str]:
        """The data, the models and the method: cells of one kind take about the same time."""
        return self.dataset, *self.experiment.kind

    @property
    def names(self) -> dict[str, str | None]:
        """The values of the columns that name it in its tables; an experiment has no mode."""
        model, method = self.experiment.kind
        return {"cell": self.key[:DIGITS], "dataset": self.dataset, "model": model, "method": method, "mode": None}

    @property
    def options(self) -> dict[str, Any]:
        """Its options by name, also those that nobody wrote."""
        return option_values(self.experiment)


def experiment_cell(
    experiment: Experiment, parts: tuple[ExperimentPart, ...], of: ExperimentData, digest: str
) -> ExperimentCell:
    """Make the cell of an experiment.

    Args:
        experiment: The experiment with its options.
        parts: The parts of the study that have it.
        of: The data.
        digest: The checksum of the data.

    Returns:
        The cell.

    Examples:
        >>> from typing import ClassVar
        >>> @dataclass(frozen=True)
        ... class Mine:
        ...     seed: int = 0
        ...     name: ClassVar = "mine"
        ...     version: ClassVar = 1
        ...     catalog: ClassVar = ("german",)
        ...     tables: ClassVar = {}
        ...     kind: ClassVar = ("network", "nice")
        ...     load = run = print
        >>> experiment_cell(Mine(3), (), ExperimentData("mine", "german"), "0" * 64).options
        {'seed': 3}
    """
    about = [STUDY_FORMAT, experiment.name, experiment.version, digest, option_values(experiment)]
    names = tuple(dict.fromkeys(part.name for part in parts))
    return ExperimentCell(key=hash_of(about), dataset=of.name, parts=names, experiment=experiment, of=of)
