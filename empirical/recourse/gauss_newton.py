"""SCFE on any differentiable score, by damped Gauss-Newton steps: each solves the linearised problem in closed form."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float

from empirical.numerics import row_norms
from empirical.recourse.scfe import Recourses

STEPS = 1000
"""Most steps of one person; a person whose step no longer moves them is finished before."""

LONGER = 1.2
"""How much more of the way is tried after a step that helped: less than what a failed one takes back."""

SMALLEST_STEP = 1e-10
"""A step shorter than this, relative to the change so far, is none."""


def gauss_newton_scfe(
    inputs: Float[np.ndarray, "m k"],
    score: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, " n"]],
    gradient: Callable[[Float[np.ndarray, "n k"]], Float[np.ndarray, "n k"]],
    *,
    actionable: Bool[np.ndarray, " k"],
    prices: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> Recourses:
    """A stationary point of (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns, whether or not it is accepted.

    Or what ``STEPS`` steps come to, never worse than staying put; smooth scores have needed fewer.

    In the coordinates Dx, ζ ← (m + gᵀζ) g / (λ + ‖g‖²) with g the gradient and m the residual at x + ζ; a part of
    the way where the objective rises.

    Args:
        inputs: Instances, with the constant column of the intercept.
        score: f, of a batch.
        gradient: Its gradients.
        actionable: Columns that may change.
        prices: D > 0, the cost of a unit of change in each column.
        target: s.
        lam: λ > 0.

    Returns:
        The recourses.
    """
    changes, way = np.zeros_like(inputs), np.ones(len(inputs))
    free = np.where(actionable, 1.0 / prices, 0.0)

    def objective(change: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return (score(inputs[rows] + free * change) - target) ** 2 + lam * (change**2).sum(axis=1)

    active = np.arange(len(inputs))
    value = objective(changes, active)
    for _ in range(STEPS):
        if not active.size:
            break
        at, points = changes[active], inputs[active] + free * changes[active]
        slope = free * gradient(points)
        reach = target - score(points) + (slope * at).sum(axis=1)
        step = (reach / (lam + (slope**2).sum(axis=1)))[:, None] * slope - at
        moved = at + way[active][:, None] * step
        new = objective(moved, active)
        better = new <= value[active]
        changes[active[better]], value[active[better]] = moved[better], new[better]
        way[active] = np.where(better, np.minimum(LONGER * way[active], 1.0), way[active] / 2.0)
        length = way[active] * row_norms(step)
        active = active[length > SMALLEST_STEP * (1.0 + row_norms(moved))]
    return Recourses(inputs + free * changes, free * changes, row_norms(changes))
