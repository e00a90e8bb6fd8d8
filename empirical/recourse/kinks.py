"""Past the kinks of ReLU networks: where Gauss-Newton steps stop, a thousand gradient steps may slide along."""

import jax
import numpy as np

from empirical.numerics import row_norms
from empirical.recourse.descent import descend
from empirical.recourse.gauss_newton import Objective, Stand, minimise
from empirical.recourse.score import Score, TracedScore

STOPPED = 1e-4
"""Whose next whole step is longer than this, relative to their change, has stopped at a kink: at a smooth minimum it is
nothing."""


def minimise_past_kinks(score: Score, objective: Objective, start: np.ndarray | None = None) -> Stand:
    """The better of two: Gauss-Newton steps; and for whom these stop at a kink, after the textbook's gradient descent.

    Scores that JAX does not trace are dear, so there it is the first alone.

    Args:
        score: f.
        objective: The objectives.
        start: Dζ at the start, [m, k]; 0 by default.

    Returns:
        Where everybody ends, numpy arrays [m, ...].
    """
    stand = minimise(score, objective, start)
    stopped = np.flatnonzero(row_norms(stand.step) > STOPPED * (1.0 + row_norms(stand.change)))
    if not (stopped.size and isinstance(score, TracedScore)):
        return stand
    theirs = jax.tree.map(lambda part: part[stopped], objective)
    slid = minimise(score, theirs, descend(score, theirs).change)
    here = Stand(*(part[stopped] for part in stand))
    better = _worths(theirs, slid) < _worths(theirs, here)
    for part, arrived in zip(stand, slid, strict=True):
        part[stopped[better]] = arrived[better]
    return stand


def _worths(objective: Objective, stand: Stand) -> np.ndarray:
    return (objective.target - stand.score) ** 2 + objective.lam * row_norms(stand.change) ** 2
