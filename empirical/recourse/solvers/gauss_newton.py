"""SCFE's objective minimised for any score by damped Gauss-Newton steps: each solves the linearised problem exactly.

In the coordinates Dx, with g the gradient and m the residual at x + ζ, the linearised problem is to minimise
(m + gᵀζ − gᵀz)² + λ‖z‖² over the box of feasible z = Dζ. Its solution is z = τg, clipped, where τλ + gᵀz = m + gᵀζ.
Without a box τ = (m + gᵀζ) / (λ + ‖g‖²).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances
from empirical.models.model import Model, TracedModel
from empirical.models.tracing import traced_scores_and_gradients
from empirical.numerics import row_norms
from empirical.recourse.polytope import Polytope, closest, least_objective
from empirical.recourse.solvers.boxed import box, stepped

STEPS = 1000
"""Largest number of steps for one instance; it is finished earlier when its step no longer moves it."""

FEW, SHARE = 64, 16
"""In compiled code all instances step until one in ``SHARE`` is left, or ``FEW``; these go on by themselves in the same
way, and ``FEW`` or less go on to the end."""


class Objective(NamedTuple):
    """The objective (f(x + ζ) − s)² + λ‖Dζ‖₂² over a box, one for each instance.

    Attributes:
        origin: The instances x, [m, k].
        low: The smallest Dζ, [m, k], at most 0.
        high: The largest Dζ, [m, k], at least 0.
        free: 1/d where a column may change, else 0, [m, k].
        target: The target scores s, [m].
        lam: The weights λ > 0 of the squared cost, [m].
        grain: The square of a step that is lost in the rounding of Dx, [m].
        rows: The coefficients of the relations between the columns of Dζ, [m, r, k].
        limits: The largest values of the relations, [m, r], at least 0.
    """

    origin: Any
    low: Any
    high: Any
    free: Any
    target: Any
    lam: Any
    grain: Any
    rows: Any
    limits: Any

    @property
    def polytope(self) -> Polytope:
        """The box within the relations."""
        return Polytope(self.low, self.high, self.rows, self.limits)

    def within(self, change: Any) -> Any:
        """Give the feasible change Dζ of one instance nearest to a change.

        Args:
            change: The change, [k].

        Returns:
            The feasible change.
        """
        clipped = jnp.clip(change, self.low, self.high)
        return closest(clipped, self.polytope) if len(self.limits) else clipped

    def worth(self, change: Any, score: Any) -> Any:
        """Compute the objective of one instance.

        Args:
            change: The change Dζ, [k].
            score: The score f(x + ζ).

        Returns:
            The value of the objective.
        """
        return (self.target - score) ** 2 + self.lam * _dot(change, change)


class Stand(NamedTuple):
    """The state of the minimisation for one instance: the best change so far, and the next step.

    Attributes:
        change: The change Dζ, [k].
        score: The score f(x + ζ).
        slope: The gradient D⁻¹∇f(x + ζ), 0 where nothing may change.
        step: The step to the minimiser of the problem that is linear here, [k].
        way: The share of the step to try.
        multiplier: The multiplier |τ| of the step; with relations τ and theirs, [1 + r].
        moving: Whether the step would move the instance.
        taken: The number of steps taken; -1 where not even the start has a score yet.
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
    """Find a stationary point of the objective for every instance, by at most ``STEPS`` steps.

    The result is never worse than the start. The steps stop at a kink that is a minimum in every direction. The score
    is evaluated once a step; outside of JAX for the instances alone that still move.

    Args:
        model: The model f.
        objective: The objectives, numpy arrays.
        start: The changes Dζ at the start, [m, k], within the box; 0 by default.

    Returns:
        The last state of every instance, numpy arrays [m, ...].

    Examples:
        >>> from empirical.models.model import HostModel
        >>> unbounded = (np.full((1, 1), -np.inf), np.full((1, 1), np.inf))
        >>> problem = objective(np.zeros((1, 1)), unbounded, np.ones(1), target=1.0, lam=1.0)
        >>> model = HostModel(lambda points: points[:, 0], lambda points: (points[:, 0], np.ones_like(points)))
        >>> minimise(model, problem).change.tolist()
        [[0.5]]
    """
    begin = np.zeros_like(objective.origin) if start is None else start
    if isinstance(model, TracedModel):
        everybody = (objective, begin, np.ones(len(begin), bool))
        return Stand(*map(np.array, over_instances(partial(_traced, model.function), everybody)))
    stand, active = Stand(*map(np.array, _before(objective, begin))), np.arange(len(begin))
    while active.size:
        there = _walk(model, _rows(objective, active), _rows(stand, active))
        for part, arrived in zip(stand, there, strict=True):
            part[active] = arrived
        active = active[there.moving]
    return stand


