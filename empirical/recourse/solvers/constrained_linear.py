"""SCFE on a linear model within constraints: ranges, directions, and one level of every category.

With D the cost weights, minimise (wᵀζ − m)² + λ‖Dζ‖² where every number keeps to an interval and every category to one
level. At a multiplier τ each column and each category decides alone: a number moves by τ w_j / d_j², clipped; a
category takes the level with the largest 2τ gain − cost. The total gain G(τ) rises with τ, and τλ + G(τ) = m at the
solution, which bisection finds. For numbers alone this is the minimiser. A category may jump at the solution. Then the
numbers are solved again for the levels on either side of the jump, and the better side is taken.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from empirical.data.split import Space
from empirical.numerics import traced_row_norms
from empirical.recourse.feasibility import decided, onwards, reach, room
from empirical.recourse.polytope import least_objective
from empirical.recourse.solvers.closed_form import Minimisers

HALVINGS = 64
"""Number of halvings of the interval that holds τ: the rest is its rounding error."""


ROUNDS = 8
"""Number of times that levels are chosen anew where numbers are related."""


class _Options(NamedTuple):
    """The options of one instance: the intervals of the numbers, and gain and cost of every level of every category."""

    low: Any
    high: Any
    gain: Any
    cost: Any


@jax.jit
def feasible_scfe(
    inputs: Float[Array, "m k"],
    weights: Float[Array, " k"],
    *,
    space: Space,
    cost_weights: Float[Array, " k"],
    target: Float[Array, ""] | float,
    lam: Float[Array, ""] | float,
) -> Minimisers:
    """Find recourses for a linear score that keep ranges, directions and categories and have a small SCFE objective.

    A value that is outside its range already may stay, or move towards the range. The model may reject these recourses.

    Args:
        inputs: The instances, with the constant column of the intercept.
        weights: The weights w of the linear score f(x) = wᵀx.
        space: What may change, and how far.
        cost_weights: The cost weights D > 0, the cost of a unit of change in each column.
        target: The target score s, in logits.
        lam: The weight λ > 0 of the squared cost.

    Returns:
        The recourses: the minimisers where no category jumps, else the better of the two sides. They are NaN where
        numbers are related and the minimiser was not found, which the multipliers tell.

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([0.5, np.inf]), actionable=np.array([True, False]))
        >>> settings = {"space": space, "cost_weights": np.ones(2), "target": 1.0, "lam": 1.0}
        >>> feasible_scfe(np.array([[0.0, 1.0]]), np.array([1.0, -1.0]), **settings).changes.tolist()
        [[0.5, 0.0]]
    """
    change = partial(best_change, weights=weights, space=space, cost_weights=cost_weights, lam=lam)
    changes = jax.vmap(lambda x: change(x, missing=target - weights @ x))(inputs)
    return Minimisers(inputs + changes, changes, traced_row_norms(changes * cost_weights[None, :]))


def best_change(x: Any, *, weights: Any, missing: Any, space: Space, cost_weights: Any, lam: Any) -> Any:
    """Find the change of one instance with a small objective (wᵀζ − m)² + λ‖Dζ‖₂². Vmappable.

    Args:
        x: The instance, [k].
        weights: The weights w, [k].
        missing: The residual m.
        space: What may change, and how far.
        cost_weights: The cost weights D.
        lam: The weight λ of the squared cost.

    Returns:
        The change ζ, [k].

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([0.5, np.inf]), actionable=np.array([True, False]))
        >>> change = partial(best_change, space=space, cost_weights=np.ones(2), lam=1.0)
        >>> jax.jit(change)(np.array([0.0, 1.0]), weights=np.array([1.0, -1.0]), missing=2.0).tolist()
        [0.5, 0.0]
    """
    options = _options(x, weights, space, cost_weights)
    if len(space.relations.limits):
        return _best_related(
            x, options, weights=weights, missing=missing, space=space, cost_weights=cost_weights, lam=lam
        )
    pull = weights / cost_weights**2

    def numbers(tau: Any) -> Any:
        return jnp.clip(tau * pull, options.low, options.high)

    def surplus(tau: Any) -> Any:
        best, taken = _choice(tau, options)
        gained = jnp.sum(jnp.where(taken, _at(options.gain, best), 0.0))
        return tau * lam + weights @ numbers(tau) + gained - missing

    def with_levels(chosen: Any) -> Any:
        short = missing - weights @ chosen
        below, above = _bisect(lambda tau: tau * lam + weights @ numbers(tau) - short, short / lam)
        return chosen + numbers(_polished((below + above) / 2.0, pull, weights, options, short, lam))

    def objective(change: Any) -> Any:
        return (weights @ change - missing) ** 2 + lam * jnp.sum((cost_weights * change) ** 2)

    sides = [_move(x, *_choice(tau, options), space) for tau in _bisect(surplus, missing / lam)]
    candidates = jax.vmap(with_levels)(jnp.stack([*sides, jnp.zeros_like(x)]))
    return candidates[jnp.argmin(jax.vmap(objective)(candidates))]


def _best_related(
    x: Any, options: _Options, *, weights: Any, missing: Any, space: Space, cost_weights: Any, lam: Any
) -> Any:
    """Find the change of one instance whose numbers are related.

    The numbers are solved for with the levels that a multiplier chooses, which gives another one: the solution is
    between the two. What comes out best on the way is taken; it is NaN where no solution is proved to be one.
    """
    pull, polytope = weights / cost_weights, room(x, space).weighted(cost_weights)

    def solved(levels: Any, start: Any) -> tuple[Any, Any, Any]:
        numbers, multipliers, proved = least_objective(pull, missing - weights @ levels, lam, polytope, start)
        change = levels + jnp.where(proved, numbers / cost_weights, jnp.nan)
        worth = (weights @ change - missing) ** 2 + lam * jnp.sum((cost_weights * change) ** 2)
        return change, worth, multipliers

    nothing = jnp.zeros_like(x)
    if not len(space.levels):
        return solved(nothing, None)[0]

    def closer(index: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        low, high, tau, change, worth, multipliers = state
        levels = jnp.where(index > 0, _move(x, *_choice(tau, options), space), nothing)
        other, its_worth, multipliers = solved(levels, multipliers)
        low = jnp.where(index > 0, jnp.maximum(low, jnp.minimum(tau, multipliers[0])), low)
        high = jnp.where(index > 0, jnp.minimum(high, jnp.maximum(tau, multipliers[0])), high)
        better = its_worth < worth
        change, worth = jnp.where(better, other, change), jnp.where(better, its_worth, worth)
        return low, high, jnp.where(index > 0, (low + high) / 2.0, multipliers[0]), change, worth, multipliers

    end = jnp.full((), jnp.inf, x.dtype)
    start = (-end, end, jnp.zeros_like(end), nothing + jnp.nan, end, jnp.zeros(1 + len(polytope.limits), x.dtype))
    return jax.lax.fori_loop(0, ROUNDS, closer, start)[3]


def _options(x: Any, weights: Any, space: Space, cost_weights: Any) -> _Options:
    low, high = reach(x, space)
    exists, alone = _shape(space)
    has = jnp.where(exists, x[space.levels], 0.0)
    weight, cost = weights[space.levels], cost_weights[space.levels] ** 2
    free = space.actionable[space.levels] & exists
    # Two levels share one column, which is turned over; with more levels one column gives its 1 to another.
    gain = jnp.where(alone, weight * (1.0 - 2.0 * has), weight - jnp.sum(has * weight, axis=1, keepdims=True))
    cost = jnp.where(alone, cost, cost + jnp.sum(has * cost, axis=1, keepdims=True))
    may_leave = alone | jnp.any(free & (has > 0.5), axis=1, keepdims=True)
    open_ = free & may_leave & (alone | (has < 0.5)) & decided(x, space) & onwards(x, space)
    return _Options(low, high, jnp.where(open_, gain, 0.0), jnp.where(open_, cost, jnp.inf))


def _shape(space: Space) -> tuple[Any, Any]:
    """Tell the entries of ``levels`` that are columns, and the categories that have a single column."""
    exists = space.levels >= 0
    return exists, jnp.sum(exists, axis=1, keepdims=True) == 1


def _choice(tau: Any, options: _Options) -> tuple[Any, Any]:
    """Choose the best level of every category at a multiplier, and tell whether it is worth its cost."""
    worth = 2.0 * tau * options.gain - options.cost
    best = jnp.argmax(worth, axis=1)
    return best, _at(worth, best) > 0.0


def _at(values: Any, best: Any) -> Any:
    return jnp.take_along_axis(values, best[:, None], axis=1)[:, 0]


def _move(x: Any, best: Any, taken: Any, space: Space) -> Any:
    """Give the change in the 0/1 columns: every category that moves takes its best level and leaves its present one."""
    exists, alone = _shape(space)
    has = jnp.where(exists, x[space.levels], 0.0)
    arriving = jnp.arange(space.levels.shape[1])[None, :] == best[:, None]
    change = jnp.where(alone, 1.0 - 2.0 * has, jnp.where(arriving, 1.0, -has))
    return jnp.zeros_like(x).at[space.levels].add(jnp.where(taken[:, None] & exists, change, 0.0))


def _bisect(rising: Any, end: Any) -> tuple[Any, Any]:
    """Find where a rising function crosses 0 between 0 and an end: the last two points that enclose the crossing."""

    def halve(_: Any, ends: tuple[Any, Any]) -> tuple[Any, Any]:
        low, high = ends
        middle = (low + high) / 2.0
        above = rising(middle) > 0.0
        return jnp.where(above, low, middle), jnp.where(above, middle, high)

    return jax.lax.fori_loop(0, HALVINGS, halve, (jnp.minimum(end, 0.0), jnp.maximum(end, 0.0)))


def _polished(tau: Any, pull: Any, weights: Any, options: _Options, short: Any, lam: Any) -> Any:
    """Solve for τ exactly on its piece, where it is known which numbers are at an end of their interval."""
    unclipped = tau * pull
    free = (unclipped > options.low) & (unclipped < options.high)
    stuck = jnp.where(free, 0.0, jnp.clip(unclipped, options.low, options.high))
    return (short - weights @ stuck) / (lam + jnp.sum(jnp.where(free, weights * pull, 0.0)))
