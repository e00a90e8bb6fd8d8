"""The memory that a report takes: a report that needs too much is refused before the work begins."""

import math

from empirical.autoencoder import VAETraining, latent_width
from empirical.autoencoder.quality import DRAWS
from empirical.data import Dataset, encoding
from empirical.data.split import TEST_SHARE
from empirical.families import Size, family_with
from empirical.lipschitz.constants import certifying_need
from empirical.memory import check_need
from empirical.report.recourses import ROW as RECOURSE_ROW
from empirical.report.settings import Settings

DECODED_CASES, USER_CASES = 7, 8
"""Numbers of verdicts for each instance and run: of Theorem 3 with every constant, and the largest number for a claim
of the user."""

COPIES = 5
"""Number of copies of an autoencoder's weights in training: with gradients, two moments and a step."""

ROW = 100
"""Bytes of a verdict, with those that writing it needs."""


def check_memory(dataset: Dataset, settings: Settings, *, user_claims: int = 0) -> None:
    """Refuse a report that does not fit into its memory.

    Args:
        dataset: The data.
        settings: All other settings of the report.
        user_claims: The number of claims of the user.

    Raises:
        InputError: If the report would take more than ``settings.memory``.

    Examples:
        >>> from empirical.data import load
        >>> check_memory(load("breast-cancer"), Settings())
        >>> check_memory(load("breast-cancer"), Settings(memory=1e-6))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: ...
    """  # noqa: DOC502
    grid = settings.grid
    rows, columns = len(dataset.labels), len(encoding(dataset.features).names)
    designs = (len(grid.seeds) + 4) * 8 * rows * (columns + 1)
    instances = min(settings.instances, rows)
    verdicts = instances * sum(1 for _ in grid.trainings()) * ROW
    need = family_with(grid).need(Size(rows, columns, instances), grid)
    total = need.cases * verdicts + need.training
    if settings.recourse.method == "cchvae":
        decoding = vae_need(columns, rows, settings.autoencoder)
        check_need(designs + decoding, settings.memory, "take a smaller --latent, --vae-width or --vae-depth")
        total += DECODED_CASES * verdicts + decoding
    total += user_claims * USER_CASES * verdicts + _recourses(dataset, settings)
    check_need(designs + total, settings.memory, need.remedy)


def _recourses(dataset: Dataset, settings: Settings) -> int:
    """The memory of the table of recourses, if each of them changes whatever it may."""
    features = tuple(feature for feature in dataset.features if not feature.immutable)
    columns = len(encoding(features).names) if features else 0
    people = min(settings.instances, math.ceil(TEST_SHARE * len(dataset.labels)))
    return 2 * people * columns * sum(1 for _ in settings.grid.trainings()) * RECOURSE_ROW


def vae_need(columns: int, rows: int, training: VAETraining) -> int:
    """Estimate the memory that an autoencoder takes at least.

    Args:
        columns: Number d of columns, without the constant one.
        rows: Rows of the whole data set, which it rebuilds in the end.
        training: The settings.

    Returns:
        Bytes: what is measured of every row, with the draws behind it; and the networks in training, or what certifies
        their constants, whichever is more.

    Examples:
        >>> vae_need(10, 1000, VAETraining()) < vae_need(10, 2000, VAETraining())
        True
    """
    latent, width = latent_width(columns, training)
    weights = 2 * (columns + latent) * width + (training.depth - 1) * width * width * 2
    measured = 8 * rows * (2 * columns + (DRAWS + 1) * latent)
    return measured + max(8 * COPIES * weights, certifying_need(latent + training.depth * width))
