"""What is known when: of how many people something is certain, from Lemma 1 to the robust model itself.

``python -m empirical.studies.known_when docs/measured/known-when.md`` measures it on all data sets and writes the page.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from bounds.atomic_write import write_text
from empirical.data import Split, load
from empirical.data.split import assign, split
from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_grid
from empirical.families.penalised.balls import Ball
from empirical.families.penalised.descent import END, MOST, descend
from empirical.families.penalised.objective import PenalisedTraining
from empirical.forecast.forecast import forecast
from empirical.forecast.natural import natural_model, training_of
from empirical.forecast.people import People, rejected_people
from empirical.forecast.rows import Told, told
from empirical.forecast.settings import ForecastSettings
from empirical.forecast.work import informed
from empirical.studies.page import announce, commit, table

DATA = ("breast-cancer", "german", "compas", "bail", "adult")
"""The data sets."""

EPSILONS, PENALTIES, FADING = (0.02, 0.1), (1e-2, 1e-3), (1e-4, 1e-5, 1e-6)
"""The radii, the penalties of the ladder, and the smaller ones."""

PASSES = (0, 5, 10, 20, 50)
"""The rungs of the ladder between the natural and the robust model: passes over the data."""

RANGE, SWEEP = (0.0, 0.1), (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""The range of ε that is certain at once, and the radii of the table of work."""


class Asked(NamedTuple):
    """A natural model with the people whom it rejects.

    Attributes:
        training: Its training.
        weights: Its weights, [k].
        people: The people.
        designs: The data.
        rows: The rows of the training instances in the data set.
        settings: The settings.
    """

    training: PenalisedTraining
    weights: np.ndarray
    people: People
    designs: Split
    rows: np.ndarray
    settings: ForecastSettings


def asked(name: str, penalty: float, **how: Any) -> Asked:
    """Train a natural model, and find whom it rejects.

    Args:
        name: The data set.
        penalty: The penalty μ.
        **how: Further settings.

    Returns:
        The model with its people.

    Examples:
        >>> len(asked("breast-cancer", 0.01).people.instances)
        209
    """
    data, settings = load(name), ForecastSettings(penalty=penalty, check=False, **how)
    assigned = assign(data, seed=0)
    designs = split(data, seed=0, assigned=assigned)
    training = training_of(designs, settings)
    natural = natural_model(training)
    people = rejected_people(natural, designs, settings, assigned[0])
    return Asked(training, np.asarray(natural.weights), people, designs, assigned[0], settings)


