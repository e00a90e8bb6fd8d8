"""Averages of metrics over the instances that have them."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.recourse.result import Recourses


class Summary(NamedTuple):
    """The average of a metric over the instances that it is about; NaN if there are none.

    Attributes:
        mean: The mean.
        median: The median.
        size: The number of these instances.
    """

    mean: float
    median: float
    size: int


def summarise(values: Float[np.ndarray, " m"]) -> Summary:
    """Average a metric over the instances that have it.

    Args:
        values: The metric; NaN for the other instances.

    Returns:
        The summary; the mean of a metric that is 0 or 1 is a share of ``size``.

    Examples:
        >>> summarise(np.array([1.0, np.nan, 3.0]))
        Summary(mean=2.0, median=2.0, size=2)
    """
    known = values[~np.isnan(values)].astype(np.float64)
    if not len(known):
        return Summary(np.nan, np.nan, 0)
    return Summary(float(known.mean()), float(np.median(known)), len(known))


def only(recourses: Recourses, rows: Bool[np.ndarray, " m"]) -> Recourses:
    """Keep the recourses of some instances, so that metrics are averaged over these.

    Args:
        recourses: The result of a method; with ``mode="fixed"`` it has a point for every instance.
        rows: Whether to keep each recourse; ``recourses.found`` keeps the found ones.

    Returns:
        Recourses of the same shapes: NaN for the other instances, whose status stays.

    Examples:
        >>> points = np.array([[1.0], [2.0]])
        >>> recourses = Recourses(points, points, np.array([1.0, 2.0]), np.array([0, 1], np.int8))
        >>> only(recourses, recourses.found).costs.tolist()
        [1.0, nan]
    """

    def chosen(values: np.ndarray) -> np.ndarray:
        return np.where(rows.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)

    return recourses._replace(
        points=chosen(recourses.points),
        changes=chosen(recourses.changes),
        costs=chosen(recourses.costs),
        more={name: chosen(values) for name, values in recourses.more.items()},
    )
