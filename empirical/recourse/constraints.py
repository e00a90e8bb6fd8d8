"""What a recourse breaks of what is known about its columns."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.split import Space

SLACK = 1e-9
"""How far a float64 value may pass an end, in scaled units: rounding of a change that was clipped there."""


class Breaches(NamedTuple):
    """What each recourse breaks.

    Attributes:
        immutable: bool [m], it changes a column that nobody may change.
        range: It leaves the range of a number that was inside, or leaves it further behind.
        direction: It moves a number the wrong way.
        category: A category that it changes has no single level any more.
    """

    immutable: Bool[np.ndarray, " m"]
    range: Bool[np.ndarray, " m"]
    direction: Bool[np.ndarray, " m"]
    category: Bool[np.ndarray, " m"]


def slack(dtype: Any) -> float:
    """What counts as rounding, in scaled units.

    Args:
        dtype: A type of floats.

    Returns:
        ``SLACK``, or a hundred times what rounds at 1 if that is more: 1.2e-5 in float32.
    """
    return max(SLACK, 100.0 * float(np.finfo(dtype).eps))


def breaches(inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space) -> Breaches:
    """Compare recourses with what is known about the columns.

    Args:
        inputs: The instances, [m, k].
        changes: ζ, [m, k], finite; what is within :func:`slack` of their type breaks nothing.
        space: What may change, and how far.

    Returns:
        What each breaks.
    """
    points, number, spare = inputs + changes, space.category < 0, slack(changes.dtype)
    beyond = (points < np.minimum(space.low, inputs) - spare) | (points > np.maximum(space.high, inputs) + spare)
    wrong_way = changes * space.direction < -spare
    return Breaches(
        immutable=np.any((np.abs(changes) > spare) & ~space.actionable, axis=1),
        range=np.any(beyond & number, axis=1),
        direction=np.any(wrong_way & number, axis=1),
        category=_split_levels(points, np.abs(changes) > spare, space, spare),
    )


def _split_levels(
    points: Float[np.ndarray, "m k"], changed: Bool[np.ndarray, "m k"], space: Space, spare: float
) -> Bool[np.ndarray, " m"]:
    """Whose changed categories have no single level: an entry is neither 0 nor 1, or they do not add up to 1."""
    whole = (np.abs(points) <= spare) | (np.abs(points - 1.0) <= spare)
    broken = np.zeros(len(points), bool)
    for columns in space.levels:
        members = columns[columns >= 0]
        single = whole[:, members].all(axis=1)
        if len(members) > 1:
            single &= np.abs(points[:, members].sum(axis=1) - 1.0) <= spare
        broken |= changed[:, members].any(axis=1) & ~single
    return broken
