"""From a pair of ReLU networks to the fields of Theorems 2 and 4."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Float

from bounds import CLAIMS, Claim
from empirical.families.relu.network import MLP
from empirical.families.relu.score_gap import layer_radii, score_errors, slope_error
from empirical.models.linearised import linearise, recourse_gap
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings
from empirical.verification.case import Case
from empirical.verification.measured import (
    LINEARISED,
    RETURNED,
    SCORES,
    NetworkMeasured,
    constants,
    cost_sources,
    returned_costs,
    score_fields,
)
from empirical.verification.population import Population

LACKING = {"theorem2.sound": "no radius is known before training", "theorem2.floor": "the models have no kernel"}
"""Claims of Theorem 2 that say nothing of networks of finite width, and why."""

NETWORK = tuple(
    claim
    for claim in CLAIMS.values()
    if claim.id.startswith("theorem2.") or claim.id in {"theorem4.onlyif", "theorem4.sound", "theorem4.sharp"}
)
"""The claims about ReLU networks. Theorem 4 reads Δ‖x'_R‖ as nothing but a bound on how far the two scores of x'_R are
apart; the radius by layers is another one."""

LAYERS = "layers"
"""Source of the Δ that is the radius by layers, with 1 for ‖x'_R‖."""


def networks(pair: Pair) -> tuple[MLP, MLP] | None:
    """The two networks of a pair.

    Args:
        pair: The pair.

    Returns:
        The non-robust one and the robust one; ``None`` if these are other models.
    """
    natural, robust = pair.natural.network, pair.robust.network
    return None if natural is None or robust is None else (natural, robust)


def measure_mlp(pair: Pair, population: Population, search: RecourseSettings) -> NetworkMeasured:
    """Measure what claims about ReLU networks read.

    Args:
        pair: Two networks of one shape.
        population: The people.
        search: What was looked for.

    Returns:
        The fields.

    Raises:
        TypeError: If the models are something else.
    """
    both = networks(pair)
    if both is None:
        raise TypeError("these are no ReLU networks; train_relu_grid makes pairs of them")
    inputs, free = population.inputs, _free(pair, population)
    settings: Any = {"actionable": pair.split.actionable, "cost_weights": population.cost_weights, "target": search.target,
                     "lam": search.lam}  # fmt: skip
    nr = linearise(population.score_nr, pair.natural.value_and_gradient(inputs)[1], **settings)
    r = linearise(population.score_r, pair.robust.value_and_gradient(inputs)[1], **settings)
    radii, shape = layer_radii(*both, population.recourses_r.points), population.labels.shape
    linearised = {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": recourse_gap(nr, r)}
    more = {
        "radius_layers": radii.smallest,
        "radius_by_norms": radii.norms,
        "radius_by_entries": radii.entries,
        "score_nr_nr_linearised": np.asarray(pair.natural.score(inputs + free * nr.changes)),
        "score_r_r_linearised": np.asarray(pair.robust.score(inputs + free * r.changes)),
    }
    return NetworkMeasured(
        training={},
        instances={
            **score_fields(population, search),
            "slope_nr": nr.slopes,
            "slope_r": r.slopes,
            **constants({"lam": search.lam, "target": search.target}, shape),
        },
        costs={LINEARISED: linearised, RETURNED: returned_costs(population)},
        more=more,
        errors=absolute_errors(*both, population, free=free),
    )


def mlp_cases(pair: Pair, population: Population, search: RecourseSettings) -> list[Case]:
    """Every claim about ReLU networks, for both costs where it reads one.

    Args:
        pair: Two networks of one shape.
        population: The people.
        search: What was looked for.

    Returns:
        The cases, in the order of the claims; one without fields for a claim that says nothing of such networks.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    measured = measure_mlp(pair, population, search)
    return [case for claim in NETWORK for case in _cases(claim, measured)]


def absolute_errors(
    natural: MLP, robust: MLP, population: Population, *, free: Float[np.ndarray, " k"]
) -> dict[str, float]:
    """What rounding can make of scores and slopes.

    Args:
        natural: The non-robust network.
        robust: The robust one.
        population: The people.
        free: D⁻¹, 0 outside the actionable columns.

    Returns:
        An error per field, for all people that have the recourses they were to have.
    """
    points = np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    points = points[np.isfinite(points).all(axis=1)]
    score = max(float(score_errors(network, points).max(initial=0.0)) for network in (natural, robust))
    slopes = {"slope_nr": slope_error(natural, free), "slope_r": slope_error(robust, free)}
    return {**slopes, **dict.fromkeys(SCORES, score)}


def _free(pair: Pair, population: Population) -> Float[np.ndarray, " k"]:
    return np.where(pair.split.actionable, 1.0 / population.cost_weights, 0.0)


def _cases(claim: Claim, measured: NetworkMeasured) -> Iterator[Case]:
    if claim.id in LACKING:
        yield Case(claim, None, None, {}, {}, LACKING[claim.id])
        return
    radius = measured.more["radius_layers"]
    distance = {"delta": radius, "recourse_norm_r": np.ones_like(radius)}
    for cost_source in cost_sources(claim):
        known = measured.known(cost_source) | distance
        fields = {name: known[name] for name in claim.read}
        errors = {name: error for name, error in measured.errors.items() if name in fields}
        yield Case(claim, LAYERS if "delta" in fields else None, cost_source, fields, errors)
