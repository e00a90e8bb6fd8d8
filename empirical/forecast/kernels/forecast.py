"""Forecasts for wide networks: what the robust kernel regressor will do to each rejected person, before it is solved.

Some steps of conjugate gradients from the natural weights, on the robust system and on one for each person, tell more
and more of the robust regressor's score of that person. What is certain after each budget of steps goes into the same
tables as the forecast of linear models.
"""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float, Int

from empirical.data.split import Split
from empirical.families.penalised.balls import Ball
from empirical.families.wide.radii import sizes
from empirical.forecast.check import Check, held
from empirical.forecast.forecast import NO_ROWS, Forecast
from empirical.forecast.intervals import Ends, validity_ends
from empirical.forecast.kernels.certificates import Residuals, score_ends, weight_ball
from empirical.forecast.kernels.intervals import Sight, cost_ends, floor_ends, sight, slope_ends
from empirical.forecast.kernels.people import rejected_people
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.forecast.kernels.solving import solved, stages
from empirical.forecast.kernels.system import Natural, RobustSystem, natural_regressor, robust_system
from empirical.forecast.people import People
from empirical.forecast.ranged import UNASKED
from empirical.forecast.rows import Told, person_rows
from empirical.forecast.surviving_rows import ROWS
from empirical.forecast.work import WORK, work_row


def kernel_forecast(
    split: Split,
    settings: KernelForecastSettings,
    train_rows: Int[np.ndarray, " n"] = NO_ROWS,
    *,
    stage: Callable[[str], object] = str,
) -> Forecast:
    """Solve the natural regressor, and forecast what robust ones will do. Needs float64.

    Args:
        split: The data.
        settings: The settings.
        train_rows: The rows of the training instances in the data set, if they are forecast as well.
        stage: What to call with a few words before each stage.

    Returns:
        The forecast. ``passes`` counts steps: in each of them, one product with the robust kernel matrix.

    Raises:
        InputError: If the natural regressor rejects nobody, or memory does not suffice.

    Examples:
        >>> from empirical.data import load, split
        >>> settings = KernelForecastSettings(rows=60, budgets=(0, 16), instances=20)
        >>> made = kernel_forecast(split(load("breast-cancer"), seed=0), settings)
        >>> made.work["acceptance"].to_list(), made.violated
        ([0.0, 1.0], 0)
    """  # noqa: DOC502
    stage("solving the natural model")
    natural = natural_regressor(split, settings)
    people = rejected_people(natural.regressor, split, settings, train_rows)
    parts = [_part(natural, split, people, settings, epsilon, stage) for epsilon in settings.epsilons]
    return Forecast(
        pl.concat([part.people for part in parts], rechunk=False),
        pl.concat([part.work for part in parts]),
        pl.DataFrame(schema=ROWS),
        tuple(check for part in parts for check in part.checks),
        UNASKED,
        settings,
        natural.regressor,
        people.total,
        people.asked,
    )


class _Part(NamedTuple):
    """What is known at one ε."""

    people: pl.DataFrame
    work: pl.DataFrame
    checks: tuple[Check, ...]


class _Weights(NamedTuple):
    """The weights at every budget and in the end, with the time at every budget, and the steps of the check."""

    weights: list[Residuals]
    seconds: Float[np.ndarray, " budgets"]
    steps: int


def _part(
    natural: Natural,
    split: Split,
    people: People,
    settings: KernelForecastSettings,
    epsilon: float,
    stage: Callable[[str], object],
) -> _Part:
    """Forecast for one ε."""
    stage(f"attacking the training inputs, ε = {epsilon:g}")
    system = robust_system(natural, split, settings, epsilon)

    def tell(what: str) -> None:
        stage(f"forecasting ε = {epsilon:g}: {what}")

    known = _weights(system, settings, tell)
    points = np.concatenate([people.inputs, people.changed])
    scores, seconds = _scores(system, known.weights, points, settings, tell)
    everything = list(_told(system, known.weights, scores, people, settings))
    early, end = everything[: len(settings.budgets)], everything[-1]
    rows, work, intervals, good = [], [], 0, 0
    for passes, one, spent in zip(settings.budgets, early, known.seconds + seconds, strict=True):
        rows.append(person_rows(one, people, settings, epsilon, passes))
        work.append({"epsilon": epsilon, "passes": passes, **work_row(one, people, settings), "seconds": float(spent)})
        counts = held(one, end) if settings.check else (0, 0)
        intervals, good = intervals + counts[0], good + counts[1]
    check = Check(epsilon, known.steps, end.ball.radius, intervals, good)
    return _Part(pl.concat(rows, rechunk=False), pl.DataFrame(work, schema=WORK), (check,) if settings.check else ())


