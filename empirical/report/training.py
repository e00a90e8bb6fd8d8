"""What a report trains before it makes recourses: pairs of models and autoencoders, which other reports may share."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from empirical.autoencoder import train_vae
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder, measure_autoencoder
from empirical.checkpoints import Checkpoint, without_checkpoints
from empirical.data import Dataset, Split, encoding, split
from empirical.families import family_with
from empirical.models.external import pair_from
from empirical.models.pair import Pair
from empirical.models.weights_file import load_models
from empirical.recourse.weights import cost_weights
from empirical.report.settings import Settings


class Trained(NamedTuple):
    """The stores of finished training, which reports with other recourses share.

    Attributes:
        pairs: The store of pairs of models.
        autoencoders: The store of autoencoders with the constants of their decoders.
    """

    pairs: Checkpoint = without_checkpoints
    autoencoders: Checkpoint = without_checkpoints


def splits_of(dataset: Dataset, settings: Settings) -> dict[int, Split]:
    """Split the data by every seed of a report.

    Args:
        dataset: The data.
        settings: The settings of the report.

    Returns:
        The splits by seed.

    Examples:
        >>> from empirical.data import load
        >>> [len(one.test) for one in splits_of(load("breast-cancer"), Settings()).values()]
        [114]
    """
    how: Any = {"scaling": settings.scaling, "attack_immutable": settings.attack_immutable}
    return {seed: split(dataset, seed=seed, **how) for seed in settings.grid.seeds}


def pairs_of(
    splits: Mapping[int, Split], dataset: Dataset, settings: Settings, checkpoint: Checkpoint = without_checkpoints
) -> Iterator[tuple[int, Pair]]:
    """Train the pairs of models of a report, or load those of the user's file.

    Args:
        splits: The data of every seed.
        dataset: The data.
        settings: The settings of the report.
        checkpoint: The store of finished training.

    Yields:
        The seed of the split, and the pair.

    Raises:
        InputError: If a model cannot be trained or loaded.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.families.linear.settings import LinearGrid
        >>> data, settings = load("breast-cancer"), Settings(grid=LinearGrid(steps=(5,)))
        >>> [(seed, pair.natural.weights.shape) for seed, pair in pairs_of(splits_of(data, settings), data, settings)]
        [(0, (31,))]
    """  # noqa: DOC502
    grid = settings.grid
    if settings.models is not None:
        natural, robust = load_models(settings.models, encoding(dataset.features).names)
        yield from ((seed, pair_from(natural, robust, data)) for seed, data in splits.items())
    else:
        pairs = family_with(grid).train(splits, grid, memory=settings.memory, checkpoint=checkpoint)
        yield from zip((training.seed for training in grid.trainings()), pairs, strict=True)


def autoencoder_of(
    seed: int, data: Split, dataset: Dataset, settings: Settings, checkpoint: Checkpoint = without_checkpoints
) -> MeasuredAutoencoder:
    """Train the autoencoder of a seed, and certify the constants of its decoder.

    Args:
        seed: The seed.
        data: The split of the seed.
        dataset: The data.
        settings: The settings of the report.
        checkpoint: The store of finished training.

    Returns:
        The autoencoder with the constants that Theorem 3 reads.

    Raises:
        InputError: If training overflows.

    Examples:
        >>> from empirical.autoencoder import VAETraining
        >>> from empirical.data import load
        >>> from empirical.recourse.settings import RecourseSettings
        >>> data = load("breast-cancer")
        >>> how = {"recourse": RecourseSettings(method="cchvae"), "autoencoder": VAETraining(2, 4, epochs=1)}
        >>> settings = Settings(**how)
        >>> autoencoder_of(0, splits_of(data, settings)[0], data, settings).quality.latent
        2
    """  # noqa: DOC502
    vae = train_vae(data, settings.autoencoder, seed=seed, checkpoint=checkpoint)
    recourse = settings.recourse
    weights = cost_weights(recourse.cost_weights, dataset, data)
    how: Any = {"norm": recourse.code_norm, "cost_weights": weights, "whole_levels": recourse.feasible}
    return measure_autoencoder(vae, data, seed=seed, checkpoint=checkpoint, **how)
