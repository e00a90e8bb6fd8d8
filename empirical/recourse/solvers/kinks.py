"""Past the kinks of ReLU networks: Gauss-Newton steps begun elsewhere may come further, gradient steps slide along."""

import jax
import numpy as np

from empirical.models.model import Model, TracedModel
from empirical.numerics import row_norms
from empirical.recourse.solvers.adam import descend
from empirical.recourse.solvers.gauss_newton import Objective, Stand, minimise

STOPPED = 1e-4
"""Whose next whole step is longer than this, relative to their change, has stopped at a kink: at a smooth minimum it is
nothing."""

ELSEWHERE = (0.5, 1.5)
"""Where everybody begins anew, in parts of the change that they came to: a network has many local minima."""

GAIN = 1e-6
"""Relative gain that is worth going elsewhere: less may be rounding, and differ from batch to batch."""


def minimise_past_kinks(model: Model, objective: Objective, start: np.ndarray | None = None) -> Stand:
    """The best of several: Gauss-Newton steps, also begun elsewhere, and where these stop at a kink after Adam's.

    Scores that JAX does not trace are dear, so there it is the first alone.

    Args:
        model: f.
        objective: The objectives.
        start: Dζ at the start, [m, k]; 0 by default.

    Returns:
        Where everybody ends, numpy arrays [m, ...].
    """
    stand = minimise(model, objective, start)
    if not isinstance(model, TracedModel):
        return stand
    first = stand.change.copy()
    for part in ELSEWHERE:
        begin = np.clip(first * first.dtype.type(part), objective.low, objective.high)
        _take_better(objective, stand, minimise(model, objective, begin), np.arange(len(first)))
    stopped = np.flatnonzero(row_norms(stand.step) > STOPPED * row_norms(stand.change))
    if stopped.size:
        theirs = jax.tree.map(lambda part: part[stopped], objective)
        _take_better(theirs, stand, minimise(model, theirs, descend(model, theirs).change), stopped)
    return stand


def _take_better(objective: Objective, stand: Stand, other: Stand, rows: np.ndarray) -> None:
    """Put whoever of these rows stands better elsewhere there, by more than rounding."""
    here, there = _worths(objective, Stand(*(part[rows] for part in stand))), _worths(objective, other)
    better = there < here * (1.0 - GAIN)
    for part, arrived in zip(stand, other, strict=True):
        part[rows[better]] = arrived[better]


def _worths(objective: Objective, stand: Stand) -> np.ndarray:
    return (objective.target - stand.score) ** 2 + objective.lam * row_norms(stand.change) ** 2
