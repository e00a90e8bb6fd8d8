"""Ranges of what every neuron of a network reads, given that the network's inputs are in an ℓp ball.

Two methods bound the ranges, and the narrower result is taken: interval arithmetic, layer by layer, and linear bounds
that are propagated back to the ball (CROWN, Zhang et al. 2018). Let x be the outputs of a layer. With lines above and
below the activations, A x is at most A' v plus a constant, where v = W x' + b is linear in the outputs x' of the layer
before.

Coefficients that were rounded on the way are as good as any others if the effect of rounding on the sums is added: at
most (number of terms) units in the last place of the sum of the terms' sizes, for every sum.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax.numpy as jnp

from empirical.lipschitz.activations import Lines, error, lines, value
from empirical.lipschitz.network import Network
from empirical.numerics import EPS, LEAST

EXTRA_ROUNDINGS = 16
"""Number of roundings that are granted beside one per term of a sum."""


class Box(NamedTuple):
    """Ranges of numbers, one for each neuron of a layer.

    Attributes:
        low: Lower ends, [n].
        high: Upper ends, [n].
    """

    low: Any
    high: Any


class _Ball(NamedTuple):
    """An ℓp ball of inputs."""

    centre: Any
    radius: Any
    norm: float


def boxes(network: Network, centre: Any, radius: Any, *, norm: float) -> list[Box]:
    """Bound the ranges of what the neurons of every layer read over an ℓp ball of inputs.

    Args:
        network: The network.
        centre: The centre of the ball, [l].
        radius: The radius of the ball, finite.
        norm: The order p of the ball's norm.

    Returns:
        For every layer the range of W x + b, rounded outward, possibly to ±∞.

    Examples:
        >>> import numpy as np
        >>> sum_of_two = Network((np.ones((1, 2)),), (np.zeros(1),), np.ones(1))
        >>> (box,) = boxes(sum_of_two, np.zeros(2), 3.0, norm=math.inf)
        >>> round(float(box.low[0]), 6), round(float(box.high[0]), 6)
        (-6.0, 6.0)
    """
    ball = _Ball(centre, radius, norm)
    sizes, ranges, bounds = [jnp.abs(centre) + radius], [], []
    for place in range(len(network.weights)):
        box = _by_linear_bounds(network, place, ball, bounds, sizes)
        if ranges:
            box = _intersection(box, _by_intervals(network, place, ranges[-1], sizes[-1]))
        ranges.append(box)
        if place < len(network.weights) - 1:
            bounds.append(lines(network.hidden, *box))
            ends = (jnp.abs(value(network.hidden, end)) + error(network.hidden) for end in box)
            sizes.append(jnp.maximum(*ends))
    return ranges


def _by_linear_bounds(network: Network, place: int, ball: _Ball, bounds: Sequence[Lines], sizes: Sequence[Any]) -> Box:
    """Bound what a layer's neurons read by linear functions of the input, propagated back to the ball."""
    weights, biases = network.weights[place], network.biases[place]
    upper = partial(_highest, network, place, ball, bounds, sizes)
    return _without_nan(Box(-upper(-weights, -biases), upper(weights, biases)))


def _highest(
    network: Network, place: int, ball: _Ball, bounds: Sequence[Lines], sizes: Sequence[Any], rows: Any, offset: Any
) -> Any:
    """Bound ``rows`` times the outputs of the layer before ``place``, plus ``offset``, from above."""
    for layer in reversed(range(place)):
        weights, biases, line = network.weights[layer], network.biases[layer], bounds[layer]
        positive = rows > 0.0
        ends = jnp.where(positive, line.high_offset, line.low_offset)
        through = rows * jnp.where(positive, line.high_slope, line.low_slope)
        terms = jnp.abs(through) @ (jnp.abs(weights) @ sizes[layer] + jnp.abs(biases)) + jnp.sum(
            jnp.abs(rows * ends), 1
        )
        offset = offset + jnp.sum(rows * ends, axis=1) + through @ biases
        offset = offset + _rounding(weights) * (terms + jnp.abs(offset)) + _underflow(jnp.abs(weights) @ sizes[layer])
        rows = through @ weights
    terms = jnp.abs(rows) @ sizes[0] + jnp.abs(offset)
    highest = rows @ ball.centre + offset + ball.radius * _dual_norms(rows, ball.norm)
    return highest + _rounding(rows) * (terms + ball.radius * jnp.sum(jnp.abs(rows), axis=1)) + _underflow(sizes[0])


def _by_intervals(network: Network, place: int, box: Box, sizes: Any) -> Box:
    """Bound what a layer's neurons read if the layer before reads any numbers of its ranges."""
    weights, biases = network.weights[place], network.biases[place]
    low, high = (value(network.hidden, end) for end in box)
    positive, negative = jnp.maximum(weights, 0.0), jnp.minimum(weights, 0.0)
    allowance = _rounding(weights) * (jnp.abs(weights) @ sizes + jnp.abs(biases)) + LEAST
    allowance = allowance + error(network.hidden) * jnp.sum(jnp.abs(weights), axis=1)
    return _without_nan(
        Box(
            positive @ low + negative @ high + biases - allowance,
            positive @ high + negative @ low + biases + allowance,
        )
    )


def _dual_norms(rows: Any, norm: float) -> Any:
    """Compute the largest aᵀz with ‖z‖p ≤ 1 for each row a."""
    if norm == 1.0:
        return jnp.max(jnp.abs(rows), axis=1)
    if math.isinf(norm):
        return jnp.sum(jnp.abs(rows), axis=1)
    largest = jnp.max(jnp.abs(rows), axis=1)
    scale = jnp.where(largest > 0.0, largest, 1.0)
    dual = norm / (norm - 1.0)
    return largest * jnp.sum(jnp.abs(rows / scale[:, None]) ** dual, axis=1) ** (1.0 / dual)


def _underflow(sizes: Any) -> Any:
    """Bound what coefficients that underflow can take from sums over numbers of these sizes."""
    return LEAST * (1.0 + jnp.sum(sizes))


def _without_nan(box: Box) -> Box:
    """Replace NaN ends, which come from sums that overflow, by infinite ones."""
    return Box(
        jnp.where(jnp.isnan(box.low), -jnp.inf, box.low),
        jnp.where(jnp.isnan(box.high), jnp.inf, box.high),
    )


def _intersection(box: Box, other: Box) -> Box:
    return Box(jnp.maximum(box.low, other.low), jnp.minimum(box.high, other.high))


def _rounding(weights: Any) -> float:
    """Bound the relative error of a sum of products with these weights."""
    return (sum(weights.shape) + EXTRA_ROUNDINGS) * EPS
