"""From a pair of kernel regressors to the fields of Lemma 2 and Theorems 2 and 5."""

from collections.abc import Iterator

import numpy as np

from bounds import CLAIMS, Claim
from empirical.families.wide.radii import lipschitz, noise
from empirical.families.wide.settings import KernelGap
from empirical.families.wide.tangent import regressors
from empirical.models.pair import Pair
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import stretch
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
from ntk import KernelRegressor

WIDE = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma2", "theorem2", "theorem5"})
"""The claims about wide networks, whose limits are kernel regressors."""

CERTIFIED = "certified"
"""Source of Δ_K: an upper bound that is proved."""

NO_LIPSCHITZ = "no Lipschitz constant of the kernel is known"


def measure_kernel(pair: Pair, population: Population, search: RecourseSettings) -> NetworkMeasured:
    """Measure what claims about kernel regressors read.

    Args:
        pair: Two kernel regressors.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The fields.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    natural, robust, gap = regressors(pair)
    per_instance, shape = dict(population.kernel), population.labels.shape
    linearised = {name: per_instance.pop(name) for name in ("cost_nr", "cost_r", "recourse_gap")}
    settings = {"lam": search.lam, "target": search.target, "threshold": 0.0}
    steepest = lipschitz(robust)
    if steepest is not None:
        settings["kernel_lipschitz"] = steepest * stretch(pair.split.actionable, population.cost_weights)
    more = {name: per_instance.pop(name) for name in list(per_instance) if name not in _READ}
    return NetworkMeasured(
        training=constants(_training_fields(natural, robust, gap), shape),
        instances=score_fields(population, search) | per_instance | constants(settings, shape),
        costs={LINEARISED: linearised, RETURNED: returned_costs(population)},
        more={**more, "score_cross": population.score_nr_r},
        errors=_errors(pair, natural, robust, gap, population),
    )


def kernel_cases(pair: Pair, population: Population, search: RecourseSettings) -> list[Case]:
    """Every claim about wide networks, for both costs where it reads one.

    Args:
        pair: Two kernel regressors.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The cases, in the order of the claims.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    measured = measure_kernel(pair, population, search)
    return [case for claim in WIDE for case in _cases(claim, measured)]


_READ = frozenset(name for claim in WIDE for name in claim.read)


def _cases(claim: Claim, measured: NetworkMeasured) -> Iterator[Case]:
    delta_source = CERTIFIED if "delta_k" in claim.read else None
    for cost_source in cost_sources(claim):
        known = measured.known(cost_source)
        fields = {name: known[name] for name in claim.read if name in known}
        if set(claim.needed) <= set(fields):
            errors = {name: error for name, error in measured.errors.items() if name in fields}
            yield Case(claim, delta_source, cost_source, fields, errors)
        else:
            yield Case(claim, None, None, {}, {}, NO_LIPSCHITZ)


def _training_fields(natural: KernelRegressor, robust: KernelRegressor, gap: KernelGap) -> dict[str, float]:
    return {
        "weight_gap": float(row_norms(natural.weights - robust.weights)),
        "norm_nr": float(row_norms(natural.weights)),
        "norm_r": float(row_norms(robust.weights)),
        "delta_k": gap.delta_k.upper,
        "label_norm": gap.label_norm,
    }


def _errors(
    pair: Pair, natural: KernelRegressor, robust: KernelRegressor, gap: KernelGap, population: Population
) -> dict[str, float]:
    """What rounding can make of scores and slopes, and what the solver's residuals can make of ‖w_NR − w_R‖.

    The claims speak of weights that solve their equations; these are off by at most their residual over β, which is
    granted to Δ_K.
    """
    points = np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    known = points[np.isfinite(points).all(axis=1)]
    free = np.where(pair.split.actionable, 1.0 / population.cost_weights, 0.0)
    both = [noise(model, known, free=free) for model in (natural, robust)]
    score, slope = (float(max(part.max(initial=0.0) for part in parts)) for parts in zip(*both, strict=True))
    weights = (gap.residual_nr + gap.residual_r) / natural.ridge
    return {
        "delta_k": weights / gap.label_norm if gap.label_norm else 0.0,
        "slope_nr": slope,
        "slope_r": slope,
        **dict.fromkeys(SCORES, score),
    }
