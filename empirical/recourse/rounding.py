"""Whole numbers that are related: rounding each by itself may break a relation, which steps of the others mend."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from empirical.recourse.constraints import slack
from empirical.recourse.polytope import Polytope

MENDINGS = 8
"""Largest number of steps that mend relations."""


def mended(rounded: Any, fractions: Any, polytope: Polytope, step: Any, whole: Callable[[Any], Any]) -> Any:
    """Give changes to whole numbers that keep the relations, near changes that kept them before rounding. Vmappable.

    One step after the other mends the relation that is broken most: by numbers that need not be whole, if they can,
    else by the whole number whose rounding harms it most. What stays broken goes back to the change 0.

    Args:
        rounded: The changes after rounding, [k].
        fractions: The changes before, [k].
        polytope: The feasible changes, whole or not.
        step: The distance of neighbouring whole numbers, [k]; 0 for numbers that need not be whole.
        whole: A function that rounds changes.

    Returns:
        The changes, [k].

    Examples:
        >>> ahead = Polytope(jnp.full(2, -9.0), jnp.full(2, 9.0), jnp.array([[1.0, -1.0]]), jnp.array([0.5]))
        >>> mended(jnp.array([3.0, 2.0]), jnp.array([2.7, 2.2]), ahead, jnp.ones(2), jnp.round).tolist()
        [2.0, 2.0]
    """
    tolerance = slack(rounded.dtype) / 10.0
    low, high = polytope.low - tolerance, polytope.high + tolerance

    def mend(_: Any, change: Any) -> Any:
        over = polytope.rows @ change - polytope.limits
        worst = jnp.argmax(over)
        row, most = polytope.rows[worst], over[worst]
        others = jnp.where((step > 0.0) | (polytope.low >= polytope.high), 0.0, row)
        length = jnp.sum(others * others)
        moved = change - jnp.where(length > 0.0, most / jnp.where(length > 0.0, length, 1.0), 0.0) * others
        moved = jnp.clip(moved, polytope.low, polytope.high)
        back = -jnp.sign(row) * step
        there = (change + back >= low) & (change + back <= high) & (row != 0.0) & (step > 0.0)
        column = jnp.argmax(jnp.where(there, row * (change - fractions), -jnp.inf))
        stepped = whole(change.at[column].add(jnp.where(there[column], back[column], 0.0)))
        better = jnp.where(row @ moved <= polytope.limits[worst] + tolerance, moved, stepped)
        return jnp.where(most > tolerance, better, change)

    change = jax.lax.fori_loop(0, MENDINGS, mend, rounded)
    for _ in range(len(polytope.limits)):
        broken = ~(polytope.rows @ change <= polytope.limits + tolerance)
        change = jnp.where(jnp.any(broken[:, None] & (polytope.rows != 0.0), axis=0), 0.0, change)
    return change
