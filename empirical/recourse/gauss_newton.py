"""SCFE on any differentiable score, by damped Gauss-Newton steps: each solves the linearised problem in closed form."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.numerics import row_norms
from empirical.recourse.scfe import Recourses

STEPS = 1000
"""Most steps of one person; a person whose step no longer moves them is finished before."""

SMALLEST_STEP = 1e-8
"""A step shorter than this, relative to the change so far, is none. The steps shrink geometrically, so the changes that
are still to come are about as small, and the objective is at its end to about the square of that."""


class _State(NamedTuple):
    """Where persons stand: the change Dζ, the objective, and residual and slope of the score there."""

    change: Any
    value: Any
    residual: Any
    slope: Any

    def at(self, rows: np.ndarray) -> "_State":
        return _State(*(part[rows] for part in self))

    def rise(self, step: np.ndarray, lam: float) -> np.ndarray:
        """Half the derivative of the objective along a step."""
        return ((lam * self.change - self.residual[:, None] * self.slope) * step).sum(axis=1)

    def put(self, rows: np.ndarray, new: "_State") -> None:
        for part, arrived in zip(self, new, strict=True):
            part[rows] = arrived


def gauss_newton_scfe(
    inputs: Float[np.ndarray, "m k"],
    value_and_gradient: Callable[[Float[np.ndarray, "n k"]], tuple[Any, Any]],
    *,
    actionable: Bool[np.ndarray, " k"],
    prices: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> Recourses:
    """A stationary point of (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns, whether or not it is accepted.

    Or what ``STEPS`` steps come to, never worse than staying put; smooth scores have needed fewer. At a kink that is a
    minimum in every direction it stops as well: no step helps there.

    In the coordinates Dx, ζ ← (m + gᵀζ) g / (λ + ‖g‖²) with g the gradient and m the residual at x + ζ; a part of
    the way where the objective rises or has risen. Score and gradient are evaluated once a step, for the persons who
    still move.

    Args:
        inputs: Instances, with the constant column of the intercept.
        value_and_gradient: From points [n, k] to f [n] and its gradients [n, k].
        actionable: Columns that may change.
        prices: D > 0, the cost of a unit of change in each column.
        target: s.
        lam: λ > 0.

    Returns:
        The recourses.
    """
    free = np.where(actionable, 1.0 / prices, 0.0)

    def state(change: np.ndarray, rows: np.ndarray) -> _State:
        scores, gradients = value_and_gradient(inputs[rows] + free * change)
        residual = target - scores
        return _State(change, residual**2 + lam * (change**2).sum(axis=1), residual, free * gradients)

    active, way = np.arange(len(inputs)), np.ones(len(inputs))
    best = state(np.zeros_like(inputs), active)
    for _ in range(STEPS):
        if not active.size:
            break
        here = best.at(active)
        step = _full_step(here, lam)
        there = state(here.change + way[active][:, None] * step, active)
        better = there.value <= here.value
        best.put(active[better], there.at(better))
        way[active] = _next_way(way[active], better, here.rise(step, lam), there.rise(step, lam))
        length = way[active] * row_norms(step)
        active = active[length > SMALLEST_STEP * (1.0 + row_norms(there.change))]
    return Recourses(inputs + free * best.change, free * best.change, row_norms(best.change))


def _full_step(here: _State, lam: float) -> Float[np.ndarray, "n k"]:
    """To the minimiser of the linearised problem."""
    reach = here.residual + (here.slope * here.change).sum(axis=1)
    return (reach / (lam + (here.slope**2).sum(axis=1)))[:, None] * here.slope - here.change


@np.errstate(divide="ignore", invalid="ignore")
def _next_way(
    way: Float[np.ndarray, " n"],
    better: Bool[np.ndarray, " n"],
    before: Float[np.ndarray, " n"],
    after: Float[np.ndarray, " n"],
) -> Float[np.ndarray, " n"]:
    """How much of the next step to try: the part of this one that would have been best.

    By the secant rule, from the derivatives at both ends of what was tried; further where they fall. Between half and
    twice of what helped, and less than half of what did not.
    """
    best = np.where(after > before, way * before / (before - after), np.inf)
    best = np.where(np.isfinite(after), best, 0.0)
    return np.where(better, np.clip(best, way / 2.0, np.minimum(2.0 * way, 1.0)), np.clip(best, way / 10.0, way / 2.0))