def _weights(system: RobustSystem, settings: KernelForecastSettings, tell: Callable[[str], None]) -> _Weights:
    """The robust weights at every budget, and solved in the end where somebody asks."""
    tell("weights")
    reached = list(stages(system, system.labels, system.start, settings.budgets))
    weights, seconds = [one.systems for one in reached], np.array([one.seconds for one in reached])
    if not settings.check:
        return _Weights(weights, seconds, 0)
    tell("weights to the end, for the check")
    end = solved(system, weights[-1].solution)
    steps = 0 if end.factored else settings.budgets[-1] + end.steps
    return _Weights([*weights, end.weights], seconds, steps)


def _scores(
    system: RobustSystem,
    weights: list[Residuals],
    points: Float[np.ndarray, "m k"],
    settings: KernelForecastSettings,
    tell: Callable[[str], None],
) -> tuple[list[Ends], Float[np.ndarray, " budgets"]]:
    """The ends of the scores of points at every budget, and from the weights in the end; with the time."""
    lengths, together, count = sizes(system.natural.regressor, points), system.together, len(settings.budgets)
    found: list[list[Ends]] = [[] for _ in weights]
    seconds = np.zeros(count)
    for begin in range(0, len(points), together):
        some = slice(begin, begin + together)
        tell(f"scores of points {begin + 1:,} to {min(begin + together, len(points)):,} of {len(points):,}")
        begun = time.perf_counter()
        kernels = system.kernels(points[some])
        start = system.precondition(kernels)
        spent = time.perf_counter() - begun
        for place, one in enumerate(stages(system, kernels, start, settings.budgets, lengths[some])):
            for which in range(place, len(weights) if place == count - 1 else place + 1):
                found[which].append(score_ends(kernels, lengths[some], weights[which], one.systems, system.extent))
            seconds[place] += spent + one.seconds
    joined = [Ends(*(np.concatenate(parts) for parts in zip(*several, strict=True))) for several in found]
    return [*_inner(joined[:count]), *joined[count:]], seconds


def _inner(ends: list[Ends]) -> Iterator[Ends]:
    """The inner ones of all ends so far, which hold as well; the weights in the end are judged by their own."""  # noqa: DOC402
    low, high = np.full(len(ends[0].low), -np.inf), np.full(len(ends[0].high), np.inf)
    for one in ends:
        low, high = np.maximum(low, one.low), np.minimum(high, one.high)
        yield Ends(low, high)


def _told(
    system: RobustSystem,
    weights: list[Residuals],
    scores: list[Ends],
    people: People,
    settings: KernelForecastSettings,
) -> Iterator[Told]:
    """What is certain of every person at every budget, and in the end."""  # noqa: DOC402
    robust = system.natural.regressor._replace(X=system.inputs)
    seen: Sight = sight(robust, people.inputs, people.actionable)
    count = len(people.inputs)
    for one, both in zip(weights, scores, strict=True):
        now, recourses = (Ends(both.low[some], both.high[some]) for some in (slice(count), slice(count, None)))
        ball = weight_ball(one, system.extent)
        yield Told(
            Ball(*ball),
            now,
            validity_ends(recourses),
            cost_ends(now, slope_ends(seen, ball), target=settings.target, lam=settings.lam),
            floor_ends(now, robust, ball, threshold=settings.cut),
        )
