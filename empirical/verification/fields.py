"""Fields of every kind of models: scores and residuals, costs of the recourses that were found, constants."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float

from bounds import FIELD_ERROR
from empirical.data.decoding import decode
from empirical.data.split import Split
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.verification.measured import PRINTED, RETURNED
from empirical.verification.population import Population

SCORES = ("residual_nr", "residual_r", "score_nr", "score_r", "score_nr_nr", "score_nr_r", "score_r_r")
"""Names of the fields that have the rounding error of a score."""


def score_fields(population: Population, settings: RecourseSettings) -> dict[str, Float[np.ndarray, " m"]]:
    """Give the scores of both models and the residuals, by field.

    Args:
        population: The instances with their recourses.
        settings: The settings of the recourses: residuals are the distances from their target score.

    Returns:
        Arrays [m] by field.

    Examples:
        >>> population = Population(**dict.fromkeys(Population._fields, np.array([-1.0])))  # all scores are −1
        >>> score_fields(population, RecourseSettings(target=0.5))["residual_nr"].tolist()
        [1.5]
    """
    return {
        "residual_nr": settings.target - population.score_nr,
        "residual_r": settings.target - population.score_r,
        "score_nr": population.score_nr,
        "score_r": population.score_r,
        "score_nr_nr": population.score_nr_nr,
        "score_nr_r": population.score_nr_r,
        "score_r_r": population.score_r_r,
    }


def column_fields(population: Population, split: Split) -> dict[str, Float[np.ndarray, " m"]]:
    """Give the columns of the data that are numbers as fields, in the data's own units.

    Args:
        population: The instances.
        split: The split whose design their inputs belong to.

    Returns:
        Arrays [m] by field: the name of the column, with _ for what no name of Python may have. Nothing where the split
        does not know its features.

    Examples:
        >>> import empirical.data
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "inputs": split.test[:2]})
        >>> [f"{radius:.1f}" for radius in column_fields(population, split)["mean_radius"]]
        ['13.8', '22.3']
    """
    features = split.features or ()
    numbers = [(place, feature.name) for place, feature in enumerate(features) if not feature.levels]
    values = decode(population.inputs, split) if numbers else np.zeros((0, 0))
    return {re.sub(r"\W", "_", name): values[:, place] for place, name in numbers}


def returned_costs(population: Population) -> dict[str, Float[np.ndarray, " m"]]:
    """Give the costs of the recourses that were found, by field.

    Args:
        population: The instances with their recourses.

    Returns:
        ``cost_nr``, ``cost_r`` and ``recourse_gap``, arrays [m].

    Examples:
        >>> from empirical.recourse.result import Recourses
        >>> changes = np.array([[3.0, 4.0]])
        >>> nr = Recourses(changes, changes, np.array([5.0]), np.zeros(1, np.int8))
        >>> r = Recourses(0.0 * changes, 0.0 * changes, np.zeros(1), np.zeros(1, np.int8))
        >>> known = {"recourses_nr": nr, "recourses_r": r, "cost_weights": np.ones(2)}
        >>> returned_costs(Population(**{**dict.fromkeys(Population._fields), **known}))
        {'cost_nr': array([5.]), 'cost_r': array([0.]), 'recourse_gap': array([5.])}
    """
    nr, r = population.recourses_nr, population.recourses_r
    gap = row_norms((nr.changes - r.changes) * population.cost_weights)
    return {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": gap}


def printed_and_returned_costs(population: Population) -> dict[str, dict[str, Float[np.ndarray, " m"]]]:
    """Give the costs of the recourses that were found, and of the recourses as Definition 1 prints them.

    Args:
        population: The instances with their recourses.

    Returns:
        For the cost sources ``returned`` and ``printed``: arrays [m] by field.

    Examples:
        >>> from empirical.recourse.result import Recourses
        >>> from empirical.recourse.solvers.closed_form import Minimisers
        >>> point, change, cost = np.array([[3.0]]), np.array([[2.0]]), np.array([2.0])
        >>> found = Recourses(point, change, cost, np.zeros(1, np.int8))
        >>> printed = Minimisers(point, 0.25 * change, 0.25 * cost)
        >>> known = {"recourses_nr": found, "recourses_r": found, "printed_nr": printed, "printed_r": printed}
        >>> population = Population(**{**dict.fromkeys(Population._fields, np.ones(1)), **known})
        >>> costs = printed_and_returned_costs(population)
        >>> {source: fields["cost_nr"].tolist() for source, fields in costs.items()}
        {'returned': [2.0], 'printed': [0.5]}
    """

    def fields(nr: np.ndarray, r: np.ndarray) -> dict[str, np.ndarray]:
        lengths = (row_norms(changes * population.cost_weights) for changes in (nr, r, nr - r))
        return dict(zip(("cost_nr", "cost_r", "recourse_gap"), lengths, strict=True))

    return {
        RETURNED: fields(population.recourses_nr.changes, population.recourses_r.changes),
        PRINTED: fields(population.printed_nr.changes, population.printed_r.changes),
    }


def error_of_gap(costs: Mapping[str, Mapping[str, Float[np.ndarray, " m"]]]) -> dict[str, float]:
    """Bound how far rounding can move ‖ζ_NR − ζ_R‖: each change is as exact as it is long, however short the gap is.

    Args:
        costs: ``cost_nr`` and ``cost_r`` by cost source.

    Returns:
        The error of ``recourse_gap``, which holds for all instances and sources; 0 where nobody has a recourse.

    Examples:
        >>> costs = {"returned": {"cost_nr": np.array([3.0, np.nan]), "cost_r": np.array([5.0, 1.0])}}
        >>> error_of_gap(costs) == {"recourse_gap": 8.0 * FIELD_ERROR}
        True
    """
    lengths = np.concatenate([fields["cost_nr"] + fields["cost_r"] for fields in costs.values()])
    return {"recourse_gap": float(FIELD_ERROR * lengths[np.isfinite(lengths)].max(initial=0.0))}


def constants(values: Mapping[str, Any], shape: tuple[int, ...]) -> dict[str, Float[np.ndarray, " m"]]:
    """Give numbers that are the same for all instances as fields.

    Args:
        values: The numbers by field.
        shape: The shape (m,) of the instances' arrays.

    Returns:
        Constant arrays [m] by field.

    Examples:
        >>> constants({"lam": 0.5}, (3,))
        {'lam': array([0.5, 0.5, 0.5])}
    """
    return {name: np.full(shape, float(value)) for name, value in values.items()}
