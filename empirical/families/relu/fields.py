"""The fields of Theorems 2 and 4, measured of a pair of ReLU networks."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.families.relu.network import MLP, ReluModel
from empirical.families.relu.score_gap import layer_radii, score_errors, slope_error
from empirical.models.linearised import linearise, recourse_gap
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.fields import SCORES, constants, returned_costs, score_fields
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population


def networks_of(pair: Pair) -> tuple[MLP, MLP]:
    """Give the two networks of a pair.

    Args:
        pair: The pair.

    Returns:
        The non-robust one and the robust one.

    Raises:
        TypeError: If a model is no ReLU network.

    Examples:
        >>> import jax
        >>> network = MLP.initial(2, width=3, depth=1, key=jax.random.key(0))
        >>> natural, robust = networks_of(Pair(None, ReluModel(network), ReluModel(network)))  # type: ignore[arg-type]
        >>> natural is robust
        True
    """
    natural, robust = pair.natural, pair.robust
    if not (isinstance(natural, ReluModel) and isinstance(robust, ReluModel)):
        raise TypeError("these are no ReLU networks; train_relu_grid makes pairs of them")
    return natural.function, robust.function


def measure_relu(pair: Pair, population: Population, settings: RecourseSettings) -> Measured:
    """Measure what claims about ReLU networks read.

    Args:
        pair: Two networks of one shape.
        population: The instances with their recourses.
        settings: How the recourses were made.

    Returns:
        The fields.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    natural, robust = networks_of(pair)
    inputs, free = population.inputs, _free(pair, population)
    how: Any = {
        "actionable": pair.split.actionable,
        "cost_weights": population.cost_weights,
        "target": settings.target,
        "lam": settings.lam,
    }
    nr = linearise(population.score_nr, pair.natural.scores_and_gradients(inputs)[1], **how)
    r = linearise(population.score_r, pair.robust.scores_and_gradients(inputs)[1], **how)
    radii, shape = layer_radii(natural, robust, population.recourses_r.points), population.labels.shape
    return Measured(
        training={},
        instances={
            **score_fields(population, settings),
            "slope_nr": nr.slopes,
            "slope_r": r.slopes,
            **constants({"lam": settings.lam, "target": settings.target}, shape),
        },
        costs={
            LINEARISED: {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": recourse_gap(nr, r)},
            RETURNED: returned_costs(population),
        },
        errors=absolute_errors(natural, robust, population, free=free),
        extra={
            "radius_layers": radii.smallest,
            "radius_by_norms": radii.norms,
            "radius_by_entries": radii.entries,
            "score_nr_nr_linearised": np.asarray(pair.natural.scores(inputs + free * nr.changes)),
            "score_r_r_linearised": np.asarray(pair.robust.scores(inputs + free * r.changes)),
        },
    )


def absolute_errors(
    natural: MLP, robust: MLP, population: Population, *, free: Float[np.ndarray, " k"]
) -> dict[str, float]:
    """Bound what rounding can make of scores and slopes.

    Args:
        natural: The non-robust network.
        robust: The robust one.
        population: The instances with their recourses.
        free: D⁻¹, 0 outside the actionable columns.

    Returns:
        An error per field, for all instances that have the recourses they were to have.
    """
    points = np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    points = points[np.isfinite(points).all(axis=1)]
    score = max(float(score_errors(network, points).max(initial=0.0)) for network in (natural, robust))
    slopes = {"slope_nr": slope_error(natural, free), "slope_r": slope_error(robust, free)}
    return {**slopes, **dict.fromkeys(SCORES, score)}


def _free(pair: Pair, population: Population) -> Float[np.ndarray, " k"]:
    return np.where(pair.split.actionable, 1.0 / population.cost_weights, 0.0)
