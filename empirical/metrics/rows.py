"""Rows of instances without a recourse: rows that are not finite have no metric."""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from empirical.models.model import as_model


def finite(rows: Float[np.ndarray, "m k"]) -> Bool[np.ndarray, " m"]:
    """Tell the instances that have a recourse.

    Args:
        rows: Points or changes.

    Returns:
        Whether every entry of a row is finite.

    Examples:
        >>> finite(np.array([[0.0, 1.0], [np.nan, 1.0]])).tolist()
        [True, False]
    """
    return np.asarray(np.isfinite(rows).all(axis=1))


def of_finite(function: Callable[[np.ndarray], Any], points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Apply a function to the instances that have a recourse.

    Args:
        function: A function from points [n, k], n ≥ 1, to values [n].
        points: The points x'.

    Returns:
        The values; NaN for the other instances.

    Examples:
        >>> of_finite(lambda points: points[:, 0] + 1.0, np.array([[0.0], [np.nan]])).tolist()
        [1.0, nan]
    """
    values, rows = np.full(len(points), np.nan), finite(points)
    if rows.any():
        values[rows] = function(points[rows])
    return values


def scores(model: Any, points: Float[np.ndarray, "m k"]) -> Float[np.ndarray, " m"]:
    """Compute a model's scores of the instances that have a recourse.

    Args:
        model: The model f, as for :func:`~empirical.models.model.as_model`.
        points: The points x'.

    Returns:
        The scores f(x'); NaN for the other instances.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> scores(LinearModel(np.array([2.0])), np.array([[0.5], [np.nan]])).tolist()
        [1.0, nan]
    """
    return of_finite(as_model(model).scores, points)
