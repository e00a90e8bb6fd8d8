"""What Actionable Recourse may change: the ranges that its authors' code has, wider ones, or numbers alone."""

import numpy as np
from jaxtyping import Float

from empirical.data import Space

RANGES = ("percentiles", "whole", "numbers")
"""Ranges of Actionable Recourse: the 1st to the 99th percentile of the training instances, as in the code of Ustun et
al. 2019 if nobody says otherwise; whole ranges; and percentiles of numbers, with categories that stay."""

PERCENTILES = (1.0, 99.0)
"""The ends of a range."""


def within(space: Space, train: Float[np.ndarray, "n k"], ranges: str) -> Space:
    """Narrow a space to some ranges.

    Args:
        space: The space.
        train: The training instances.
        ranges: The ranges, one of ``RANGES``.

    Returns:
        The space with these ranges. Somebody outside stays, or comes nearer.

    Examples:
        >>> train = np.linspace(0.0, 1.0, 101)[:, None]
        >>> space = within(Space.unbounded(1), train, "percentiles")
        >>> space.low.tolist(), space.high.tolist()
        ([0.01], [0.99])
    """
    if ranges == "whole":
        return space
    low, high = np.percentile(train, PERCENTILES, axis=0)
    number = space.category < 0
    actionable = space.actionable & number if ranges == "numbers" else space.actionable
    return space._replace(
        low=np.where(number, np.maximum(low, space.low), space.low),
        high=np.where(number, np.minimum(high, space.high), space.high),
        actionable=actionable,
    )
