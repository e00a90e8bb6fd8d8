"""LIME of columns (Ribeiro et al. 2016): a weighted ridge regression of scores of Gaussian samples near an instance.

In units of σ the steps are u ~ N(0, I), the weights exp(−‖u‖²/2kω²) over k columns of kernel width ω, and the
attributions minimise Σ w (f(x + σu) − b − uᵀσφ)² + λ‖σφ‖². Without weights and ridge they tend to those of SmoothGrad
as samples grow (Agarwal et al. 2021). A theorem that divides the sum by the number of samples has λ / samples for its
own ridge.
"""

import math
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from empirical.errors import InputError
from empirical.explanations.blocks import scores_at
from empirical.explanations.draws import column_sizes, normal
from empirical.explanations.explainer import BATCH, Attributions, at_least, over_finite, scored
from empirical.explanations.regression import Fit, ridge_fit
from empirical.models.model import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class LIME:
    """The explanation method LIME for columns; only scores are asked for.

    Attributes:
        sigma: The standard deviation σ of the samples, in the units of the columns: one number, or one for each column,
            0 for columns that stay and whose attribution is 0.
        samples: The number of samples.
        width: The kernel width ω, by the root of the number of columns; infinite if all samples count alike.
        ridge: The weight λ ≥ 0 of the squared coefficients.
        intercept: Whether the regression has an intercept.
        shared: Whether all instances have the same draws.
        batch: The largest number of points that the model is asked at once.
    """

    sigma: Any = 0.1
    samples: int = 1000
    width: float = 0.75
    ridge: float = 1.0
    intercept: bool = True
    shared: bool = True
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If a setting is out of range.
        """  # noqa: DOC502
        check_regression(self)

    def __call__(self, model: Any, inputs: Any, *, key: jax.Array) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f; scores are enough.
            inputs: The instances, [n, k].
            key: The key of the draws.

        Returns:
            The attributions, [n, k]: slopes of the score, with standard errors.

        Raises:
            InputError: If σ does not fit, or the samples do not determine the attributions.
        """  # noqa: DOC502
        asked = scored(model)
        return over_finite(lambda rows: self._explained(asked, rows, key), inputs)

    def _explained(self, model: Model, inputs: np.ndarray, key: jax.Array) -> Attributions:
        sigma = column_sizes("sigma", self.sigma, inputs.shape[1])
        drawn = normal(key, self.samples, inputs.shape[1], shared=self.shared)
        scores = scores_at(
            model,
            lambda rows, picks: inputs[rows, None] + (sigma * drawn(rows, picks)).astype(inputs.dtype),
            len(inputs),
            self.samples,
            self.batch,
        )
        moved = sigma > 0.0

        def fit(rows: slice) -> Fit:
            steps = drawn(rows, slice(0, self.samples))[0][:, moved]
            count = kernel(np.square(steps).sum(axis=1) / steps.shape[1], self.width)
            return ridge_fit(steps, scores[rows], count, weight=self.ridge, intercept=self.intercept)

        found = fits(fit, len(inputs), shared=self.shared)
        values, errors = np.zeros(inputs.shape), np.zeros(inputs.shape)
        values[:, moved], errors[:, moved] = found.values / sigma[moved], found.errors / sigma[moved]
        return Attributions(values, errors, np.full(len(inputs), np.nan))


def kernel(squares: np.ndarray, width: float) -> np.ndarray:
    """Give the weights exp(−d²/2ω²) of samples.

    Args:
        squares: The squared distances d².
        width: The kernel width ω; infinite for weights 1.

    Returns:
        The weights.

    Examples:
        >>> kernel(np.array([0.0, 2.0]), 1.0).round(3).tolist(), kernel(np.array([2.0]), np.inf).tolist()
        ([1.0, 0.368], [1.0])
    """
    return np.exp(-squares / (2.0 * width**2))


def fits(fit: Any, count: int, *, shared: bool) -> Fit:
    """Fit the regressions of all instances at once, or of each by itself.

    Args:
        fit: A function from a part of the instances, which share a design, to their fit.
        count: The number of instances.
        shared: Whether all share one design.

    Returns:
        The fit of all.

    Examples:
        >>> fits(lambda rows: Fit(np.ones((1, 2)), np.zeros((1, 2))), 3, shared=False).values.shape
        (3, 2)
    """
    if shared:
        return fit(slice(0, count))
    found = [fit(slice(row, row + 1)) for row in range(count)]
    return Fit(*(np.concatenate(part) for part in zip(*found, strict=True)))


def check_regression(settings: Any) -> None:
    """Refuse settings of LIME that are out of range.

    Args:
        settings: The settings, with ``samples``, ``batch``, ``width`` and ``ridge``.

    Raises:
        InputError: If one is out of range.

    Examples:
        >>> LIME(width=0.0)
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: width must be positive, not 0
    """
    at_least("samples", settings.samples, 1)
    at_least("batch", settings.batch, 1)
    if not settings.width > 0.0:
        raise InputError(f"width must be positive, not {settings.width:g}")
    if not (math.isfinite(settings.ridge) and settings.ridge >= 0.0):
        raise InputError(f"ridge must be finite and at least 0, not {settings.ridge:g}")
