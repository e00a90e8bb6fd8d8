"""What a report takes: refused before the work begins where that is more than it may take."""

import math

from empirical.autoencoder import VAETraining, latent_width
from empirical.autoencoder.quality import DRAWS
from empirical.data import Dataset, encoding
from empirical.data.split import TEST_SHARE
from empirical.families.relu.network import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.families.wide.training import COLUMNS
from empirical.lipschitz.constants import certifying_need
from empirical.memory import check_need
from empirical.report.settings import Settings

LINEAR_CASES, KERNEL_CASES, MLP_CASES, DECODED_CASES, OWN_CASES = 54, 20, 15, 7, 8
"""Verdicts per person and run, with the rows of printed costs and of every Δ; of a claim of a user's own at most."""

COPIES, LAYERS = 5, 9
"""Of a network's weights in training, with gradients, two moments and a step; of the values of a layer for all people,
with their errors and what bounds are made of."""

ROW = 100
"""Bytes of a verdict, with what is needed to write it."""


def check_memory(dataset: Dataset, settings: Settings, *, own: int = 0) -> None:
    """Refuse a report that does not fit into its memory.

    Args:
        dataset: The data.
        settings: Everything else.
        own: How many claims of a user's own there are.

    Raises:
        InputError: If it would take more than ``settings.memory``.
    """  # noqa: DOC502
    grid = settings.grid
    rows, width = len(dataset.labels), len(encoding(dataset.features).names) + 1
    designs = (len(grid.seeds) + 4) * 8 * rows * width
    instances = min(settings.instances, rows)
    verdicts = instances * sum(1 for _ in grid.trainings()) * ROW
    if isinstance(grid, WideGrid):
        need = KERNEL_CASES * verdicts + kernel_need(training_rows(rows, grid))
        remedy = "take fewer --train-rows, or fewer --instances, seeds or values of epsilon and ridge"
    elif isinstance(grid, ReluGrid):
        need = MLP_CASES * verdicts + mlp_need(width - 1, instances, grid)
        remedy = "take a smaller --width or --batch-size, or fewer --instances, seeds or values of epsilon"
    else:
        need, remedy = LINEAR_CASES * verdicts, "take fewer --instances, seeds or values of epsilon and steps"
    if settings.search.method == "cchvae":
        decoding = vae_need(width - 1, rows, settings.autoencoder)
        check_need(designs + decoding, settings.memory, "take a smaller --latent, --vae-width or --vae-depth")
        need += DECODED_CASES * verdicts + decoding
    check_need(designs + need + own * OWN_CASES * verdicts, settings.memory, remedy)


def training_rows(rows: int, grid: WideGrid) -> int:
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


def vae_need(columns: int, rows: int, training: VAETraining) -> int:
    """What an autoencoder takes at least.

    Args:
        columns: d, without the constant one.
        rows: Of the whole data set, which it rebuilds in the end.
        training: The settings.

    Returns:
        Bytes: what is measured of every row, with the draws behind it; and the networks in training, or what certifies
        their constants, whichever is more.
    """
    latent, width = latent_width(columns, training)
    weights = 2 * (columns + latent) * width + (training.depth - 1) * width * width * 2
    measured = 8 * rows * (2 * columns + (DRAWS + 1) * latent)
    return measured + max(8 * COPIES * weights, certifying_need(latent + training.depth * width))


def mlp_need(columns: int, instances: int, grid: ReluGrid) -> int:
    """What a grid of networks takes at least.

    Args:
        columns: d, without the constant one.
        instances: Of a run.
        grid: The settings.

    Returns:
        Bytes, of the larger of two: all networks in training, each with what Adam keeps and the values of a
        mini-batch; and the values of a layer for all people, with their bounds.
    """
    width = grid.width or 2 * columns
    weights = (columns + 1) * width + (grid.depth - 1) * (width + 1) * width + width + 1
    networks = len(grid.seeds) * (1 + len(grid.epsilons))
    training = networks * (COPIES * weights + 2 * grid.batch_size * grid.depth * width)
    return 8 * max(training, LAYERS * instances * max(width, columns))
