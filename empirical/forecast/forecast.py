"""Forecasts: for each rejected person what a robust model will do, with a certificate, before it is trained.

Penalised training has one optimum for every ε, the robust model. On the way to it from the natural model every pass
over the data certifies a ball that holds it, and every ball gives each person intervals of score, validity and cost.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Int

from empirical.data.space import Space
from empirical.data.split import Split
from empirical.errors import InputError
from empirical.families.penalised.balls import Ball
from empirical.families.penalised.descent import END, MOST, descend
from empirical.families.penalised.objective import PenalisedTraining
from empirical.forecast.check import Check, held
from empirical.forecast.kernels.settings import KernelForecastSettings
from empirical.forecast.natural import natural_model, training_of
from empirical.forecast.people import People, rejected_people
from empirical.forecast.ranged import Ranged, ranged
from empirical.forecast.rows import LOST, person_rows, told
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.surviving_rows import ROWS, SURVIVING, Balls, surviving_rows
from empirical.forecast.work import WORK, work_row
from empirical.models.model import LinearModel
from ntk import KernelRegressor

NO_ROWS = np.array([], np.int64)
"""The rows of training instances where a forecast is about test instances alone."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """A forecast in memory.

    Attributes:
        people: The table of people: a row for each rejected person, ε and number of passes.
        work: The table of work: a row for each ε and number of passes.
        surviving: The table of recourses that survive, beside others: a row for each person, method and ε; empty where
            nobody asked.
        checks: How every ε came out against the robust model; empty where nobody asked.
        ranged: The forecast for a whole range of ε; it says nothing where nobody asked.
        settings: The settings.
        natural: The natural model, or of a wide network its regressor.
        rejected: The number of people whom it rejects; more than there are in the table where some were drawn.
        asked: The number of people whom it was asked about.
    """

    people: pl.DataFrame
    work: pl.DataFrame
    surviving: pl.DataFrame
    checks: tuple[Check, ...]
    ranged: Ranged
    settings: ForecastSettings | KernelForecastSettings
    natural: LinearModel | KernelRegressor
    rejected: int
    asked: int

    @property
    def violated(self) -> int:
        """The number of intervals and surviving recourses that the robust model contradicts: each would be a defect."""
        lost = self.surviving.filter(pl.col("method") == SURVIVING, pl.col("accepted") == LOST)
        return sum(check.violated for check in (*self.checks, *self.ranged.checks)) + lost.height

    def __repr__(self) -> str:
        """A few lines: whom it is about, and what is in it."""
        people, several = self.people["instance"].n_unique(), ", ".join(f"{one:g}" for one in self.settings.epsilons)
        checks = (*self.checks, *self.ranged.checks)
        lines = [
            f"Forecast for {people:,} rejected people of {self.asked:,} at ε = {several}",
            f"  {sum(check.intervals for check in checks):,} intervals checked, {self.violated:,} violated",
            "  .people, .work and .ranged.people are polars tables",
        ]
        return "\n".join(lines)


def forecast(
    split: Split,
    settings: ForecastSettings,
    train_rows: Int[np.ndarray, " n"] = NO_ROWS,
    *,
    stage: Callable[[str], object] = str,
) -> Forecast:
    """Train the natural model, and forecast what robust models will do. Needs float64.

    Args:
        split: The data.
        settings: The settings.
        train_rows: The rows of the training instances in the data set, if they are forecast as well.
        stage: What to call with a few words before each stage.

    Returns:
        The forecast.

    Raises:
        InputError: If the natural model rejects nobody.

    Examples:
        >>> from empirical.data import load, split
        >>> made = forecast(split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0, 40)))
        >>> made.work["acceptance"][-1], made.violated
        (1.0, 0)
    """  # noqa: DOC502
    stage("training the natural model")
    training = training_of(split, settings)
    return _made(natural_model(training), training, split, settings, train_rows, stage)


def forecast_from(
    natural: LinearModel,
    split: Split,
    settings: ForecastSettings,
    train_rows: Int[np.ndarray, " n"] = NO_ROWS,
    *,
    stage: Callable[[str], object] = str,
) -> Forecast:
    """Forecast what robust models will do to people whom a linear model of one's own rejects now. Needs float64.

    Args:
        natural: The model, from whose weights the descent starts: whatever it is, every ball holds the robust model.
        split: The data.
        settings: The settings.
        train_rows: The rows of the training instances in the data set, if they are forecast as well.
        stage: What to call with a few words before each stage.

    Returns:
        The forecast.

    Raises:
        InputError: If the model rejects nobody, or has other columns than the data, or weights that are not finite.

    Examples:
        >>> from empirical.data import load, split
        >>> mine = LinearModel(-0.1 * np.ones(31))
        >>> made = forecast_from(mine, split(load("breast-cancer"), seed=0), ForecastSettings(budgets=(0, 20)))
        >>> made.people["instance"].n_unique(), made.violated
        (50, 0)
    """
    if natural.weights.shape != split.train.shape[1:] or not np.isfinite(natural.weights).all():
        raise InputError(f"the model needs {split.train.shape[1]} finite weights, one for each column of the design")
    return _made(natural, training_of(split, settings), split, settings, train_rows, stage)


def _made(
    natural: LinearModel,
    training: PenalisedTraining,
    split: Split,
    settings: ForecastSettings,
    train_rows: Int[np.ndarray, " n"],
    stage: Callable[[str], object],
) -> Forecast:
    """Forecast for all ε, one after the other."""
    people = rejected_people(natural, split, settings, train_rows)
    parts = []
    for epsilon in settings.epsilons:
        stage(f"forecasting ε = {epsilon:g}")
        parts.append(_part(natural, training._replace(epsilon=epsilon), people, settings, split.space))
    if settings.between:
        stage("forecasting from ε = {:g} to {:g}".format(*settings.between))
    whole = ranged(training, np.asarray(natural.weights, np.float64), people, settings)
    return Forecast(
        pl.concat([part.people for part in parts], rechunk=False),
        pl.concat([part.work for part in parts]),
        pl.concat([part.surviving for part in parts]),
        tuple(check for part in parts for check in part.checks),
        whole,
        settings,
        natural,
        people.total,
        people.asked,
    )


class _Part(NamedTuple):
    """What is known at one ε."""

    people: pl.DataFrame
    work: pl.DataFrame
    surviving: pl.DataFrame
    checks: tuple[Check, ...]


def _part(
    natural: LinearModel, training: PenalisedTraining, people: People, settings: ForecastSettings, space: Space
) -> _Part:
    """Forecast for one ε."""
    survives = training.epsilon in settings.robust_to
    start = np.asarray(natural.weights, np.float64)
    most = MOST if settings.check or survives else max(settings.budgets) + 1
    begun = time.perf_counter()
    balls = [place.ball for place in descend(training, start, most, enough=END).places]
    seconds = (time.perf_counter() - begun) / len(balls)
    chosen = [_after(balls, passes) for passes in settings.budgets]
    rows, work, intervals, good = [], [], 0, 0
    *early, end = told([*chosen, balls[-1]], people, settings)
    for passes, one in zip(settings.budgets, early, strict=True):
        rows.append(person_rows(one, people, settings, training.epsilon, passes))
        spent = seconds * min(passes + 1, len(balls))
        work.append(
            {"epsilon": training.epsilon, "passes": passes, **work_row(one, people, settings), "seconds": spent}
        )
        counts = held(one, end)
        intervals, good = intervals + counts[0], good + counts[1]
    check = Check(training.epsilon, len(balls) - 1, balls[-1].radius, intervals, good)
    surviving = pl.DataFrame(schema=ROWS)
    if survives:
        known = Balls(chosen[-1], balls[-1])
        surviving = surviving_rows(known, natural, people, space, settings, training.epsilon)
    of_people, of_work = pl.concat(rows, rechunk=False), pl.DataFrame(work, schema=WORK)
    return _Part(of_people, of_work, surviving, (check,) if settings.check else ())


def _after(balls: list[Ball], passes: int) -> Ball:
    """The ball after some passes; the last one where the descent ended before."""
    return balls[min(passes, len(balls) - 1)]
