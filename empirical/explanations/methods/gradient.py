"""The gradient of the score, also called saliency (Simonyan et al. 2014): by how much it rises with each column."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from empirical.explanations.blocks import known_gradients
from empirical.explanations.explainer import BATCH, Attributions, at_least, drawless, over_finite, sloped
from empirical.models.model import Model


@dataclass(frozen=True, kw_only=True)
class Gradient:
    """The explanation method φ = ∇f(x).

    Attributes:
        batch: The largest number of instances that the model is asked at once.
    """

    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If the batch is below 1.
        """  # noqa: DOC502
        at_least("batch", self.batch, 1)

    def __call__(self, model: Any, inputs: Any, *, key: Any) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f, with gradients.
            inputs: The instances, [n, k].
            key: The key of whatever is random: nothing is.

        Returns:
            The attributions, [n, k]: slopes of the score.

        Raises:
            InputError: If the model has no gradients, or the instances are no rows.
        """  # noqa: DOC502
        del key
        asked = sloped(model)
        return over_finite(lambda rows: drawless(gradients(asked, rows, self.batch)), inputs)


def gradients(model: Model, rows: np.ndarray, batch: int) -> np.ndarray:
    """Give the gradients at many points, asked in batches.

    Args:
        model: The model.
        rows: The points, [n, k].
        batch: The largest number of points of a batch.

    Returns:
        The gradients, float64 [n, k]; NaN where the score is not finite.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> gradients(LinearModel(np.array([2.0])), np.zeros((3, 1)), 2).tolist()
        [[2.0], [2.0], [2.0]]
    """
    starts = range(0, len(rows), batch)
    return np.concatenate([known_gradients(model, rows[start : start + batch]) for start in starts])