def objective(
    inputs: Any, ends: tuple[Any, Any], free: Any, target: float, lam: Any, relations: tuple[Any, Any] | None = None
) -> Objective:
    """Make the objectives of instances that share a target score.

    Args:
        inputs: The instances x, [m, k].
        ends: The smallest and the largest Dζ, [m, k].
        free: 1/d where a column may change, else 0, [k].
        target: The target score s.
        lam: The weight λ of the squared cost, one number for all instances or [m].
        relations: The coefficients of the relations between the columns of ζ, [r, k], and what is left of each, [m, r];
            ``None`` for no relations.

    Returns:
        One objective for each instance.

    Examples:
        >>> unbounded = (np.full((1, 1), -np.inf), np.full((1, 1), np.inf))
        >>> problem = objective(np.zeros((1, 1)), unbounded, np.ones(1), target=1.0, lam=0.5)
        >>> problem.target.tolist(), problem.lam.tolist()
        ([1.0], [0.5])
    """
    targets, weights = (np.full(len(inputs), value, inputs.dtype) for value in (target, lam))
    weighted = np.divide(inputs, free, out=np.zeros_like(inputs), where=free > 0.0)
    grain = (np.finfo(inputs.dtype).eps * row_norms(weighted)) ** 2
    count, width = inputs.shape
    none = (np.zeros((0, width), inputs.dtype), np.zeros((count, 0), inputs.dtype))
    coefficients, limits = none if relations is None else relations
    rows = np.broadcast_to(coefficients * free, (count, *coefficients.shape))
    return Objective(inputs, *ends, np.broadcast_to(free, inputs.shape), targets, weights, grain, rows, limits)


def feasible(objective: Objective, changes: np.ndarray) -> np.ndarray:
    """Give the feasible changes nearest to changes.

    Args:
        objective: The objectives.
        changes: The changes Dζ, [m, k].

    Returns:
        The feasible changes.

    Examples:
        >>> box = (np.full((1, 1), -1.0), np.full((1, 1), 1.0))
        >>> problem = objective(np.zeros((1, 1)), box, np.ones(1), target=1.0, lam=0.5)
        >>> feasible(problem, np.full((1, 1), 3.0)).tolist()
        [[1.0]]
    """
    if objective.limits.shape[1]:
        return over_instances(_within, (objective, changes))
    return np.clip(changes, objective.low, objective.high)


def _rows(tree: Any, rows: Any) -> Any:
    return jax.tree.map(lambda part: part[rows], tree)


def _walk(model: Model, objective: Objective, stand: Stand) -> Stand:
    """Take a single step, with a model outside of compiled code."""
    change = stand.change + stand.way[:, None] * stand.step
    known = model.scores_and_gradients(objective.origin + objective.free * change)
    return over_instances(_stepped, (objective, stand, *known))


@jax.jit
def _traced(function: Any, start: Any) -> Stand:
    """Take all steps of all instances; those that are padding take none."""
    objective, change, real = start
    return _to_the_end(function, objective, _before(objective, change)._replace(moving=real))


