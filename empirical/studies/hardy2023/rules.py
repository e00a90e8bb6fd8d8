"""The rules by which a sentence of the paper gets its badge; they were written before anything was measured."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge, of_two
from empirical.studies.hardy2023.series import enough

Seeds = Float[np.ndarray, " s"]
"""A figure for every seed."""


class Rule(NamedTuple):
    """A rule for badges.

    Attributes:
        reproduced: When a sentence is reproduced, as a clause.
        partly: When it is partly reproduced; else it is not reproduced.
        judge: The function from the figure by seed to the badge.
    """

    reproduced: str
    partly: str
    judge: Callable[[Seeds], Badge]


def rises(found: Seeds) -> Badge:
    """Judge a change that is said to be above 0.

    Args:
        found: The change by seed.

    Returns:
        The badge.

    Examples:
        >>> rises(np.array([1.0, 1.1, 0.9])).value, rises(np.array([-1.0, -1.1])).value, rises(np.ones(1)).value
        ('reproduced', 'not reproduced', 'cannot be told')
    """
    if not enough(found):
        return Badge.UNKNOWN
    low = student_interval(found)["low"]
    return of_two(bool(found.mean() > 0.0), low is not None and low > 0.0)


def falls(found: Seeds) -> Badge:
    """Judge a change that is said to be below 0.

    Args:
        found: The change by seed.

    Returns:
        The badge.

    Examples:
        >>> falls(np.array([-1.0, -1.1, -0.9])).value
        'reproduced'
    """
    return rises(-found)


def within(low: float, high: float, wide: tuple[float, float]) -> Callable[[Seeds], Badge]:
    """Make the judge of a figure that is said to lie in a range.

    Args:
        low: The lower end of the range.
        high: The upper end.
        wide: The ends of the range in which the sentence is partly reproduced.

    Returns:
        The judge of the mean over the seeds.

    Examples:
        >>> within(-0.05, 0.05, (-0.1, 0.1))(np.array([0.06, 0.08])).value
        'partly'
    """

    def judge(found: Seeds) -> Badge:
        if not enough(found):
            return Badge.UNKNOWN
        mean = float(found.mean())
        if low <= mean <= high:
            return Badge.REPRODUCED
        return Badge.PARTLY if wide[0] <= mean <= wide[1] else Badge.NOT_REPRODUCED

    return judge


FURTHER = Rule(
    "the whole 95 % interval over the seeds of the mean change of the same people is above 0",
    "its mean is",
    rises,
)
"""The rule for what is said to be larger after adversarial training."""

CLOSER = Rule(
    "the whole 95 % interval over the seeds of the mean change of the same people is below 0",
    "its mean is",
    falls,
)
"""The rule for what is said to be smaller after adversarial training."""

ALIKE = Rule(
    "the success rates differ by at most .05 in the mean over the seeds",
    "by at most .1",
    within(-0.05, 0.05, (-0.1, 0.1)),
)
"""The rule for success rates that are said to hardly change."""

REDUNDANT = Rule(
    "at least half of the changed features are redundant in the mean over the seeds",
    "at least a quarter",
    within(0.5, 1.0, (0.25, 1.0)),
)
"""The rule for changes that are said to be redundant: over 70 % in the paper."""

SPARE = Rule("at most .05 features are redundant in the mean", "at most .25", within(0.0, 0.05, (0.0, 0.25)))
"""The rule for changes that are said not to be redundant."""

HALVED = Rule(
    "adversarial training leaves .3 to .7 times as many unconnected recourses", "fewer", within(0.3, 0.7, (0.0, 0.99))
)
"""The rule for what is said to fall by about half."""

THIRD_MORE = Rule(
    "adversarial training leaves 1.15 to 1.5 times as many unconnected recourses",
    "more",
    within(1.15, 1.5, (1.01, np.inf)),
)
"""The rule for what is said to rise by roughly 30 %."""

FIFTH_LESS = Rule(
    "adversarial training leaves .7 to .9 times as many unconnected recourses", "fewer", within(0.7, 0.9, (0.0, 0.99))
)
"""The rule for what is said to fall by roughly 20 %."""
