"""Instances without a recourse: rows that are not finite have no metric."""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from empirical.models.model import as_model


def finite(rows: Float[np.ndarray, "m k"]) -> Bool[np.ndarray, " m"]:
    """Who has a recourse.

    Args:
        rows: Points or changes.

    Returns:
        Whether all of a row is finite.
    """
    return np.asarray(np.isfinite(rows).all(axis=1))


def of_finite(function: Callable[[np.ndarray], Any], points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """A function of those who have a recourse.

    Args:
        function: From points [n, k], n ≥ 1, to [n].
        points: x'.

    Returns:
        Its values; NaN for the others.
    """
    values, rows = np.full(len(points), np.nan), finite(points)
    if rows.any():
        values[rows] = function(points[rows])
    return values


def scores(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """The scores of those who have a recourse.

    Args:
        model: f, as for :func:`~empirical.models.model.as_model`.
        points: x'.

    Returns:
        f(x'); NaN for the others.
    """
    return of_finite(as_model(model).scores, points)