def _to_the_end(function: Any, objective: Objective, stand: Stand) -> Stand:
    count = len(stand.way)
    left = max(count // SHARE, FEW) if count > FEW else 0

    def step(stand: Stand) -> Stand:
        change = stand.change + stand.way[:, None] * stand.step
        known = traced_scores_and_gradients(function, objective.origin + objective.free * change)
        return _stepped((objective, stand, *known))

    stand = jax.lax.while_loop(lambda stand: jnp.sum(stand.moving) > left, step, stand)
    if not left:
        return stand
    slowest = jnp.argsort(~stand.moving)[:left]
    there = _to_the_end(function, _rows(objective, slowest), _rows(stand, slowest))
    return jax.tree.map(lambda part, arrived: part.at[slowest].set(arrived), stand, there)


def _before(objective: Objective, change: Any) -> Stand:
    """Give the state of all instances before the score at the start is known; the first step only finds it."""
    zero, one = jnp.zeros(len(change), change.dtype), jnp.ones(len(change), bool)
    related = objective.limits.shape[1]
    multiplier = jnp.zeros((len(change), 1 + related), change.dtype) if related else zero
    nowhere = jnp.zeros_like(change)
    return Stand(change, zero, nowhere, nowhere, zero, multiplier, one, jnp.full(len(change), -1, jnp.int32))


def _step(objective: Objective, stand: Stand, score: Any, gradient: Any) -> Stand:
    """Take the step if it helps, and decide which share of the next one to try."""
    first, change, slope = stand.taken < 0, stand.change + stand.way * stand.step, _slope(objective, gradient)
    better = first | (objective.worth(change, score) <= objective.worth(stand.change, stand.score))
    before = _rise(objective, stand.step, stand.change, stand.score, stand.slope)
    way = _next_way(stand.way, better, before, _rise(objective, stand.step, change, score, slope))
    way = jnp.where(first, 1.0, way)
    taken = better & stand.moving
    change, score, slope = (
        jnp.where(taken, new, old) for new, old in ((change, stand.change), (score, stand.score), (slope, stand.slope))
    )
    moving = stand.moving & (stand.taken < STEPS - 1) & (~first | jnp.isfinite(score))
    return _facing(
        objective, change, score, slope, way, stand.multiplier, moving, stand.taken + stand.moving.astype(jnp.int32)
    )


def _slope(objective: Objective, gradient: Any) -> Any:
    return jnp.where(jnp.isfinite(gradient), objective.free * gradient, 0.0)


def _facing(
    objective: Objective, change: Any, score: Any, slope: Any, way: Any, multiplier: Any, moving: Any, taken: Any
) -> Stand:
    """Give the state with the step from there to the minimiser of the linearised problem.

    In a box τ solves a piecewise linear equation, by one step of Newton's method from the last τ. That reaches the
    right piece in the end, and the step is 0 only where τ is exact.
    """
    missing = objective.target - score + _dot(slope, change)
    if len(objective.limits):
        there, multiplier, _ = least_objective(slope, missing, objective.lam, objective.polytope, multiplier)
    else:
        there, multiplier = stepped(box(slope, missing, objective.lam, (objective.low, objective.high)), multiplier)
    step = there - change
    smallest = jnp.finfo(step.dtype).eps * _dot(change, change) + objective.grain
    moving &= way * way * _dot(step, step) > smallest
    return Stand(change, score, slope, step, way, multiplier, moving, taken)


def _rise(objective: Objective, step: Any, change: Any, score: Any, slope: Any) -> Any:
    """Compute half the derivative of the objective along a step."""
    return _dot(objective.lam * change - (objective.target - score) * slope, step)


def _dot(a: Any, b: Any) -> Any:
    """Compute a scalar product that the compiler fuses with the computation of its factors."""
    return jnp.sum(a * b)


def _next_way(way: Any, better: Any, before: Any, after: Any) -> Any:
    """Decide which share of the next step to try: the share of this one that would have been best.

    The secant rule gives it, from the derivatives at both ends of the tried step; it is larger where they fall. It is
    between half and twice a share that helped, and less than half of one that did not.
    """
    rises = after > before
    best = jnp.where(rises, way * before / jnp.where(rises, before - after, 1.0), jnp.inf)
    best = jnp.where(jnp.isfinite(after), best, 0.0)
    further = jnp.clip(best, way / 2.0, jnp.minimum(2.0 * way, 1.0))
    return jnp.where(better, further, jnp.clip(best, way / 10.0, way / 2.0))


def _for_all(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """Compile a function of the arrays of one instance for all instances."""
    return jax.jit(lambda instances: jax.vmap(function)(*instances))


_stepped, _within = _for_all(_step), _for_all(Objective.within)
