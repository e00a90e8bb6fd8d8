"""Lower bounds on Lipschitz constants: norms of Jacobians at points that are searched for.

They show how far a certified constant can be from the truth, and certify nothing themselves.
"""

import math
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key

from empirical.batching import over_instances
from empirical.lipschitz.activations import slopes, value
from empirical.lipschitz.network import Network, in_float64
from empirical.lipschitz.system import row_scaled
from empirical.lipschitz.threads import one_thread

SHRINK = 0.8
"""From one round of a climb to the next: how far around the best point so far the next ones are."""

SIZES = (1, 4, 16, 64)
"""Padded numbers of balls, each of which takes long."""

ROUNDS = 8
"""Of the search for the direction in which a Jacobian is steepest, where p is not 2."""


def sampled_constants(
    network: Network,
    centres: Float[np.ndarray, "m l"],
    radii: Float[np.ndarray, " m"],
    *,
    norm: float = 2.0,
    samples: int = 1000,
    climbs: int = 20,
    key: Key[Array, ""],
) -> Float[np.ndarray, " m"]:
    """The largest norm of a Jacobian that a search in each ball comes to.

    The best of all points, evenly spread over the radii and the directions, is the start of a climb: of as many points
    around it, in the ball, the best is the next one.

    Args:
        network: The network.
        centres: Of the balls.
        radii: Of the balls, finite.
        norm: p of the balls, and of changes of the input.
        samples: Points of every round.
        climbs: Rounds.
        key: Decides the draws, which are the same in every ball.

    Returns:
        Lower bounds of the constants from ℓp to ℓ₂, up to rounding.
    """
    compute = partial(_searched, in_float64(network), key=key, norm=norm, samples=samples, climbs=climbs)
    with one_thread():
        return over_instances(compute, (np.asarray(centres, np.float64), np.asarray(radii, np.float64)), SIZES)


@partial(jax.jit, static_argnames=("norm", "samples"))
def _searched(network: Network, balls: Any, *, key: Any, norm: float, samples: int, climbs: Any) -> Any:
    """One ball after the other."""
    first, later = jax.random.split(key)
    width = network.weights[0].shape[1]

    def drawn(key: Any) -> Any:
        of_ways, of_lengths = jax.random.split(key)
        ways = jax.random.normal(of_ways, (samples, width))
        lengths = jax.random.uniform(of_lengths, (samples, 1))
        return ways / jnp.maximum(_norms(ways, norm), 1e-300)[:, None] * lengths

    def best(points: Any) -> Any:
        sizes = jax.vmap(lambda point: _jacobian_norm(network, point, norm))(points)
        return points[jnp.argmax(sizes)], jnp.max(sizes)

    def one(ball: tuple[Any, Any]) -> Any:
        centre, radius = ball

        def climb(turn: Any, state: Any) -> Any:
            at, size = state
            changes = (at - centre)[None] + radius * SHRINK**turn * drawn(jax.random.fold_in(later, turn))
            changes = changes * jnp.minimum(1.0, radius / jnp.maximum(_norms(changes, norm), 1e-300))[:, None]
            found, larger = best(centre[None] + changes)
            return jnp.where(larger > size, found, at), jnp.maximum(larger, size)

        return jax.lax.fori_loop(0, climbs, climb, best(centre[None] + radius * drawn(first)))[1]

    return jax.lax.map(one, balls)


def _jacobian_norm(network: Network, point: Any, norm: float) -> Any:
    """From ℓp to ℓ₂; for p other than 1 and 2 what a power method comes to, which is no more."""
    jacobian = _jacobian(network, point)
    gram = jacobian.T @ jacobian
    if norm == 1.0:
        return jnp.sqrt(jnp.max(jnp.diagonal(gram)))
    values, vectors = jnp.linalg.eigh(gram)
    if norm == 2.0:
        return jnp.sqrt(jnp.maximum(values[-1], 0.0))

    def turned(_: Any, way: Any) -> Any:
        return _steepest(gram @ way, norm)

    way = jax.lax.fori_loop(0, ROUNDS, turned, _steepest(vectors[:, -1], norm))
    return jnp.sqrt(jnp.maximum(jnp.sum(way * (gram @ way)), 0.0))


def _jacobian(network: Network, point: Any) -> Any:
    """With slopes that have all their digits where an activation is flat, unlike those that JAX derives."""
    whole, at = jnp.eye(len(point)), point
    names = [network.hidden] * (len(network.weights) - 1) + [network.output]
    for weights, biases, name in zip(network.weights, network.biases, names, strict=True):
        read = weights @ at + biases
        whole, at = row_scaled(slopes(name, read, read)[0], weights @ whole), value(name, read)
    return row_scaled(network.scale, whole)


def _steepest(slope: Any, norm: float) -> Any:
    """Of ‖z‖p ≤ 1 the z in whose direction a linear function with this slope rises most."""
    if math.isinf(norm):
        return jnp.where(slope >= 0.0, 1.0, -1.0)
    scaled = slope / jnp.maximum(jnp.max(jnp.abs(slope)), 1e-300)
    way = jnp.sign(scaled) * jnp.abs(scaled) ** (1.0 / (norm - 1.0))
    return way / jnp.maximum(_norms(way[None], norm)[0], 1e-300)


def _norms(rows: Any, norm: float) -> Any:
    return jnp.linalg.norm(rows, ord=norm, axis=1)
