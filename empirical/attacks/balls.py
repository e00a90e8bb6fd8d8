"""The balls and boxes that attacks stay in, for numpy and JAX arrays."""

import math
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Key

NORMS = (math.inf, 2.0)
"""Orders p that the norm of a ball can have in which attacks take steps."""


class Ball(eqx.Module):
    """The set of changes that an attack may make: ‖δ‖_p ≤ ε over the free entries of an input, within a box.

    Attributes:
        epsilon: The radius ε ≥ 0.
        norm: The order p of the norm, ∞ or 2.
        free: Whether an entry may change, bool, of the shape of one input.
        low: The lower end of the box, for instance 0 for images. An entry that is already lower may only rise.
        high: The upper end of the box. An entry that is already higher may only fall.
    """

    epsilon: Any
    norm: float = eqx.field(static=True)
    free: Any
    low: Any = -math.inf
    high: Any = math.inf


def steepest(gradients: Any, length: Any, norm: float) -> Any:
    """Compute the steps of given ℓ_p length along which linear functions rise most, by ``length`` times the dual norm.

    Args:
        gradients: The gradients of the functions, [n, ...].
        length: The length of the steps.
        norm: The order p of the norm, ∞ or 2.

    Returns:
        The steps, [n, ...]; 0 where the gradient is 0.

    Raises:
        ValueError: If p is neither ∞ nor 2.

    Examples:
        >>> import numpy as np
        >>> gradients = np.array([[3.0, -4.0]])
        >>> steepest(gradients, 0.5, math.inf).tolist(), steepest(gradients, 0.5, 2.0).tolist()
        ([[0.5, -0.5]], [[0.3, -0.4]])
    """  # noqa: DOC502
    xp = gradients.__array_namespace__()
    if _known(norm) == math.inf:
        return length * xp.sign(gradients)
    sizes = _sizes(gradients)
    return length * (gradients / xp.where(sizes > 0.0, sizes, 1.0))


def projected(changes: Any, radius: Any, norm: float) -> Any:
    """Project changes onto a ball around 0.

    Args:
        changes: The changes, [n, ...].
        radius: The radius of the ball.
        norm: The order p of the norm, ∞ or 2.

    Returns:
        The nearest changes within the ball, [n, ...].

    Raises:
        ValueError: If p is neither ∞ nor 2.

    Examples:
        >>> import numpy as np
        >>> changes = np.array([[3.0, 4.0]])
        >>> projected(changes, 1.0, math.inf).tolist(), projected(changes, 1.0, 2.0).round(6).tolist()
        ([[1.0, 1.0]], [[0.6, 0.8]])
    """  # noqa: DOC502
    xp = changes.__array_namespace__()
    if _known(norm) == math.inf:
        return xp.clip(changes, -radius, radius)
    sizes = _sizes(changes)
    return changes * xp.minimum(radius / xp.where(sizes > 0.0, sizes, 1.0), 1.0)


def placed(inputs: Any, changes: Any, ball: Ball) -> Any:
    """Apply changes to inputs as far as the ball and the box allow.

    Args:
        inputs: The inputs x, [n, ...].
        changes: The changes δ, [n, ...].
        ball: The ball and the box.

    Returns:
        The changed inputs, [n, ...].

    Examples:
        >>> import numpy as np
        >>> ball = Ball(0.5, math.inf, np.array([True, True]), low=0.0, high=1.0)
        >>> placed(np.array([[0.2, 0.8]]), np.array([[-0.4, 0.9]]), ball).tolist()
        [[0.0, 1.0]]
    """
    xp = inputs.__array_namespace__()
    points = inputs + projected(changes, ball.epsilon, ball.norm)
    # The box comes last: it holds the input, so clipping to it only shortens the change.
    return xp.clip(points, xp.minimum(inputs, ball.low), xp.maximum(inputs, ball.high))


def unit_changes(key: Key[Array, ""], count: int, *, norm: float, free: Bool[Array, "..."]) -> Float[Array, "n ..."]:
    """Draw changes uniformly from the unit ball over the free entries, as random starts of an attack.

    Args:
        key: The key of the draw.
        count: The number n of changes.
        norm: The order p of the norm, ∞ or 2.
        free: Whether an entry may change, of the shape of one input.

    Returns:
        The changes, [n, ...].

    Raises:
        ValueError: If p is neither ∞ nor 2.

    Examples:
        >>> changes = unit_changes(jax.random.key(0), 5, norm=math.inf, free=jnp.array([True, False]))
        >>> changes.shape, bool(jnp.all(jnp.abs(changes) <= 1.0)), changes[:, 1].tolist()
        ((5, 2), True, [0.0, 0.0, 0.0, 0.0, 0.0])
    """  # noqa: DOC502
    if _known(norm) == math.inf:
        return jnp.where(free[None], jax.random.uniform(key, (count, *free.shape), float, -1.0, 1.0), 0.0)
    direction, radius = jax.random.split(key)
    rays = steepest(jnp.where(free[None], jax.random.normal(direction, (count, *free.shape)), 0.0), 1.0, norm)
    # A share rᵈ of a ball in d dimensions lies within r of its centre.
    return rays * by_row(jax.random.uniform(radius, (count,)) ** (1.0 / jnp.sum(free, dtype=float)), rays)


def by_row(values: Any, like: Any) -> Any:
    """Reshape one number for every input so that it broadcasts over the inputs.

    Args:
        values: The numbers, [n].
        like: The inputs, [n, ...].

    Returns:
        The numbers, [n, 1, ...].

    Examples:
        >>> import numpy as np
        >>> by_row(np.arange(2.0), np.zeros((2, 3, 4))).shape
        (2, 1, 1)
    """
    return values.reshape(-1, *(1 for _ in like.shape[1:]))


def _sizes(vectors: Any) -> Any:
    """Compute ℓ₂ norms of vectors [n, ...], as [n, 1, ...]."""
    xp = vectors.__array_namespace__()
    flat = vectors.reshape(len(vectors), math.prod(vectors.shape[1:]))
    return by_row(xp.linalg.norm(flat, axis=1), vectors)


def _known(norm: float) -> float:
    if norm not in NORMS:
        raise ValueError(f"norm must be inf or 2, not {norm:g}")
    return norm
