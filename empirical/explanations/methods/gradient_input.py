"""Gradient × input (Shrikumar et al. 2017): the gradient times how far each column is from a reference."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from empirical.explanations.coalitions import reference_rows
from empirical.explanations.explainer import BATCH, Attributions, at_least, drawless, over_finite, sloped
from empirical.explanations.methods.gradient import gradients


@dataclass(frozen=True, kw_only=True, eq=False)
class GradientInput:
    """The explanation method φ = (x − r) ∘ ∇f(x).

    Attributes:
        reference: The reference r: a number, a row [k], or several rows, of which the mean is taken.
        batch: The largest number of instances that the model is asked at once.
    """

    reference: Any = 0.0
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
            The attributions, [n, k]: in units of the score.

        Raises:
            InputError: If the model has no gradients, or the reference does not fit.
        """  # noqa: DOC502
        del key
        asked = sloped(model)

        def explain(rows: np.ndarray) -> Attributions:
            reference = reference_rows(self.reference, rows.shape[1]).mean(axis=0)
            return drawless((rows - reference) * gradients(asked, rows, self.batch))

        return over_finite(explain, inputs)
