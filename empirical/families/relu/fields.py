"""The fields of Theorems 2 and 4, measured of a pair of ReLU networks."""

from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.families.relu.network import MLP, ReluModel
from empirical.families.relu.score_gap import layer_radii, score_errors, slope_error
from empirical.models.linearised import linearise, recourse_gap
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import inverse_weights
from empirical.verification.fields import SCORES, constants, error_of_gap, returned_costs, score_fields
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population


def networks_of(pair: Pair) -> tuple[MLP, MLP]:
    """Give the two networks of a pair.

    Args:
        pair: The pair.

    Returns:
        The non-robust network and the robust network.

    Raises:
        TypeError: If a model is no ReLU network.

    Examples:
        >>> import jax
        >>> from empirical.data import load, split
        >>> model = ReluModel(MLP.initial(30, width=3, depth=1, key=jax.random.key(0)))
        >>> natural, robust = networks_of(Pair(split(load("breast-cancer"), seed=0), model, model))
        >>> natural is robust
        True
    """
    natural, robust = pair.natural, pair.robust
    if not (isinstance(natural, ReluModel) and isinstance(robust, ReluModel)):
        raise TypeError("these are no ReLU networks; train_relu_grid makes pairs of them")
    return natural.function, robust.function


def measure_relu(pair: Pair, population: Population, settings: RecourseSettings) -> Measured:
    """Measure every field that the claims about ReLU networks read.

    Args:
        pair: Two networks of one shape.
        population: The instances with their recourses.
        settings: The settings of the recourses: the target score and λ of SCFE.

    Returns:
        The fields of Theorems 2 and 4, with both kinds of costs, and every radius by layers.

    Raises:
        TypeError: If a model of the pair is no ReLU network.

    Examples:
        >>> import jax
        >>> from empirical.data import load, split
        >>> from empirical.recourse.result import Recourses
        >>> from empirical.verification.population import NaturalRecourses, both_recourses, finder
        >>> from empirical.verification.selection import Selection
        >>> model = ReluModel(MLP.initial(30, width=2, depth=1, key=jax.random.key(2)))
        >>> pair, settings = Pair(split(load("breast-cancer"), seed=0), model, model), RecourseSettings()
        >>> selection = Selection(pair.split.test_rows[:2], pair.split.test[:2], pair.split.test_labels[:2], 2)
        >>> unchanged = Recourses(selection.inputs, np.zeros((2, 31)), np.zeros(2), np.ones(2, np.int8))
        >>> natural = NaturalRecourses(model, selection, unchanged)
        >>> population = both_recourses(pair, natural, finder(settings, cost_weights=np.ones(31)))
        >>> measure_relu(pair, population, settings).extra["radius_layers"].tolist()  # the two networks are one
        [0.0, 0.0]
    """  # noqa: DOC502
    natural, robust = networks_of(pair)
    inputs, free = population.inputs, inverse_weights(pair.split.actionable, population.cost_weights)
    how: Any = {
        "actionable": pair.split.actionable,
        "cost_weights": population.cost_weights,
        "target": settings.target,
        "lam": settings.lam,
    }
    nr = linearise(population.score_nr, pair.natural.scores_and_gradients(inputs)[1], **how)
    r = linearise(population.score_r, pair.robust.scores_and_gradients(inputs)[1], **how)
    radii, shape = layer_radii(natural, robust, population.recourses_r.points), population.labels.shape
    costs = {
        LINEARISED: {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": recourse_gap(nr, r)},
        RETURNED: returned_costs(population),
    }
    return Measured(
        training={},
        instances={
            **score_fields(population, settings),
            "slope_nr": nr.slopes,
            "slope_r": r.slopes,
            **constants({"lam": settings.lam, "target": settings.target}, shape),
        },
        costs=costs,
        errors=absolute_errors(natural, robust, population, free=free) | error_of_gap(costs),
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
    """Bound how far rounding can move scores and slopes.

    Args:
        natural: The non-robust network.
        robust: The robust network.
        population: The instances with their recourses.
        free: D⁻¹, and 0 outside the actionable columns, [k].

    Returns:
        An error per field, which holds for all instances whose recourses were found.

    Examples:
        >>> import jax
        >>> from empirical.recourse.result import Recourses
        >>> network, points = MLP.initial(2, width=3, depth=1, key=jax.random.key(0)), np.ones((1, 3))
        >>> recourses = Recourses(points, np.zeros((1, 3)), np.zeros(1), np.zeros(1, np.int8))
        >>> known = {"inputs": points, "recourses_nr": recourses, "recourses_r": recourses}
        >>> population = Population(**{**dict.fromkeys(Population._fields), **known})
        >>> errors = absolute_errors(network, network, population, free=np.zeros(3))
        >>> errors["slope_nr"], 0.0 < errors["score_nr"] < 1e-12
        (0.0, True)
    """
    points = np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    points = points[np.isfinite(points).all(axis=1)]
    score = max(float(score_errors(network, points).max(initial=0.0)) for network in (natural, robust))
    slopes = {"slope_nr": slope_error(natural, free), "slope_r": slope_error(robust, free)}
    return {**slopes, **dict.fromkeys(SCORES, score)}