def ladder(stage: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Climb from the natural to the robust model, on every data set.

    Args:
        stage: What to call with a few words before each data set.

    Yields:
        A row for each data set, penalty and ε.

    Examples:
        >>> next(ladder(str))["data"]  # doctest: +SKIP
        'breast-cancer'
    """
    for name in DATA:
        for penalty in PENALTIES:
            stage(f"{name}, penalty {penalty:g}: ladder")
            one = asked(name, penalty)
            for epsilon in EPSILONS:
                way = descend(one.training._replace(epsilon=epsilon), one.weights, MOST, enough=END)
                balls = [way.places[min(passes, len(way.places) - 1)].ball for passes in PASSES]
                distance = float(np.linalg.norm(way.end.ball.centre - one.weights)) + way.end.ball.radius
                balls = [Ball(one.weights, distance), *balls, way.end.ball]
                rungs = [_percent(rung, one.settings) for rung in told(balls, one.people, one.settings)]
                titles = ("‖w_NR − w_R‖ told", *(f"{passes} passes" for passes in PASSES), "both models")
                about = {"data": name, "people": len(one.people.instances), "μ": penalty, "ε": epsilon}
                yield {**about, **dict(zip(titles, rungs, strict=True))}


def ranges(stage: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Cover the range of ε, on every data set.

    Args:
        stage: What to call with a few words before each data set.

    Yields:
        A row for each data set and penalty.

    Examples:
        >>> next(ranges(str))["data"]  # doctest: +SKIP
        'breast-cancer'
    """
    for name in DATA:
        for penalty in PENALTIES:
            stage(f"{name}, penalty {penalty:g}: every ε")
            one = asked(name, penalty)
            settings = ForecastSettings(penalty=penalty, budgets=(0,), between=RANGE)
            whole = forecast(one.designs, settings, one.rows).ranged
            low, high, known = (
                whole.stretches[name].to_numpy() for name in ("epsilon_low", "epsilon_high", "acceptance")
            )
            yield {
                "data": name,
                "μ": penalty,
                "people": len(one.people.instances),
                "something at every ε, %": 100.0 * whole.certain,
                "acceptance, % of people × ε": 100.0 * float(known @ (high - low)) / (RANGE[1] - RANGE[0]),
                "passes": whole.passes,
                "stretches": whole.stretches.height,
                "seconds": whole.seconds,
                "intervals checked": sum(check.intervals for check in whole.checks),
                "violated": sum(check.violated for check in whole.checks),
            }


def fading(stage: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Let the penalty go towards 0, at ε = .1.

    Args:
        stage: What to call with a few words before each data set.

    Yields:
        A row for each data set and penalty.

    Examples:
        >>> next(fading(str))["data"]  # doctest: +SKIP
        'breast-cancer'
    """
    for name in DATA:
        for penalty in FADING:
            stage(f"{name}, penalty {penalty:g}: towards 0")
            one = asked(name, penalty)
            way = descend(one.training._replace(epsilon=0.1), one.weights, 1000)
            row: dict[str, Any] = {"data": name, "μ": penalty}
            for passes in (50, 100, 200):
                place = way.places[min(passes, len(way.places) - 1)]
                (found,) = told([place.ball], one.people, one.settings)
                row |= {f"{passes} passes, %": _percent(found, one.settings)}
            yield row | {"radius in the end": way.end.ball.radius, "‖w_R‖": float(np.linalg.norm(way.end.weights))}


def work(stage: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Compare the time of forecasts with that of training, at eight ε.

    Args:
        stage: What to call with a few words before each data set.

    Yields:
        A row for each data set.

    Examples:
        >>> next(work(str))["data"]  # doctest: +SKIP
        'breast-cancer'
    """
    for name in DATA:
        stage(f"{name}: time")
        one = asked(name, 0.01, epsilons=SWEEP, budgets=PASSES)
        seconds = {}
        for what, run in {
            "forecast, s": lambda one=one: forecast(one.designs, one.settings, one.rows),
            "descents to the end, s": lambda one=one: [_ended(one, epsilon) for epsilon in SWEEP],
            "1,000 gradient steps, s": lambda one=one: list(
                train_linear_grid({0: one.designs}, LinearGrid(epsilons=SWEEP, steps=(1000,)))
            ),
        }.items():
            run()  # compiles
            begun = time.perf_counter()
            run()
            seconds[what] = time.perf_counter() - begun
        yield {"data": name, "people": len(one.people.instances), **seconds}


def _percent(one: Told, settings: ForecastSettings) -> float:
    return 100.0 * float(informed(one, settings).mean())


def _ended(one: Asked, epsilon: float) -> Ball:
    """The robust model of an ε, trained to the end."""
    return descend(one.training._replace(epsilon=epsilon), one.weights, MOST, enough=END).end.ball


TEXT = """# What is known when

Made by `make known-when`, {when}. Of how many people is something certain about the robust model: whether it accepts
them, or that a recourse will cost something? All people whom the natural model rejects, ℓ∞ attacks, shares in percent.

## The ladder

From the natural model alone, with Δ from Lemma 1 or along the path of a training run, in whatever form: nothing about
anybody ([linear.md](linear.md)). With the exact distance of the two weights told, which nobody knows before the robust
model is there, a ball about the natural model: the first column. Then the [forecast](../forecast.md) after so many
passes over the data towards the robust model, measures of the curvature counted. With both models known, everything.

{ladder}

## Every ε from 0 to 0.1 at once

{ranges}

## As the penalty goes to 0

At ε = .1. For the same duality gap the radius is larger, like 1/√μ, and rounding alone leaves a gap. But an attack
bends the objective by itself, and a small penalty does: with μ = 10⁻⁶ w_R hardly moves any more, and after 200 passes
everything is certain. Without any penalty there may be no optimum: then N steps end somewhere on the way, and no pass
over the data can say where.

{fading}

## Time

Eight ε from .01 to .3, μ = .01, after compilation, on two cores: the forecast of everybody at budgets of up to 50
passes; robust models trained to within 10⁻⁶ by the same descent, without a word about anybody; and by 1,000 gradient
steps each, as in a report, all at once, which does not end at the optimum. Where the descent is the cheapest, training
is no dearer than a forecast: what the forecast adds is the certificate.

{work}
"""
"""The page."""


def main(target: str) -> int:
    """Measure everything, and write the page.

    Args:
        target: The path of the page.

    Returns:
        The exit status: 1 if an interval was violated, else 0.

    Examples:
        >>> main("known-when.md")  # doctest: +SKIP
        0
    """
    when = f"{datetime.now(UTC):%Y-%m-%d}, at {commit()}"
    measured = {part.__name__: list(part(announce)) for part in (ladder, ranges, fading, work)}
    tables = {name: table(rows) for name, rows in measured.items()}
    write_text(Path(target), TEXT.format(when=when, **tables))
    return 1 if any(row["violated"] for row in measured["ranges"]) else 0


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
