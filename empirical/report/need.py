"""What a report takes: refused before the work begins where that is more than it may take."""

import math

from empirical.data import Dataset, encoding
from empirical.data.memory import check_need
from empirical.data.splitting import TEST_SHARE
from empirical.kernel_pair import COLUMNS
from empirical.models.kernel import KernelGrid
from empirical.report.settings import Settings

LINEAR_CASES, KERNEL_CASES = 54, 20
"""Verdicts per person and run, with the rows of printed costs and of every Δ."""

ROW = 100
"""Bytes of a verdict, with what is needed to write it."""


def check_memory(dataset: Dataset, settings: Settings) -> None:
    """Refuse a report that does not fit into its memory.

    Args:
        dataset: The data.
        settings: Everything else.

    Raises:
        InputError: If it would take more than ``settings.memory``.
    """  # noqa: DOC502
    grid = settings.grid
    rows, width = len(dataset.labels), len(encoding(dataset.features).names) + 1
    designs = (len(grid.seeds) + 4) * 8 * rows * width
    wide = isinstance(grid, KernelGrid)
    persons = min(settings.persons, rows) * sum(1 for _ in grid.trainings())
    verdicts = persons * (KERNEL_CASES if wide else LINEAR_CASES) * ROW
    if not wide:
        check_need(designs + verdicts, settings.memory, "take fewer --persons, seeds or values of epsilon and steps")
        return
    train = training_rows(rows, grid)
    remedy = "take fewer --train-rows, or fewer --persons, seeds or values of epsilon and ridge"
    check_need(designs + verdicts + kernel_need(train), settings.memory, remedy)


def training_rows(rows: int, grid: KernelGrid) -> int:
    """How many instances a kernel regressor is trained on.

    Args:
        rows: Of the whole data set.
        grid: The settings.

    Returns:
        Their number.
    """
    train = rows - math.ceil(TEST_SHARE * rows)
    return train if grid.rows is None else min(train, grid.rows)


def kernel_need(train: int) -> int:
    """What a pair of kernel regressors takes at least.

    Args:
        train: Number n of training instances.

    Returns:
        Bytes: two factors in float32, n(n + 1)/2 numbers each, to which the work goes down where those in float64 do
        not fit; and columns of n numbers.
    """
    return 4 * train * (train + 1) + 8 * COLUMNS * train
