"""Recourse that survives robust training beside recourse that does not look ahead: its cost, and who accepts it."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import numpy as np
import polars as pl

from empirical.data.space import Space
from empirical.families.penalised.balls import Ball
from empirical.forecast.intervals import score_ends, sights
from empirical.forecast.people import People
from empirical.forecast.rows import ACCEPTED, OF_RECOURSES, decisions
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.surviving import MARGIN, surviving
from empirical.models.model import LinearModel
from empirical.recourse.methods.roar import ROAR
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses, RecourseStatus

SURVIVING, PLAIN, GUESSED = "surviving", "plain", "roar"
"""Recourses that every model of the ball accepts; the cheapest for the natural model; ROAR's for a usual radius."""

ROWS = {
    "epsilon": pl.Float64,
    "method": pl.Enum([SURVIVING, PLAIN, GUESSED]),
    "instance": pl.Int64,
    "status": pl.Enum([status.name.lower() for status in RecourseStatus]),
    "cost": pl.Float64,
    "accepted": pl.Enum(OF_RECOURSES),
}
"""The columns of the table of recourses that survive, or do not: a row for each person, method and ε."""


class Balls(NamedTuple):
    """What is known of a robust model early, and in the end.

    Attributes:
        early: The ball after the passes that a forecast allows.
        end: The ball when training has ended: the robust model, for all that anybody can tell.
    """

    early: Ball
    end: Ball


def surviving_rows(
    balls: Balls, natural: LinearModel, people: People, space: Space, settings: ForecastSettings, epsilon: float
) -> pl.DataFrame:
    """Make recourses that survive, and others beside them, and say which of them the robust model accepts.

    Args:
        balls: What is known of the robust model.
        natural: The natural model.
        people: The people whom it rejects.
        space: What may change, and how far.
        settings: The settings of the forecast.
        epsilon: The radius ε of the robust model.

    Returns:
        The table: ``cost`` and ``accepted`` are null where no recourse was found, or none is needed.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.people import rejected_people
        >>> designs, model = split(load("breast-cancer"), seed=0), LinearModel(-np.ones(31))
        >>> settings = ForecastSettings(instances=5)
        >>> people = rejected_people(model, designs, settings, np.array([], int))
        >>> balls = Balls(Ball(model.weights, 0.01), Ball(model.weights, 1e-6))
        >>> rows = surviving_rows(balls, model, people, designs.space, settings, 0.1)
        >>> rows.group_by("method", maintain_order=True).len().rows()
        [('surviving', 5), ('plain', 5), ('roar', 5)]
    """
    step = np.zeros_like(balls.early.centre)
    step[-1] = settings.cut  # the last column is the constant 1: less the cut, acceptance begins at 0
    early, before = balls.early._replace(centre=balls.early.centre - step), LinearModel(natural.weights - step)
    alone, guess = SCFE(mode="valid", target=MARGIN, lam=MARGIN), ROAR(target=settings.target - settings.cut)
    ways: dict[str, Callable[..., Recourses]] = {
        SURVIVING: partial(surviving, early),
        PLAIN: partial(alone, before),
        GUESSED: partial(guess, before),
    }
    key = jax.random.key(settings.seed)
    parts = [_rows(name, way(people.inputs, space, key=key), balls.end, people, settings) for name, way in ways.items()]
    return pl.concat(parts).select(pl.lit(float(epsilon)).alias("epsilon"), pl.all())


def _rows(name: str, made: Recourses, end: Ball, people: People, settings: ForecastSettings) -> pl.DataFrame:
    """What became of the recourses of one method."""
    found = made.found
    (seen,) = sights([end], np.where(found[:, None], made.points, people.inputs), people.actionable)
    rows = pl.DataFrame(
        {
            "instance": people.instances,
            "status": [RecourseStatus(status).name.lower() for status in made.status],
            "cost": made.costs,
            "accepted": decisions(score_ends(seen), settings.cut, OF_RECOURSES),
        }
    )
    known = pl.when(pl.Series(found))
    rows = rows.with_columns(known.then("cost").alias("cost"), known.then("accepted").alias("accepted"))
    kinds = [pl.col(column).cast(ROWS[column]) for column in ("method", "status")]
    return rows.select(pl.lit(name).alias("method"), pl.all()).with_columns(kinds)


class Summary(NamedTuple):
    """What recourses of one method are worth at one ε, over the people for whom every method found one.

    Attributes:
        people: The number of these people.
        cost: The median cost.
        accepted: The share whose recourse the robust model certainly accepts.
    """

    people: int
    cost: float
    accepted: float


def summaries(rows: pl.DataFrame) -> dict[str, Summary]:
    """Sum up the table at one ε.

    Args:
        rows: The rows of one ε.

    Returns:
        The summaries by method; empty where there is nobody for whom every method found a recourse.

    Examples:
        >>> columns = {"instance": 7, "status": "found", "cost": 2.0, "accepted": "will be accepted"}
        >>> rows = pl.DataFrame([columns | {"method": name, "epsilon": 0.1} for name in ("surviving", "plain")])
        >>> summaries(rows)["plain"]
        Summary(people=1, cost=2.0, accepted=1.0)
    """
    methods = rows["method"].n_unique()
    found = rows.filter(pl.col("status") == "found")
    both = found.filter(pl.len().over("instance") == methods)
    sums = both.group_by("method").agg(
        pl.len().alias("people"),
        pl.col("cost").median(),
        (pl.col("accepted") == ACCEPTED).mean(),
    )
    return {str(row["method"]): Summary(row["people"], row["cost"], row["accepted"]) for row in sums.to_dicts()}
