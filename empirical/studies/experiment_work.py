"""An experiment from its options to the files of its cell, a pure function of them."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.report.writer import SUMMARY, as_text, table_bytes
from empirical.studies.cell_folder import Content
from empirical.studies.experiment_cell import ExperimentCell
from empirical.studies.experiments import COLUMN_TYPES, option_types, option_values
from empirical.studies.makers import maker
from empirical.studies.task import NOTHING_YET, Task, Training
from ntk.threads import one_thread


class ExperimentWork(NamedTuple):
    """The work on a cell that is an experiment: all of it is its own, and nothing is kept before it ends.

    Attributes:
        task: The cell with its data.
    """

    task: Task[ExperimentCell]

    def check(self) -> None:
        """Refuse nothing: experiments say themselves what they cannot do."""

    @property
    def keeps_checkpoints(self) -> bool:
        """Whether its unfinished work is worth keeping."""
        return False

    @property
    def trainings(self) -> tuple[Training, ...]:
        """What it trains before: nothing that others share."""
        return ()

    def run(
        self,
        stores: Sequence[Checkpoint] = (),  # noqa: ARG002
        checkpoint: Checkpoint = without_checkpoints,  # noqa: ARG002
        stage: Callable[[str], object] = lambda _: None,
        seconds: Mapping[str, float] = NOTHING_YET,
    ) -> Content:
        """Make the files of the cell: the tables of the experiment, and a summary of what was done.

        Args:
            stores: The stores of what it trains; none.
            checkpoint: The store of its other work; not used.
            stage: A function that is called with a few words on what comes next.
            seconds: The seconds that were spent on it before, by stage.

        Returns:
            The files.

        Raises:
            InputError: If the experiment cannot be done.
            RuntimeError: If it lacks a table or a column that it promises.
        """  # noqa: DOC502
        cell = self.task.cell
        begun = time.perf_counter()
        with one_thread():  # so that sums round alike wherever a cell runs
            found = cell.experiment.run(self.task.dataset, stage)
        tables = {f"{name}.parquet": table_bytes(_named(name, found, cell)) for name in cell.experiment.tables}
        about = {"experiment": cell.experiment.name, "version": cell.experiment.version, "dataset": cell.dataset}
        summary = {**about, "options": option_values(cell.experiment)}
        spent = {**seconds, "experiment": time.perf_counter() - begun}
        return Content({**tables, SUMMARY: as_text(summary).encode()}, spent, maker())


def _named(name: str, found: Mapping[str, pl.DataFrame], cell: ExperimentCell) -> pl.DataFrame:
    """Put columns that name the cell and its options before the columns that a table promises."""  # noqa: DOC501
    experiment = cell.experiment
    promised: Mapping[str, Any] = experiment.tables[name]
    table = found.get(name)
    if table is None or set(table.columns) != set(promised):
        raise RuntimeError(f"{experiment.name} has another table {name} than it promises")
    types = option_types(type(experiment))
    known = {name: (cell.names[name], pl.String()) for name in ("cell", "dataset")}
    known |= {name: (value, COLUMN_TYPES[types[name]]) for name, value in option_values(experiment).items()}
    constants = [pl.lit(value, dtype=kind).alias(name) for name, (value, kind) in known.items()]
    return table.select(*constants, *(pl.col(column).cast(kind) for column, kind in promised.items()))
