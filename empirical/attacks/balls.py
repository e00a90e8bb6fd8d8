"""The balls and boxes that attacks stay in, of numpy or JAX arrays."""

import math
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Key

NORMS = (math.inf, 2.0)
"""p of the balls in which attacks take steps."""


class Ball(eqx.Module):
    """Where an attack may take an input: ‖δ‖_p ≤ ε over what is free to change, within a box.

    Attributes:
        epsilon: ε ≥ 0.
        norm: p, ∞ or 2.
        free: bool, of the shape of one input: what may change.
        low: Of the box, for instance 0 of images; an entry that is lower already may only rise.
        high: Likewise.
    """

    epsilon: Any
    norm: float = eqx.field(static=True)
    free: Any
    low: Any = -math.inf
    high: Any = math.inf


def steepest(gradients: Any, length: Any, norm: float) -> Any:
    """The steps of that ℓ_p length along which linear functions rise most: by ``length`` times their dual norms.

    Args:
        gradients: Of the functions, [n, ...].
        length: Of the steps.
        norm: p, ∞ or 2.

    Returns:
        [n, ...]; 0 where the gradient is 0.

    Raises:
        ValueError: If p is neither.
    """  # noqa: DOC502
    xp = gradients.__array_namespace__()
    if _known(norm) == math.inf:
        return length * xp.sign(gradients)
    sizes = _sizes(gradients)
    return length * (gradients / xp.where(sizes > 0.0, sizes, 1.0))


def projected(changes: Any, radius: Any, norm: float) -> Any:
    """The nearest changes within a ball about 0.

    Args:
        changes: [n, ...].
        radius: Of the ball.
        norm: p, ∞ or 2.

    Returns:
        [n, ...].

    Raises:
        ValueError: If p is neither.
    """  # noqa: DOC502
    xp = changes.__array_namespace__()
    if _known(norm) == math.inf:
        return xp.clip(changes, -radius, radius)
    sizes = _sizes(changes)
    return changes * xp.minimum(radius / xp.where(sizes > 0.0, sizes, 1.0), 1.0)


def placed(inputs: Any, changes: Any, ball: Ball) -> Any:
    """The inputs changed as far as ball and box allow.

    Args:
        inputs: x, [n, ...].
        changes: δ, [n, ...].
        ball: The ball and the box.

    Returns:
        [n, ...].
    """
    xp = inputs.__array_namespace__()
    points = inputs + projected(changes, ball.epsilon, ball.norm)
    # The box comes last: it holds the input, so clipping to it only shortens the change.
    return xp.clip(points, xp.minimum(inputs, ball.low), xp.maximum(inputs, ball.high))


def unit_changes(key: Key[Array, ""], count: int, *, norm: float, free: Bool[Array, "..."]) -> Float[Array, "n ..."]:
    """Changes drawn uniformly from the unit ball over what is free to change.

    Args:
        key: Decides the draw.
        count: How many, n.
        norm: p, ∞ or 2.
        free: Of the shape of one input.

    Returns:
        The changes.

    Raises:
        ValueError: If p is neither.
    """  # noqa: DOC502
    if _known(norm) == math.inf:
        return jnp.where(free[None], jax.random.uniform(key, (count, *free.shape), float, -1.0, 1.0), 0.0)
    direction, radius = jax.random.split(key)
    rays = steepest(jnp.where(free[None], jax.random.normal(direction, (count, *free.shape)), 0.0), 1.0, norm)
    # A share rᵈ of a ball in d dimensions lies within r of its centre.
    return rays * by_row(jax.random.uniform(radius, (count,)) ** (1.0 / jnp.sum(free, dtype=float)), rays)


def by_row(values: Any, like: Any) -> Any:
    """One number for every input, shaped to stand beside the inputs.

    Args:
        values: [n].
        like: [n, ...].

    Returns:
        [n, 1, ...].
    """
    return values.reshape(-1, *(1 for _ in like.shape[1:]))


def _sizes(vectors: Any) -> Any:
    """ℓ₂ norms of [n, ...], as [n, 1, ...]."""
    xp = vectors.__array_namespace__()
    flat = vectors.reshape(len(vectors), math.prod(vectors.shape[1:]))
    return by_row(xp.linalg.norm(flat, axis=1), vectors)


def _known(norm: float) -> float:
    if norm not in NORMS:
        raise ValueError(f"norm must be inf or 2, not {norm:g}")
    return norm
