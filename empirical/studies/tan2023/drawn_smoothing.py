"""Smoothed scores of any model as means over draws, with errors that hold with a stated probability.

Pairs of points have common draws, so that the difference of two means is a mean of differences. Of these, no two are
further apart than twice B = min(Lh, 2R), and Hoeffding's inequality and the empirical Bernstein inequality of Maurer &
Pontil 2009 (Theorem 4) both bound the error; the smaller bound is taken, each with half of the chance to fail. Means of
gradients have the bound of :func:`~empirical.explanations.mean_error`, which holds for ‖∇f‖ ≤ L.
"""

import math
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from empirical.explanations import mean_error
from empirical.explanations.blocks import blocks, scores_at
from empirical.explanations.draws import generator
from empirical.models.model import Model
from empirical.numerics import row_norms
from empirical.studies.tan2023.scores import HALF, LOGIT, PROBABILITY, STEEPEST, slope_of
from empirical.studies.tan2023.smoothing import Gaps, Slopes

FAILURE = 1e-9
"""The probability with which the bound on the error of one mean may fail."""

BATCH = 4096
"""Number of points at which a model is asked at once."""


@dataclass(frozen=True, eq=False)
class DrawnSmoothing:
    """Both scores of a model, smoothed by means over draws.

    Attributes:
        model: The logit.
        lipschitz: A Lipschitz constant of the logit.
        slopes: The number of draws of gradients.
        pairs: The number of draws of pairs.
        key: The key of the draws: all instances have the same.
    """

    model: Model
    lipschitz: float
    slopes: int
    pairs: int
    key: jax.Array

    def gradients(self, points: Float[np.ndarray, "n d"], sigma: float) -> dict[str, Slopes]:
        """Average the gradients of both scores over the same draws, as :class:`Smoothing` says."""
        drawn = generator(self.key).standard_normal((self.slopes, points.shape[1]))
        totals = np.zeros((2, *points.shape))
        for rows, picks in blocks(len(points), self.slopes, BATCH):
            there = points[rows, None] + sigma * drawn[None, picks]
            scores, gradients = self.model.scores_and_gradients(there.reshape(-1, points.shape[1]))
            scores = np.asarray(scores).reshape(there.shape[:2])
            gradients = np.asarray(gradients).reshape(there.shape)
            totals[0, rows] += gradients.sum(axis=1)
            totals[1, rows] += np.einsum("rc,rck->rk", slope_of(scores), gradients)
        means = totals / self.slopes
        error = mean_error(self.lipschitz, self.slopes, failure=FAILURE)
        return {LOGIT: Slopes(means[0], error), PROBABILITY: Slopes(means[1], STEEPEST * error)}

    def gaps(self, first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "n d"], sigma: float) -> dict[str, Gaps]:
        """Average the differences of both scores over the same draws, as :class:`Smoothing` says."""
        drawn = generator(self.key, 1).standard_normal((self.pairs, first.shape[1]))
        return self.apart(first, second, sigma * drawn)

    def cube_gaps(
        self, first: Float[np.ndarray, "n d"], second: Float[np.ndarray, "n d"], radius: float
    ) -> dict[str, Gaps]:
        """Average the differences of both scores over a cube in the place of a normal distribution.

        Args:
            first: The points x.
            second: The points x̃.
            radius: Half the width of the cube.

        Returns:
            The differences.
        """
        drawn = generator(self.key, 2).uniform(-radius, radius, (self.pairs, first.shape[1]))
        return self.apart(first, second, drawn)

    def apart(self, first: Any, second: Any, moves: Float[np.ndarray, "c d"]) -> dict[str, Gaps]:
        """Average f(x + m) − f(x̃ + m) over drawn moves m.

        Args:
            first: The points x, [n, d].
            second: The points x̃, [n, d].
            moves: The moves.

        Returns:
            The differences by score, with their errors.
        """
        scores = [
            scores_at(self.model, lambda rows, picks: end[rows, None] + moves[None, picks], len(end), len(moves), BATCH)  # noqa: B023
            for end in (first, second)
        ]
        farthest = self.lipschitz * row_norms(first - second)
        likely = [1.0 / (1.0 + np.exp(-np.clip(one, -500.0, 500.0))) for one in scores]
        return {
            LOGIT: drawn_gaps(scores[0] - scores[1], farthest),
            PROBABILITY: drawn_gaps(likely[0] - likely[1], np.minimum(STEEPEST * farthest, 2.0 * HALF)),
        }


def drawn_gaps(differences: Float[np.ndarray, "n c"], farthest: Float[np.ndarray, " n"]) -> Gaps:
    """Average differences, and bound how far each mean is from its expectation.

    Args:
        differences: The differences, each in [−B, B].
        farthest: The bounds B.

    Returns:
        The means, with errors that are larger but for a chance ``FAILURE`` in each.

    Examples:
        >>> found = drawn_gaps(np.full((1, 1000), 0.5), np.array([1.0]))
        >>> found.values.tolist(), bool(0.04 < found.errors[0] < 0.12)
        ([0.5], True)
    """
    count, half = differences.shape[1], FAILURE / 2.0
    hoeffding = farthest * math.sqrt(2.0 * math.log(2.0 / half) / count)
    chance = math.log(4.0 / half)
    spread = np.sqrt(2.0 * differences.var(axis=1, ddof=1) * chance / count)
    bernstein = spread + 14.0 * farthest * chance / (3.0 * (count - 1))
    return Gaps(differences.mean(axis=1), np.minimum(hoeffding, bernstein))
