"""Which constraints on its columns a recourse breaks."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.split import Space

SLACK = 1e-9
"""Largest distance by which a float64 value may pass an end, in scaled units: the rounding of a change that was clipped
there."""


class Breaches(NamedTuple):
    """The constraints that each recourse breaks.

    Attributes:
        immutable: Whether it changes a column that nobody may change, bool [m].
        range: Whether it leaves the range of a number that was inside, or moves a number that was outside farther away.
        direction: Whether it moves a number in the wrong direction, or a category to a level on the wrong side.
        category: Whether a category that it changes has no single level any more.
        whole: Whether it changes a whole number to one that is not.
    """

    immutable: Bool[np.ndarray, " m"]
    range: Bool[np.ndarray, " m"]
    direction: Bool[np.ndarray, " m"]
    category: Bool[np.ndarray, " m"]
    whole: Bool[np.ndarray, " m"]


def slack(dtype: Any) -> float:
    """Give the largest change that counts as rounding, in scaled units.

    Args:
        dtype: A type of floats.

    Returns:
        ``SLACK``, or 100 times the rounding error at 1 if that is more: 1.2e-5 in float32.

    Examples:
        >>> slack(np.float64)
        1e-09
    """
    return max(SLACK, 100.0 * float(np.finfo(dtype).eps))


def breaches(inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space) -> Breaches:
    """Compare recourses with the constraints on their columns.

    Args:
        inputs: The instances x, [m, k].
        changes: The changes ζ, [m, k], finite; a change within :func:`slack` of their type breaks nothing.
        space: What may change, and how far.

    Returns:
        The constraints that each recourse breaks.

    Examples:
        >>> space = Space.unbounded(2)._replace(actionable=np.array([True, False]))
        >>> breaches(np.zeros((2, 2)), np.array([[1.0, 0.0], [0.0, 1.0]]), space).immutable.tolist()
        [False, True]
    """
    points, number, tolerance = inputs + changes, space.category < 0, slack(changes.dtype)
    beyond = (points < np.minimum(space.low, inputs) - tolerance) | (
        points > np.maximum(space.high, inputs) + tolerance
    )
    wrong_way = changes * space.direction < -tolerance
    changed = np.abs(changes) > tolerance
    return Breaches(
        immutable=np.any(changed & ~space.actionable, axis=1),
        range=np.any(beyond & number, axis=1),
        direction=np.any(wrong_way & number, axis=1) | _earlier_levels(inputs, points, space, tolerance),
        category=_split_levels(points, changed, space, tolerance),
        whole=_fractions(points, changed, space, tolerance),
    )


def _earlier_levels(
    inputs: Float[np.ndarray, "m k"], points: Float[np.ndarray, "m k"], space: Space, tolerance: float
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a category whose level, or mean place between levels, moved against its direction."""
    wrong = np.zeros(len(points), bool)
    for columns in space.levels:
        members = columns[columns >= 0]
        places = np.arange(len(members)) if len(members) > 1 else np.ones(1)
        moved = (points[:, members] - inputs[:, members]) @ places
        wrong |= moved * space.direction[members[0]] < -tolerance * len(members)
    return wrong


def _fractions(
    points: Float[np.ndarray, "m k"], changed: Bool[np.ndarray, "m k"], space: Space, tolerance: float
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a changed number that must be whole and is not."""
    if space.whole is None:
        return np.zeros(len(points), bool)
    step = np.where(space.whole.step > 0.0, space.whole.step, 1.0)
    beyond = np.abs(points - space.whole.origin - step * np.rint((points - space.whole.origin) / step)) > tolerance
    return np.any(beyond & changed & (space.whole.step > 0.0), axis=1)


def _split_levels(
    points: Float[np.ndarray, "m k"], changed: Bool[np.ndarray, "m k"], space: Space, tolerance: float
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a changed category that has no single level.

    An entry is then neither 0 nor 1, or the entries do not add up to 1.
    """
    whole = (np.abs(points) <= tolerance) | (np.abs(points - 1.0) <= tolerance)
    broken = np.zeros(len(points), bool)
    for columns in space.levels:
        members = columns[columns >= 0]
        single = whole[:, members].all(axis=1)
        if len(members) > 1:
            single &= np.abs(points[:, members].sum(axis=1) - 1.0) <= tolerance
        broken |= changed[:, members].any(axis=1) & ~single
    return broken
