"""What recourse methods learn from the data before they search: training instances, or what was trained on them."""

from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from empirical.autoencoder.decoder_constants import MeasuredAutoencoder
from empirical.errors import InputError


@runtime_checkable
class TrainingInstances(Protocol):
    """Training instances with their labels, as every :class:`~empirical.data.split.Split` has them."""

    @property
    def train(self) -> Float[np.ndarray, "n k"]:
        """The training instances, rows of the design, [n, k]."""
        ...

    @property
    def train_labels(self) -> Float[np.ndarray, " n"]:
        """Their labels ±1, [n]; +1 is favourable."""
        ...


class Learned(NamedTuple):
    """What methods may learn from the data; each method takes the part that it needs, and most need none.

    Attributes:
        data: The training instances, among which NICE looks for neighbours.
        autoencoder: The autoencoder in whose latent space C-CHVAE searches, with constants for these recourses.
    """

    data: TrainingInstances | None = None
    autoencoder: MeasuredAutoencoder | None = None

    def needed_data(self) -> TrainingInstances:
        """Give the training instances to a method that needs them.

        Returns:
            The training instances.

        Raises:
            InputError: If there are none.
        """
        if self.data is None:
            raise InputError("NICE needs training instances: give those of the models, Learned(data=pair.split)")
        return self.data

    def needed_autoencoder(self) -> MeasuredAutoencoder:
        """Give the autoencoder to a method that needs it.

        Returns:
            The autoencoder with its constants.

        Raises:
            InputError: If there is none.
        """
        if self.autoencoder is None:
            raise InputError("C-CHVAE needs an autoencoder: measure_autoencoder(train_vae(split, ...), split, ...)")
        return self.autoencoder


NOTHING = Learned()
"""What methods learn that need no data."""
