"""Feasible changes: how far each number may move, and the feasible change nearest to a given one."""

from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float

from empirical.data.split import Space, WholeNumbers


def reach(x: Float[Array, " k"], space: Space) -> tuple[Float[Array, " k"], Float[Array, " k"]]:
    """Give how far every number of an instance may move. Vmappable.

    A value that is outside its range already may stay, or move towards the range. Columns of categories may not move.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        The smallest change of every column, at most 0, and the largest one, at least 0.

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, 3.0]), direction=np.array([1, 1]))
        >>> [ends.tolist() for ends in reach(jnp.array([0.0, 0.0]), space)]
        [[0.0, 0.0], [1.0, 3.0]]
    """
    number = space.actionable & (space.category < 0)
    low, high = (jnp.asarray(end, x.dtype) for end in (space.low, space.high))
    return (
        jnp.where(number & (space.direction <= 0), jnp.minimum(low - x, 0.0), 0.0),
        jnp.where(number & (space.direction >= 0), jnp.maximum(high - x, 0.0), 0.0),
    )


def nearest(x: Float[Array, " k"], change: Float[Array, " k"], space: Space) -> Float[Array, " k"]:
    """Give the feasible change nearest to a change. Vmappable.

    Numbers are clipped and made whole where they must be, and every category takes its nearest level that its direction
    allows.

    Args:
        x: An instance.
        change: The change ζ.
        space: What may change, and how far.

    Returns:
        The feasible change.

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, 3.0]))
        >>> nearest(jnp.array([0.0, 0.0]), jnp.array([2.0, 2.0]), space).tolist()
        [1.0, 2.0]
    """
    low, high = reach(x, space)
    numbers = jnp.clip(change, low, high)
    if space.whole is not None:
        numbers = _whole(x, numbers, (low, high), space.whole)
    return numbers + _levels(x, x + change, space) if len(space.levels) else numbers


def decided(x: Float[Array, " k"], space: Space) -> Any:
    """Tell the categories of an instance that have exactly one level: the others must stay as they are. Vmappable.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        Whether each category has one level, bool [c, 1].

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(category=np.array([0, 0]), levels=np.array([[0, 1]]))
        >>> decided(jnp.array([1.0, 0.0]), space).tolist(), decided(jnp.array([0.5, 0.5]), space).tolist()
        ([[True]], [[False]])
    """
    columns = jnp.asarray(space.levels)
    exists = columns >= 0
    has = jnp.where(exists, x[columns], 0.0)
    alone = jnp.sum(exists, axis=1) == 1
    whole = jnp.all((has == 0.0) | (has == 1.0), axis=1) & (alone | (jnp.sum(has, axis=1) == 1.0))
    return whole[:, None]


def onwards(x: Float[Array, " k"], space: Space) -> Any:
    """Tell the levels that the direction of their category allows, from the level that an instance has. Vmappable.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        Whether each level may be taken, bool [c, l]; of a category in one column, whether that column may turn over.

    Examples:
        >>> import numpy as np
        >>> levels, up = np.array([[0, 1, 2]]), np.ones(3, int)
        >>> space = Space.unbounded(3)._replace(category=np.zeros(3, int), levels=levels, direction=up)
        >>> onwards(jnp.array([0.0, 1.0, 0.0]), space).tolist()
        [[False, True, True]]
    """
    columns = jnp.asarray(space.levels)
    has = jnp.where(columns >= 0, x[columns], 0.0)
    direction = jnp.asarray(space.direction)[columns[:, :1]]
    alone = jnp.sum(columns >= 0, axis=1, keepdims=True) == 1
    onward = jnp.arange(columns.shape[1])[None, :] - jnp.argmax(has > 0.5, axis=1, keepdims=True)
    return direction * jnp.where(alone, jnp.where(has > 0.5, -1, 1), onward) >= 0


def _whole(x: Any, change: Any, ends: tuple[Any, Any], whole: WholeNumbers) -> Any:
    """Round the numbers of whole columns to the nearest whole one within reach, or to the value that they have."""
    rounding = jnp.finfo(x.dtype).eps ** 0.5
    origin = jnp.asarray(whole.origin, x.dtype)
    step = jnp.where(jnp.asarray(whole.step) > 0.0, jnp.asarray(whole.step, x.dtype), 1.0)

    def places(change: Any) -> Any:
        return (x + change - origin) / step

    least, most = (jnp.ceil(places(ends[0]) - rounding), jnp.floor(places(ends[1]) + rounding))
    moved = origin + step * jnp.clip(jnp.round(places(change)), least, most) - x
    stays = (jnp.abs(change) <= jnp.abs(change - moved)) | (jnp.abs(moved) <= rounding * step) | (least > most)
    return jnp.where(jnp.asarray(whole.step) > 0.0, jnp.where(stays, 0.0, moved), change)


def _levels(x: Any, wanted: Any, space: Space) -> Any:
    """Give the change in the columns of categories that leads to the levels nearest to the wanted point."""
    columns = jnp.asarray(space.levels)
    exists = columns >= 0
    free = exists & jnp.asarray(space.actionable)[columns]
    has, want = x[columns], wanted[columns]
    present = exists & (has > 0.5)
    # Two levels share one column. With more levels one column gives its 1 to another, and both must be free to change.
    alone = jnp.sum(exists, axis=1, keepdims=True) == 1
    allowed = onwards(x, space)
    best = jnp.argmax(jnp.where((free & allowed) | present, want, -jnp.inf), axis=1)
    several = jnp.where(jnp.arange(columns.shape[1])[None, :] == best[:, None], 1.0, 0.0)
    target = jnp.where(alone, jnp.where(want > 0.5, 1.0, 0.0), several).astype(x.dtype)
    stays = jnp.any(present & ~free, axis=1, keepdims=True) | ~jnp.any(free, axis=1, keepdims=True) | ~decided(x, space)
    stays |= alone & ~allowed
    return jnp.zeros_like(x).at[columns].add(jnp.where(exists & ~stays, target - has, 0.0))
