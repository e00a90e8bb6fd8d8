"""Changes of numbers within ranges and linear relations: the nearest one to a point, and SCFE's minimiser over them.

Both are quadratic programs whose dual has few variables θ: a multiplier ν ≥ 0 for every relation, and one τ for the
score. At given multipliers every column decides alone, z = clip(y + Bᵀθ), so the dual is concave and its slope is
piecewise linear. Newton steps on the pieces, kept to ν ≥ 0, find its maximum, most often after a few.
"""

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from empirical.recourse.constraints import slack
from empirical.recourse.dual_ascent import DAMPING, Dual, highest, solved

ROUNDINGS = 64.0
"""Rounding error of the value of a dual, in units of that of its terms."""

ROUNDS = 3
"""Number of times that a point moves onto all relations in turn."""


class Polytope(NamedTuple):
    """The feasible changes of the numbers of one instance: low ≤ ζ ≤ high and Aζ ≤ b. The change 0 is one of them.

    Attributes:
        low: The smallest change of every column, [k], at most 0.
        high: The largest change of every column, [k], at least 0.
        rows: The coefficients A of the relations, [r, k].
        limits: What is left of every relation, b ≥ 0, [r].
    """

    low: Any
    high: Any
    rows: Any
    limits: Any

    def weighted(self, cost_weights: Any) -> "Polytope":
        """Give the polytope of the weighted changes Dζ.

        Args:
            cost_weights: The cost weights D, [k].

        Returns:
            The polytope in these coordinates.
        """
        return Polytope(cost_weights * self.low, cost_weights * self.high, self.rows / cost_weights[None], self.limits)


class Minimiser(NamedTuple):
    """The solution of a quadratic program.

    Attributes:
        point: The point z, which is in the polytope, [k].
        multipliers: τ = (m − gᵀz) / λ, then the multipliers of the relations, [1 + r].
        proved: Whether the multipliers prove that the point is a minimiser: no other has a value much below its own.
    """

    point: Any
    multipliers: Any
    proved: Any


def closest(wanted: Float[Array, " k"], polytope: Polytope) -> Float[Array, " k"]:
    """Find the point of a polytope nearest to a point. Vmappable.

    Args:
        wanted: The point, [k].
        polytope: The polytope.

    Returns:
        The nearest point, to rounding.

    Examples:
        >>> together = Polytope(jnp.zeros(2), jnp.full(2, jnp.inf), jnp.array([[1.0, 1.0]]), jnp.array([2.0]))
        >>> closest(jnp.array([3.0, 1.0]), together).round(3).tolist()
        [2.0, 0.0]
    """
    size = _norms(polytope.rows)
    rows, limits = polytope.rows / size[:, None], polytope.limits / size
    nothing = jnp.zeros_like(limits)
    dual = Dual(wanted, polytope.low, polytope.high, -rows, -limits, nothing, nothing)
    return _settled(dual, highest(dual, nothing), polytope)


def least_objective(
    pull: Float[Array, " k"], missing: Any, lam: Any, polytope: Polytope, start: Any = None
) -> Minimiser:
    """Find the minimiser of (gᵀz − m)² + λ‖z‖² over a polytope. Vmappable.

    Args:
        pull: The slope g, [k].
        missing: The residual m.
        lam: The weight λ > 0.
        polytope: The polytope.
        start: Multipliers to begin with, [1 + r], such as those of a similar problem; 0 by default.

    Returns:
        The minimiser z, to rounding, its multipliers, and whether they prove that it is one.

    Examples:
        >>> together = Polytope(jnp.zeros(2), jnp.full(2, jnp.inf), jnp.array([[1.0, 1.0]]), jnp.array([2.0]))
        >>> least_objective(jnp.array([2.0, 1.0]), 9.0, 0.01, together).point.round(3).tolist()
        [2.0, 0.0]
    """
    rows = jnp.concatenate([pull[None], -polytope.rows])
    size = _norms(rows)
    limits = jnp.concatenate([jnp.reshape(missing, 1), -polytope.limits]) / size
    relation = jnp.arange(len(size)) > 0
    curvature = jnp.where(relation, 0.0, lam / size**2)
    floor = jnp.where(relation, 0.0, -jnp.inf).astype(pull.dtype)
    dual = Dual(jnp.zeros_like(pull), polytope.low, polytope.high, rows / size[:, None], limits, curvature, floor)
    begin = jnp.zeros_like(size) if start is None else start * size
    multipliers = highest(dual, begin)
    point = _settled(dual, multipliers, polytope)
    least, terms = dual.value(jnp.maximum(multipliers, floor))
    short = missing - pull @ point
    value, eps = 0.5 * (point @ point + short * short / lam), jnp.finfo(point.dtype).eps
    proved = value - least <= eps**0.5 * value + ROUNDINGS * eps * terms
    return Minimiser(point, multipliers / size, proved)


