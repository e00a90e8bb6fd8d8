"""How much is certain after how much work: a row for every ε and number of passes over the data."""

from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Float

from empirical.forecast.intervals import Ends
from empirical.forecast.people import People
from empirical.forecast.rows import Told
from empirical.forecast.settings import Threshold

CLOSE = 0.01
"""The share of a cost within which an interval says it closely: of the cost now, where that is more."""

WORK = {
    "epsilon": pl.Float64,
    "passes": pl.Int32,
    "radius": pl.Float64,
    "acceptance": pl.Float64,
    "recourse": pl.Float64,
    "cost": pl.Float64,
    "close": pl.Float64,
    "width": pl.Float64,
    "seconds": pl.Float64,
}
"""The columns of the table of work."""


def work_row(one: Told, people: People, settings: Threshold) -> dict[str, Any]:
    """Say of how many people how much is certain.

    Args:
        one: What is certain of every person.
        people: The people.
        settings: The settings.

    Returns:
        The radius; the shares of people of whom it is certain whether they are accepted, whether the natural model's
        recourse is accepted, that recourse costs something at all, and what it costs within ``CLOSE``; and the median
        width of the intervals of cost, as a share of the cost now.

    Examples:
        >>> from empirical.families.penalised.balls import Ball
        >>> from empirical.forecast.settings import ForecastSettings
        >>> column = np.array([0.5])
        >>> people = People(np.array([7]), np.ones((1, 1)), np.array([True]), -column, column, np.ones((1, 1)), 1, 1)
        >>> wide = Ends(column, 2.0 * column)
        >>> one = Told(Ball(np.zeros(1), 0.1), Ends(-column, column), Ends(0.0 * column, column), wide, wide)
        >>> row = work_row(one, people, ForecastSettings())
        >>> row["acceptance"], row["cost"], row["width"]
        (0.0, 1.0, 1.0)
    """
    widths = one.cost.high - one.cost.low
    with np.errstate(divide="ignore", invalid="ignore"):
        of_now = np.where(widths > 0.0, widths / people.costs, 0.0)
    return {
        "radius": one.ball.radius,
        "acceptance": float(decided(one.score, settings.cut).mean()),
        "recourse": float(decided(one.validity, settings.threshold).mean()),
        "cost": float((one.cost.low > 0.0).mean()),
        "close": float(closely(one.cost, people.costs).mean()),
        "width": float(np.median(of_now)),
    }


def closely(cost: Ends, now: Float[np.ndarray, " m"]) -> Bool[np.ndarray, " m"]:
    """Tell whose cost is known closely.

    Args:
        cost: The ends of the costs.
        now: The costs now, [m].

    Returns:
        Whether the ends are within ``CLOSE`` of the higher one, or of the cost now: who loses nearly all of the cost
        need not know how much is left.

    Examples:
        >>> closely(Ends(np.array([0.0, 0.41, 2.0]), np.array([1e-8, 0.44, 2.01])), np.array([0.3, 0.3, 0.3])).tolist()
        [True, False, True]
    """
    return cost.high - cost.low <= CLOSE * np.maximum(cost.high, now)


def decided(ends: Ends, cut: float) -> Bool[np.ndarray, " m"]:
    """Tell of whom a decision is certain.

    Args:
        ends: The ends of what is accepted above a cut.
        cut: The cut.

    Returns:
        Whether both ends lie on one side of the cut, [m].

    Examples:
        >>> decided(Ends(np.array([-1.0, -1.0, 0.5]), np.array([0.0, 1.0, 1.0])), 0.0).tolist()
        [True, False, True]
    """
    return (ends.high <= cut) | (ends.low > cut)


def informed(one: Told, settings: Threshold) -> Bool[np.ndarray, " m"]:
    """Tell of whom anything is certain: whether they are accepted, or that a recourse costs something.

    Args:
        one: What is certain of every person.
        settings: The settings.

    Returns:
        A truth value for each person, [m].

    Examples:
        >>> from empirical.families.penalised.balls import Ball
        >>> from empirical.forecast.settings import ForecastSettings
        >>> ends, cost = Ends(np.array([-1.0, -1.0]), np.array([-0.5, 0.5])), Ends(np.zeros(2), np.ones(2))
        >>> informed(Told(Ball(np.zeros(1), 0.1), ends, ends, cost, cost), ForecastSettings()).tolist()
        [True, False]
    """
    return decided(one.score, settings.cut) | (one.cost.low > 0.0)
