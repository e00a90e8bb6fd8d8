"""The multipliers of a quadratic program over a box: the maximum of its dual, by Newton steps on its pieces.

At given multipliers every column decides alone, so the slope of the dual is piecewise linear.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

STEPS = (40, 400)
"""Largest numbers of Newton steps, at first and where these do not suffice; most problems take fewer than ten."""

SWEEPS = (8, 64)
"""Numbers of sweeps over the multipliers that tell which of them are 0 after a step."""

PASSES = (3, 12)
"""Numbers of times that multipliers which would leave their floor are held there."""

SETTLED, UNSETTLED = 4.0, 1e3
"""What may be left of a slope, in units of its rounding: where the steps end, and where more effort is not worth it."""

HALVINGS = 60
"""Largest number of cuts of the interval that holds the share of a step."""

FARTHEST = 1e6
"""Largest multiple of a step."""

ENOUGH, ROUNDING = 0.5, 1e-3
"""Rises of the dual where a step ends, relative to that at its start: at most the first, or at the end of the step at
least the negative of the second."""

LONGER = 10.0
"""Factor by which a step may exceed the multipliers where the dual is not curved: no column of a relation can move."""

DAMPING = 100.0
"""Least weight of the identity beside the curvature, in units of rounding."""


class Dual(NamedTuple):
    """The concave function cᵀθ − ½θᵀΛθ + min over z in a box of ½‖z‖² − (y + Bᵀθ)ᵀz, for θ ≥ floor.

    Attributes:
        anchor: The point y, [k].
        low: The lower ends of the box, [k].
        high: The upper ends, [k].
        rows: The matrix B, [n, k].
        limits: The vector c, [n].
        curvature: The diagonal of Λ, [n].
        floor: The least multipliers, [n].
    """

    anchor: Any
    low: Any
    high: Any
    rows: Any
    limits: Any
    curvature: Any
    floor: Any

    def point(self, multipliers: Any) -> Any:
        """Give the z at which the minimum is attained.

        Args:
            multipliers: The multipliers θ, [n].

        Returns:
            The point, [k].
        """
        return jnp.clip(self.anchor + multipliers @ self.rows, self.low, self.high)

    def value(self, multipliers: Any) -> tuple[Any, Any]:
        """Compute the value, and the size of the terms whose sum it is.

        Args:
            multipliers: The multipliers θ, [n].

        Returns:
            The value, and the size by which its rounding error is judged.
        """
        point, pull = self.point(multipliers), self.anchor + multipliers @ self.rows
        terms = jnp.concatenate([self.limits * multipliers, -0.5 * self.curvature * multipliers**2])
        parts = jnp.concatenate([0.5 * point**2, -pull * point])
        return jnp.sum(terms) + jnp.sum(parts), jnp.sum(jnp.abs(terms)) + jnp.sum(jnp.abs(parts))


def highest(dual: Dual, start: Float[Array, " n"]) -> Float[Array, " n"]:
    """Find the multipliers at the maximum of the dual. Vmappable.

    Most instances need a few steps with a few sweeps. Where relations depend on one another more of both are taken.

    Args:
        dual: The dual.
        start: Multipliers to begin with.

    Returns:
        The multipliers.

    Examples:
        >>> wall = {"rows": jnp.array([[-1.0]]), "limits": jnp.array([-2.0])}
        >>> nothing, wide = jnp.zeros(1), jnp.full(1, 9.0)
        >>> dual = Dual(jnp.full(1, 5.0), -wide, wide, curvature=nothing, floor=nothing, **wall)
        >>> highest(dual, nothing).round(3).tolist()
        [3.0]
    """

    def phase(index: Any, state: tuple[Any, Any]) -> tuple[Any, Any]:
        steps, sweeps, passes = (jnp.asarray(effort)[index] for effort in (STEPS, SWEEPS, PASSES))

        def going(state: tuple[Any, ...]) -> Any:
            return state[2] & (state[0] < steps)

        def step(state: tuple[Any, ...]) -> tuple[Any, ...]:
            count, here, _, _ = state
            slope, grain = _slope(dual, here), jnp.finfo(here.dtype).eps * _size(dual, here)
            left = jnp.max(jnp.abs(jnp.maximum(here + slope, dual.floor) - here))
            way = _newton(dual, here, slope, left, sweeps * len(slope), passes)
            far = (left > SETTLED * grain) & (way @ slope > 0.0)
            here = jnp.where(far, here + _share(dual, here, way, far) * way, here)
            return count + 1, here, far, left > UNSETTLED * grain

        here, rough = state
        _, here, _, rough = jax.lax.while_loop(going, step, (0, here, rough, rough))
        return here, rough

    return jax.lax.fori_loop(0, len(STEPS), phase, (start, jnp.all(jnp.isfinite(start))))[0]


def _slope(dual: Dual, multipliers: Any) -> Any:
    return dual.limits - dual.curvature * multipliers - dual.rows @ dual.point(multipliers)


def _share(dual: Dual, here: Any, way: Any, far: Any) -> Any:
    """Find a share of a step where the dual still rises along the step, but much less than at its start.

    It is 1 at most, but where the dual rises on as steeply at the end of the step.
    """
    unclipped, across = dual.anchor + here @ dual.rows, way @ dual.rows
    linear, curved = way @ (dual.limits - dual.curvature * here), jnp.sum(dual.curvature * way * way)

    def rise(share: Any) -> Any:
        return linear - share * curved - across @ jnp.clip(unclipped + share * across, dual.low, dual.high)

    def going(state: tuple[Any, ...]) -> Any:
        count, low, high, at_low, _ = state
        return (count < HALVINGS) & (low < high) & (at_low > ENOUGH * first) & far

    def closer(state: tuple[Any, ...]) -> tuple[Any, ...]:
        count, low, high, at_low, at_high = state
        part = jnp.where(count % 2 == 0, at_low / (at_low - at_high), jnp.where(low > 0.0, 0.5, 0.02))
        middle = low + (high - low) * part
        here = rise(middle)
        up = here >= 0.0
        low, at_low = (jnp.where(up, new, old) for new, old in ((middle, low), (here, at_low)))
        high, at_high = (jnp.where(up, old, new) for new, old in ((middle, high), (here, at_high)))
        return count + 1, low, high, at_low, at_high

    one = jnp.ones_like(curved)
    first, last = rise(0.0 * one), rise(one)
    inward = jnp.where(way < 0.0, (dual.floor - here) / jnp.where(way < 0.0, way, 1.0), FARTHEST)
    most = jnp.where(last > ENOUGH * first, jnp.clip(jnp.min(inward), 1.0, FARTHEST), 1.0).astype(one.dtype)
    end = rise(most)
    low = jnp.where(end >= -ROUNDING * first, most, 0.0)
    return jax.lax.while_loop(going, closer, (0, low, most, first, end))[1]


def _size(dual: Dual, multipliers: Any) -> Any:
    """Compute the size of the terms that the slope is the difference of."""
    moved = jnp.abs(dual.rows) @ jnp.abs(dual.point(multipliers))
    return jnp.max(jnp.abs(dual.limits) + moved + dual.curvature * jnp.abs(multipliers))


def _newton(dual: Dual, here: Any, slope: Any, left: Any, updates: Any, passes: Any) -> Any:
    """Give the step to the maximum of the present piece over θ ≥ floor.

    A few sweeps over the multipliers tell which ones end at their floor. The others are solved for at once.
    """
    unclipped = dual.anchor + here @ dual.rows
    free = (unclipped > dual.low) & (unclipped < dual.high)
    own = dual.curvature + left / (LONGER * (1.0 + jnp.max(jnp.abs(here)))) + DAMPING * jnp.finfo(slope.dtype).eps
    curved = jnp.where(free[None], dual.rows, 0.0) @ dual.rows.T + jnp.eye(len(slope), dtype=slope.dtype) * own[:, None]
    lowest = dual.floor - here

    def swept(index: Any, way: Any) -> Any:
        index %= len(slope)
        best = way[index] + (slope[index] - curved[index] @ way) / curved[index, index]
        return way.at[index].set(jnp.maximum(best, lowest[index]))

    way = jax.lax.fori_loop(0, updates, swept, jnp.zeros_like(slope))

    def passed(_: Any, trusted: Any) -> Any:
        return _held(curved, slope, lowest, trusted <= lowest)

    trusted = jax.lax.fori_loop(0, passes, passed, way)

    def promise(way: Any) -> Any:
        return way @ (slope - 0.5 * curved @ way)

    return jnp.where(jnp.all(trusted >= lowest) & (promise(trusted) >= promise(way)), trusted, way)


def _held(curved: Any, slope: Any, lowest: Any, held: Any) -> Any:
    """Give the step to the maximum of a piece where some multipliers end at their floor."""
    stuck = jnp.where(held, lowest, 0.0)
    both = ~held[:, None] & ~held[None]
    rest = jnp.where(held, 0.0, slope - curved @ stuck)
    return stuck + solved(jnp.where(both, curved, jnp.eye(len(slope), dtype=slope.dtype)), rest)


def solved(matrix: Any, right: Any) -> Any:
    """Solve a small positive definite system by elimination, which fuses where instances are many.

    Args:
        matrix: The matrix, [n, n].
        right: The right-hand side, [n].

    Returns:
        The solution, [n].

    Examples:
        >>> solved(jnp.array([[2.0, 0.0], [0.0, 4.0]]), jnp.array([2.0, 2.0])).tolist()
        [1.0, 0.5]
    """

    def eliminated(index: Any, system: Any) -> Any:
        row = system[index] / system[index, index]
        return (system - system[:, index, None] * row[None]).at[index].set(row)

    return jax.lax.fori_loop(0, len(right), eliminated, jnp.concatenate([matrix, right[:, None]], axis=1))[:, -1]
