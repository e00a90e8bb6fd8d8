"""The fields of Lemma 2 and Theorems 2 and 5, measured of a pair of kernel regressors."""

from functools import partial

import numpy as np

from empirical.checkpoints import AT_ONCE, Blocks
from empirical.families.wide.claims import READ
from empirical.families.wide.pair import KernelGap, regressors_of
from empirical.families.wide.radii import lipschitz, noise
from empirical.families.wide.tangent import tangent_fields
from empirical.models.pair import Pair
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import stretch
from empirical.verification.fields import SCORES, constants, returned_costs, score_fields
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population
from ntk import KernelRegressor

CERTIFIED = "certified"
"""Source of Δ_K: an upper bound that is proved."""


def measure_wide(
    pair: Pair, population: Population, settings: RecourseSettings, *, blocks: Blocks = AT_ONCE
) -> Measured:
    """Measure what claims about kernel regressors read.

    Args:
        pair: Two kernel regressors.
        population: The instances with their recourses.
        settings: How the recourses were made.
        blocks: How the work is cut into checkpoints.

    Returns:
        The fields.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    natural, robust, gap = regressors_of(pair)
    shape = population.labels.shape
    measure = partial(
        tangent_fields, pair, cost_weights=population.cost_weights, target=settings.target, lam=settings.lam
    )
    tangent = dict(blocks("fields", measure, population.inputs, population.recourses_r.points))
    linearised = {name: tangent.pop(name) for name in ("cost_nr", "cost_r", "recourse_gap")}
    chosen = {"lam": settings.lam, "target": settings.target, "threshold": 0.0}
    steepest = lipschitz(robust)
    if steepest is not None:
        chosen["kernel_lipschitz"] = steepest * stretch(pair.split.actionable, population.cost_weights)
    extra = {name: tangent.pop(name) for name in list(tangent) if name not in READ}
    return Measured(
        training=constants(_training_fields(natural, robust, gap), shape),
        instances=score_fields(population, settings) | tangent | constants(chosen, shape),
        costs={LINEARISED: linearised, RETURNED: returned_costs(population)},
        errors=_errors(pair, population),
        extra={**extra, "score_cross": population.score_nr_r},
        sources={"delta_k": CERTIFIED},
    )


def _training_fields(natural: KernelRegressor, robust: KernelRegressor, gap: KernelGap) -> dict[str, float]:
    return {
        "weight_gap": float(row_norms(natural.weights - robust.weights)),
        "norm_nr": float(row_norms(natural.weights)),
        "norm_r": float(row_norms(robust.weights)),
        "delta_k": gap.delta_k.upper,
        "label_norm": gap.label_norm,
    }


def _errors(pair: Pair, population: Population) -> dict[str, float]:
    """What rounding can make of scores and slopes, and what the solver's residuals can make of ‖w_NR − w_R‖.

    The claims speak of weights that solve their equations; these are off by at most their residual over β, which is
    granted to Δ_K.
    """
    natural, robust, gap = regressors_of(pair)
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
