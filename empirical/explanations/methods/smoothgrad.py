"""SmoothGrad (Smilkov et al. 2017): the mean gradient in Gaussian noise, which is the gradient of a smoothed score.

With f_σ(x) = E f(x + σu), u ~ N(0, I), it is ∇f_σ(x) = E ∇f(x + σu). What is computed is the mean over some draws. If
all instances share their draws, it is itself the gradient of a score that is smoothed, by the empirical measure of the
draws. Else the difference of two explanations has the errors of both.
"""

import math
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from empirical.errors import InputError
from empirical.explanations.blocks import gradients_at
from empirical.explanations.draws import Moments, column_sizes, moments, normal
from empirical.explanations.explainer import BATCH, Attributions, at_least, over_finite, sloped
from empirical.models.model import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class SmoothGrad:
    """The explanation method φ = (1/N) Σ ∇f(x + σu_i).

    Attributes:
        sigma: The standard deviation σ of the noise, in the units of the columns: one number, or one for each column, 0
            for columns that stay.
        samples: The number N of draws.
        shared: Whether all instances have the same draws.
        batch: The largest number of points that the model is asked at once.
    """

    sigma: Any = 0.1
    samples: int = 50
    shared: bool = True
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If there is no draw, or the batch is below 1.
        """  # noqa: DOC502
        at_least("samples", self.samples, 1)
        at_least("batch", self.batch, 1)

    def __call__(self, model: Any, inputs: Any, *, key: jax.Array) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f, with gradients.
            inputs: The instances, [n, k].
            key: The key of the draws.

        Returns:
            The attributions, [n, k]: slopes of the smoothed score, with the standard errors of the mean.

        Raises:
            InputError: If the model has no gradients, or σ does not fit.
        """  # noqa: DOC502
        asked = sloped(model)
        return over_finite(lambda rows: self._explained(asked, rows, key), inputs)

    def _explained(self, model: Model, inputs: np.ndarray, key: jax.Array) -> Attributions:
        sigma = column_sizes("sigma", self.sigma, inputs.shape[1])
        drawn = normal(key, self.samples, inputs.shape[1], shared=self.shared)
        values, errors = np.empty(inputs.shape), np.empty(inputs.shape)

        def place(rows: slice, picks: slice) -> Any:
            return inputs[rows, None] + (sigma * drawn(rows, picks)).astype(inputs.dtype)

        so_far = Moments(0, np.zeros(0), np.zeros(0))
        for found in gradients_at(model, place, len(inputs), self.samples, self.batch):
            here = moments(found.gradients)
            so_far = here if found.picks.start == 0 else so_far.merged(here)
            values[found.rows], errors[found.rows] = so_far.mean, so_far.standard_errors()
        return Attributions(values, errors, np.full(len(inputs), np.nan))


def mean_error(lipschitz: float, samples: int, *, failure: float = 1e-9) -> float:
    """Bound how far SmoothGrad's mean is from what it estimates, ‖φ − ∇f_σ(x)‖₂, for a score of bounded gradient.

    Where ‖∇f‖ ≤ L, one draw moves the mean of N by at most 2L/N, and its distance is at most L/√N in expectation; so
    with probability 1 − p it is at most (L/√N)(1 + √(2 ln(1/p))) (McDiarmid 1989). Claims about SmoothGrad speak of its
    expectation: where they are checked on a mean, this is added.

    Args:
        lipschitz: The bound L ≥ 0 on the gradient's length.
        samples: The number N of independent draws.
        failure: The probability p with which the bound may fail.

    Returns:
        The bound.

    Raises:
        InputError: If a number is out of range.

    Examples:
        >>> round(mean_error(1.0, 100, failure=0.5), 3)
        0.218
    """
    if not (math.isfinite(lipschitz) and lipschitz >= 0.0 and samples >= 1 and 0.0 < failure < 1.0):
        raise InputError(
            "the error of a mean needs a finite bound of at least 0, a draw, and a failure between 0 and 1"
        )
    return lipschitz / math.sqrt(samples) * (1.0 + math.sqrt(2.0 * math.log(1.0 / failure)))
