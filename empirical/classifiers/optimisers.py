"""Which optimiser follows the gradients of a network's loss, and how its steps shorten."""

from dataclasses import dataclass
from typing import Any

from empirical.errors import InputError

NAMES = ("adam", "sgd", "rmsprop")
"""Names of the optimisers."""

RMS_DECAY = 0.99
"""Decay of the squared gradients in RMSprop, as in PyTorch."""


@dataclass(frozen=True)
class Optimiser:
    """An optimiser without its learning rate.

    Attributes:
        name: ``adam``, ``sgd`` or ``rmsprop``; the last with the decay of PyTorch.
        momentum: The momentum of SGD, from 0 up to, but not, 1; others take none.
        cosine: Whether the learning rate falls to 0 along half a cosine (Loshchilov & Hutter 2017).
    """

    name: str = "adam"
    momentum: float = 0.0
    cosine: bool = False

    def __post_init__(self) -> None:
        """Reject optimisers that there are none of.

        Raises:
            InputError: If the name is unknown, or a momentum is out of range.
        """
        if self.name not in NAMES:
            raise InputError(f"optimiser must be one of {', '.join(NAMES)}, not {self.name!r}")
        if not 0.0 <= self.momentum < 1.0:
            raise InputError(f"momentum must be at least 0 and below 1, not {self.momentum:g}")
        if self.momentum and self.name != "sgd":
            raise InputError(f"momentum belongs to sgd, not to {self.name}; leave it out")


ADAM = Optimiser()
"""Adam with a constant learning rate."""


def transformation(optimiser: Optimiser, learning_rate: float, steps: int) -> Any:
    """Make the transformation of gradients into updates, for optax.

    Args:
        optimiser: The optimiser.
        learning_rate: The learning rate, the first one where it falls.
        steps: The number of all steps.

    Returns:
        The transformation.

    Examples:
        >>> import jax.numpy as jnp
        >>> descent = transformation(Optimiser("sgd"), 0.5, 10)
        >>> descent.update(jnp.ones(1), descent.init(jnp.ones(1)))[0].tolist()
        [-0.5]
    """
    import optax

    rate = optax.cosine_decay_schedule(learning_rate, max(steps, 1)) if optimiser.cosine else learning_rate
    if optimiser.name == "sgd":
        return optax.sgd(rate, momentum=optimiser.momentum or None)
    return optax.adam(rate) if optimiser.name == "adam" else optax.rmsprop(rate, decay=RMS_DECAY)
