"""The changes that a recourse may make in the columns of a design: ranges, directions, levels, moves and relations."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int


class WholeNumbers(NamedTuple):
    """``WholeNumbers`` says where the whole numbers of the k columns of a design lie, in scaled units.

    Attributes:
        step: The distance of neighbouring whole numbers in each column, float64 [k]; 0 where any number is allowed.
        origin: The scaled value of 0 in each column, float64 [k].
    """

    step: Float[np.ndarray, " k"]
    origin: Float[np.ndarray, " k"]


class Relations(NamedTuple):
    """``Relations`` holds r linear inequalities between the k columns of a design, in scaled units: A x ≤ b.

    Columns of categories and the constant column have the coefficient 0. A person who breaks an inequality already may
    stay as far from it, or come nearer: a change ζ must keep A (x + ζ) ≤ max(b, A x).

    Attributes:
        coefficients: The coefficients A, float64 [r, k]; every row has the norm 1, so that A x - b is a distance.
        limits: The limits b, float64 [r].
    """

    coefficients: Float[np.ndarray, "r k"]
    limits: Float[np.ndarray, " r"]


ANY_MOVE = np.ones((0, 2, 2), bool)
"""Transitions of a space whose categories may move between all their levels."""

UNRELATED = Relations(np.zeros((0, 0)), np.zeros(0))
"""Relations of a space without any."""


class Space(NamedTuple):
    """A ``Space`` says what a recourse may change in the k columns of a design, in scaled units.

    Attributes:
        low: The smallest allowed value of each column, float64 [k].
        high: The largest allowed value of each column, float64 [k].
        direction: The allowed direction of each column, int [k]: 1 only upwards, -1 only downwards, 0 both. The columns
            of a category share one: to later levels, to earlier ones, or to all.
        category: The index of the category that each 0/1 column belongs to, int [k]; -1 for numbers.
        levels: The columns of each of the c categories, int [c, l]; filled with -1 where a category has fewer than l.
        actionable: Whether a recourse may change each column, bool [k]; false for constant and immutable columns.
        whole: The columns that change to whole numbers alone; ``None`` if there are none.
        transitions: Whether a recourse may move a category from one of its s states, the first index, to another, the
            second, bool [c, s, s]; true on the diagonal. A state is the place of a level among the columns of the
            category; a category in one column has the states 0 and 1. ``ANY_MOVE``, [0, 2, 2], where every category
            may move as its direction says.
        relations: The linear inequalities between numbers; ``UNRELATED``, [0, 0], where there are none.
    """

    low: Float[np.ndarray, " k"]
    high: Float[np.ndarray, " k"]
    direction: Int[np.ndarray, " k"]
    category: Int[np.ndarray, " k"]
    levels: Int[np.ndarray, "c l"]
    actionable: Bool[np.ndarray, " k"]
    whole: WholeNumbers | None = None
    transitions: Bool[np.ndarray, "c s s"] = ANY_MOVE
    relations: Relations = UNRELATED

    @classmethod
    def unbounded(cls, width: int) -> "Space":
        """Return a space of numbers that a recourse may change in every direction, without a limit.

        Args:
            width: The number k of columns.

        Returns:
            The space, without categories.
        """
        return cls(
            low=np.full(width, -np.inf),
            high=np.full(width, np.inf),
            direction=np.zeros(width, int),
            category=np.full(width, -1),
            levels=np.full((0, 1), -1),
            actionable=np.ones(width, bool),
        )

    @property
    def members(self) -> Float[np.ndarray, "k c"]:
        """Which columns each category has, 1 or 0, float64 [k, c]."""
        return (self.category[:, None] == np.arange(len(self.levels))).astype(np.float64)
