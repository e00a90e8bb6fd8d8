"""Metrics averaged over whoever has them."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.recourse.result import Recourses


class Summary(NamedTuple):
    """Of the instances that a metric is about; NaN if there are none.

    Attributes:
        mean: The average.
        median: The middle.
        size: How many they are.
    """

    mean: float
    median: float
    size: int


def summarise(values: Float[np.ndarray, " m"]) -> Summary:
    """Average a metric over whoever has it.

    Args:
        values: NaN for the others.

    Returns:
        The summary; the mean of a metric that is 0 or 1 is a share of ``size``.
    """
    known = values[~np.isnan(values)].astype(np.float64)
    if not len(known):
        return Summary(np.nan, np.nan, 0)
    return Summary(float(known.mean()), float(np.median(known)), len(known))


def only(recourses: Recourses, rows: Bool[np.ndarray, " m"]) -> Recourses:
    """The recourses of some; NaN for the others, whose status stays.

    Args:
        recourses: What a method gave back, with ``mode="fixed"`` a point for everyone.
        rows: Whose to keep: ``recourses.found`` for what is averaged over the found.

    Returns:
        The recourses, of the same shapes.
    """

    def kept(values: np.ndarray) -> np.ndarray:
        return np.where(rows.reshape(-1, *[1] * (values.ndim - 1)), values, np.nan)

    return recourses._replace(
        points=kept(recourses.points),
        changes=kept(recourses.changes),
        costs=kept(recourses.costs),
        more={name: kept(values) for name, values in recourses.more.items()},
    )
