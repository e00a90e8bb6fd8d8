"""The rows of a forecast: what one ball tells of every person."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.families.penalised.balls import Ball
from empirical.forecast.intervals import Ends, cost_ends, floor_ends, score_ends, sights, validity_ends
from empirical.forecast.people import People
from empirical.forecast.settings import ForecastSettings, Threshold

REJECTED, LOST, ACCEPTED, UNKNOWN = "stays rejected", "will be rejected", "will be accepted", "not known"
"""What is certain of a decision of the robust model: of people as they are, and of the natural model's recourses."""

OF_PEOPLE, OF_RECOURSES = (REJECTED, ACCEPTED, UNKNOWN), (LOST, ACCEPTED, UNKNOWN)
"""What is said of people, and of recourses, in the order: no, yes, not known."""


class Told(NamedTuple):
    """What is certain of every person, as a ball tells it.

    Attributes:
        ball: The ball, which holds the robust model.
        score: The ends of the robust model's scores of the people as they are.
        validity: The ends of the probabilities that it gives to the recourses of the natural model.
        cost: The ends of the costs of SCFE's recourses for it.
        floor: The ends of the least cost of any recourse that it accepts, by whatever method.
    """

    ball: Ball
    score: Ends
    validity: Ends
    cost: Ends
    floor: Ends


def told(balls: Sequence[Ball], people: People, settings: ForecastSettings) -> Iterator[Told]:
    """Tell what is certain of every person, as every ball tells it.

    Args:
        balls: Balls that hold robust models.
        people: The people.
        settings: The settings.

    Yields:
        What is certain, for every ball.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.people import rejected_people
        >>> from empirical.models.model import LinearModel
        >>> designs, model = split(load("breast-cancer"), seed=0), LinearModel(-np.ones(31))
        >>> people = rejected_people(model, designs, ForecastSettings(), np.array([], int))
        >>> (one,) = told([Ball(model.weights, 0.0)], people, ForecastSettings())
        >>> bool((np.abs(one.cost.low - people.costs) < 1e-12).all())
        True
    """
    seen = sights(balls, people.inputs, people.actionable), sights(balls, people.changed, people.actionable)
    for ball, now, changed in zip(balls, *seen, strict=True):
        yield Told(
            ball,
            score_ends(now),
            validity_ends(score_ends(changed)),
            cost_ends(now, target=settings.target, lam=settings.lam),
            floor_ends(now, threshold=settings.cut),
        )


def person_rows(one: Told, people: People, settings: Threshold, epsilon: float, passes: int) -> pl.DataFrame:
    """Make the rows of one ε after some passes: a row for each person.

    Args:
        one: What is certain then.
        people: The people.
        settings: The settings.
        epsilon: The radius ε.
        passes: The number of passes.

    Returns:
        The rows.

    Examples:
        >>> ends = Ends(np.array([-1.0]), np.array([-0.5]))
        >>> column = np.array([0.5])
        >>> people = People(np.array([7]), np.ones((1, 1)), np.array([True]), -column, column, np.ones((1, 1)), 1, 1)
        >>> one = Told(Ball(np.zeros(1), 0.1), ends, validity_ends(ends), Ends(column, column), Ends(column, column))
        >>> person_rows(one, people, ForecastSettings(), 0.1, 5)["acceptance"].to_list()
        ['stays rejected']
    """
    about = {"epsilon": np.full(len(people.instances), epsilon), "passes": np.int32(passes)}
    return _rows(one, people, settings, about)


def stretch_rows(one: Told, people: People, settings: Threshold, low: float, high: float) -> pl.DataFrame:
    """Make the rows of a range of ε: a row for each person.

    Args:
        one: What is certain for every ε of the range.
        people: The people.
        settings: The settings.
        low: The lowest ε.
        high: The highest ε.

    Returns:
        The rows.

    Examples:
        >>> ends = Ends(np.array([-1.0]), np.array([-0.5]))
        >>> column = np.array([0.5])
        >>> people = People(np.array([7]), np.ones((1, 1)), np.array([True]), -column, column, np.ones((1, 1)), 1, 1)
        >>> one = Told(Ball(np.zeros(1), 0.1), ends, validity_ends(ends), Ends(column, column), Ends(column, column))
        >>> stretch_rows(one, people, ForecastSettings(), 0.1, 0.2).columns[:3]
        ['instance', 'epsilon_low', 'epsilon_high']
    """
    return _rows(one, people, settings, {"epsilon_low": np.full(len(people.instances), low), "epsilon_high": high})


def _rows(one: Told, people: People, settings: Threshold, about: dict[str, Any]) -> pl.DataFrame:
    """What is certain of every person, with columns that say of which robust models."""
    return pl.DataFrame(
        {
            "instance": people.instances,
            **about,
            "score_now": people.scores,
            "score_low": one.score.low,
            "score_high": one.score.high,
            "acceptance": decisions(one.score, settings.cut, OF_PEOPLE),
            "validity_low": one.validity.low,
            "validity_high": one.validity.high,
            "recourse_now": decisions(one.validity, settings.threshold, OF_RECOURSES),
            "cost_now": people.costs,
            "cost_low": one.cost.low,
            "cost_high": one.cost.high,
            "floor": one.floor.low,
        }
    )


def decisions(ends: Ends, cut: float, words: tuple[str, str, str]) -> pl.Series:
    """Say what is certain of decisions.

    Args:
        ends: The ends of what is accepted above a cut.
        cut: The cut.
        words: What to say where it is certainly rejected, where certainly accepted, and else.

    Returns:
        A text for every person.

    Examples:
        >>> decisions(Ends(np.array([0.1, -1.0, -2.0]), np.array([0.2, 1.0, 0.0])), 0.0, OF_PEOPLE).to_list()
        ['will be accepted', 'not known', 'stays rejected']
    """
    codes = np.where(ends.high <= cut, 0, np.where(ends.low > cut, 1, 2)).astype(np.uint8)
    return pl.Series(codes).replace_strict([0, 1, 2], words, return_dtype=pl.Enum(words))
