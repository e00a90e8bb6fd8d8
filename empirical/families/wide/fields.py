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
from empirical.recourse.weights import inverse_weights, stretch
from empirical.verification.fields import SCORES, constants, error_of_gap, returned_costs, score_fields
from empirical.verification.measured import LINEARISED, RETURNED, Measured
from empirical.verification.population import Population
from ntk import KernelRegressor

CERTIFIED = "certified"
"""Name of the source of Δ_K that is an upper bound with a proof."""


def measure_wide(
    pair: Pair, population: Population, settings: RecourseSettings, *, blocks: Blocks = AT_ONCE
) -> Measured:
    """Measure every field that the claims about kernel regressors read.

    Args:
        pair: Two kernel regressors.
        population: The instances with their recourses.
        settings: The settings of the recourses: the target score and λ of SCFE.
        blocks: The blocks into which the work is cut, with their checkpoints.

    Returns:
        The fields of Lemma 2 and of Theorems 2 and 5, with both kinds of costs.

    Raises:
        TypeError: If the models are no kernel regressors, or their gap is not known.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.wide.settings import WideGrid
        >>> from empirical.families.wide.training import train_wide_grid
        >>> from empirical.recourse.result import Recourses
        >>> from empirical.verification.population import NaturalRecourses, both_recourses, finder
        >>> from empirical.verification.selection import Selection
        >>> grid, settings = WideGrid(epsilons=(0.0,), rows=4), RecourseSettings()
        >>> pair = next(train_wide_grid({0: split(load("breast-cancer"), seed=0)}, grid))
        >>> selection = Selection(pair.split.test_rows[:2], pair.split.test[:2], pair.split.test_labels[:2], 2)
        >>> unchanged = Recourses(selection.inputs, np.zeros((2, 31)), np.zeros(2), np.ones(2, np.int8))
        >>> natural = NaturalRecourses(pair.natural, selection, unchanged)
        >>> population = both_recourses(pair, natural, finder(settings, cost_weights=np.ones(31)))
        >>> measure_wide(pair, population, settings).training["delta_k"].tolist()  # both models are one at ε = 0
        [0.0, 0.0]
    """  # noqa: DOC502
    natural, robust, gap = regressors_of(pair)
    shape = population.labels.shape
    measure = partial(
        tangent_fields, pair, cost_weights=population.cost_weights, target=settings.target, lam=settings.lam
    )
    tangent = dict(blocks("fields", measure, population.inputs, population.recourses_r.points))
    linearised = {name: tangent.pop(name) for name in ("cost_nr", "cost_r", "recourse_gap")}
    costs = {LINEARISED: linearised, RETURNED: returned_costs(population)}
    chosen = {"lam": settings.lam, "target": settings.target, "threshold": settings.cut}
    steepest = lipschitz(robust)
    if steepest is not None:
        chosen["kernel_lipschitz"] = steepest * stretch(pair.split.actionable, population.cost_weights)
    extra = {name: tangent.pop(name) for name in list(tangent) if name not in READ}
    return Measured(
        training=constants(_training_fields(natural, robust, gap), shape),
        instances=score_fields(population, settings) | tangent | constants(chosen, shape),
        costs=costs,
        errors=_errors(pair, population) | error_of_gap(costs),
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
    """Bound how far rounding can move scores and slopes, and how far the solver's residuals can move ‖w_NR − w_R‖.

    The claims speak of weights that solve their equations; these are off by at most their residual over β, which is
    granted to Δ_K.
    """
    natural, robust, gap = regressors_of(pair)
    points = np.vstack([population.inputs, population.recourses_nr.points, population.recourses_r.points])
    finite = points[np.isfinite(points).all(axis=1)]
    free = inverse_weights(pair.split.actionable, population.cost_weights)
    both = [noise(model, finite, free=free) for model in (natural, robust)]
    score, slope = (float(max(part.max(initial=0.0) for part in parts)) for parts in zip(*both, strict=True))
    weights = (gap.residual_nr + gap.residual_r) / natural.ridge
    return {
        "delta_k": weights / gap.label_norm if gap.label_norm else 0.0,
        "slope_nr": slope,
        "slope_r": slope,
        **dict.fromkeys(SCORES, score),
    }
