"""Which work a cell of a study asks for."""

from typing import Any

from empirical.studies.experiment_cell import ExperimentCell
from empirical.studies.experiment_work import ExperimentWork
from empirical.studies.report_work import ReportWork
from empirical.studies.task import Task, Work


def work_of(task: Task[Any]) -> Work:
    """Give the work on a cell.

    Args:
        task: The cell with its data.

    Returns:
        The work.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> made = plan(Study("mine", (Part("main"),)))
        >>> type(work_of(Task(made.cells[0], made.dataset(made.cells[0])))).__name__
        'ReportWork'
    """
    return ExperimentWork(task) if isinstance(task.cell, ExperimentCell) else ReportWork(task)
