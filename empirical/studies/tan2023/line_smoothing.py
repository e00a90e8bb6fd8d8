"""Smoothed scores of a linear model by a sum whose error is certified.

With t = wᵀx + b and k = σ‖w‖ the logit is t, and smoothing does nothing to it; the probability becomes E s(t + ku), u ~
N(0, 1), of the logistic function s. The integrand s(t + ku) φ(u) is analytic where |Im u| < a = π/2k, because there s
has no pole; |s|, |s'| ≤ 1, because Re exp(−z) ≥ 0; and |φ(u)| integrates to exp(Im(u)²/2). So the trapezoidal rule of
step h is off by at most 2 exp(a²/2)/(exp(2πa/h) − 1) (Trefethen & Weideman 2014, Theorem 5.1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from scipy.special import expit

from empirical.numerics import EPS, SPARE, row_norms
from empirical.studies.tan2023.scores import LOGIT, PROBABILITY, STEEPEST, slope_of
from empirical.studies.tan2023.smoothing import Gaps, Slopes

WIDEST = 2.0
"""Largest half width a of the strip; a wider one would only need a finer step for the exp(a²/2)."""

DIGITS = 40.0
"""What 2πa/h is: the error of the rule is exp(−40), about 10⁻¹⁷, times exp(a²/2)."""

FAR = 10.0
"""Where the sum ends; beyond it N(0, 1) has less than 2 · 10⁻²³."""


class Mean(NamedTuple):
    """Means E g(t + ku) of a function g with |g| ≤ 1.

    Attributes:
        values: The means, of the shape of t.
        error: A bound on the error of each.
    """

    values: np.ndarray
    error: float


def gaussian_mean(function: Callable[[np.ndarray], np.ndarray], places: np.ndarray, width: float) -> Mean:
    """Compute E g(t + ku), u ~ N(0, 1), where g is the logistic function or its slope.

    Args:
        function: The function g: analytic with |g| ≤ 1 where the imaginary part is at most π/2 in size.
        places: The places t.
        width: The number k ≥ 0.

    Returns:
        The means with their error.

    Examples:
        >>> found = gaussian_mean(expit, np.array([0.0, 50.0]), 3.0)
        >>> found.values.round(12).tolist(), found.error < 1e-13
        ([0.5, 1.0], True)
    """
    half = min(WIDEST, np.pi / (2.0 * width)) if width else WIDEST
    step = 2.0 * np.pi * half / DIGITS
    nodes = step * np.arange(-np.ceil(FAR / step), np.ceil(FAR / step) + 1.0)
    weights = step * np.exp(-0.5 * nodes**2) / np.sqrt(2.0 * np.pi)
    values = np.array([weights @ function(place + width * nodes) for place in np.ravel(places)])
    rule = 2.0 * np.exp(0.5 * half**2) / np.expm1(DIGITS)
    return Mean(values.reshape(np.shape(places)), float(rule + 2e-23 + (len(nodes) + 8 * SPARE) * EPS))


@dataclass(frozen=True, eq=False)
class LineSmoothing:
    """Both scores of a linear model, smoothed in closed form but for one integral.

    Attributes:
        weights: The weights w, [d].
        bias: The weight b of the intercept.
    """

    weights: Float[np.ndarray, " d"]
    bias: float

    @property
    def length(self) -> float:
        """The length ‖w‖."""
        return float(row_norms(self.weights))

    def gradients(self, points: Float[np.ndarray, "n d"], sigma: float) -> dict[str, Slopes]:
        """Compute the gradients w and w E s'(t + ku), as :class:`Smoothing` says."""
        places, rounding = self._places(points)
        mean = gaussian_mean(slope_of, places, sigma * self.length)
        steep = np.broadcast_to(self.weights, points.shape)
        error = self.length * (mean.error + float(rounding.max(initial=0.0)))
        return {LOGIT: Slopes(steep, 0.0), PROBABILITY: Slopes(mean.values[:, None] * self.weights, error)}

    def gaps(self, first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "n d"], sigma: float) -> dict[str, Gaps]:
        """Compute the differences of t and of E s(t + ku), as :class:`Smoothing` says."""
        (here, rounding), (there, other) = self._places(first), self._places(second)
        means = [gaussian_mean(expit, places, sigma * self.length) for places in (here, there)]
        apart = rounding + other
        errors = means[0].error + means[1].error + STEEPEST * apart
        return {
            LOGIT: Gaps(here - there, apart),
            PROBABILITY: Gaps(means[0].values - means[1].values, errors),
        }

    def _places(self, points: Float[np.ndarray, "n d"]) -> tuple[Float[np.ndarray, " n"], Float[np.ndarray, " n"]]:
        """Give the logits t, and what rounding can do to each."""
        sizes = np.abs(points) @ np.abs(self.weights) + abs(self.bias)
        return points @ self.weights + self.bias, (len(self.weights) + SPARE) * EPS * sizes
