"""What a person may do: how far each number may move, and the allowed change nearest to any other."""

from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float

from empirical.data.split import Space


def reach(x: Float[Array, " k"], space: Space) -> tuple[Float[Array, " k"], Float[Array, " k"]]:
    """How far every number may move; 0 for the columns of categories. Vmappable.

    A value that lies outside its range already may stay, or move towards it.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        Smallest and largest change: at most 0, and at least 0.
    """
    number = space.actionable & (space.category < 0)
    low, high = (jnp.asarray(end, x.dtype) for end in (space.low, space.high))
    return (
        jnp.where(number & (space.direction <= 0), jnp.minimum(low - x, 0.0), 0.0),
        jnp.where(number & (space.direction >= 0), jnp.maximum(high - x, 0.0), 0.0),
    )


def nearest(x: Float[Array, " k"], change: Float[Array, " k"], space: Space) -> Float[Array, " k"]:
    """The allowed change nearest to a change: numbers clipped, every category at its nearest level. Vmappable.

    Args:
        x: An instance.
        change: ζ.
        space: What may change, and how far.

    Returns:
        What is left of the change.
    """
    numbers = jnp.clip(change, *reach(x, space))
    return numbers + _levels(x, x + change, space) if len(space.levels) else numbers


def decided(x: Float[Array, " k"], space: Space) -> Any:
    """Which categories of a person have one level: the others stay as they are. Vmappable.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        bool [c, 1].
    """
    columns = jnp.asarray(space.levels)
    exists = columns >= 0
    has = jnp.where(exists, x[columns], 0.0)
    alone = jnp.sum(exists, axis=1) == 1
    whole = jnp.all((has == 0.0) | (has == 1.0), axis=1) & (alone | (jnp.sum(has, axis=1) == 1.0))
    return whole[:, None]


def _levels(x: Any, wanted: Any, space: Space) -> Any:
    """The change in the categories' columns that leads to the levels nearest to what is wanted."""
    columns = jnp.asarray(space.levels)
    exists = columns >= 0
    free = exists & jnp.asarray(space.actionable)[columns]
    has, want = x[columns], wanted[columns]
    own = exists & (has > 0.5)
    # Two levels share a column. Of more, one gives its 1 to another, and both columns must be free to change.
    alone = jnp.sum(exists, axis=1, keepdims=True) == 1
    best = jnp.argmax(jnp.where(free | own, want, -jnp.inf), axis=1)
    several = jnp.where(jnp.arange(columns.shape[1])[None, :] == best[:, None], 1.0, 0.0)
    target = jnp.where(alone, jnp.where(want > 0.5, 1.0, 0.0), several).astype(x.dtype)
    stays = jnp.any(own & ~free, axis=1, keepdims=True) | ~jnp.any(free, axis=1, keepdims=True) | ~decided(x, space)
    return jnp.zeros_like(x).at[columns].add(jnp.where(exists & ~stays, target - has, 0.0))
