"""Between which numbers the inputs of every neuron are while a network's own are in an ℓp ball.

In two ways, of which the narrower range is taken: by intervals, layer by layer, and by linear bounds that are followed
back to the ball (CROWN, Zhang et al. 2018). With lines above and below the activations, A x, where x is what a layer
gives, is at most A' v plus a constant, and v = W x' + b is linear in what the layer before it gives.

Coefficients that were rounded on the way are as good as any others if what the rounding can make of the sums is added:
at most (number of terms) units in the last place of the sum of their sizes, every time.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax.numpy as jnp

from empirical.lipschitz.activations import Lines, error, lines, value
from empirical.lipschitz.network import Network
from empirical.numerics import EPS, LEAST

SPARE = 16
"""Roundings beside one per term of a sum."""


class Box(NamedTuple):
    """Ranges of numbers."""

    low: Any
    high: Any


class _Ball(NamedTuple):
    centre: Any
    radius: Any
    norm: float


def boxes(network: Network, centre: Any, radius: Any, *, norm: float) -> list[Box]:
    """Bound what the neurons of every layer read.

    Args:
        network: The network.
        centre: Of the ball, [l].
        radius: Of the ball, finite.
        norm: p of the ball.

    Returns:
        For every layer a range of W x + b, rounded outward, maybe to ±∞.
    """
    ball = _Ball(centre, radius, norm)
    sizes, found, drawn = [jnp.abs(centre) + radius], [], []
    for place in range(len(network.weights)):
        box = _through(network, place, ball, drawn, sizes)
        if found:
            box = _both(box, _intervals(network, place, found[-1], sizes[-1]))
        found.append(box)
        if place < len(network.weights) - 1:
            drawn.append(lines(network.hidden, *box))
            ends = (jnp.abs(value(network.hidden, end)) + error(network.hidden) for end in box)
            sizes.append(jnp.maximum(*ends))
    return found


def _through(network: Network, place: int, ball: _Ball, drawn: Sequence[Lines], sizes: Sequence[Any]) -> Box:
    """Linear bounds on what a layer's neurons read, followed back to the ball."""
    weights, biases = network.weights[place], network.biases[place]
    upper = partial(_highest, network, place, ball, drawn, sizes)
    return _known(Box(-upper(-weights, -biases), upper(weights, biases)))


def _highest(
    network: Network, place: int, ball: _Ball, drawn: Sequence[Lines], sizes: Sequence[Any], rows: Any, offset: Any
) -> Any:
    """The largest that ``rows`` times what the layer before gives, plus ``offset``, can be."""
    for layer in reversed(range(place)):
        weights, biases, line = network.weights[layer], network.biases[layer], drawn[layer]
        up = rows > 0.0
        ends = jnp.where(up, line.high_offset, line.low_offset)
        turned = rows * jnp.where(up, line.high_slope, line.low_slope)
        terms = jnp.abs(turned) @ (jnp.abs(weights) @ sizes[layer] + jnp.abs(biases)) + jnp.sum(jnp.abs(rows * ends), 1)
        offset = offset + jnp.sum(rows * ends, axis=1) + turned @ biases
        offset = offset + _rounding(weights) * (terms + jnp.abs(offset)) + _lost(jnp.abs(weights) @ sizes[layer])
        rows = turned @ weights
    terms = jnp.abs(rows) @ sizes[0] + jnp.abs(offset)
    highest = rows @ ball.centre + offset + ball.radius * _dual_norms(rows, ball.norm)
    return highest + _rounding(rows) * (terms + ball.radius * jnp.sum(jnp.abs(rows), axis=1)) + _lost(sizes[0])


def _intervals(network: Network, place: int, box: Box, sizes: Any) -> Box:
    """What a layer's neurons read if the ones before it read any numbers of their ranges."""
    weights, biases = network.weights[place], network.biases[place]
    low, high = (value(network.hidden, end) for end in box)
    positive, negative = jnp.maximum(weights, 0.0), jnp.minimum(weights, 0.0)
    spare = _rounding(weights) * (jnp.abs(weights) @ sizes + jnp.abs(biases)) + LEAST
    spare = spare + error(network.hidden) * jnp.sum(jnp.abs(weights), axis=1)
    return _known(
        Box(positive @ low + negative @ high + biases - spare, positive @ high + negative @ low + biases + spare)
    )


def _dual_norms(rows: Any, norm: float) -> Any:
    """The largest aᵀz of ‖z‖p ≤ 1 for each row a."""
    if norm == 1.0:
        return jnp.max(jnp.abs(rows), axis=1)
    if math.isinf(norm):
        return jnp.sum(jnp.abs(rows), axis=1)
    largest = jnp.max(jnp.abs(rows), axis=1)
    scale = jnp.where(largest > 0.0, largest, 1.0)
    dual = norm / (norm - 1.0)
    return largest * jnp.sum(jnp.abs(rows / scale[:, None]) ** dual, axis=1) ** (1.0 / dual)


def _lost(sizes: Any) -> Any:
    """What coefficients that underflow can take from sums over numbers of these sizes."""
    return LEAST * (1.0 + jnp.sum(sizes))


def _known(box: Box) -> Box:
    """Nothing is known where sums overflowed."""
    return Box(
        jnp.where(jnp.isnan(box.low), -jnp.inf, box.low),
        jnp.where(jnp.isnan(box.high), jnp.inf, box.high),
    )


def _both(one: Box, other: Box) -> Box:
    return Box(jnp.maximum(one.low, other.low), jnp.minimum(one.high, other.high))


def _rounding(weights: Any) -> float:
    return (sum(weights.shape) + SPARE) * EPS
