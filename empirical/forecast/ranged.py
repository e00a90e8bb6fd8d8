"""The forecast for a whole range of ε: tables of people and of stretches, and how they came out."""

from typing import NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.families.penalised.descent import END, MOST, descend
from empirical.families.penalised.objective import PenalisedTraining
from empirical.forecast.check import Check, held
from empirical.forecast.cover import Cover, certain, cover
from empirical.forecast.people import People
from empirical.forecast.rows import stretch_rows, told
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.work import work_row

INSIDE = (3.0 - 5.0**0.5) / 2.0
"""Where in a stretch its intervals are compared with a robust model: at neither end, nor in the middle."""

STRETCHES = {
    "epsilon_low": pl.Float64,
    "epsilon_high": pl.Float64,
    "radius": pl.Float64,
    "acceptance": pl.Float64,
    "recourse": pl.Float64,
    "cost": pl.Float64,
    "close": pl.Float64,
    "width": pl.Float64,
}
"""The columns of the table of stretches: of how many people what is certain for every ε of a stretch."""


class Ranged(NamedTuple):
    """The forecast for a range of ε.

    Attributes:
        people: The table of people: a row for each rejected person and stretch.
        stretches: The table of stretches.
        certain: The share of people of whom something is certain for every ε.
        passes: The number of passes over the data that it took.
        seconds: The time that it took.
        checks: How each stretch came out against a robust model inside it; empty where nobody asked.
    """

    people: pl.DataFrame
    stretches: pl.DataFrame
    certain: float
    passes: int
    seconds: float
    checks: tuple[Check, ...]


UNASKED = Ranged(pl.DataFrame(), pl.DataFrame(schema=STRETCHES), 0.0, 0, 0.0, ())
"""The forecast of a range for which nobody asked."""


def ranged(
    training: PenalisedTraining, natural: Float[np.ndarray, " k"], people: People, settings: ForecastSettings
) -> Ranged:
    """Forecast the range of ε of the settings.

    Args:
        training: The training, for whatever ε.
        natural: The weights of the natural model, [k].
        people: The people.
        settings: The settings.

    Returns:
        The forecast, which says nothing where the settings have no range.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.natural import natural_model, training_of
        >>> from empirical.forecast.people import rejected_people
        >>> settings = ForecastSettings(between=(0.0, 0.02))
        >>> designs = split(load("breast-cancer"), seed=0)
        >>> training = training_of(designs, settings)
        >>> natural = natural_model(training)
        >>> people = rejected_people(natural, designs, settings, np.array([], int))
        >>> made = ranged(training, natural.weights, people, settings)
        >>> made.certain, sum(check.violated for check in made.checks)
        (1.0, 0)
    """
    if not settings.between:
        return UNASKED
    made = cover(training, natural, people, settings)
    pairs = list(zip(made.stretches, made.told, strict=True))
    rows = [stretch_rows(one, people, settings, at.epsilon_low, at.epsilon_high) for at, one in pairs]
    stretches = [
        {"epsilon_low": at.epsilon_low, "epsilon_high": at.epsilon_high}
        | {**work_row(one, people, settings), "radius": at.radius}
        for at, one in pairs
    ]
    return Ranged(
        pl.concat(rows, rechunk=False),
        pl.DataFrame(stretches, schema=STRETCHES),
        float(certain(made, settings).mean()),
        made.passes,
        made.seconds,
        _checks(training, made, people, settings) if settings.check else (),
    )


def _checks(training: PenalisedTraining, made: Cover, people: People, settings: ForecastSettings) -> tuple[Check, ...]:
    """Train a robust model inside each stretch to the end, and compare the intervals with it."""
    checks = []
    for at, one in zip(made.stretches, made.told, strict=True):
        epsilon = at.epsilon_low + INSIDE * (at.epsilon_high - at.epsilon_low)
        way = descend(training._replace(epsilon=epsilon), (at.first + at.last) / 2.0, MOST, enough=END)
        (end,) = told([way.end.ball], people, settings)
        checks.append(Check(epsilon, len(way.places) - 1, way.end.ball.radius, *held(one, end)))
    return tuple(checks)
