"""The autoencoder of C-CHVAE, which belongs to a pair's data: it is trained once, as the pair is."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Float

from empirical.autoencoder import VAETraining, train_vae
from empirical.autoencoder.decoder_constants import MeasuredAutoencoder, measure_autoencoder
from empirical.checkpoints import Arrays, Checkpoint, Key, without_checkpoints
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings


class _Kept(NamedTuple):
    """An autoencoder, and everything beside the pair that decides it."""

    decided_by: tuple[Any, ...]
    autoencoder: MeasuredAutoencoder


_KEPT: WeakKeyDictionary[Pair, _Kept] = WeakKeyDictionary()
"""The last autoencoder of each pair: whoever asks about one person after another asks for the same one."""


def autoencoder_for(
    pair: Pair,
    settings: RecourseSettings,
    training: VAETraining,
    cost_weights: Float[np.ndarray, " k"],
    *,
    seed: int,
    checkpoint: Checkpoint = without_checkpoints,
) -> MeasuredAutoencoder:
    """Train the autoencoder of a pair's data and certify its decoder, unless that was done just before.

    Args:
        pair: The pair.
        settings: The settings of the recourses.
        training: The settings of the training.
        cost_weights: The cost weights D, [k].
        seed: The seed of the training.
        checkpoint: The store of finished work.

    Returns:
        The autoencoder with the constants of its decoder.

    Examples:
        >>> from empirical.data import Dataset, Feature, split
        >>> from empirical.models.model import LinearModel
        >>> values = np.linspace(0.0, 1.0, 20)[:, None]
        >>> labels = np.where(values[:, 0] > 0.5, 1.0, -1.0)
        >>> data = Dataset("incomes", (Feature("income"),), values, labels, "approved", "made up", "")
        >>> model = LinearModel(np.array([1.0, 0.0]))
        >>> pair = Pair(split(data, seed=0), model, model)
        >>> how = (RecourseSettings(method="cchvae"), VAETraining(latent=1, width=2, epochs=1), np.ones(2))
        >>> autoencoder_for(pair, *how, seed=0) is autoencoder_for(pair, *how, seed=0)
        True
    """
    decided_by = (training, seed, settings.code_norm, settings.feasible, cost_weights.tobytes())
    kept = _KEPT.get(pair)
    if kept is None or kept.decided_by != decided_by:
        named = partial(_under, checkpoint, tuple(map(repr, decided_by)))
        vae = train_vae(pair.split, training, seed=seed, checkpoint=named)
        how: Any = {"norm": settings.code_norm, "cost_weights": cost_weights, "whole_levels": settings.feasible}
        kept = _Kept(decided_by, measure_autoencoder(vae, pair.split, seed=seed, checkpoint=named, **how))
        _KEPT[pair] = kept
    return kept.autoencoder


def _under(checkpoint: Checkpoint, decided_by: Key, key: Key, compute: Callable[[], Arrays]) -> Arrays:
    """Keep work under everything that decides it, for a store that only knows the pair."""
    return checkpoint((*decided_by, *key), compute)
