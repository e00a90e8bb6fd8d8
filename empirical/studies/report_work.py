"""A report from its settings to the files of its cell; cells of other methods share what it trains."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.families import family_with
from empirical.report.build import report_on
from empirical.report.memory import check_memory
from empirical.report.model_summary import kept_summary
from empirical.report.settings import NO_CLAIMS
from empirical.report.training import Trained, autoencoder_of, pairs_of, splits_of
from empirical.studies.cell_folder import Content, content_of
from empirical.studies.measurements import MEASUREMENTS, Subject
from empirical.studies.report_cell import ReportCell
from empirical.studies.task import NOTHING_YET, Task, Training
from ntk.threads import one_thread


def train_pairs(task: Task[ReportCell], checkpoint: Checkpoint) -> None:
    """Train and measure the pairs of models of a cell, so that a store has them.

    Args:
        task: The cell with its data.
        checkpoint: The store.

    Raises:
        InputError: If a model cannot be trained.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> made = plan(Study("mine", (Part("main", options={"steps": (5,), "instances": (4,)}),)))
        >>> kept = {}
        >>> (dataset,) = made.datasets.values()
        >>> train_pairs(Task(made.cells[0], dataset), lambda key, compute: kept.setdefault(key, compute()))
        >>> list(kept)
        [('linear models',), ('pair 1', 'accuracy and attacks')]
    """  # noqa: DOC502
    settings = task.cell.settings
    with one_thread():
        pairs = pairs_of(splits_of(task.dataset, settings), task.dataset, settings, checkpoint)
        for number, (_, pair) in enumerate(pairs):
            kept_summary(checkpoint, number, pair, cut=settings.recourse.cut)


def train_autoencoders(task: Task[ReportCell], checkpoint: Checkpoint) -> None:
    """Train the autoencoders of a cell and certify their constants, so that a store has them.

    Args:
        task: The cell with its data.
        checkpoint: The store.

    Raises:
        InputError: If an autoencoder cannot be trained.

    Examples:
        >>> train_autoencoders.__name__
        'train_autoencoders'
    """  # noqa: DOC502
    settings = task.cell.settings
    with one_thread():
        for seed, data in splits_of(task.dataset, settings).items():
            autoencoder_of(seed, data, task.dataset, settings, checkpoint)


def run_cell(
    task: Task[ReportCell],
    trained: Trained,
    *,
    checkpoint: Checkpoint = without_checkpoints,
    stage: Callable[[str], object] = lambda _: None,
    seconds: dict[str, float] | None = None,
) -> Content:
    """Make the report of a cell.

    Args:
        task: The cell with its data.
        trained: The stores of what it trains.
        checkpoint: The store of its other work.
        stage: A function that is called with a few words on what comes next.
        seconds: The seconds that were spent on it before, by stage.

    Returns:
        The files of the cell.

    Raises:
        InputError: If the report cannot be made.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> made = plan(Study("mine", (Part("main", options={"steps": (5,), "instances": (4,)}),)))
        >>> (dataset,) = made.datasets.values()
        >>> sorted(run_cell(Task(made.cells[0], dataset), Trained()).files)
        ['instances.parquet', 'summary.json', 'verdicts.parquet']
    """  # noqa: DOC502
    begun = time.perf_counter()
    with one_thread():  # so that sums round alike wherever a cell runs
        how: Any = {"user": NO_CLAIMS, "stage": stage, "checkpoint": checkpoint, "trained": trained}
        report = report_on(task.dataset, task.cell.settings, advise=False, **how)  # nobody reads it in a study
        spent = {**(seconds or {}), "report": time.perf_counter() - begun}
        begun, measured = time.perf_counter(), {}
        for name in task.cell.measure:
            stage(f"measuring {name}")
            measured[name] = MEASUREMENTS[name](subject_of(task, trained))
            spent["measuring"] = time.perf_counter() - begun
        return content_of(report, task.cell, task.keep, spent, measured)


def subject_of(task: Task[ReportCell], trained: Trained) -> Subject:
    """Give what is measured beside the report of a cell; models and autoencoders come from their stores.

    Args:
        task: The cell with its data.
        trained: The stores of what it trains.

    Returns:
        The data, the settings, and the pairs of models, which are trained or read as they are asked for.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> made = plan(Study("mine", (Part("main", options={"steps": (5,)}),)))
        >>> (dataset,) = made.datasets.values()
        >>> [seed for seed, _ in subject_of(Task(made.cells[0], dataset), Trained()).pairs]
        [0]
    """
    settings, dataset = task.cell.settings, task.dataset
    splits = splits_of(dataset, settings)
    decoded = splits if task.cell.autoencoders else {}
    coders = {
        seed: autoencoder_of(seed, data, dataset, settings, trained.autoencoders) for seed, data in decoded.items()
    }
    return Subject(dataset, settings, pairs_of(splits, dataset, settings, trained.pairs), coders)


class ReportWork(NamedTuple):
    """The work on a cell that is a report.

    Attributes:
        task: The cell with its data.
    """

    task: Task[ReportCell]

    def check(self) -> None:
        """Refuse a report that needs too much memory, before anything is trained.

        Raises:
            InputError: If it does.
        """  # noqa: DOC502
        check_memory(self.task.dataset, self.task.cell.settings)

    @property
    def keeps_checkpoints(self) -> bool:
        """Whether its unfinished work is worth keeping."""
        return family_with(self.task.cell.settings.grid).keeps_checkpoints

    @property
    def trainings(self) -> tuple[Training, ...]:
        """What it trains before, its pairs of models and its autoencoders."""
        cell = self.task.cell
        return Training(cell.pairs, train_pairs), Training(cell.autoencoders, train_autoencoders)

    def run(
        self,
        stores: Sequence[Checkpoint],
        checkpoint: Checkpoint = without_checkpoints,
        stage: Callable[[str], object] = lambda _: None,
        seconds: Mapping[str, float] = NOTHING_YET,
    ) -> Content:
        """Make the files of the cell.

        Args:
            stores: The stores of what it trains.
            checkpoint: The store of its other work.
            stage: A function that is called with a few words on what comes next.
            seconds: The seconds that were spent on it before, by stage.

        Returns:
            The files.

        Raises:
            InputError: If the report cannot be made.
        """  # noqa: DOC502
        return run_cell(self.task, Trained(*stores), checkpoint=checkpoint, stage=stage, seconds=dict(seconds))