def beside(wanted: Float[Array, " k"], polytope: Polytope) -> Float[Array, " k"]:
    """Find a point of a polytope near a point of its box, fast. Vmappable.

    The point moves onto one relation that it breaks after the other, a few times, and is shortened if it breaks some
    still. A point that breaks none stays.

    Args:
        wanted: The point, [k], between the ends of the columns.
        polytope: The polytope.

    Returns:
        A point of the polytope.

    Examples:
        >>> together = Polytope(jnp.zeros(2), jnp.full(2, jnp.inf), jnp.array([[1.0, 1.0]]), jnp.array([2.0]))
        >>> beside(jnp.array([3.0, 1.0]), together).round(3).tolist()
        [2.0, 0.0]
    """
    point = wanted
    for _ in range(ROUNDS):
        for row, limit in zip(polytope.rows, polytope.limits, strict=True):
            over = jnp.sum(row * point) - limit
            free = jnp.where(jnp.where(row > 0.0, point > polytope.low, point < polytope.high), row, 0.0)
            size = jnp.sum(free * free)
            step = jnp.where(size > 0.0, jnp.maximum(over, 0.0) / jnp.where(size > 0.0, size, 1.0), 0.0)
            point = jnp.clip(point - step * free, polytope.low, polytope.high)
    return kept(point, polytope)


def kept(point: Any, polytope: Polytope) -> Any:
    """Shorten a point of the box towards 0 until it keeps the relations, which a point that keeps them does not need.

    Args:
        point: A point between the ends of the columns, [k].
        polytope: The polytope.

    Returns:
        The point, or a shorter one.

    Examples:
        >>> together = Polytope(jnp.zeros(2), jnp.full(2, jnp.inf), jnp.array([[1.0, 1.0]]), jnp.array([2.0]))
        >>> kept(jnp.array([1.0, 3.0]), together).tolist()
        [0.5, 1.5]
    """
    used = polytope.rows @ point
    broken = ~(used <= polytope.limits + slack(point.dtype) / 10.0)
    return point * jnp.min(jnp.where(broken, polytope.limits / jnp.where(broken, used, 1.0), 1.0))


def _settled(dual: Dual, multipliers: Any, polytope: Polytope) -> Any:
    """Give the point of the multipliers, put onto the relations that hold it: rounding leaves it beside them."""
    point = dual.point(multipliers)
    free = (point > dual.low) & (point < dual.high)
    over = polytope.rows @ point - polytope.limits
    holds = (multipliers[-len(over) :] > 0.0) | (over > 0.0)
    rows = jnp.where(free[None] & holds[:, None], polytope.rows, 0.0)
    damped = rows @ rows.T + jnp.eye(len(over), dtype=point.dtype) * (
        jnp.finfo(point.dtype).eps * DAMPING + jnp.where(holds, 0.0, 1.0)[:, None]
    )
    moved = jnp.clip(point - solved(damped, jnp.where(holds, over, 0.0)) @ rows, dual.low, dual.high)
    return kept(jnp.where(jnp.max(polytope.rows @ moved - polytope.limits) < jnp.max(over), moved, point), polytope)


def _norms(rows: Any) -> Any:
    """Compute the norms of rows; 1 for a row of zeros."""
    sizes = jnp.sqrt(jnp.sum(rows * rows, axis=1))
    return jnp.where(sizes > 0.0, sizes, 1.0)
