"""The two scores of a model that are explained: its logit, and the probability that follows from it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from empirical.models.model import Model, as_floats

LOGIT, PROBABILITY = "logit", "probability"
"""Names of the scores."""

STEEPEST = 0.25
"""Largest slope of the logistic function s."""

BENT = 1.0 / (6.0 * math.sqrt(3.0))
"""Largest |s''| of the logistic function: s'' = s(1 − s)(1 − 2s), with its extremes at s = ½ ± 1/√12."""

HALF = 0.5
"""A bound R on |s − ½|. Differences, slopes and regressions with an intercept are the same for s and s − ½."""


@dataclass(frozen=True, eq=False)
class WithConstant(Model):
    """A model of d columns that hands another one the constant column of the intercept, too.

    Attributes:
        inner: The model of d + 1 columns.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> WithConstant(LinearModel(np.array([2.0, 1.0]))).scores(np.array([[3.0]])).tolist()
        [7.0]
    """

    inner: Model

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        return self.inner.scores(with_constant(points))

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        scores, gradients = self.inner.scores_and_gradients(with_constant(points))
        return scores, np.asarray(gradients)[:, :-1]


@dataclass(frozen=True, eq=False)
class Logistic(Model):
    """The probability 1/(1 + exp(−f)) of a model's score f.

    Attributes:
        inner: The model.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> scores, gradients = Logistic(LinearModel(np.array([4.0]))).scores_and_gradients(np.array([[0.0]]))
        >>> scores.tolist(), gradients.tolist()
        ([0.5], [[1.0]])
    """

    inner: Model

    def scores(self, points: Any) -> Any:
        """Score many points, as :meth:`Model.scores` says."""
        return expit(np.asarray(self.inner.scores(points)))

    def scores_and_gradients(self, points: Any) -> tuple[Any, Any]:
        """Score many points with gradients, as :meth:`Model.scores_and_gradients` says."""
        scores, gradients = self.inner.scores_and_gradients(points)
        return expit(np.asarray(scores)), slope_of(np.asarray(scores))[:, None] * np.asarray(gradients)


def with_constant(points: Any) -> np.ndarray:
    """Put the constant column 1 behind all others.

    Args:
        points: The points, [n, d].

    Returns:
        Rows of a design, [n, d + 1].

    Examples:
        >>> with_constant([[2.0]]).tolist()
        [[2.0, 1.0]]
    """
    rows = as_floats(points)
    return np.column_stack([rows, np.ones(len(rows), rows.dtype)])


def slope_of(logits: Any) -> Any:
    """Give the slope s(1 − s) of the logistic function.

    Args:
        logits: Where.

    Returns:
        The slopes, of the same shape.

    Examples:
        >>> slope_of(np.array([0.0])).tolist()
        [0.25]
    """
    return expit(logits) * expit(-logits)
