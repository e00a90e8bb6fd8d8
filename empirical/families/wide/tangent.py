"""The fields of Theorems 2 and 5 that depend on the kernel: costs on the tangents, slopes, radii and norms."""

from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Float

import ntk
from empirical.families.wide.pair import regressors_of
from empirical.families.wide.radii import evaluate, radii, shared_noise
from empirical.models.linearised import linearise, recourse_gap
from empirical.models.pair import Pair
from empirical.numerics import where_known
from empirical.recourse.weights import inverse_weights


def tangent_fields(
    pair: Pair,
    inputs: Float[np.ndarray, "m k"],
    points_r: Float[np.ndarray, "m k"],
    *,
    cost_weights: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> dict[str, Float[np.ndarray, " m"]]:
    """Measure the fields that depend on the kernel, at every instance.

    Args:
        pair: Two kernel regressors.
        inputs: The instances x, [m, k].
        points_r: The recourses x'_R for the robust model, [m, k]; NaN where there is none.
        cost_weights: The cost weights D, [k].
        target: The target score s of SCFE.
        lam: The weight λ of SCFE's cost.

    Returns:
        Arrays [m] by name. Costs are those of the linearised recourses; ``score_nr_r`` is K(x'_R, X_R)ᵀ w_NR.

    Raises:
        TypeError: If the models are no kernel regressors, or their gap is not known.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.families.wide.settings import WideGrid
        >>> from empirical.families.wide.training import train_wide_grid
        >>> data = split(load("breast-cancer"), seed=0)
        >>> pair = next(train_wide_grid({0: data}, WideGrid(epsilons=(0.0,), rows=4)))
        >>> points, settings = data.test[:2], {"cost_weights": np.ones(31), "target": 0.4, "lam": 0.01}
        >>> tangent_fields(pair, points, points, **settings)["recourse_gap"].tolist()  # both models are one at ε = 0
        [0.0, 0.0]
    """  # noqa: DOC502
    natural, robust, gap = regressors_of(pair)
    actionable = pair.split.actionable
    free = inverse_weights(actionable, cost_weights)
    at = evaluate(natural, robust, inputs, actionable=actionable)
    settings: Any = {"actionable": actionable, "cost_weights": cost_weights, "target": target, "lam": lam}
    nr, r = linearise(at.score_nr, at.gradient_nr, **settings), linearise(at.score_r, at.gradient_r, **settings)
    bounds = radii(at, gap, ridge=natural.ridge, free=free, noise=shared_noise(natural, robust, inputs, free=free))
    return {
        "cost_nr": nr.costs,
        "cost_r": r.costs,
        "recourse_gap": recourse_gap(nr, r),
        "slope_nr": nr.slopes,
        "slope_r": r.slopes,
        "residual_radius": bounds.residual,
        "slope_radius": bounds.slope,
        **bounds._asdict(),
        "score_nr_nr_linearised": natural.predict(inputs + free * nr.changes),
        "score_r_r_linearised": robust.predict(inputs + free * r.changes),
        "score_nr_r": where_known(robust._replace(weights=natural.weights).predict, points_r, inputs),
        "kernel_norm_r": where_known(partial(ntk.kernel_norms, robust.kernel, X2=robust.X), points_r, inputs),
    }
