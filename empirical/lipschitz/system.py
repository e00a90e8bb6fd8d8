"""The matrix inequality of LipSDP-Neuron (Fazlyab et al. 2019), written with contractions.

Let a change dz of the input change the input of neuron j by v_j, and its output by x_j. If the slopes of the neuron are
in [α, β], then x = m v + h u with m = (α + β)/2, h = (β − α)/2 and |u_j| ≤ |v_j|. All v and the change y of the
network's output are linear in (dz, u): v = V (dz, u) and y = Y (dz, u). If with positive d and λ

    F(d, λ) = diag(d, λ) − Vᵀ diag(λ) V − YᵀY ⪰ 0,

then ‖y‖² ≤ Σ d_i dz_i² + Σ λ_j (u_j² − v_j²) ≤ Σ d_i dz_i². So the root of the largest d is a Lipschitz constant from
ℓ₂, and the root of their sum one from ℓ∞. The multipliers of Fazlyab et al. are λ/h². Here nothing is divided by h:
neurons with one slope (h = 0) need no λ. Outputs need none either, because their worst slopes are the largest ones.

The starting point of the optimisation follows the layers. Let all changes of a layer's inputs be in the ellipsoid
{P^½ ξ: ‖ξ‖ ≤ 1}. With S = WPWᵀ, any diagonal R ≻ S gives λ = 1/ρ for the layer's neurons, and the ellipsoid with
P = h²R + m (S + S (R − S)⁻¹ S) m for the changes of its outputs. For a single neuron the best ρ is S (1 + m/h). For
several neurons ρ is taken to be that times the norm of S in units of its diagonal, much as in ECLipsE-Fast
(Xu & Sivaranjani 2024).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
from jax.scipy.linalg import solve_triangular

from empirical.numerics import EPS

NEGLIGIBLE = 1e-100
"""Threshold for weights of at most 1: neurons whose inputs stay below it are left out of the inequality."""


class Layer(NamedTuple):
    """A hidden layer with the range of its neurons' slopes.

    Attributes:
        weights: The matrix W, [n, inputs].
        middle: The middles m of the slope ranges, [n].
        half: The half widths h of the slope ranges, [n].
    """

    weights: Any
    middle: Any
    half: Any


class System(NamedTuple):
    """The data of F(d, λ), with t = l + n columns: one for each input, one for each hidden neuron.

    Attributes:
        inputs: The matrix V, [n, t].
        output: The matrix YᵀY, [t, t].
        units: The units of v_j and u_j, which make λ close to 1, [n].
        active: Whether a neuron has a u, [n]; rows and columns of all others are 0.
        start: The multipliers λ of the start for outputs that are 0, [n]; 1 where not active.
        input_sizes: The entries of |V| before anything cancels, [n, t].
        output_sizes: The diagonal of YᵀY before anything cancels, [t].
        rounding: The error of the entries of V and YᵀY, relative to those sizes.
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
    """Make a layer from the range [α, β] of its neurons' slopes.

    Args:
        weights: The matrix W, [n, inputs].
        low: The smallest slopes α, [n].
        high: The largest slopes β, [n].

    Returns:
        The layer; m ± h, rounded outward, contains α and β.

    Examples:
        >>> relu = layer(jnp.eye(2), jnp.array([0.0, 1.0]), jnp.array([1.0, 1.0]))
        >>> relu.middle.tolist(), relu.half.round(6).tolist()
        ([0.5, 1.0], [0.5, 0.0])
    """
    middle = low + 0.5 * (high - low)
    half = jnp.maximum(high - middle, middle - low) * (1.0 + 4.0 * EPS)
    return Layer(weights, middle, jnp.where(high > low, half, 0.0))


