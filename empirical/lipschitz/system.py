"""The matrix inequality of LipSDP-Neuron (Fazlyab et al. 2019), in contractions.

Let a change dz of the input change what neuron j reads by v_j, and what it gives by x_j. If its slopes are in [α, β],
then x = m v + h u with m = (α + β)/2, h = (β − α)/2 and |u_j| ≤ |v_j|. All v and the output's change y are linear in
(dz, u): v = V (dz, u) and y = Y (dz, u). If with positive d and λ

    F(d, λ) = diag(d, λ) − Vᵀ diag(λ) V − YᵀY ⪰ 0,

then ‖y‖² ≤ Σ d_i dz_i² + Σ λ_j (u_j² − v_j²) ≤ Σ d_i dz_i²: the root of the largest d is a Lipschitz constant from ℓ₂,
that of their sum one from ℓ∞. The multipliers of Fazlyab et al. are λ/h². Here nothing is divided by h: neurons with
one slope (h = 0) need no λ. Neither do outputs, whose worst slopes are the largest.

The start follows the layers. Let all changes of what a layer reads be in the ellipsoid {P^½ ξ: ‖ξ‖ ≤ 1}. With S = WPWᵀ,
any diagonal R ≻ S gives λ = 1/ρ of its neurons, and P = h²R + m (S + S (R − S)⁻¹ S) m of what it gives. Of a single
neuron the best ρ is S (1 + m/h). Of several it is taken to be that times the norm of S in units of its diagonal,
much as in ECLipsE-Fast (Xu & Sivaranjani 2024).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
from jax.scipy.linalg import solve_triangular

from empirical.numerics import EPS

NEGLIGIBLE = 1e-100
"""Of weights that are at most 1: neurons that read less, whatever the input, are left out of the inequality."""


class Layer(NamedTuple):
    """A layer and the slopes of its neurons: W, m and h."""

    weights: Any
    middle: Any
    half: Any


class System(NamedTuple):
    """What F(d, λ) is made of, with t = l + n columns: one for each input, one for each hidden neuron.

    Attributes:
        inputs: V, [n, t].
        output: YᵀY, [t, t].
        units: v_j and u_j are in these, which makes λ near 1, [n].
        active: Which neurons have a u, [n]; rows and columns of all others are 0.
        start: λ of the start for outputs that are 0, [n]; 1 where not active.
        input_sizes: |V| before anything cancels, [n, t].
        output_sizes: The diagonal of YᵀY before anything cancels, [t].
        rounding: Entries of V and YᵀY are computed to this, relative to those sizes.
    """

    inputs: Any
    output: Any
    units: Any
    active: Any
    start: Any
    input_sizes: Any
    output_sizes: Any
    rounding: float


def layer(weights: Any, low: Any, high: Any) -> Layer:
    """A layer whose neurons have slopes in [α, β].

    Args:
        weights: W.
        low: α.
        high: β.

    Returns:
        The layer; m ± h, rounded outward, holds α and β.
    """
    middle = low + 0.5 * (high - low)
    half = jnp.maximum(high - middle, middle - low) * (1.0 + 4.0 * EPS)
    return Layer(weights, middle, jnp.where(high > low, half, 0.0))


def assemble(hidden: Sequence[Layer], last: Any) -> System:
    """The system of a network.

    Args:
        hidden: Its hidden layers.
        last: The last layer's weights, times the largest slopes and the scale of the outputs, [k, n_L].

    Returns:
        The system.
    """
    width = (hidden[0].weights if hidden else last).shape[1]
    columns = jnp.eye(width + sum(len(one.middle) for one in hidden))
    at, terms = _Given(columns[:width], columns[:width], jnp.eye(width)), sum(last.shape) + len(columns)
    parts = [_Neurons(columns[:0], columns[:0], jnp.zeros(0), jnp.zeros(0, bool), jnp.zeros(0))]
    for one in hidden:
        place, width = columns[width : width + len(one.middle)], width + len(one.middle)
        neurons, at = _through(one, at, place)
        parts, terms = [*parts, neurons], terms + sum(one.weights.shape) + 16
    all_ = _Neurons(*map(jnp.concatenate, zip(*parts, strict=True)))
    change, change_sizes = last @ at.changes, jnp.abs(last) @ at.sizes
    return System(
        all_.rows,
        change.T @ change,
        all_.units,
        all_.active,
        all_.start,
        all_.sizes,
        jnp.sum(change_sizes * change_sizes, axis=0),
        4.0 * terms * EPS,
    )


def matrix(system: System, bounds: Any, multipliers: Any) -> Any:
    """F(d, λ).

    Args:
        system: The system.
        bounds: d, [l].
        multipliers: λ, [n].

    Returns:
        The matrix, [t, t].
    """
    return linear(system, bounds, multipliers) - system.output


def linear(system: System, bounds: Any, multipliers: Any) -> Any:
    """F(d, λ) + YᵀY, which is linear in d and λ.

    Args:
        system: The system.
        bounds: d, or a change of it, [l].
        multipliers: λ, or a change of it, [n].

    Returns:
        The matrix, [t, t].
    """
    kept = jnp.where(system.active, multipliers, 0.0)
    return jnp.diag(jnp.concatenate([bounds, multipliers])) - system.inputs.T @ (row_scaled(kept, system.inputs))


def adjoint(system: System, dual: Any) -> tuple[Any, Any]:
    """The adjoint of :func:`linear`.

    Args:
        system: The system.
        dual: A symmetric matrix Z, [t, t].

    Returns:
        tr(Z ∂F/∂d) and tr(Z ∂F/∂λ).
    """
    diagonal, count = jnp.diagonal(dual), len(system.active)
    width = len(diagonal) - count
    return diagonal[:width], diagonal[width:] - jnp.sum(system.inputs * (system.inputs @ dual), axis=1)


def row_scaled(factors: Any, matrix: Any) -> Any:
    """A matrix whose rows are multiplied.

    Args:
        factors: One for each row.
        matrix: The matrix.

    Returns:
        diag(factors) times it.
    """
    return factors[:, None] * matrix


def both_scaled(factors: Any, matrix: Any) -> Any:
    """A matrix whose rows and columns are multiplied.

    Args:
        factors: One for each row, and for the column of the same number.
        matrix: The matrix.

    Returns:
        diag(factors) times it, times diag(factors).
    """
    return factors[:, None] * matrix * factors[None]


def norm_bound(matrix: Any) -> Any:
    """At least the norm of a symmetric matrix, and not much more: (tr M⁸)^⅛.

    Args:
        matrix: M.

    Returns:
        The bound.
    """
    squared = matrix @ matrix
    fourth = squared @ squared
    return jnp.sum(fourth * fourth) ** 0.125


class _Given(NamedTuple):
    """What a layer gives, as linear in (dz, u); the same before anything cancels; and P."""

    changes: Any
    sizes: Any
    reach: Any


class _Neurons(NamedTuple):
    """The parts of a system that belong to a layer."""

    rows: Any
    sizes: Any
    units: Any
    active: Any
    start: Any


def _through(one: Layer, at: _Given, place: Any) -> tuple[_Neurons, _Given]:
    """A layer, whose neurons have these columns, and what it gives."""
    read, sizes = one.weights @ at.changes, jnp.abs(one.weights) @ at.sizes
    active = (one.half > 0.0) & (jnp.sum(sizes, axis=1) > NEGLIGIBLE)
    spread = one.weights @ at.reach @ one.weights.T
    units = jnp.where(active, jnp.sqrt(jnp.where(active, jnp.diagonal(spread), 1.0)), 1.0)
    start, reach = _next(one, active, units, spread)
    # |u| ≤ |v| holds in units, too, if the product of what both are multiplied with is at least 1.
    inverse = jnp.where(active, 1.0 / units, 0.0)
    own = row_scaled(jnp.where(active, one.half * units * (1.0 + 4.0 * EPS), 0.0), place)
    neurons = _Neurons(row_scaled(inverse, read), row_scaled(inverse, sizes), units, active, start)
    return neurons, _Given(row_scaled(one.middle, read) + own, row_scaled(one.middle, sizes) + own, reach)


def _next(one: Layer, active: Any, units: Any, spread: Any) -> tuple[Any, Any]:
    """The start's λ in units of the neurons, and the next P."""
    inverse = jnp.where(active, 1.0 / units, 0.0)
    relative = both_scaled(inverse, spread)
    ratio = 1.0 / ((1.0 + one.middle / jnp.where(active, one.half, 1.0)) * jnp.maximum(norm_bound(relative), 1.0))
    root = jnp.where(active, jnp.sqrt(ratio), 0.0)
    left = jnp.linalg.cholesky(jnp.eye(len(active)) - both_scaled(root, relative))
    lifted = solve_triangular(left, row_scaled(root * inverse, spread), lower=True)
    through = both_scaled(one.middle, spread + lifted.T @ lifted)
    own = jnp.where(active, (one.half * units) ** 2 / ratio, 0.0)
    return jnp.where(active, ratio, 1.0), jnp.diag(own) + through
