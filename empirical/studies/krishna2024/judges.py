"""The judges of one figure along ε: whether it rises, falls, vanishes, or stays the same.

They read it only where it is known (:func:`~empirical.studies.curves.known`): what is not never counts
for a sentence. :mod:`~empirical.studies.krishna2024.rules` says in words what each of them asks.
"""

from collections.abc import Callable

import numpy as np

from empirical.studies.badges import Badge, of_two
from empirical.studies.curves import Curve, beyond, change, known, negated

SLACK = 0.1
"""Largest step against a trend that is still steady, as a share of the whole change."""

ZERO, LATE = 0.05, 0.2
"""Largest validity that counts as zero, and the ε beyond which the paper says that it is."""

MOST = 0.9
"""The share of people that the paper says meet Theorem 4's condition."""

NEARLY_ALL, HARDLY_ANY = 0.95, 0.05
"""Shares of people at which *all* and *nobody* are partly true."""

TIGHT, LOOSE = 0.5, 0.1
"""Median shares of the bound that measured gaps reach where the bound is tight, and where it is so in part."""

ALIKE = 0.25
"""Largest range of a figure, as a share of its largest mean, that is consistent."""


def rises(curve: Curve) -> Badge:
    """Judge whether a figure rises along ε.

    Args:
        curve: The figure.

    Returns:
        The badge.

    Examples:
        >>> rises(Curve((0.0, 0.1, 0.3), np.array([[1.0, 1.0], [2.0, 2.1], [3.0, 3.1]]), (50, 50, 50))).value
        'reproduced'
        >>> rises(Curve((0.0, 0.1, 0.3), np.full((3, 2), np.nan), (50, 50, 50))).value
        'cannot be told'
    """
    there = known(curve)
    if len(there.at) < 3:
        return Badge.UNKNOWN
    whole = change(there)
    if whole["mean"] is None:
        return Badge.UNKNOWN
    certain = whole["low"] is not None and whole["low"] > 0.0
    steady = whole["mean"] > 0.0 and bool((np.diff(there.means) >= -SLACK * whole["mean"]).all())
    return of_two(certain, steady)


def falls(curve: Curve) -> Badge:
    """Judge whether a figure falls along ε.

    Args:
        curve: The figure.

    Returns:
        The badge.

    Examples:
        >>> falls(Curve((0.0, 0.1, 0.3), np.array([[1.0, 1.0], [2.0, 2.1], [3.0, 3.1]]), (50, 50, 50))).value
        'not reproduced'
    """
    return rises(negated(curve))


def vanishes(curve: Curve) -> Badge:
    """Judge whether a share is zero beyond ε = .2.

    Args:
        curve: The share.

    Returns:
        The badge.

    Examples:
        >>> vanishes(Curve((0.0, 0.3), np.array([[1.0, 1.0], [0.4, 0.4]]), (50, 50))).value
        'partly'
    """
    there = known(curve)
    late = beyond(there, LATE)
    if not late.at or there.at[0] > 0.0:
        return Badge.UNKNOWN
    if (late.means <= ZERO).all():
        return Badge.REPRODUCED
    return Badge.PARTLY if (late.means <= there.means[0] / 2.0).all() else Badge.NOT_REPRODUCED


def exceeds(curve: Curve) -> Badge:
    """Judge whether more than nine tenths meet a condition at every ε > 0.

    Args:
        curve: The share of people who meet it.

    Returns:
        The badge.

    Examples:
        >>> exceeds(Curve((0.1, 0.3), np.array([[1.0, 1.0], [0.4, 0.4]]), (50, 50))).value
        'partly'
    """
    return _at_every(beyond(known(curve), 0.0), lambda means: means > MOST)


def always(curve: Curve) -> Badge:
    """Judge whether something is true of everybody at every ε > 0.

    Args:
        curve: The share of people of whom it is true.

    Returns:
        The badge.

    Examples:
        >>> always(Curve((0.1, 0.3), np.array([[1.0, 1.0], [0.96, 1.0]]), (50, 50))).value
        'partly'
    """
    means = beyond(known(curve), 0.0).means
    if not len(means):
        return Badge.UNKNOWN
    if (means == 1.0).all():
        return Badge.REPRODUCED
    return Badge.PARTLY if (means >= NEARLY_ALL).all() else Badge.NOT_REPRODUCED


def never(curve: Curve) -> Badge:
    """Judge whether something is true of nobody at every ε > 0.

    Args:
        curve: The share of people of whom it is true.

    Returns:
        The badge.

    Examples:
        >>> never(Curve((0.1, 0.3), np.zeros((2, 2)), (50, 50))).value
        'reproduced'
    """
    means = beyond(known(curve), 0.0).means
    if not len(means):
        return Badge.UNKNOWN
    if (means == 0.0).all():
        return Badge.REPRODUCED
    return Badge.PARTLY if (means <= HARDLY_ANY).all() else Badge.NOT_REPRODUCED


def is_tight(curve: Curve) -> Badge:
    """Judge whether bounds are tight; one that the median gap exceeds is no bound.

    Args:
        curve: The median share of the bound that the measured gap reaches.

    Returns:
        The badge.

    Examples:
        >>> is_tight(Curve((0.1,), np.array([[0.2, 0.3]]), (50,))).value
        'partly'
    """
    means = beyond(known(curve), 0.0).means
    if not len(means):
        return Badge.UNKNOWN
    if (means > 1.0).any():
        return Badge.NOT_REPRODUCED
    if (means >= TIGHT).all():
        return Badge.REPRODUCED
    return Badge.PARTLY if (means >= LOOSE).all() else Badge.NOT_REPRODUCED


def stays_alike(curve: Curve) -> Badge:
    """Judge whether a figure stays the same along a setting.

    Args:
        curve: The figure.

    Returns:
        The badge.

    Examples:
        >>> stays_alike(Curve((1.0, 2.0, 3.0), np.array([[1.0, 1.1], [1.1, 1.0], [1.0, 1.1]]), (50, 50, 50))).value
        'reproduced'
    """
    there = known(curve)
    if len(there.at) < 3:
        return Badge.UNKNOWN
    whole = change(there)
    low, high = whole["low"], whole["high"]
    no_change = low is not None and high is not None and low <= 0.0 <= high
    return of_two(no_change, bool(np.ptp(there.means) <= ALIKE * np.abs(there.means).max()))


def first_is_lowest(curve: Curve) -> Badge:
    """Judge whether a figure is lowest at the first ε, and rises from there.

    Args:
        curve: The figure.

    Returns:
        The badge.

    Examples:
        >>> first_is_lowest(Curve((0.0, 0.1, 0.3), np.array([[1.0, 1.0], [3.0, 3.1], [2.0, 2.0]]), (50, 50, 50))).value
        'partly'
    """
    there = known(curve)
    if len(there.at) < 3 or there.at[0] > 0.0:
        return Badge.UNKNOWN
    return of_two(bool((there.means[1:] > there.means[0]).all()), rises(there) is Badge.REPRODUCED)


def _at_every(curve: Curve, holds: Callable[[np.ndarray], np.ndarray]) -> Badge:
    """Give the badge of a rule that asks the same of every value: all of them, some, or none."""
    if not curve.at:
        return Badge.UNKNOWN
    true = holds(curve.means)
    return Badge.REPRODUCED if true.all() else Badge.PARTLY if true.any() else Badge.NOT_REPRODUCED
