"""Settings of the training of a variational autoencoder."""

import math
import sys
from dataclasses import dataclass

from empirical.errors import InputError

LATENT = (2, 10)
"""Smallest and largest default of the latent dimension."""

WIDEST = 64
"""Largest default width of a hidden layer, unless four times the latent dimension is more."""


@dataclass(frozen=True)
class VAETraining:
    """The settings of the training of a split's variational autoencoder.

    Attributes:
        latent: The latent dimension l; ``None`` for half the number of columns, at least 2 and at most 10.
        width: The width of every hidden layer of the encoder and of the decoder; ``None`` for twice the number of
            columns, at most 64, but at least 4l. Wider networks rebuild instances little better, and the time of
            certifying grows with the cube of the width.
        depth: The number of hidden layers of the encoder, and of the decoder.
        epochs: The number of passes over the training instances.
        batch_size: The number of instances in a step.
        learning_rate: The learning rate of Adam at the start, from which it falls linearly to 0.
        kl_weight: The weight of the divergence from the prior in the objective, from 0 to 1. With 1 the objective is
            the evidence lower bound, and unrelated columns are not rebuilt: each costs in divergence what it gains in
            likelihood.
        weight_decay: The decay of the decoder's weights: every step takes off this share times the learning rate. It
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
        """Reject settings that are out of range.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        for name, optional in (("latent", self.latent), ("vae-width", self.width)):
            _require(optional is None or optional >= 1, name, "at least 1", optional)
        for name in ("depth", "epochs", "batch_size"):
            value = getattr(self, name)
            _require(1 <= value < 2**31, f"vae-{name.replace('_', '-')}", "at least 1 and below 2³¹", value)
        valid = math.isfinite(self.learning_rate) and self.learning_rate >= sys.float_info.min
        _require(valid, "vae-learning-rate", "finite and positive", self.learning_rate)
        _require(0.0 <= self.kl_weight <= 1.0, "vae-kl-weight", "between 0 and 1", self.kl_weight)
        valid = math.isfinite(self.weight_decay) and self.weight_decay >= 0.0
        _require(valid, "vae-weight-decay", "finite and at least 0", self.weight_decay)


def latent_width(columns: int, training: VAETraining) -> tuple[int, int]:
    """Choose the sizes of an autoencoder's networks from its settings and the number of columns.

    Args:
        columns: The number of columns of the data, without the constant one.
        training: The settings.

    Returns:
        The latent dimension and the width of the hidden layers.

    Examples:
        >>> latent_width(6, VAETraining()), latent_width(90, VAETraining())
        ((3, 12), (10, 64))
    """
    smallest, largest = LATENT
    latent = training.latent or min(max(columns // 2, smallest), largest)
    return latent, training.width or max(min(2 * columns, WIDEST), 4 * latent)


def _require(valid: object, name: str, wanted: str, value: object) -> None:
    if not valid:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise InputError(f"{name} must be {wanted}, not {shown}")
