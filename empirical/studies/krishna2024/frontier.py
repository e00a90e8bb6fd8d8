"""What more adversarial training buys and costs: accuracy, robustness, costs and validity, and where that turns."""

from typing import Any, NamedTuple

import numpy as np

from empirical.report.sweep import student_interval
from empirical.studies.curves import Curve
from empirical.studies.krishna2024.networks import AVERAGES, attacked_accuracy
from empirical.studies.krishna2024.people import POPULATION, cost_difference, validity
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import Key, curves_of

ATTACK = 0.1
"""Size of the attack by which models are compared, whatever the ε that they were trained at."""

ACCEPTED, MINIMISER = "scfe valid", "scfe fixed"
"""Methods whose costs and whose validity are compared."""


class Frontier(NamedTuple):
    """What adversarial training of one family of models on one data set buys and costs, along ε.

    Attributes:
        accuracy: The mean over the labels of the accuracy.
        robustness: The same under the attack of size ``ATTACK``: one half for a model that tells nobody apart.
        cost: The mean cost difference of SCFE's accepted recourses; ``None`` where nobody has both.
        validity: The share of SCFE's minimisers that are accepted, of the people who need one; ``None`` if nobody does.
    """

    accuracy: Curve
    robustness: Curve
    cost: Curve | None
    validity: Curve | None


class Turn(NamedTuple):
    """The ε at which a figure is largest.

    Attributes:
        epsilon: The mean over the seeds.
        low: The lower end of Student's interval, at least the smallest ε; null for one seed.
        high: The upper end, at most the largest ε; null for one seed.
        at_end: The share of the seeds with which the figure is largest at the largest ε: where it may turn later.
    """

    epsilon: float
    low: float | None
    high: float | None
    at_end: float


def frontiers(results: Results) -> dict[Key, Frontier]:
    """Give the frontier of every data set, family and training whose models were attacked.

    Args:
        results: The tables of the study.

    Returns:
        The frontiers; the key has neither method nor variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> found = frontiers(made_results())
        >>> len(found), turn(next(iter(found.values())).robustness).epsilon > 0.0
        (6, True)
    """
    attacked = curves_of(attacked_accuracy(results))
    costs, shares = curves_of(cost_difference(results)), curves_of(validity(results))
    found = {}
    for key in attacked:
        balanced = {size: key._replace(variant=f"{AVERAGES['balanced']}, attack {size:g}") for size in (0.0, ATTACK)}
        if key == balanced[ATTACK] and balanced[0.0] in attacked:
            found[key._replace(method="", variant="")] = Frontier(
                attacked[balanced[0.0]],
                attacked[key],
                costs.get(key._replace(method=ACCEPTED, variant="")),
                shares.get(key._replace(method=MINIMISER, variant=POPULATION)),
            )
    return found


def turn(curve: Curve) -> Turn:
    """Find where a figure is largest, between its values by a parabola, with Student's interval over the seeds.

    Args:
        curve: The figure, known at every ε for one seed at least.

    Returns:
        The ε.

    Raises:
        ValueError: If it is known for no seed.

    Examples:
        >>> rows = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 3.0]])
        >>> turn(Curve((0.0, 0.1, 0.2), rows, (50,) * 3)).epsilon
        0.14
    """
    known = curve.values[:, np.isfinite(curve.values).all(axis=0)]
    if not known.size:
        raise ValueError("the figure is known for no seed at every ε")
    tops = np.array([_top(np.asarray(curve.at), column) for column in known.T])
    low, high = (student_interval(tops)[name] for name in ("low", "high"))
    return Turn(
        float(tops.mean()),
        None if low is None else max(low, curve.at[0]),
        None if high is None else min(high, curve.at[-1]),
        float((known.argmax(axis=0) == len(known) - 1).mean()),
    )


def _top(places: np.ndarray, values: np.ndarray) -> float:
    """Find the top of the parabola through the largest value and its neighbours; at an end, the end."""
    best = int(values.argmax())
    if best in {0, len(values) - 1}:
        return float(places[best])
    (x0, x1, x2), (y0, y1, y2) = places[best - 1 : best + 2], values[best - 1 : best + 2]
    rise, fall = (y1 - y0) * (x2 - x1), (y1 - y2) * (x1 - x0)
    top = x1 + 0.5 * ((x2 - x1) * rise - (x1 - x0) * fall) / (rise + fall) if rise + fall > 0.0 else x1
    return float(np.clip(top, x0, x2))


def frontier_rows(results: Results) -> list[dict[str, Any]]:
    """Say where every frontier turns, and what models there are worth.

    Args:
        results: The tables of the study.

    Returns:
        A row for each frontier: the data, the models, their training, the ``turn`` with its interval, and the figures
        at the nearest ε.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> frontier_rows(made_results())[0]["data"]
        'adult'
    """
    rows = []
    for key, one in frontiers(results).items():
        if not np.isfinite(one.robustness.values).all(axis=0).any():
            continue
        where = turn(one.robustness)
        there = int(np.abs(np.asarray(one.robustness.at) - where.epsilon).argmin())
        epsilon = one.robustness.at[there]
        figures = {name: _at(curve, epsilon) for name, curve in one._asdict().items()}
        start = {f"{name} at ε = 0": _at(curve, 0.0) for name, curve in one._asdict().items() if name != "cost"}
        rows.append({"data": key.data, "model": key.model, "training": key.training, "turn": where, **figures, **start})
    return rows


def _at(curve: Curve | None, epsilon: float) -> float | None:
    """Give the mean of a figure at an ε, if it is known."""
    if curve is None or epsilon not in curve.at:
        return None
    mean = float(curve.means[curve.at.index(epsilon)])
    return mean if np.isfinite(mean) else None
