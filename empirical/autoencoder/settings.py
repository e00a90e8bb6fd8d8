"""How a variational autoencoder is trained: settings."""

import math
import sys
from dataclasses import dataclass

from empirical.errors import InputError

LATENT = (2, 10)
"""Smallest and largest latent dimension unless one is asked for."""

WIDEST = 64
"""Of the hidden layers, likewise."""


@dataclass(frozen=True)
class VAETraining:
    """How the variational autoencoder of a split is trained.

    Attributes:
        latent: Latent dimension l; ``None`` for half the number of columns, at least 2 and at most 10.
        width: Of every hidden layer of the encoder and of the decoder; ``None`` for twice the number of columns, at
            most 64, since wider ones rebuild little better and certifying takes their cube, but at least 4l.
        depth: Number of hidden layers of either.
        epochs: Passes over the training instances.
        batch_size: Instances of a step.
        learning_rate: Of Adam at the start; falls to 0 along a line.
        kl_weight: Of the divergence from the prior, from 0 to 1, which is the evidence lower bound. With 1, columns
            that have nothing to do with each other are not rebuilt: each costs in divergence what it gains in
            likelihood.
        weight_decay: Of the decoder, times the learning rate: the share of its weights that every step takes off. It
            keeps the decoder's Lipschitz constant small.
    """

    latent: int | None = None
    width: int | None = None
    depth: int = 1
    epochs: int = 100
    batch_size: int = 64
    learning_rate: float = 3e-3
    kl_weight: float = 0.2
    weight_decay: float = 0.3

    def __post_init__(self) -> None:
        """Reject settings that no training can have.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        for name, optional in (("latent", self.latent), ("vae-width", self.width)):
            _require(optional is None or optional >= 1, name, "at least 1", optional)
        for name in ("depth", "epochs", "batch_size"):
            value = getattr(self, name)
            _require(1 <= value < 2**31, f"vae-{name.replace('_', '-')}", "at least 1 and below 2³¹", value)
        fine = math.isfinite(self.learning_rate) and self.learning_rate >= sys.float_info.min
        _require(fine, "vae-learning-rate", "finite and positive", self.learning_rate)
        _require(0.0 <= self.kl_weight <= 1.0, "vae-kl-weight", "between 0 and 1", self.kl_weight)
        fine = math.isfinite(self.weight_decay) and self.weight_decay >= 0.0
        _require(fine, "vae-weight-decay", "finite and at least 0", self.weight_decay)


def latent_width(columns: int, training: VAETraining) -> tuple[int, int]:
    """The sizes of the networks.

    Args:
        columns: Of the data, without the constant one.
        training: The settings.

    Returns:
        Latent dimension, and width of the hidden layers.
    """
    smallest, largest = LATENT
    latent = training.latent or min(max(columns // 2, smallest), largest)
    return latent, training.width or max(min(2 * columns, WIDEST), 4 * latent)


def _require(fine: object, name: str, wanted: str, value: object) -> None:
    if not fine:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise InputError(f"{name} must be {wanted}, not {shown}")
