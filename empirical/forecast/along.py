"""What is certain of single persons for a whole range of ε, whose robust models are within a radius of a line.

Between two points of the line scores lie between those at the points, and the norm of the weights over the actionable
columns is at most the larger one, and at least half of what both have beyond their distance. A cost is bounded piece by
piece of the line, by what its score and its norm can be there.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float

from bounds.readings.arrays import NUMPY_OPS
from bounds.scalars import unit_cost_ends
from empirical.families.penalised.balls import UNIT, Ball
from empirical.forecast.intervals import Ends, floors, validity_ends
from empirical.forecast.people import People
from empirical.forecast.rows import Told
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.stretches import Stretch
from empirical.numerics import row_norms

PIECES = 4
"""Number of pieces of a line by which costs are bounded."""


def told_along(stretches: Sequence[Stretch], people: People, settings: ForecastSettings) -> Iterator[Told]:
    """Tell what is certain of every person for every ε of a stretch.

    Args:
        stretches: The stretches, each of which begins where the one before ends.
        people: The people.
        settings: The settings.

    Yields:
        What is certain, for every stretch; its ball is one about the middle of the line that holds all robust models.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.people import rejected_people
        >>> from empirical.models.model import LinearModel
        >>> designs, model = split(load("breast-cancer"), seed=0), LinearModel(-np.ones(31))
        >>> people = rejected_people(model, designs, ForecastSettings(), np.array([], int))
        >>> flat = Stretch(0.0, 0.1, model.weights, 2.0 * model.weights, 0.0)
        >>> (one,) = told_along([flat], people, ForecastSettings())
        >>> bool((one.cost.low < people.costs).all()), bool((one.score.high <= people.scores + 1e-9).all())
        (True, True)
    """
    centres = np.stack([stretches[0].first, *(one.last for one in stretches)])
    lengths, moved = row_norms(people.inputs), row_norms(people.changed)
    now, changed = centres @ people.inputs.T, centres @ people.changed.T
    slopes = np.where(people.actionable, centres, 0.0)
    for place, one in enumerate(stretches):
        if not math.isfinite(one.radius):
            yield _nothing(one, len(people.instances))
            continue
        ends = Ball(one.first, one.radius), Ball(one.last, one.radius)
        wide = one.radius + max(end.rounded for end in ends)
        scores = now[place], now[place + 1]
        score = _hull(*scores, wide * lengths)
        cost, floor = _costs(scores, slopes[place : place + 2], (score, wide, wide * lengths), settings)
        validity = validity_ends(_hull(changed[place], changed[place + 1], wide * moved))
        middle = Ball((one.first + one.last) / 2.0, wide + float(np.linalg.norm(one.last - one.first)) / 2.0)
        yield Told(middle, score, validity, cost, floor)


def _nothing(one: Stretch, several: int) -> Told:
    """Nothing is certain."""
    anything = Ends(np.full(several, -np.inf), np.full(several, np.inf))
    positive = Ends(np.zeros(several), np.full(several, np.inf))
    return Told(Ball(one.first, math.inf), anything, validity_ends(anything), positive, positive)


def _hull(first: Float[np.ndarray, " m"], last: Float[np.ndarray, " m"], wide: Float[np.ndarray, " m"]) -> Ends:
    return Ends(np.minimum(first, last) - wide, np.maximum(first, last) + wide)


def _costs(
    scores: tuple[np.ndarray, np.ndarray],
    slopes: Float[np.ndarray, "2 k"],
    width: tuple[Ends, float, np.ndarray],
    settings: ForecastSettings,
) -> tuple[Ends, Ends]:
    """Bound SCFE's costs and the least cost of any recourse, piece by piece of a line."""
    score, wide, wide_scores = width
    low, high = np.full(len(scores[0]), np.inf), np.zeros(len(scores[0]))
    flattest, steepest = math.inf, 0.0
    shares = np.linspace(0.0, 1.0, PIECES + 1)
    points = slopes[0] + shares[:, None] * (slopes[1] - slopes[0])
    norms = np.linalg.norm(points, axis=1)
    apart = float(np.linalg.norm(slopes[1] - slopes[0])) / PIECES * (1.0 + 2.0**-20)
    for place in range(PIECES):
        least = max((norms[place] + norms[place + 1] - apart) / 2.0 - wide, 0.0)
        most = max(norms[place], norms[place + 1]) + wide
        flattest, steepest = min(flattest, least), max(steepest, most)
        unit_low, unit_high = unit_cost_ends(NUMPY_OPS, least, most, settings.lam)
        begin, end = (scores[0] + share * (scores[1] - scores[0]) for share in shares[place : place + 2])
        reach = _hull(
            begin, end, wide_scores + 8.0 * UNIT * (np.abs(scores[0]) + np.abs(scores[1]) + abs(settings.target))
        )
        smallest = np.maximum(np.maximum(settings.target - reach.high, reach.low - settings.target), 0.0)
        largest = np.maximum(np.abs(settings.target - reach.high), np.abs(settings.target - reach.low))
        low, high = np.minimum(low, smallest * unit_low), np.maximum(high, largest * unit_high)
    lost = 16.0 * UNIT
    return Ends(low * (1.0 - lost), high * (1.0 + lost)), floors(score, settings.cut, (flattest, steepest))
