"""What a recourse breaks of what is known about its columns."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.splitting import Space

SLACK = 1e-9
"""How far a value may pass an end, in scaled units: rounding of a change that was clipped there."""


class Breaches(NamedTuple):
    """What each recourse breaks.

    Attributes:
        immutable: bool [m], it changes a column that nobody may change.
        range: It leaves the range of a number that was inside, or leaves it further behind.
        direction: It moves a number the wrong way.
        category: A category has no single level any more.
    """

    immutable: Bool[np.ndarray, " m"]
    range: Bool[np.ndarray, " m"]
    direction: Bool[np.ndarray, " m"]
    category: Bool[np.ndarray, " m"]


def breaches(inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space) -> Breaches:
    """Compare recourses with what is known about the columns.

    Args:
        inputs: The instances, [m, k].
        changes: ζ, [m, k].
        space: What may change, and how far.

    Returns:
        What each breaks.
    """
    points, number = inputs + changes, space.category < 0
    beyond = (points < np.minimum(space.low, inputs) - SLACK) | (points > np.maximum(space.high, inputs) + SLACK)
    wrong_way = changes * space.direction < -SLACK
    return Breaches(
        immutable=np.any((np.abs(changes) > SLACK) & ~space.actionable, axis=1),
        range=np.any(beyond & number, axis=1),
        direction=np.any(wrong_way & number, axis=1),
        category=_split_levels(points, space),
    )


def _split_levels(points: Float[np.ndarray, "m k"], space: Space) -> Bool[np.ndarray, " m"]:
    whole = (np.abs(points) <= SLACK) | (np.abs(points - 1.0) <= SLACK)
    broken = np.any(~whole & (space.category >= 0), axis=1)
    for columns in space.levels:
        members = columns[columns >= 0]
        if len(members) > 1:
            broken = broken | (np.abs(points[:, members].sum(axis=1) - 1.0) > SLACK)
    return broken
