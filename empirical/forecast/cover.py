"""A whole range of ε, cut into stretches by bisection until enough is certain of enough people."""

import time
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.families.penalised.curvature import UNMEASURED, Curvature
from empirical.families.penalised.descent import descend
from empirical.families.penalised.objective import PenalisedTraining
from empirical.forecast.along import told_along
from empirical.forecast.people import People
from empirical.forecast.rows import Told
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.stretches import Stop, Stretch, stop_at, stretch
from empirical.forecast.work import decided, informed

NEAR = 0.05
"""The radius of a stop, as a share of that of the stretch which it cuts, that is small enough."""

FIRST = 1e-3
"""The radius of the first stops, at the ends of the range."""

LEAST = 1e-6
"""The smallest radius that a stop is asked for."""

MOST_PASSES = 60
"""Largest number of passes over the data for one stop."""

FEWEST = 2
"""The fewest passes that a stop takes: one at its weights, and one for its margins."""

WHOLE = 0.99
"""The share of a range, in the mean over people, for which acceptance shall be certain."""


class Cover(NamedTuple):
    """A range of ε, covered by stretches.

    Attributes:
        stretches: The stretches, rising.
        told: What each tells of every person.
        passes: The number of passes over the data that it took.
        seconds: The time that it took.
    """

    stretches: tuple[Stretch, ...]
    told: tuple[Told, ...]
    passes: int
    seconds: float


class _Cut(NamedTuple):
    """A stretch between its stops, with the curvature at its end, and how much is missing."""

    stops: tuple[Stop, Stop]
    one: Stretch
    told: Told
    bent: Curvature
    unknown: int
    open: float


def cover(
    training: PenalisedTraining, natural: Float[np.ndarray, " k"], people: People, settings: ForecastSettings
) -> Cover:
    """Cover the range of ε of the settings.

    Args:
        training: The training, for whatever ε.
        natural: The weights of the natural model, [k].
        people: The people.
        settings: The settings.

    Returns:
        The cover. Stretches are cut in two until something is certain of everybody for every ε, and acceptance for
        nearly every person and ε, or until no pass is left.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.natural import natural_model, training_of
        >>> from empirical.forecast.people import rejected_people
        >>> settings = ForecastSettings(between=(0.0, 0.02))
        >>> designs = split(load("breast-cancer"), seed=0)
        >>> training = training_of(designs, settings)
        >>> natural = natural_model(training)
        >>> people = rejected_people(natural, designs, settings, np.array([], int))
        >>> made = cover(training, natural.weights, people, settings)
        >>> bool(certain(made, settings).all()), made.passes < 500
        (True, True)
    """
    begun = time.perf_counter()
    low, high = settings.between
    first, bent, spent = _stop(training, low, natural, FIRST, settings.range_passes, UNMEASURED)
    last, bent, more = _stop(training, high, first.place.weights, FIRST, settings.range_passes - spent, bent)
    spent += more
    cuts = [_cut(first, last, bent, people, settings)]
    while spent + FEWEST <= settings.range_passes and not _is_enough(cuts, high - low):
        place = max(range(len(cuts)), key=lambda at: (cuts[at].unknown, cuts[at].open))
        whole = cuts.pop(place)
        start = (whole.stops[0].place.weights + whole.stops[1].place.weights) / 2.0
        epsilon = (whole.one.epsilon_low + whole.one.epsilon_high) / 2.0
        wanted = min(max(NEAR * whole.one.radius, LEAST), FIRST)
        between, bent, more = _stop(training, epsilon, start, wanted, settings.range_passes - spent, whole.bent)
        spent += more
        halves = (whole.stops[0], between), (between, whole.stops[1])
        cuts[place:place] = [_cut(*ends, bent, people, settings) for ends in halves]
    seconds = time.perf_counter() - begun
    return Cover(tuple(cut.one for cut in cuts), tuple(cut.told for cut in cuts), spent, seconds)


def certain(made: Cover, settings: ForecastSettings) -> np.ndarray:
    """Tell of whom something is certain for every ε: whether they are accepted, or that a recourse costs something.

    Args:
        made: The cover.
        settings: The settings.

    Returns:
        A truth value for each person, [m].

    Examples:
        >>> certain(Cover((), (), 0, 0.0), ForecastSettings()).tolist()
        []
    """
    known = [informed(one, settings) for one in made.told]
    return np.logical_and.reduce(known) if known else np.ones(0, bool)


def _is_enough(cuts: list[_Cut], length: float) -> bool:
    return not any(cut.unknown for cut in cuts) and sum(cut.open for cut in cuts) <= (1.0 - WHOLE) * length


def _cut(low: Stop, high: Stop, bent: Curvature, people: People, settings: ForecastSettings) -> _Cut:
    one = stretch(low, high)
    (told,) = told_along([one], people, settings)
    unknown = int(np.count_nonzero(~informed(told, settings)))
    missing = float(np.mean(~decided(told.score, settings.cut))) * (one.epsilon_high - one.epsilon_low)
    return _Cut((low, high), one, told, bent, unknown, missing)


def _stop(
    training: PenalisedTraining, epsilon: float, start: np.ndarray, wanted: float, left: int, bent: Curvature
) -> tuple[Stop, Curvature, int]:
    """Make a stop; with the curvature there, and the passes that it took, one of them for the margins."""
    here = training._replace(epsilon=epsilon)
    way = descend(here, start, max(1, min(MOST_PASSES, left - 1)), enough=wanted, bent=bent)
    return stop_at(here, way.end), way.bent, len(way.places) + 1
