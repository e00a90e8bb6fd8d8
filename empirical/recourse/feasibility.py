"""Feasible changes: how far each number may move, and the feasible change nearest to a given one."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from empirical.data.space import Space, WholeNumbers
from empirical.recourse.polytope import Polytope, closest
from empirical.recourse.rounding import mended

Numbers = Float[Array | np.ndarray, "*m k"]
"""Numbers of the columns of one instance or of several, of JAX or of numpy."""


def reach(x: Numbers, space: Space) -> tuple[Numbers, Numbers]:
    """Give how far every number of an instance may move, in arrays of the kind that the instance is. Vmappable.

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
    xp, number = x.__array_namespace__(), space.actionable & (space.category < 0)
    low, high = (xp.asarray(end, dtype=x.dtype) for end in (space.low, space.high))
    return (
        xp.where(number & (space.direction <= 0), xp.minimum(low - x, xp.zeros((), dtype=x.dtype)), 0.0),
        xp.where(number & (space.direction >= 0), xp.maximum(high - x, xp.zeros((), dtype=x.dtype)), 0.0),
    )


def room(x: Float[Array, " k"], space: Space) -> Polytope:
    """Give the feasible changes of the numbers of an instance, whole or not. Vmappable.

    A relation that the instance breaks already may stay as broken, or become less so.

    Args:
        x: An instance.
        space: What may change, and how far.

    Returns:
        The changes within ranges, directions and relations.

    Examples:
        >>> import numpy as np
        >>> from empirical.data.space import Relations
        >>> together = Relations(np.array([[0.6, 0.8]]), np.array([1.0]))
        >>> space = Space.unbounded(2)._replace(relations=together)
        >>> [room(jnp.array([first, 0.0]), space).limits.round(3).tolist() for first in (0.0, 5.0)]
        [[1.0], [0.0]]
    """
    rows, limits = (jnp.asarray(part, x.dtype) for part in space.relations)
    return Polytope(*reach(x, space), rows, jnp.maximum(limits - rows @ x, 0.0))


def nearest(
    x: Float[Array, " k"], change: Float[Array, " k"], space: Space, project: Callable[..., Any] = closest
) -> Float[Array, " k"]:
    """Give the feasible change nearest to a change. Vmappable.

    Numbers are clipped and made whole where they must be, and every category takes its nearest level that its direction
    and its transitions allow. Where numbers are related, the clipped ones move to the nearest that keep the relations,
    and those that become whole to others near them.

    Args:
        x: An instance.
        change: The change ζ.
        space: What may change, and how far.
        project: How numbers come to keep relations: by :func:`~empirical.recourse.polytope.closest`, or for a change
            that is only near by :func:`~empirical.recourse.polytope.beside`, which is much faster.

    Returns:
        The feasible change.

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, 3.0]))
        >>> nearest(jnp.array([0.0, 0.0]), jnp.array([2.0, 2.0]), space).tolist()
        [1.0, 2.0]
    """
    numbers = _related(x, change, space, project) if len(space.relations.limits) else nearest_numbers(x, change, space)
    return numbers + _levels(x, x + change, space) if len(space.levels) else numbers


def nearest_numbers(x: Numbers, change: Numbers, space: Space) -> Any:
    """Give the feasible change of the numbers nearest to a change where no numbers are related: each by itself.

    Args:
        x: An instance, or several.
        change: The change ζ.
        space: What may change, and how far; without relations.

    Returns:
        The feasible change, 0 in columns of categories, in arrays of the kind that the instance is.

    Examples:
        >>> import numpy as np
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, 3.0]))
        >>> nearest_numbers(np.zeros((1, 2)), np.array([[2.0, 2.0]]), space)
        array([[1., 2.]])
    """
    xp: Any = x.__array_namespace__()
    ends = reach(x, space)
    numbers = xp.clip(change, *ends)
    return numbers if space.whole is None else _whole(x, numbers, ends, space.whole)


def _related(x: Any, change: Any, space: Space, project: Callable[..., Any]) -> Any:
    """Give a feasible change of the numbers near a change where some of them are related."""
    ends, polytope = reach(x, space), room(x, space)
    numbers = project(jnp.clip(change, *ends), polytope)
    if space.whole is None:
        return numbers
    whole = partial(_whole, x, ends=ends, whole=space.whole)
    return mended(whole(numbers), numbers, polytope, jnp.asarray(space.whole.step, x.dtype), whole)


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
    """Tell the levels that direction and transitions of their category allow, from the one that an instance has.

    Vmappable.

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
    allowed = direction * jnp.where(alone, jnp.where(has > 0.5, -1, 1), onward) >= 0
    return allowed & _moves(has, alone, space) if len(space.transitions) else allowed


def _moves(has: Any, alone: Any, space: Space) -> Any:
    """Tell the levels to which every category may move, bool [c, l]; whether the column of two levels may turn over."""
    state = jnp.argmax(has > 0.5, axis=1)
    state = jnp.where(alone[:, 0], (has[:, 0] > 0.5).astype(state.dtype), state)
    states = jnp.take_along_axis(jnp.asarray(space.transitions), state[:, None, None], axis=1)[:, 0]
    other = jnp.take_along_axis(states, 1 - jnp.minimum(state, 1)[:, None], axis=1)
    return jnp.where(alone, other, states[:, : has.shape[1]])


def _whole(x: Any, change: Any, ends: tuple[Any, Any], whole: WholeNumbers) -> Any:
    """Round the numbers of whole columns to the nearest whole one within reach, or to the value that they have."""
    xp, rounding = x.__array_namespace__(), float(np.finfo(x.dtype).eps) ** 0.5
    is_whole, origin = whole.step > 0.0, xp.asarray(whole.origin, dtype=x.dtype)
    step = xp.where(is_whole, xp.asarray(whole.step, dtype=x.dtype), xp.ones((), dtype=x.dtype))

    def places(change: Any) -> Any:
        return (x + change - origin) / step

    least, most = (xp.ceil(places(ends[0]) - rounding), xp.floor(places(ends[1]) + rounding))
    moved = origin + step * xp.clip(xp.round(places(change)), least, most) - x
    stays = (xp.abs(change) <= xp.abs(change - moved)) | (xp.abs(moved) <= rounding * step) | (least > most)
    return xp.where(is_whole, xp.where(stays, xp.zeros((), dtype=x.dtype), moved), change)


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
