"""Settings of the training of a variational autoencoder."""

import math
import sys
from dataclasses import dataclass
from typing import NamedTuple

from empirical.errors import InputError

LATENT = (2, 10)
"""Smallest and largest default of the latent dimension."""

WIDEST = 64
"""Largest default width of a hidden layer, unless four times the latent dimension is more."""


class Pace(NamedTuple):
    """How fast training goes.

    Attributes:
        epochs: The number of passes over the training instances.
        batch_size: The number of instances in a step.
        learning_rate: The learning rate of Adam at the start.
    """

    epochs: int
    batch_size: int
    learning_rate: float


MANY = 20_000
"""The number of training instances from which on steps are larger and fewer."""

SLOW, FAST = Pace(100, 64, 3e-3), Pace(40, 256, 1e-2)
"""The pace for few and for many training instances. On adult, with 39,073, the fast one takes a quarter of the time and
rebuilds test instances no worse: an error of numbers of .080 both times, −ELBO 16.5 instead of 16.9."""


@dataclass(frozen=True)
class VAETraining:
    """The settings of the training of a split's variational autoencoder.

    Attributes:
        latent: The latent dimension l; ``None`` for half the number of columns, at least 2 and at most 10.
        width: The width of every hidden layer of the encoder and of the decoder; ``None`` for twice the number of
            columns, at most 64, but at least 4l. Wider networks rebuild instances little better, and the time of
            certifying grows with the cube of the width.
        depth: The number of hidden layers of the encoder, and of the decoder.
        epochs: The number of passes over the training instances; ``None`` for 100, or 40 from ``MANY`` instances on.
        batch_size: The number of instances in a step; ``None`` for 64, or 256 from ``MANY`` instances on.
        learning_rate: The learning rate of Adam at the start, from which it falls linearly to 0; ``None`` for 0.003, or
            0.01 from ``MANY`` instances on.
        kl_weight: The weight of the divergence from the prior in the objective, from 0 to 1. With 1 the objective is
            the evidence lower bound, and unrelated columns are not rebuilt: each costs in divergence what it gains in
            likelihood.
        weight_decay: The decay of the decoder's weights: every step takes off this share times the learning rate. It
            keeps the decoder's Lipschitz constant small.
    """

    latent: int | None = None
    width: int | None = None
    depth: int = 1
    epochs: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
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
            valid = value is None or 1 <= value < 2**31
            _require(valid, f"vae-{name.replace('_', '-')}", "at least 1 and below 2³¹", value)
        rate = self.learning_rate
        valid = rate is None or (math.isfinite(rate) and rate >= sys.float_info.min)
        _require(valid, "vae-learning-rate", "finite and positive", rate)
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


def pace(instances: int, training: VAETraining) -> Pace:
    """Choose how fast training goes, from its settings and the number of training instances.

    Args:
        instances: The number of training instances.
        training: The settings.

    Returns:
        The pace: what the settings say, and for the rest ``SLOW``, or ``FAST`` for at least ``MANY`` instances.

    Examples:
        >>> pace(800, VAETraining()).epochs, pace(39_073, VAETraining()).epochs, pace(800, VAETraining(epochs=5)).epochs
        (100, 40, 5)
    """
    usual = FAST if instances >= MANY else SLOW
    said = {name: getattr(training, name) for name in Pace._fields}
    return usual._replace(**{name: value for name, value in said.items() if value is not None})


def _require(valid: object, name: str, wanted: str, value: object) -> None:
    if not valid:
        shown = f"{value:g}" if isinstance(value, float) else repr(value)
        raise InputError(f"{name} must be {wanted}, not {shown}")
