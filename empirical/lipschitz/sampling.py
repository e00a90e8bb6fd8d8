"""Lower bounds on Lipschitz constants: the largest norms of Jacobians that a random search finds.

They show how far a certified constant can be from the true one, and certify nothing themselves.
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
from ntk.threads import one_thread

SHRINK = 0.8
"""Factor by which the distance of new points from the best point so far falls from one round of a climb to the next."""

SIZES = (1, 4, 16, 64)
"""Padded numbers of balls; they are small because the search in one ball is long."""

ROUNDS = 8
"""Number of power iterations that look for the steepest direction of a Jacobian, where p is neither 1 nor 2."""


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
    """Search each of several balls for the largest norm of the Jacobian, a lower bound on the Lipschitz constant.

    The first round draws points evenly over radii and directions. The best point starts a climb: every further round
    draws as many points around the best one so far, within the ball, and keeps the best.

    Args:
        network: The network.
        centres: The centres of the balls, [m, l].
        radii: The radii of the balls, finite, [m].
        norm: The order p of the norm, both of the balls and of changes of the input.
        samples: The number of points in every round.
        climbs: The number of rounds of the climb.
        key: The key of the random draws, which are the same in every ball.

    Returns:
        Lower bounds on the constants from ℓp to ℓ₂, up to rounding, [m].

    Examples:
        >>> network = Network((np.diag([3.0, 4.0]),), (np.zeros(2),), np.ones(2))
        >>> key = jax.random.key(0)
        >>> sampled_constants(network, np.zeros((1, 2)), np.ones(1), samples=2, climbs=1, key=key).round(6).tolist()
        [4.0]
    """
    compute = partial(_searched, in_float64(network), key=key, norm=norm, samples=samples, climbs=climbs)
    with one_thread():
        return over_instances(compute, (np.asarray(centres, np.float64), np.asarray(radii, np.float64)), SIZES)


@partial(jax.jit, static_argnames=("norm", "samples"))
def _searched(network: Network, balls: Any, *, key: Any, norm: float, samples: int, climbs: Any) -> Any:
    """Search one ball after the other."""
    first, later = jax.random.split(key)
    width = network.weights[0].shape[1]

    def drawn(key: Any) -> Any:
        direction_key, length_key = jax.random.split(key)
        directions = jax.random.normal(direction_key, (samples, width))
        lengths = jax.random.uniform(length_key, (samples, 1))
        return directions / jnp.maximum(_norms(directions, norm), 1e-300)[:, None] * lengths

    def best(points: Any) -> Any:
        sizes = jax.vmap(lambda point: _jacobian_norm(network, point, norm))(points)
        return points[jnp.argmax(sizes)], jnp.max(sizes)

    def search(ball: tuple[Any, Any]) -> Any:
        centre, radius = ball

        def climb(turn: Any, state: Any) -> Any:
            point, size = state
            changes = (point - centre)[None] + radius * SHRINK**turn * drawn(jax.random.fold_in(later, turn))
            changes = changes * jnp.minimum(1.0, radius / jnp.maximum(_norms(changes, norm), 1e-300))[:, None]
            candidate, larger = best(centre[None] + changes)
            return jnp.where(larger > size, candidate, point), jnp.maximum(larger, size)

        return jax.lax.fori_loop(0, climbs, climb, best(centre[None] + radius * drawn(first)))[1]

    return jax.lax.map(search, balls)


def _jacobian_norm(network: Network, point: Any, norm: float) -> Any:
    """Compute the norm of a Jacobian from ℓp to ℓ₂; for p other than 1 and 2 a lower bound by a power method."""
    jacobian = _jacobian(network, point)
    gram = jacobian.T @ jacobian
    if norm == 1.0:
        return jnp.sqrt(jnp.max(jnp.diagonal(gram)))
    values, vectors = jnp.linalg.eigh(gram)
    if norm == 2.0:
        return jnp.sqrt(jnp.maximum(values[-1], 0.0))

    def iterate(_: Any, direction: Any) -> Any:
        return _steepest(gram @ direction, norm)

    direction = jax.lax.fori_loop(0, ROUNDS, iterate, _steepest(vectors[:, -1], norm))
    return jnp.sqrt(jnp.maximum(jnp.sum(direction * (gram @ direction)), 0.0))


def _jacobian(network: Network, point: Any) -> Any:
    """Compute the Jacobian with slopes that keep all digits where an activation is flat, unlike JAX's derivatives."""
    jacobian, outputs = jnp.eye(len(point)), point
    names = [network.hidden] * (len(network.weights) - 1) + [network.output]
    for weights, biases, name in zip(network.weights, network.biases, names, strict=True):
        read = weights @ outputs + biases
        jacobian, outputs = row_scaled(slopes(name, read, read)[0], weights @ jacobian), value(name, read)
    return row_scaled(network.scale, jacobian)


def _steepest(slope: Any, norm: float) -> Any:
    """Find the z with ‖z‖p ≤ 1 in whose direction a linear function with this slope rises most."""
    if math.isinf(norm):
        return jnp.where(slope >= 0.0, 1.0, -1.0)
    scaled = slope / jnp.maximum(jnp.max(jnp.abs(slope)), 1e-300)
    direction = jnp.sign(scaled) * jnp.abs(scaled) ** (1.0 / (norm - 1.0))
    return direction / jnp.maximum(_norms(direction[None], norm)[0], 1e-300)


def _norms(rows: Any, norm: float) -> Any:
    return jnp.linalg.norm(rows, ord=norm, axis=1)