def assemble(hidden: Sequence[Layer], last: Any) -> System:
    """Assemble the system of a network, whose inequality F(d, λ) ⪰ 0 certifies a Lipschitz constant.

    Args:
        hidden: The hidden layers of the network.
        last: The last layer's weights, times the largest slopes and the scale of the outputs, [k, n_L].

    Returns:
        The system.

    Examples:
        >>> system = assemble([], jnp.array([[3.0, 4.0]]))  # without hidden layers YᵀY is all there is
        >>> system.output.tolist(), system.inputs.shape
        ([[9.0, 12.0], [12.0, 16.0]], (0, 2))
    """
    width = (hidden[0].weights if hidden else last).shape[1]
    columns = jnp.eye(width + sum(len(layer.middle) for layer in hidden))
    outputs, terms = _Outputs(columns[:width], columns[:width], jnp.eye(width)), sum(last.shape) + len(columns)
    blocks = [_Neurons(columns[:0], columns[:0], jnp.zeros(0), jnp.zeros(0, bool), jnp.zeros(0))]
    for layer in hidden:
        place, width = columns[width : width + len(layer.middle)], width + len(layer.middle)
        neurons, outputs = _through(layer, outputs, place)
        blocks, terms = [*blocks, neurons], terms + sum(layer.weights.shape) + 16
    neurons = _Neurons(*map(jnp.concatenate, zip(*blocks, strict=True)))
    change, change_sizes = last @ outputs.changes, jnp.abs(last) @ outputs.sizes
    return System(
        neurons.rows,
        change.T @ change,
        neurons.units,
        neurons.active,
        neurons.start,
        neurons.sizes,
        jnp.sum(change_sizes * change_sizes, axis=0),
        4.0 * terms * EPS,
    )


def matrix(system: System, bounds: Any, multipliers: Any) -> Any:
    """Compute the matrix F(d, λ) whose positive semidefiniteness certifies d.

    Args:
        system: The system of the network.
        bounds: The bounds d, [l].
        multipliers: The multipliers λ, [n].

    Returns:
        The matrix, [t, t].

    Examples:
        >>> matrix(assemble([], jnp.array([[3.0, 4.0]])), jnp.array([25.0, 25.0]), jnp.zeros(0)).tolist()
        [[16.0, -12.0], [-12.0, 9.0]]
    """
    return linear(system, bounds, multipliers) - system.output


def linear(system: System, bounds: Any, multipliers: Any) -> Any:
    """Compute F(d, λ) + YᵀY, the part of F that is linear in d and λ.

    Args:
        system: The system of the network.
        bounds: The bounds d, or a change of them, [l].
        multipliers: The multipliers λ, or a change of them, [n].

    Returns:
        The matrix, [t, t].

    Examples:
        >>> linear(assemble([], jnp.array([[3.0, 4.0]])), jnp.array([25.0, 25.0]), jnp.zeros(0)).tolist()
        [[25.0, 0.0], [0.0, 25.0]]
    """
    active = jnp.where(system.active, multipliers, 0.0)
    return jnp.diag(jnp.concatenate([bounds, multipliers])) - system.inputs.T @ (row_scaled(active, system.inputs))


def adjoint(system: System, dual: Any) -> tuple[Any, Any]:
    """Apply the adjoint of :func:`linear`, which gives the constraints of the dual problem.

    Args:
        system: The system of the network.
        dual: The symmetric matrix Z, [t, t].

    Returns:
        The traces tr(Z ∂F/∂d), [l], and tr(Z ∂F/∂λ), [n].

    Examples:
        >>> of_bounds, of_multipliers = adjoint(assemble([], jnp.array([[3.0, 4.0]])), jnp.diag(jnp.array([2.0, 5.0])))
        >>> of_bounds.tolist(), of_multipliers.tolist()
        ([2.0, 5.0], [])
    """
    diagonal, count = jnp.diagonal(dual), len(system.active)
    width = len(diagonal) - count
    return diagonal[:width], diagonal[width:] - jnp.sum(system.inputs * (system.inputs @ dual), axis=1)


def row_scaled(factors: Any, matrix: Any) -> Any:
    """Multiply every row of a matrix by its own factor.

    Args:
        factors: The factors, one for each row, [n].
        matrix: The matrix, [n, k].

    Returns:
        The product diag(factors) · matrix, [n, k].

    Examples:
        >>> row_scaled(jnp.array([2.0, 3.0]), jnp.ones((2, 2))).tolist()
        [[2.0, 2.0], [3.0, 3.0]]
    """
    return factors[:, None] * matrix


