"""The end of training: how far a model is from it, in its loss and in its decisions."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from empirical.models.model import Model

COUNT, CHANGED = 0.15, 0.1
"""Largest share by which the number of rejected instances may differ from that at the end, and largest share of the
decisions that may: a newcomer takes the people that a model rejects for those that a logistic regression rejects."""

FEW = 2
"""Largest difference of the numbers that is no sign of anything."""


class Ending(NamedTuple):
    """How far the training of a model is from its end.

    Attributes:
        loss: The mean training loss, of a robust linear model under attack, with the class weights of the training.
        gradient_norm: The length of the gradient of that loss; 0 where no step would change the model. At a kink of a
            robust loss it is that of the shortest subgradient.
        end_loss: The smallest loss that training can reach, or an upper bound on it; ``None`` where none is known.
        end: The model of that loss; ``None`` where that is another kind of model, or none is known.
        option: The option that brings training to its end; ``None`` where none is known.
    """

    loss: float
    gradient_norm: float
    end_loss: float | None = None
    end: Model | None = None
    option: str | None = None


def decides_otherwise(
    accepted: Bool[np.ndarray, " m"], at_end: Bool[np.ndarray, " m"], *, tolerance: float = 1.0
) -> bool:
    """Say whether a model decides so differently from the model at the end of training that people should know.

    Args:
        accepted: Whether the model accepts each instance.
        at_end: Whether the model at the end does.
        tolerance: A factor of the differences that are tolerated.

    Returns:
        Whether the numbers of rejected instances differ by more than ``COUNT``, or more decisions than ``CHANGED`` do.

    Examples:
        >>> end = np.arange(100) >= 40
        >>> decides_otherwise(np.arange(100) >= 38, end), decides_otherwise(np.arange(100) >= 20, end)
        (False, True)
    """
    rejected, expected = int((~accepted).sum()), int((~at_end).sum())
    apart = abs(rejected - expected) > tolerance * max(FEW, COUNT * expected)
    return bool(apart or (accepted != at_end).mean() > tolerance * CHANGED)
