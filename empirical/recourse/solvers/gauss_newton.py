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

from empirical.batching import over_instances, sizes_of_some
from empirical.models.model import Model, TracedModel, traced_scores_and_gradients
from empirical.numerics import row_norms

STEPS = 1000
"""Most steps of one person; a person whose step no longer moves them is finished before."""

AT_ONCE, OF_FEW, FEW = 3, 16, 128
"""Steps between two looks at who is finished; and of at most so many people, of whom dropping some saves nothing."""

_SHORT, _LONG = np.asarray(AT_ONCE), np.asarray(OF_FEW)


class Objective(NamedTuple):
    """(f(x + ζ) − s)² + λ‖Dζ‖₂² over a box, one for every person.

    Attributes:
        origin: x, [m, k].
        low: Smallest Dζ, [m, k], at most 0.
        high: Largest Dζ, [m, k], at least 0.
        free: 1/d where a column may change, else 0: [m, k].
        target: s, [m].
        lam: λ > 0, [m].
        grain: The square of a step that is lost in the rounding of Dx, [m].
    """

    origin: Any
    low: Any
    high: Any
    free: Any
    target: Any
    lam: Any
    grain: Any

    def worth(self, change: Any, score: Any) -> Any:
        """The objective of one person.

        Args:
            change: Dζ, [k].
            score: f(x + ζ).

        Returns:
            Its value.
        """
        return (self.target - score) ** 2 + self.lam * _dot(change, change)


class Stand(NamedTuple):
    """Where a person stands: the best change so far, and the next step.

    Attributes:
        change: Dζ, [k].
        score: f(x + ζ).
        slope: D⁻¹∇f(x + ζ), 0 where nothing may change.
        step: To the minimiser of the problem that is linear here, [k].
        way: How much of the step to try.
        multiplier: |τ| of the step.
        moving: Whether the step would move them.
        taken: How many steps they took.
    """

    change: Any
    score: Any
    slope: Any
    step: Any
    way: Any
    multiplier: Any
    moving: Any
    taken: Any


def minimise(model: Model, objective: Objective, start: Any = None) -> Stand:
    """A stationary point of the objective for every person, or what ``STEPS`` steps come to.

    It is never worse than the start. At a kink that is a minimum in every direction it stops: no step helps there. The
    score is evaluated once a step, for the people who still move.

    Args:
        model: f.
        objective: The objectives, numpy arrays.
        start: Dζ at the start, [m, k], within the box; 0 by default.

    Returns:
        Where everybody ends, numpy arrays [m, ...].
    """
    begin = np.zeros_like(objective.origin) if start is None else start
    stand = _start(model, objective, begin)
    active, sizes = np.flatnonzero(stand.moving), ()
    if isinstance(model, TracedModel):
        sizes = sizes_of_some(_traced_walk, (model.function, _SHORT), (objective, stand))
    while active.size:
        there = _walk(model, _rows(objective, active), _rows(stand, active), sizes)
        for part, arrived in zip(stand, there, strict=True):
            part[active] = arrived
        active = active[there.moving]
    return stand


def objective(inputs: Any, ends: tuple[Any, Any], free: Any, target: float, lam: Any) -> Objective:
    """The objectives of people who share a target.

    Args:
        inputs: x, [m, k].
        ends: Smallest and largest Dζ, [m, k].
        free: 1/d where a column may change, else 0: [k].
        target: s.
        lam: λ, one for all or [m].

    Returns:
        One for each.
    """
    targets, weights = (np.full(len(inputs), value, inputs.dtype) for value in (target, lam))
    weighted = np.divide(inputs, free, out=np.zeros_like(inputs), where=free > 0.0)
    grain = (np.finfo(inputs.dtype).eps * row_norms(weighted)) ** 2
    return Objective(inputs, *ends, np.broadcast_to(free, inputs.shape), targets, weights, grain)


def _rows(tree: Any, rows: Any) -> Any:
    return jax.tree.map(lambda part: part[rows], tree)


def _start(model: Model, objective: Objective, change: Any) -> Stand:
    """Everybody at their start, or a few steps further, in arrays that can be written to."""
    if isinstance(model, TracedModel):
        stand = over_instances(partial(_traced_start, model.function), (objective, change))
    else:
        known = model.scores_and_gradients(objective.origin + objective.free * change)
        stand = over_instances(_placed, (objective, change, *known))
    return Stand(*map(np.array, stand))


