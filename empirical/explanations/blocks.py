"""Explanations ask a model at many points for each instance: block by block, so that memory is bounded."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.batching import LARGEST, padded_like
from empirical.models.model import Model

Place = Callable[[slice, slice], Any]
"""A function from a part of the instances and a part of their points to these points, [r, c, k]."""


class Slopes(NamedTuple):
    """The gradients at some points of some instances.

    Attributes:
        rows: Which instances.
        picks: Which of their points.
        gradients: The gradients, float64 [r, c, k].
    """

    rows: slice
    picks: slice
    gradients: Float[np.ndarray, "r c k"]


def blocks(count: int, points: int, batch: int) -> list[tuple[slice, slice]]:
    """Cut instances with several points each into blocks of bounded size.

    Args:
        count: The number of instances.
        points: The number of points of each.
        batch: The largest number of points of a block, at least 1.

    Returns:
        The instances and the points of each block; points of one instance come in their order.

    Examples:
        >>> blocks(3, 2, 4)
        [(slice(0, 2, None), slice(0, 2, None)), (slice(2, 3, None), slice(0, 2, None))]
        >>> blocks(1, 3, 2)
        [(slice(0, 1, None), slice(0, 2, None)), (slice(0, 1, None), slice(2, 3, None))]
    """
    rows, picks = max(batch // max(points, 1), 1), min(batch, points)
    return [
        (slice(row, min(row + rows, count)), slice(pick, min(pick + picks, points)))
        for row in range(0, count, rows)
        for pick in range(0, points, picks)
    ]


def scores_at(model: Model, place: Place, count: int, points: int, batch: int = LARGEST) -> Float[np.ndarray, "n p"]:
    """Score several points of each instance.

    Args:
        model: The model.
        place: The points.
        count: The number of instances.
        points: The number of points of each.
        batch: The largest number of points that the model is asked at once.

    Returns:
        The scores, float64.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> def place(rows, picks):
        ...     return np.arange(6.0).reshape(2, 3, 1)[rows, picks]
        >>> scores_at(LinearModel(np.array([2.0])), place, 2, 3, batch=2).tolist()
        [[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]]
    """
    found = np.empty((count, points))
    with padded_like(_largest(count, points, batch)):
        for rows, picks in blocks(count, points, batch):
            there = np.asarray(place(rows, picks))
            asked = np.asarray(model.scores(there.reshape(-1, there.shape[-1])), np.float64)
            found[rows, picks] = asked.reshape(there.shape[:2])
    return found


def gradients_at(model: Model, place: Place, count: int, points: int, batch: int) -> Iterator[Slopes]:
    """Give the gradients at several points of each instance, block by block.

    Args:
        model: The model.
        place: The points.
        count: The number of instances.
        points: The number of points of each.
        batch: The largest number of points that the model is asked at once.

    Yields:
        The gradients of each block.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> def place(rows, picks):
        ...     return np.zeros((2, 3, 1))[rows, picks]
        >>> [found.gradients.shape for found in gradients_at(LinearModel(np.array([2.0])), place, 2, 3, batch=4)]
        [(1, 3, 1), (1, 3, 1)]
    """
    for rows, picks in blocks(count, points, batch):
        there = np.asarray(place(rows, picks))
        with padded_like(_largest(count, points, batch)):  # not around the yield: a generator must not keep a context
            gradients = known_gradients(model, there.reshape(-1, there.shape[-1]))
        yield Slopes(rows, picks, gradients.reshape(there.shape))


def known_gradients(model: Model, points: Float[np.ndarray, "n k"]) -> Float[np.ndarray, "n k"]:
    """Give gradients, but none where the score is not finite: that of log x would be 1/x below 0 too.

    Args:
        model: The model.
        points: The points.

    Returns:
        The gradients, float64; NaN where the score is not known.

    Examples:
        >>> from empirical.models.model import as_model
        >>> known_gradients(as_model(lambda x: x[0] ** 0.5), np.array([[4.0], [-4.0]])).tolist()
        [[0.25], [nan]]
    """
    scores, gradients = model.scores_and_gradients(points)
    return np.where(np.isfinite(scores)[:, None], np.asarray(gradients, np.float64), np.nan)


def _largest(count: int, points: int, batch: int) -> np.ndarray:
    """Give rows as many as the first block has, to whose padded size all others are padded."""
    rows, picks = next(iter(blocks(count, points, batch)), (slice(0, 1), slice(0, 1)))
    return np.empty(((rows.stop - rows.start) * (picks.stop - picks.start), 0))
