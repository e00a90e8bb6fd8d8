"""The smallest Σ d_i or, with all d_i equal, d with F(d, λ) ⪰ 0: a primal-dual interior-point method.

The dual is to find Z ⪰ 0 with tr(Z ∂F/∂y) = c for the unknowns y = (d, λ), and at the optimum ZF = 0. Every step solves
Z F = σμ I for both, linearised (Helmberg, Rendl, Vanderbei & Wolkowicz 1996), with Mehrotra's choice of σ and his
second-order term. Because ∂F/∂λ_j = e_j e_jᵀ − v_j v_jᵀ, the equations' matrix tr(∂_i F Z ∂_j F F⁻¹) is made of
elementwise products of Z and F⁻¹, as they are and between the rows v.

F ≻ 0 at every step, so any number of steps gives a bound.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.linalg import cho_solve, solve_triangular

from empirical.lipschitz.system import System, adjoint, both_scaled, linear, matrix, norm_bound

SHARE = 0.9
"""Of the way to the end of the cone."""

GUESSES = np.array([1.0, 0.5, 0.2])
LENGTHS = np.array([1.0, 0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.03])


class Point(NamedTuple):
    """Bounds d as ``ties @ free``, multipliers λ, and the dual matrix Z."""

    free: Any
    multipliers: Any
    dual: Any


def minimise(system: System, ties: Any, *, steps: Any, close: Any) -> tuple[Any, Any]:
    """Minimise the sum of the free bounds.

    Args:
        system: The system.
        ties: [l, e], which bounds are equal: a column of ones, or the identity.
        steps: How many steps at most.
        close: The gap between both objectives, relative, at which it ends earlier.

    Returns:
        d, [l], and λ, [n], with F(d, λ) ≻ 0; NaN if there was no start.
    """

    def further(state: Any) -> Any:
        count, _, gap = state
        return (count < steps) & (gap > close)

    def step(state: Any) -> Any:
        count, point, _ = state
        point, gap = _step(system, ties, point)
        return count + 1, point, gap

    first = _first(system, ties)
    _, point, _ = jax.lax.while_loop(
        further, step, (jnp.zeros((), jnp.asarray(steps).dtype), first, jnp.array(jnp.inf))
    )
    return ties @ point.free, point.multipliers


def tightened(system: System, bounds: Any, multipliers: Any) -> Any:
    """The smallest multiple of d for which F(d, λ) ⪰ 0, with λ as it is.

    Args:
        system: The system.
        bounds: d.
        multipliers: λ.

    Returns:
        The multiple of d.
    """
    width = len(bounds)
    whole = matrix(system, jnp.zeros_like(bounds), multipliers)
    left = jnp.linalg.cholesky(whole[width:, width:])
    across = solve_triangular(left, whole[width:, :width], lower=True)
    needed = both_scaled(1.0 / jnp.sqrt(bounds), across.T @ across - whole[:width, :width])
    return bounds * jnp.linalg.eigvalsh(needed)[-1]


def _first(system: System, ties: Any) -> Point:
    """The start: its λ, and bounds that are large enough for the outputs."""
    ones = jnp.ones(len(ties))
    left = jnp.linalg.cholesky(linear(system, ones, system.start))
    half = solve_triangular(left, system.output, lower=True)
    size = 1.1 * norm_bound(solve_triangular(left, half.T, lower=True))
    size = jnp.where(size == 0.0, 1.0, size)
    multipliers = jnp.where(system.active, size * system.start, 1.0)
    dual = _inverse(jnp.linalg.cholesky(matrix(system, size * ones, multipliers)))
    return Point(
        jnp.full(ties.shape[1], size), multipliers, ties.shape[1] * dual / jnp.trace(dual[: len(ties), : len(ties)])
    )


def _step(system: System, ties: Any, point: Point) -> tuple[Point, Any]:
    """One step, and the relative gap after it."""
    width, count = ties.shape[1], len(system.active)
    free = jnp.concatenate([jnp.ones(width, bool), system.active])
    costs = jnp.concatenate([jnp.ones(width), jnp.zeros(count)])
    here = matrix(system, ties @ point.free, point.multipliers)
    inverse = _inverse(jnp.linalg.cholesky(here))
    solve = _solver(_equations(system, ties, inverse, point.dual), free)
    gap = jnp.sum(here * point.dual)
    size = len(here)

    def pulled(dual: Any) -> Any:
        of_bounds, of_multipliers = adjoint(system, dual)
        return jnp.concatenate([of_bounds @ ties, of_multipliers])

    def directions(centring: Any, correction: Any) -> tuple[Any, Any, Any]:
        change = solve(pulled(centring * inverse - correction) - costs)
        primal = linear(system, ties @ change[:width], change[width:])
        dual = centring * inverse - point.dual - _symmetric(point.dual @ primal @ inverse) - correction
        return change, primal, dual

    _, primal, dual = directions(0.0, jnp.zeros_like(here))
    reached = here + _longest(here, primal, GUESSES) * primal
    left = jnp.sum(reached * (point.dual + _longest(point.dual, dual, GUESSES) * dual))
    centring = jnp.clip(left / gap, 1e-3, 1.0) ** 2 * gap / size
    change, primal, dual = directions(centring, _symmetric(dual @ primal @ inverse))
    length = _longest(here, primal, LENGTHS)
    moved = Point(
        point.free + length * change[:width],
        point.multipliers + length * change[width:],
        point.dual + _longest(point.dual, dual, LENGTHS) * dual,
    )
    fine = jnp.isfinite(length) & jnp.all(jnp.isfinite(change)) & jnp.all(jnp.isfinite(moved.dual))
    kept = jax.tree.map(lambda new, old: jnp.where(fine, new, old), moved, point)
    gap = jnp.sum(matrix(system, ties @ kept.free, kept.multipliers) * kept.dual)
    return kept, jnp.where(fine, gap / jnp.sum(kept.free), 0.0)


def _equations(system: System, ties: Any, inverse: Any, dual: Any) -> Any:
    """tr(∂_i F Z ∂_j F F⁻¹) for the unknowns i and j."""
    rows, width = system.inputs, len(ties)
    both = inverse * dual
    one = (inverse @ rows.T) * (dual @ rows.T)
    two = (rows @ (inverse @ rows.T)) * (rows @ (dual @ rows.T))
    mixed = ties.T @ (both[:width, width:] - one[:width])
    corner = both[width:, width:] - one[width:] - one[width:].T + two
    return jnp.block([[ties.T @ both[:width, :width] @ ties, mixed], [mixed.T, corner]])


def _solver(equations: Any, free: Any) -> Callable[[Any], Any]:
    """Solve for the free unknowns; the others do not move."""
    kept = free[:, None] & free[None]
    diagonal = jnp.where(free, jnp.diagonal(equations), 1.0)
    unit = jnp.where(free, 1.0 / jnp.sqrt(diagonal), 0.0)
    left = jnp.linalg.cholesky(jnp.where(kept, both_scaled(unit, equations), jnp.eye(len(free))))
    return lambda right: unit * cho_solve((left, True), unit * right)


def _longest(matrix: Any, change: Any, lengths: Any) -> Any:
    """The longest of these steps that stays in the cone with some room; 0 if none does."""

    def inside(length: Any) -> Any:
        return jnp.all(jnp.isfinite(jnp.linalg.cholesky(matrix + length / SHARE * change)))

    fine = jax.vmap(inside)(lengths)
    return jnp.where(jnp.any(fine), jnp.asarray(lengths)[jnp.argmax(fine)], 0.0)


def _inverse(left: Any) -> Any:
    return cho_solve((left, True), jnp.eye(len(left)))


def _symmetric(matrix: Any) -> Any:
    return 0.5 * (matrix + matrix.T)