def both_scaled(factors: Any, matrix: Any) -> Any:
    """Multiply the rows and the columns of a square matrix by the same factors.

    Args:
        factors: The factors, one for each row and the column of the same number, [n].
        matrix: The matrix, [n, n].

    Returns:
        The product diag(factors) · matrix · diag(factors), [n, n].

    Examples:
        >>> both_scaled(jnp.array([2.0, 3.0]), jnp.ones((2, 2))).tolist()
        [[4.0, 6.0], [6.0, 9.0]]
    """
    return factors[:, None] * matrix * factors[None]


def norm_bound(matrix: Any) -> Any:
    """Bound the spectral norm of a symmetric matrix M closely from above, by (tr M⁸)^⅛.

    Args:
        matrix: The matrix M, [n, n].

    Returns:
        The bound, a number.

    Examples:
        >>> round(float(norm_bound(jnp.diag(jnp.array([3.0, -4.0])))), 3)
        4.048
    """
    squared = matrix @ matrix
    fourth = squared @ squared
    return jnp.sum(fourth * fourth) ** 0.125


class _Outputs(NamedTuple):
    """The outputs of a layer as linear functions of (dz, u).

    Attributes:
        changes: The coefficients of the changes.
        sizes: The sizes of the coefficients before anything cancels.
        ellipsoid: The matrix P of the ellipsoid that holds the changes.
    """

    changes: Any
    sizes: Any
    ellipsoid: Any


class _Neurons(NamedTuple):
    """The rows of a system that belong to the neurons of one layer, or of all."""

    rows: Any
    sizes: Any
    units: Any
    active: Any
    start: Any


def _through(layer: Layer, inputs: _Outputs, place: Any) -> tuple[_Neurons, _Outputs]:
    """Follow the changes through a layer, whose neurons have the columns ``place``."""
    read, sizes = layer.weights @ inputs.changes, jnp.abs(layer.weights) @ inputs.sizes
    active = (layer.half > 0.0) & (jnp.sum(sizes, axis=1) > NEGLIGIBLE)
    spread = layer.weights @ inputs.ellipsoid @ layer.weights.T
    units = jnp.where(active, jnp.sqrt(jnp.where(active, jnp.diagonal(spread), 1.0)), 1.0)
    start, ellipsoid = _next(layer, active, units, spread)
    # |u| ≤ |v| holds in units, too, if the product of what both are multiplied with is at least 1.
    inverse = jnp.where(active, 1.0 / units, 0.0)
    free = row_scaled(jnp.where(active, layer.half * units * (1.0 + 4.0 * EPS), 0.0), place)
    neurons = _Neurons(row_scaled(inverse, read), row_scaled(inverse, sizes), units, active, start)
    return neurons, _Outputs(row_scaled(layer.middle, read) + free, row_scaled(layer.middle, sizes) + free, ellipsoid)


def _next(layer: Layer, active: Any, units: Any, spread: Any) -> tuple[Any, Any]:
    """Compute the start's λ in units of the neurons, and the next P."""
    inverse = jnp.where(active, 1.0 / units, 0.0)
    relative = both_scaled(inverse, spread)
    ratio = 1.0 / ((1.0 + layer.middle / jnp.where(active, layer.half, 1.0)) * jnp.maximum(norm_bound(relative), 1.0))
    root = jnp.where(active, jnp.sqrt(ratio), 0.0)
    factor = jnp.linalg.cholesky(jnp.eye(len(active)) - both_scaled(root, relative))
    lifted = solve_triangular(factor, row_scaled(root * inverse, spread), lower=True)
    through = both_scaled(layer.middle, spread + lifted.T @ lifted)
    free = jnp.where(active, (layer.half * units) ** 2 / ratio, 0.0)
    return jnp.where(active, ratio, 1.0), jnp.diag(free) + through
