"""What Theorems 2 and 5 read of two kernel regressors at every person, beside scores and the recourses found."""

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


def tangent_fields(
    pair: Pair,
    inputs: Float[np.ndarray, "m k"],
    points_r: Float[np.ndarray, "m k"],
    *,
    cost_weights: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> dict[str, Float[np.ndarray, " m"]]:
    """Measure what depends on the kernel.

    Args:
        pair: Two kernel regressors.
        inputs: The people x.
        points_r: Their recourses x'_R for the robust model; NaN where there is none.
        cost_weights: D.
        target: s.
        lam: λ.

    Returns:
        Arrays [m] by name. Costs are those of the linearised recourses; ``score_nr_r`` is K(x'_R, X_R)ᵀ w_NR.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    natural, robust, gap = regressors_of(pair)
    actionable = pair.split.actionable
    free = np.where(actionable, 1.0 / cost_weights, 0.0)
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
