"""Minimisation past the kinks of ReLU networks: Gauss-Newton steps from other starts, and gradient steps that slide."""

import jax
import numpy as np

from empirical.models.model import Model, TracedModel
from empirical.numerics import row_norms
from empirical.recourse.solvers.adam import descend
from empirical.recourse.solvers.gauss_newton import Objective, Stand, feasible, minimise

STOPPED = 1e-4
"""Length of the next whole step, relative to the change, above which an instance has stopped at a kink: at a smooth
minimum that step is 0."""

ELSEWHERE = (0.5, 1.5)
"""Factors of the change that was found, where the steps of every instance begin again: a network has many local
minima."""

GAIN = 1e-6
"""Smallest relative gain that counts as an improvement: a smaller one may be rounding, and differ from batch to
batch."""


def minimise_past_kinks(model: Model, objective: Objective, start: np.ndarray | None = None) -> Stand:
    """Find the best of several minima: of Gauss-Newton steps from several starts, and of Adam past kinks.

    Scores that JAX does not trace are expensive, so they get the first minimum alone.

    Args:
        model: The model f.
        objective: The objectives.
        start: The changes Dζ at the start, [m, k]; 0 by default.

    Returns:
        The last state of every instance, numpy arrays [m, ...].

    Examples:
        >>> from empirical.models.model import HostModel
        >>> from empirical.recourse.solvers.gauss_newton import objective
        >>> unbounded = (np.full((1, 1), -np.inf), np.full((1, 1), np.inf))
        >>> problem = objective(np.zeros((1, 1)), unbounded, np.ones(1), target=1.0, lam=1.0)
        >>> model = HostModel(lambda points: points[:, 0], lambda points: (points[:, 0], np.ones_like(points)))
        >>> minimise_past_kinks(model, problem).change.tolist()
        [[0.5]]
    """
    stand = minimise(model, objective, start)
    if not isinstance(model, TracedModel):
        return stand
    first = stand.change.copy()
    for part in ELSEWHERE:
        begin = feasible(objective, first * first.dtype.type(part))
        _take_better(objective, stand, minimise(model, objective, begin), np.arange(len(first)))
    stopped = np.flatnonzero(row_norms(stand.step) > STOPPED * row_norms(stand.change))
    if stopped.size:
        at_kinks = jax.tree.map(lambda part: part[stopped], objective)
        _take_better(at_kinks, stand, minimise(model, at_kinks, descend(model, at_kinks).change), stopped)
    return stand


def _take_better(objective: Objective, stand: Stand, other: Stand, rows: np.ndarray) -> None:
    """Put the states that are better elsewhere, by more than rounding, in the place of these rows."""
    here, there = _worths(objective, Stand(*(part[rows] for part in stand))), _worths(objective, other)
    better = there < here * (1.0 - GAIN)
    for part, arrived in zip(stand, other, strict=True):
        part[rows[better]] = arrived[better]


def _worths(objective: Objective, stand: Stand) -> np.ndarray:
    return (objective.target - stand.score) ** 2 + objective.lam * row_norms(stand.change) ** 2
