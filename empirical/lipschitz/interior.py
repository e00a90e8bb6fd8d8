"""A primal-dual interior-point method for the smallest d with F(d, λ) ⪰ 0.

The objective is Σ d_i, or d itself with all d_i equal. The dual problem is to find Z ⪰ 0 with tr(Z ∂F/∂y) = c for the
unknowns y = (d, λ), and at the optimum ZF = 0. Every step solves the linearised equation Z F = σμ I for both problems
(Helmberg, Rendl, Vanderbei & Wolkowicz 1996), with Mehrotra's choice of σ and his second-order term. Because
∂F/∂λ_j = e_j e_jᵀ − v_j v_jᵀ, the matrix tr(∂_i F Z ∂_j F F⁻¹) of the equations consists of elementwise products of Z
and F⁻¹, as they are and between the rows v.

F ≻ 0 holds after every step, so any number of steps gives a bound.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.linalg import cho_solve, solve_triangular

from empirical.lipschitz.system import System, adjoint, both_scaled, linear, matrix, norm_bound

SHARE = 0.9
"""Share of the way to the boundary of the cone that a step may go."""

GUESSES = np.array([1.0, 0.5, 0.2])
"""Lengths that are tried for the predictor, which only chooses σ."""

LENGTHS = np.array([1.0, 0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.03])
"""Lengths that are tried for the step itself."""


class Point(NamedTuple):
    """An iterate of the method, primal and dual.

    Attributes:
        free: The free bounds, [e]; the bounds d are ``ties @ free``.
        multipliers: The multipliers λ, [n].
        dual: The dual matrix Z, [t, t].
    """

    free: Any
    multipliers: Any
    dual: Any


def minimise(system: System, ties: Any, *, steps: Any, close: Any) -> tuple[Any, Any]:
    """Minimise the sum of the free bounds subject to F(d, λ) ⪰ 0.

    Args:
        system: The system of the network.
        ties: The matrix [l, e] that makes bounds equal: a column of ones for equal bounds, the identity for free ones.
        steps: The largest number of steps.
        close: The relative gap between the primal and the dual objective at which the method stops earlier.

    Returns:
        The bounds d, [l], and the multipliers λ, [n], with F(d, λ) ≻ 0; NaN if there was no feasible start.

    Examples:
        >>> from empirical.lipschitz.system import assemble
        >>> system = assemble([], jnp.array([[3.0, 4.0]]))  # a linear map of norm 5
        >>> bounds, _ = minimise(system, jnp.ones((2, 1)), steps=30, close=1e-6)
        >>> bounds.round(3).tolist()
        [25.0, 25.0]
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
    """Compute the smallest multiple of d for which F(d, λ) ⪰ 0, with fixed λ.

    Args:
        system: The system of the network.
        bounds: The bounds d, [l].
        multipliers: The multipliers λ, [n].

    Returns:
        The multiple of d, [l].

    Examples:
        >>> from empirical.lipschitz.system import assemble
        >>> system = assemble([], jnp.array([[3.0, 4.0]]))
        >>> jax.jit(tightened)(system, jnp.ones(2), jnp.zeros(0)).round(6).tolist()
        [25.0, 25.0]
    """
    width = len(bounds)
    whole = matrix(system, jnp.zeros_like(bounds), multipliers)
    factor = jnp.linalg.cholesky(whole[width:, width:])
    across = solve_triangular(factor, whole[width:, :width], lower=True)
    needed = both_scaled(1.0 / jnp.sqrt(bounds), across.T @ across - whole[:width, :width])
    return bounds * jnp.linalg.eigvalsh(needed)[-1]


def _first(system: System, ties: Any) -> Point:
    """Compute the starting point: the λ of the system, and bounds that are large enough for the outputs."""
    ones = jnp.ones(len(ties))
    factor = jnp.linalg.cholesky(linear(system, ones, system.start))
    half = solve_triangular(factor, system.output, lower=True)
    size = 1.1 * norm_bound(solve_triangular(factor, half.T, lower=True))
    size = jnp.where(size == 0.0, 1.0, size)
    multipliers = jnp.where(system.active, size * system.start, 1.0)
    dual = _inverse(jnp.linalg.cholesky(matrix(system, size * ones, multipliers)))
    return Point(
        jnp.full(ties.shape[1], size), multipliers, ties.shape[1] * dual / jnp.trace(dual[: len(ties), : len(ties)])
    )


def _step(system: System, ties: Any, point: Point) -> tuple[Point, Any]:
    """Make one step, and compute the relative gap after it."""
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
    predicted = here + _longest(here, primal, GUESSES) * primal
    predicted_gap = jnp.sum(predicted * (point.dual + _longest(point.dual, dual, GUESSES) * dual))
    centring = jnp.clip(predicted_gap / gap, 1e-3, 1.0) ** 2 * gap / size
    change, primal, dual = directions(centring, _symmetric(dual @ primal @ inverse))
    length = _longest(here, primal, LENGTHS)
    candidate = Point(
        point.free + length * change[:width],
        point.multipliers + length * change[width:],
        point.dual + _longest(point.dual, dual, LENGTHS) * dual,
    )
    finite = jnp.isfinite(length) & jnp.all(jnp.isfinite(change)) & jnp.all(jnp.isfinite(candidate.dual))
    point = jax.tree.map(lambda new, old: jnp.where(finite, new, old), candidate, point)
    gap = jnp.sum(matrix(system, ties @ point.free, point.multipliers) * point.dual)
    return point, jnp.where(finite, gap / jnp.sum(point.free), 0.0)


def _equations(system: System, ties: Any, inverse: Any, dual: Any) -> Any:
    """Compute the matrix tr(∂_i F Z ∂_j F F⁻¹) over the unknowns i and j."""
    rows, width = system.inputs, len(ties)
    plain = inverse * dual
    across = (inverse @ rows.T) * (dual @ rows.T)
    between = (rows @ (inverse @ rows.T)) * (rows @ (dual @ rows.T))
    mixed = ties.T @ (plain[:width, width:] - across[:width])
    corner = plain[width:, width:] - across[width:] - across[width:].T + between
    return jnp.block([[ties.T @ plain[:width, :width] @ ties, mixed], [mixed.T, corner]])


def _solver(equations: Any, free: Any) -> Callable[[Any], Any]:
    """Make a function that solves for the free unknowns and leaves the others as they are."""
    both_free = free[:, None] & free[None]
    diagonal = jnp.where(free, jnp.diagonal(equations), 1.0)
    unit = jnp.where(free, 1.0 / jnp.sqrt(diagonal), 0.0)
    factor = jnp.linalg.cholesky(jnp.where(both_free, both_scaled(unit, equations), jnp.eye(len(free))))
    return lambda right: unit * cho_solve((factor, True), unit * right)


def _longest(matrix: Any, change: Any, lengths: Any) -> Any:
    """Find the longest of these steps that stays in the cone with some room; 0 if none does."""

    def inside(length: Any) -> Any:
        return jnp.all(jnp.isfinite(jnp.linalg.cholesky(matrix + length / SHARE * change)))

    allowed = jax.vmap(inside)(lengths)
    return jnp.where(jnp.any(allowed), jnp.asarray(lengths)[jnp.argmax(allowed)], 0.0)


def _inverse(factor: Any) -> Any:
    return cho_solve((factor, True), jnp.eye(len(factor)))


def _symmetric(matrix: Any) -> Any:
    return 0.5 * (matrix + matrix.T)
