"""The search along a ray: how far one must go on in the same direction until the model accepts."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances
from empirical.data.split import Space
from empirical.recourse.feasibility import reach
from empirical.recourse.problem import Problem

FARTHER = 1.0 + 2.0 ** np.arange(-10.0, 21.0)
"""How many times as far the changes of the numbers are tried."""

HALVINGS = 5
"""Of the interval that holds the first accepted point: its excess over the border falls to a thirtieth."""


def along_ray(problem: Problem, changes: Any) -> tuple[Any, Any]:
    """Go on in the direction of a change, numbers alone and clipped to what is allowed, until the model accepts.

    Args:
        problem: The problem.
        changes: ζ, [m, k], allowed ones.

    Returns:
        Changes [m, k], and bool [m], whom the model accepts there.
    """
    low = np.ones(len(changes), changes.dtype)
    high, accepted = low.copy(), np.zeros(len(changes), bool)
    for farther in FARTHER.astype(changes.dtype):
        reached = _accepts(problem, changes, np.full_like(low, farther))
        high = np.where(reached & ~accepted, farther, high)
        accepted |= reached
        low = np.where(accepted, low, farther)
        if accepted.all():
            break
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = _accepts(problem, changes, middle)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return _stretched(problem, changes, high), accepted


def _accepts(problem: Problem, changes: Any, farther: Any) -> Any:
    return problem.model.scores(problem.inputs + _stretched(problem, changes, farther)) > 0.0


def _stretched(problem: Problem, changes: Any, farther: Any) -> Any:
    return over_instances(partial(_stretch, space=problem.space), (problem.inputs, changes, farther))


@jax.jit
def _stretch(instances: Any, *, space: Space) -> Any:
    def one(x: Any, change: Any, farther: Any) -> Any:
        return jnp.where(jnp.asarray(space.category) < 0, jnp.clip(farther * change, *reach(x, space)), change)

    return jax.vmap(one)(*instances)
