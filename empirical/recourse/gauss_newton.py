"""Minimising SCFE's objective on any score by damped Gauss-Newton steps: each solves the linearised problem exactly.

In the coordinates Dx, with g the gradient and m the residual at x + ζ, the linearised problem is to minimise
(m + gᵀζ − gᵀz)² + λ‖z‖² over the box of what z = Dζ may be. Its solution is z = τg, clipped, where τλ + gᵀz = m + gᵀζ:
without a box τ = (m + gᵀζ) / (λ + ‖g‖²).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from empirical.batching import over_persons
from empirical.numerics import row_norms, traced_row_norms
from empirical.recourse.closed_form import Minimisers
from empirical.recourse.score import Score, TracedScore, values_and_gradients

STEPS = 1000
"""Most steps of one person; a person whose step no longer moves them is finished before."""

AT_ONCE = 2
"""Steps between two looks at who is finished."""

PIECES = 4
"""Newton steps on τ in every Gauss-Newton step. They end on the piece where τ lies, and start where the last ones
ended, so that τ is exact before the Gauss-Newton steps are at their end."""


class Objective(NamedTuple):
    """(f(x + ζ) − s)² + λ‖Dζ‖₂² over a box, one for every person.

    Attributes:
        origin: x, [m, k].
        low: Smallest Dζ, [m, k], at most 0.
        high: Largest Dζ, [m, k], at least 0.
        free: 1/d where a column may change, else 0: [m, k].
        target: s, [m].
        lam: λ > 0, [m].
    """

    origin: Any
    low: Any
    high: Any
    free: Any
    target: Any
    lam: Any

    def worth(self, change: Any, score: Any) -> Any:
        """The objective of one person.

        Args:
            change: Dζ, [k].
            score: f(x + ζ).

        Returns:
            Its value.
        """
        return (self.target - score) ** 2 + self.lam * (change @ change)


class Stand(NamedTuple):
    """Where a person stands: the best change so far, and what the next step needs.

    Attributes:
        change: Dζ, [k].
        score: f(x + ζ).
        slope: D⁻¹∇f(x + ζ), 0 where nothing may change.
        way: How much of the next step to try.
        multiplier: |τ| of the last step.
        moving: Whether the last step moved them.
    """

    change: Any
    score: Any
    slope: Any
    way: Any
    multiplier: Any
    moving: Any


def minimise(score: Score, objective: Objective, start: Any = None) -> Stand:
    """A stationary point of the objective for every person, or what ``STEPS`` steps come to.

    It is never worse than the start. At a kink that is a minimum in every direction it stops: no step helps there. The
    score is evaluated once a step, for the persons who still move.

    Args:
        score: f.
        objective: The objectives, numpy arrays.
        start: Dζ at the start, [m, k], within the box; 0 by default.

    Returns:
        Where everybody ends, numpy arrays [m, ...].
    """
    begin = np.zeros_like(objective.origin) if start is None else start
    stand = _start(score, objective, begin)
    active = np.flatnonzero(stand.moving)
    for _ in range(0, STEPS, AT_ONCE):
        if not active.size:
            break
        there = _walk(score, _rows(objective, active), _rows(stand, active))
        for part, arrived in zip(stand, there, strict=True):
            part[active] = arrived
        active = active[there.moving]
    return stand


def gauss_newton_scfe(
    score: Score,
    inputs: Float[np.ndarray, "m k"],
    *,
    actionable: Bool[np.ndarray, " k"],
    prices: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> Minimisers:
    """A stationary point of (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns, whether or not it is accepted.

    Args:
        score: f.
        inputs: Instances, with the constant column of the intercept.
        actionable: Columns that may change.
        prices: D > 0, the cost of a unit of change in each column.
        target: s.
        lam: λ > 0.

    Returns:
        The minimisers.
    """
    free = np.where(actionable, 1.0 / prices, 0.0).astype(inputs.dtype)
    anywhere = np.full_like(inputs, np.inf)
    stand = minimise(score, objective(inputs, (-anywhere, anywhere), free, target, lam))
    changes = free * stand.change
    return Minimisers(inputs + changes, changes, row_norms(stand.change))


def objective(inputs: Any, ends: tuple[Any, Any], free: Any, target: float, lam: float) -> Objective:
    """The objectives of persons who share a target and λ.

    Args:
        inputs: x, [m, k].
        ends: Smallest and largest Dζ, [m, k].
        free: 1/d where a column may change, else 0: [k].
        target: s.
        lam: λ.

    Returns:
        One for each.
    """
    targets, weights = (np.full(len(inputs), value, inputs.dtype) for value in (target, lam))
    return Objective(inputs, *ends, np.broadcast_to(free, inputs.shape), targets, weights)


def _rows(tree: Any, rows: Any) -> Any:
    return jax.tree.map(lambda part: part[rows], tree)


def _start(score: Score, objective: Objective, change: Any) -> Stand:
    """Everybody at their start, in arrays that can be written to."""
    if isinstance(score, TracedScore):
        stand = over_persons(partial(_traced_start, score.function), (objective, change))
    else:
        known = score.values_and_gradients(objective.origin + objective.free * change)
        stand = over_persons(_placed, (objective, change, *known))
    return Stand(*map(np.array, stand))


def _walk(score: Score, objective: Objective, stand: Stand) -> Stand:
    """A few steps of everybody."""
    if isinstance(score, TracedScore):
        return over_persons(partial(_traced_walk, score.function), (objective, stand))
    for _ in range(AT_ONCE):
        proposal = over_persons(_proposed, (objective, stand))
        known = score.values_and_gradients(objective.origin + objective.free * proposal.change)
        stand = over_persons(_judged, (objective, stand, proposal, *known))
    return stand


@jax.jit
def _traced_start(function: Any, start: Any) -> Stand:
    objective, change = start
    return _placed((objective, change, *values_and_gradients(function, objective.origin + objective.free * change)))


@jax.jit
def _traced_walk(function: Any, begin: Any) -> Stand:
    objective, stand = begin

    def step(_: Any, stand: Stand) -> Stand:
        proposal = _proposed((objective, stand))
        known = values_and_gradients(function, objective.origin + objective.free * proposal.change)
        return _judged((objective, stand, proposal, *known))

    return jax.lax.fori_loop(0, AT_ONCE, step, stand)


class _Proposal(NamedTuple):
    """Where the next step leads, and the whole step to the minimiser of the linearised problem."""

    change: Any
    step: Any
    multiplier: Any


def _place(objective: Objective, change: Any, score: Any, gradient: Any) -> Stand:
    one, slope = jnp.ones_like(score), _slope(objective, gradient)
    return Stand(change, score, slope, one, 0.0 * one, jnp.isfinite(score) & jnp.any(slope != 0.0))


def _slope(objective: Objective, gradient: Any) -> Any:
    return jnp.where(jnp.isfinite(gradient), objective.free * gradient, 0.0)


def _propose(objective: Objective, stand: Stand) -> _Proposal:
    missing = objective.target - stand.score + stand.slope @ stand.change
    size = jnp.abs(stand.slope)
    end = jnp.where(stand.slope * missing > 0.0, objective.high, -objective.low)
    multiplier = stand.multiplier
    for _ in range(PIECES):
        at_end = multiplier * size >= end
        gained = jnp.sum(jnp.where(at_end, size * jnp.where(at_end, end, 0.0), 0.0))
        steepness = jnp.sum(jnp.where(at_end, 0.0, size * size))
        multiplier = jnp.maximum((jnp.abs(missing) - gained) / (objective.lam + steepness), 0.0)
    best = jnp.sign(missing * stand.slope) * jnp.minimum(multiplier * size, end)
    step = best - stand.change
    return _Proposal(stand.change + stand.way * step, step, multiplier)


def _judge(objective: Objective, stand: Stand, proposal: _Proposal, score: Any, gradient: Any) -> Stand:
    """Take the step if it helps, and decide how much of the next one to try."""
    there = Stand(proposal.change, score, _slope(objective, gradient), stand.way, proposal.multiplier, stand.moving)
    better = objective.worth(there.change, score) <= objective.worth(stand.change, stand.score)
    before, after = (_rise(objective, one, proposal.step) for one in (stand, there))
    way = _next_way(stand.way, better, before, after)
    length = way * traced_row_norms(proposal.step)
    smallest = jnp.sqrt(jnp.finfo(length.dtype).eps)
    moving = stand.moving & (length > smallest * (1.0 + traced_row_norms(there.change)))
    change, score, slope = (
        jnp.where(better & stand.moving, new, old) for old, new in zip(stand[:3], there[:3], strict=True)
    )
    return Stand(change, score, slope, way, proposal.multiplier, moving)


def _rise(objective: Objective, stand: Stand, step: Any) -> Any:
    """Half the derivative of the objective along a step."""
    return (objective.lam * stand.change - (objective.target - stand.score) * stand.slope) @ step


def _next_way(way: Any, better: Any, before: Any, after: Any) -> Any:
    """How much of the next step to try: the part of this one that would have been best.

    By the secant rule, from the derivatives at both ends of what was tried; further where they fall. Between half and
    twice of what helped, and less than half of what did not.
    """
    rises = after > before
    best = jnp.where(rises, way * before / jnp.where(rises, before - after, 1.0), jnp.inf)
    best = jnp.where(jnp.isfinite(after), best, 0.0)
    further = jnp.clip(best, way / 2.0, jnp.minimum(2.0 * way, 1.0))
    return jnp.where(better, further, jnp.clip(best, way / 10.0, way / 2.0))


def _for_all(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """A function of one person's arrays, for everybody, compiled."""
    return jax.jit(lambda persons: jax.vmap(function)(*persons))


_placed, _proposed, _judged = (_for_all(one) for one in (_place, _propose, _judge))
