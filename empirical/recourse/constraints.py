"""Which constraints on its columns a recourse breaks."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.data.space import Space

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
        transition: Whether it moves a category from its level to one that it may not become; of a category without a
            single level, the nearest level counts.
        relation: Whether it breaks a relation between numbers that held, or breaks one farther that did not hold.
    """

    immutable: Bool[np.ndarray, " m"]
    range: Bool[np.ndarray, " m"]
    direction: Bool[np.ndarray, " m"]
    category: Bool[np.ndarray, " m"]
    whole: Bool[np.ndarray, " m"]
    transition: Bool[np.ndarray, " m"]
    relation: Bool[np.ndarray, " m"]


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


AT_ONCE = 1024
"""Number of instances that are compared together: few enough that what is computed of them stays in the cache."""


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
    starts = range(0, max(len(inputs), 1), AT_ONCE)
    parts = [_breaches(inputs[start : start + AT_ONCE], changes[start : start + AT_ONCE], space) for start in starts]
    return Breaches(*map(np.concatenate, zip(*parts, strict=True)))


def _breaches(inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space) -> Breaches:
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
        transition=_forbidden_moves(inputs, points, space),
        relation=_broken_relations(inputs, changes, space, tolerance),
    )


def single_levels(points: Float[np.ndarray, "m k"], space: Space, tolerance: float = 0.0) -> Bool[np.ndarray, "m c"]:
    """Tell which categories of instances have a single level: entries are 0 or 1, and those of several add up to 1.

    Args:
        points: The instances, [m, k], finite.
        space: What may change.
        tolerance: The largest difference that counts as rounding.

    Returns:
        Whether each category has a single level, [m, c].

    Examples:
        >>> space = Space.unbounded(2)._replace(category=np.array([0, 0]), levels=np.array([[0, 1]]))
        >>> single_levels(np.array([[0.0, 1.0], [0.3, 0.7], [1.0, 1.0]]), space).tolist()
        [[True], [False], [False]]
    """
    members = space.members
    between = ~((np.abs(points) <= tolerance) | (np.abs(points - 1.0) <= tolerance))
    one = (np.abs(points @ members - 1.0) <= tolerance) | (members.sum(axis=0) == 1.0)
    return one & (between @ members == 0.0)


def _earlier_levels(
    inputs: Float[np.ndarray, "m k"], points: Float[np.ndarray, "m k"], space: Space, tolerance: float
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a category whose level, or mean place between levels, moved against its direction."""
    members, count = space.members, (space.levels >= 0).sum(axis=1)
    places = np.where(count == 1, members, members * (np.cumsum(members, axis=0) - 1.0))
    moved = (points - inputs) @ places * space.direction[space.levels[:, 0]]
    return np.any(moved < -tolerance * count, axis=1)


def _forbidden_moves(
    inputs: Float[np.ndarray, "m k"], points: Float[np.ndarray, "m k"], space: Space
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a category that moved to a level which it may not become."""
    forbidden = np.zeros(len(points), bool)
    if not len(space.transitions):
        return forbidden
    for columns, allowed in zip(space.levels, space.transitions, strict=True):
        members = columns[columns >= 0]
        before, after = (_states(rows[:, members]) for rows in (inputs, points))
        forbidden |= ~allowed[before, after]
    return forbidden


def _states(levels: Float[np.ndarray, "m l"]) -> Int[np.ndarray, " m"]:
    """Give the state of a category from its columns: the greatest of several, or what the only one is nearest to."""
    return levels.argmax(axis=1) if levels.shape[1] > 1 else (levels[:, 0] > 0.5).astype(int)


def _broken_relations(
    inputs: Float[np.ndarray, "m k"], changes: Float[np.ndarray, "m k"], space: Space, tolerance: float
) -> Bool[np.ndarray, " m"]:
    """Tell the instances with a relation that the change takes farther beyond its limit than the instance is."""
    coefficients, limits = space.relations
    if not len(limits):
        return np.zeros(len(inputs), bool)
    room = limits - np.asarray(inputs, np.float64) @ coefficients.T
    return np.any(np.asarray(changes, np.float64) @ coefficients.T > np.maximum(room, 0.0) + tolerance, axis=1)


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
    """Tell the instances with a changed category that has no single level."""
    return np.any((changed @ space.members > 0.0) & ~single_levels(points, space, tolerance), axis=1)