def _walk(model: Model, objective: Objective, stand: Stand, sizes: tuple[int, ...]) -> Stand:
    """A few steps; one where steps are dear."""
    if isinstance(model, TracedModel):
        steps = _SHORT if len(stand.way) > FEW else _LONG
        return over_instances(partial(_traced_walk, model.function, steps), (objective, stand), sizes)
    change = stand.change + stand.way[:, None] * stand.step
    known = model.scores_and_gradients(objective.origin + objective.free * change)
    return over_instances(_stepped, (objective, stand, *known))


@jax.jit
def _traced_start(function: Any, start: Any) -> Stand:
    objective, change = start
    known = traced_scores_and_gradients(function, objective.origin + objective.free * change)
    return _traced_walk(function, _SHORT, (objective, _placed((objective, change, *known))))


@jax.jit
def _traced_walk(function: Any, steps: Any, begin: Any) -> Stand:
    objective, stand = begin

    def going(state: tuple[Any, Stand]) -> Any:
        return (state[0] < steps) & jnp.any(state[1].moving)

    def step(state: tuple[Any, Stand]) -> tuple[Any, Stand]:
        taken, stand = state
        change = stand.change + stand.way[:, None] * stand.step
        known = traced_scores_and_gradients(function, objective.origin + objective.free * change)
        return taken + 1, _stepped((objective, stand, *known))

    return jax.lax.while_loop(going, step, (0, stand))[1]


def _place(objective: Objective, change: Any, score: Any, gradient: Any) -> Stand:
    zero, known = jnp.zeros_like(score), jnp.isfinite(score)
    taken = jnp.zeros((), jnp.int32)
    return _facing(objective, change, score, _slope(objective, gradient), 1.0 + zero, zero, known, taken)


def _step(objective: Objective, stand: Stand, score: Any, gradient: Any) -> Stand:
    """Take the step if it helps, and decide how much of the next one to try."""
    change, slope = stand.change + stand.way * stand.step, _slope(objective, gradient)
    better = objective.worth(change, score) <= objective.worth(stand.change, stand.score)
    before = _rise(objective, stand.step, stand.change, stand.score, stand.slope)
    way = _next_way(stand.way, better, before, _rise(objective, stand.step, change, score, slope))
    taken = better & stand.moving
    change, score, slope = (
        jnp.where(taken, new, old) for new, old in ((change, stand.change), (score, stand.score), (slope, stand.slope))
    )
    moving = stand.moving & (stand.taken < STEPS - 1)
    return _facing(
        objective, change, score, slope, way, stand.multiplier, moving, stand.taken + stand.moving.astype(jnp.int32)
    )


def _slope(objective: Objective, gradient: Any) -> Any:
    return jnp.where(jnp.isfinite(gradient), objective.free * gradient, 0.0)


def _facing(
    objective: Objective, change: Any, score: Any, slope: Any, way: Any, multiplier: Any, moving: Any, taken: Any
) -> Stand:
    """A stand with the step from there to the minimiser of the linearised problem.

    In a box τ solves an equation that is linear in pieces, by one step of Newton's method from the last τ. That ends on
    the right piece at last, and the step is 0 only where τ is exact.
    """
    missing, size = objective.target - score + _dot(slope, change), jnp.abs(slope)
    end = jnp.where(slope * missing > 0.0, objective.high, -objective.low)
    at_end = multiplier * size >= end
    gained = jnp.sum(jnp.where(at_end, size * jnp.where(at_end, end, 0.0), 0.0))
    steepness = jnp.sum(jnp.where(at_end, 0.0, size * size))
    multiplier = jnp.maximum((jnp.abs(missing) - gained) / (objective.lam + steepness), 0.0)
    step = jnp.sign(missing * slope) * jnp.minimum(multiplier * size, end) - change
    smallest = jnp.finfo(step.dtype).eps * _dot(change, change) + objective.grain
    moving &= way * way * _dot(step, step) > smallest
    return Stand(change, score, slope, step, way, multiplier, moving, taken)


def _rise(objective: Objective, step: Any, change: Any, score: Any, slope: Any) -> Any:
    """Half the derivative of the objective along a step."""
    return _dot(objective.lam * change - (objective.target - score) * slope, step)


def _dot(a: Any, b: Any) -> Any:
    """A scalar product that is fused with what makes its factors."""
    return jnp.sum(a * b)


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
    return jax.jit(lambda instances: jax.vmap(function)(*instances))


_placed, _stepped = _for_all(_place), _for_all(_step)
