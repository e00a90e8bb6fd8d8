"""The comparison of a forecast with the robust model, once that is trained to the end."""

from dataclasses import dataclass

import numpy as np

from empirical.forecast.intervals import Ends
from empirical.forecast.rows import Told


@dataclass(frozen=True)
class Check:
    """How many intervals of one ε hold the value of the robust model.

    Attributes:
        epsilon: The radius ε.
        passes: The number of passes after which training ended.
        radius: How near the trained model certainly is to the robust model.
        intervals: The number of intervals that were compared.
        held: The number of them that hold the robust model's value.
    """

    epsilon: float
    passes: int
    radius: float
    intervals: int
    held: int

    @property
    def violated(self) -> int:
        """The number of intervals that do not hold it: each of them is a defect."""
        return self.intervals - self.held


def held(one: Told, end: Told) -> tuple[int, int]:
    """Count the intervals that hold the robust model's value.

    A trained model is known within a tiny ball, and a value of it between two ends that are nearly the same. An
    interval certainly misses the value where it lies beside both.

    Args:
        one: What was certain of every person early.
        end: What is certain when training has ended.

    Returns:
        The number of intervals, and of those that hold the value.

    Examples:
        >>> from empirical.families.penalised.balls import Ball
        >>> wide = Ends(np.array([0.0]), np.array([1.0]))
        >>> early = Told(Ball(np.zeros(1), 0.1), wide, wide, wide, wide)
        >>> held(early, early), held(early, early._replace(cost=Ends(wide.high + 1.0, wide.high + 2.0)))
        ((4, 4), (4, 3))
    """
    meet = [_meet(getattr(one, name), getattr(end, name)) for name in ("score", "validity", "cost", "floor")]
    return sum(map(len, meet)), sum(map(int, map(np.count_nonzero, meet)))


def _meet(ends: Ends, value: Ends) -> np.ndarray:
    """Where two intervals have a number in common; nowhere where an end is NaN."""
    return (ends.low <= value.high) & (value.low <= ends.high)
