"""The weights of a linear model near an instance, as LIME explains a score (Ribeiro et al. 2016).

Samples are drawn around the instance; the nearer a sample, the more it counts; and a ridge regression of the scores
gives the weights. Settings are those of LIME for tables: 5,000 samples, an exponential kernel of width ¾√k.
"""

from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from empirical.batching import padded_like
from empirical.data.space import Space
from empirical.explanations.regression import ridge
from empirical.models.model import Model
from empirical.recourse.feasibility import reach

SAMPLES = 5000
"""Number of samples, as in LIME."""

WIDTH = 0.75
"""Width of the kernel over the root of the number of features, as in LIME."""

RIDGE = 1.0
"""Weight of the squared weights in the regression, as in LIME."""

QUARTER = 0.25
"""Largest spread of the samples of a number, as a share of its range."""

TOGETHER = 4
"""Number of instances whose samples are scored together."""


class Draws(NamedTuple):
    """What is drawn for all instances, so that none depends on the batch.

    Attributes:
        normal: Normal numbers for each column, float64 [n, k].
        moves: Numbers between 0 and 1 for each category, float64 [n, c]: below one half it stays.
        levels: Numbers between 0 and 1 for each column, of which the largest of a category's wins, float64 [n, k].
    """

    normal: Float[np.ndarray, "n k"]
    moves: Float[np.ndarray, "n c"]
    levels: Float[np.ndarray, "n k"]


def draws(key: Any, space: Space) -> Draws:
    """Draw the samples of all instances.

    Args:
        key: The key.
        space: What may change.

    Returns:
        The draws.

    Examples:
        >>> draws(jax.random.key(0), Space.unbounded(3)).normal.shape
        (5000, 3)
    """
    rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    columns, categories = (SAMPLES, len(space.low)), (SAMPLES, len(space.levels))
    return Draws(rng.normal(size=columns), rng.random(categories), rng.random(columns))


def local_weights(
    model: Model, inputs: Float[np.ndarray, "m k"], space: Space, cost_weights: Float[np.ndarray, " k"], drawn: Draws
) -> Float[np.ndarray, "m k"]:
    """Fit the weights of a linear model near each instance.

    Numbers that may change are drawn from a normal distribution around the instance, within their ranges. Its standard
    deviation is one unit of cost, or a quarter of the range if that is less. A category that may change has its level
    in half the samples, else any level with the same chance. Columns that may not change stay.

    Args:
        model: The model.
        inputs: The instances.
        space: What may change, and how far.
        cost_weights: The cost weights D.
        drawn: The draws.

    Returns:
        The weights; 0 for columns that may not change, and for instances near which too few scores are finite.

    Examples:
        >>> from empirical.models.model import as_model
        >>> model, inputs = as_model(lambda x: 2.0 * x[0] - x[1] ** 2), np.array([[0.0, 3.0]])
        >>> space = Space.unbounded(2)
        >>> local_weights(model, inputs, space, np.ones(2), draws(jax.random.key(0), space)).round(0).tolist()
        [[2.0, -6.0]]
    """
    found = np.zeros(inputs.shape)
    for start in range(0, len(inputs), TOGETHER):
        rows = slice(start, start + TOGETHER)
        found[rows] = _fitted(model, inputs[rows], space, cost_weights.astype(np.float64), drawn)
    return found


def _fitted(model: Model, inputs: np.ndarray, space: Space, cost_weights: np.ndarray, drawn: Draws) -> np.ndarray:
    spread = _spread(space, cost_weights)
    moving = np.flatnonzero(spread > 0.0)
    weights = np.zeros(inputs.shape)
    if not len(moving):
        return weights
    changes = _changes(inputs.astype(np.float64), space, spread, drawn)
    points = np.repeat(inputs[:, None], SAMPLES, axis=1)
    points[:, :, moving] += changes.astype(inputs.dtype)
    with padded_like(points[0]):
        scores = np.asarray(model.scores(points.reshape(-1, points.shape[2])), np.float64).reshape(points.shape[:2])
    steps, numbers = changes / spread[moving], space.category[moving] < 0
    kinds = np.count_nonzero(numbers) + len(np.unique(space.category[moving][~numbers]))
    squares = np.square(steps) @ np.where(numbers, 1.0, 0.5)  # two columns change with a level
    known = np.isfinite(scores)
    count = np.where(known, np.exp(-squares / (2.0 * kinds * WIDTH**2)), 0.0)
    weights[:, moving] = ridge(steps, np.where(known, scores, 0.0), count, RIDGE) / spread[moving]
    return weights


def _spread(space: Space, cost_weights: np.ndarray) -> np.ndarray:
    """Give the standard deviation of the samples of each number, 1 for levels, and 0 for what may not change."""
    ranges = (space.high - space.low).astype(np.float64)
    usual = np.minimum(1.0 / cost_weights, np.where(np.isfinite(ranges), QUARTER * ranges, np.inf))
    return np.where(space.actionable, np.where(space.category < 0, usual, 1.0), 0.0)


def _changes(inputs: np.ndarray, space: Space, spread: np.ndarray, drawn: Draws) -> np.ndarray:
    """Draw changes in the columns that may change, [m, n, j]."""
    moving = np.flatnonzero(spread > 0.0)
    low, high = reach(inputs, space._replace(direction=np.zeros_like(space.direction)))
    changes = np.clip(drawn.normal[:, moving] * spread[moving], low[:, None, moving], high[:, None, moving])
    for moves, columns in zip(drawn.moves.T >= 0.5, space.levels, strict=True):
        members = columns[columns >= 0]
        free = members[space.actionable[members]]
        if len(free):
            levels = _levels(drawn, members, free)
            there = np.where(moves[:, None], levels - inputs[:, None, free], 0.0)
            changes[:, :, np.searchsorted(moving, free)] = there
    return changes


def _levels(drawn: Draws, members: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Draw levels of a category among those that may change, 0 or 1 in each of their columns, [n, f]."""
    if len(members) == 1:
        return np.where(drawn.levels[:, free] >= 0.5, 1.0, 0.0)
    return np.where(drawn.levels[:, free].argmax(axis=1)[:, None] == np.arange(len(free)), 1.0, 0.0)
