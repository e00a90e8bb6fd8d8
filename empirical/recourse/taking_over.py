"""What an instance may take over from another one: the features that its constraints allow, each by itself."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from empirical.data.space import Space
from empirical.recourse.constraints import slack
from empirical.recourse.feasibility import decided, onwards, reach, room


def taken_over(x: Float[Array, " k"], other: Float[Array, " k"], space: Space) -> Float[Array, " k"]:
    """Give the change by which an instance takes over every feature of another that it may. Vmappable.

    A number is taken over if it may change, lies where range and direction allow, and is whole where it must be. A
    category is if the instance has one level of it, and direction and transitions allow the move. All else stays.
    Relations between numbers are not looked at: they are about several features.

    Args:
        x: The instance.
        other: The other instance, which has one level of every category.
        space: What may change, and how far.

    Returns:
        The change.

    Examples:
        >>> space = Space.unbounded(3)._replace(direction=np.array([1, 1, 0]), actionable=np.array([True, True, False]))
        >>> taken_over(jnp.zeros(3), jnp.array([2.0, -2.0, 2.0]), space).tolist()
        [2.0, 0.0, 0.0]
    """
    low, high = reach(x, space)
    change = other - x
    allowed = (low <= change) & (change <= high) & (jnp.abs(change) > slack(x.dtype)) & _whole(other, space)
    numbers = jnp.where(allowed, change, 0.0)
    return numbers + _levels(x, other, space) if len(space.levels) else numbers


def keep_relations(
    x: Float[Array | np.ndarray, "b k"], changes: Float[Array | np.ndarray, "b q k"], space: Space
) -> Any:
    """Tell which changes of instances keep the relations between numbers.

    Args:
        x: The instances, [b, k].
        changes: Several changes of each, [b, q, k].
        space: What may change, and how far.

    Returns:
        Whether each change keeps all relations, bool [b, q].

    Examples:
        >>> from empirical.data.space import Relations
        >>> space = Space.unbounded(2)._replace(relations=Relations(np.array([[0.6, 0.8]]), np.array([1.0])))
        >>> keep_relations(jnp.zeros((1, 2)), jnp.array([[[1.0, 0.0], [1.0, 1.0]]]), space).tolist()
        [[True, False]]
    """
    if not len(space.relations.limits):
        return jnp.ones(changes.shape[:2], bool)
    walls = jax.vmap(room, (0, None))(jnp.asarray(x), space)
    used = jnp.einsum("brk,bqk->bqr", walls.rows, changes)
    return jnp.all(used <= walls.limits[:, None] + slack(changes.dtype) / 10.0, axis=2)


def _whole(other: Any, space: Space) -> Any:
    """Tell the numbers of an instance that are whole, or need not be."""
    if space.whole is None:
        return jnp.ones(other.shape, bool)
    must = jnp.asarray(space.whole.step) > 0.0
    step = jnp.where(must, jnp.asarray(space.whole.step, other.dtype), 1.0)
    places = (other - jnp.asarray(space.whole.origin, other.dtype)) / step
    return ~must | (jnp.abs(places - jnp.round(places)) * step <= slack(other.dtype))


def _levels(x: Any, other: Any, space: Space) -> Any:
    """Give the change of the categories that are taken over."""
    category, alone = jnp.asarray(space.category), jnp.sum(jnp.asarray(space.levels) >= 0, axis=1) == 1
    members = (category[:, None] == jnp.arange(len(space.levels))[None]).astype(x.dtype)
    change = jnp.where(category >= 0, other - x, 0.0)
    entered = jnp.where(members @ alone.astype(x.dtype) > 0.0, change != 0.0, change > 0.0)
    leaves, enters = open_columns(x, space)
    barred = ((change != 0.0) & ~leaves) | (entered & ~enters)
    stays = barred.astype(x.dtype) @ members
    return jnp.where(members @ stays > 0.0, 0.0, change)


def open_columns(x: Float[Array, " k"], space: Space) -> tuple[Any, Any]:
    """Tell the columns of categories that may change, and those whose level may be entered. Vmappable.

    Args:
        x: The instance.
        space: What may change, and how far.

    Returns:
        Whether each column may change, bool [k], and whether direction and transitions allow its level, bool [k]; of a
        category in one column, whether that column may turn over. False for numbers.

    Examples:
        >>> levels, up = np.array([[0, 1, 2]]), np.ones(3, int)
        >>> space = Space.unbounded(3)._replace(category=np.zeros(3, int), levels=levels, direction=up)
        >>> [flags.tolist() for flags in open_columns(jnp.array([0.0, 1.0, 0.0]), space)]
        [[True, True, True], [False, True, True]]
    """
    columns, width = jnp.asarray(space.levels), len(x)
    exists = columns >= 0
    places = jnp.where(exists, columns, width)

    def by_column(of_levels: Any) -> Any:
        return jnp.zeros(width, bool).at[places].set(exists & of_levels, mode="drop")

    leaves = jnp.broadcast_to(decided(x, space), columns.shape) & jnp.asarray(space.actionable)[columns]
    return by_column(leaves), by_column(onwards(x, space))
