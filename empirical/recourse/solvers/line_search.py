"""The search along a ray: how far a change must go on in its direction until the model accepts."""

from functools import partial
from typing import Any

import jax
import numpy as np

from empirical.batching import over_instances, times_in_padding
from empirical.data.split import Space
from empirical.models.model import TracedModel
from empirical.recourse.feasibility import reach, room
from empirical.recourse.polytope import closest
from empirical.recourse.problem import Problem

FARTHER = 1.0 + 2.0 ** np.arange(-10.0, 21.0)
"""Factors by which the changes of the numbers are lengthened, in turn."""

HALVINGS = 5
"""Number of halvings of the interval that holds the first accepted point: its excess over the border falls to a
thirtieth."""


def along_ray(problem: Problem, changes: Any) -> tuple[Any, Any]:
    """Lengthen changes until the model accepts: numbers alone move on, and they are clipped to feasible ones.

    Args:
        problem: The problem.
        changes: Feasible changes ζ, [m, k].

    Returns:
        The longer changes [m, k], and whether the model accepts each of them, bool [m].

    Examples:
        >>> from empirical.models.model import HostModel
        >>> from empirical.recourse.problem import pose
        >>> problem = pose(HostModel(lambda points: points[:, 0] - 2.0), np.zeros((1, 1)))
        >>> changes, accepted = along_ray(problem, np.ones((1, 1)))
        >>> bool(2.0 < changes[0, 0] < 2.1), accepted.tolist()
        (True, [True])
    """
    low = np.ones(len(changes), changes.dtype)
    high, accepted = low.copy(), np.zeros(len(changes), bool)
    for some in _groups(problem, FARTHER.astype(changes.dtype)):
        for farther, accepts in zip(some, _accepts_each(problem, changes, some), strict=True):
            high = np.where(accepts & ~accepted, farther, high)
            accepted |= accepts
            low = np.where(accepted, low, farther)
        if accepted.all():
            break
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        accepts = _accepts(problem, changes, middle)
        low, high = np.where(accepts, low, middle), np.where(accepts, middle, high)
    return _stretched(problem, changes, high), accepted


def _groups(problem: Problem, factors: np.ndarray) -> list[np.ndarray]:
    """Cut factors into groups that are tried together: in compiled code as many as cost no more than one does."""
    size = times_in_padding(len(problem.inputs)) if isinstance(problem.model, TracedModel) else 1
    return [factors[start : start + size] for start in range(0, len(factors), size)]


def _accepts_each(problem: Problem, changes: Any, factors: np.ndarray) -> np.ndarray:
    """Tell whether the model accepts each change times each factor, bool [factors, m]."""
    count = len(changes)
    rows, farther = np.tile(np.arange(count), len(factors)), np.repeat(factors, count)
    return np.reshape(_accepts(problem.of(rows), changes[rows], farther), (len(factors), count))


def _accepts(problem: Problem, changes: Any, farther: Any) -> Any:
    return problem.model.scores(problem.inputs + _stretched(problem, changes, farther)) > 0.0


def _stretched(problem: Problem, changes: Any, farther: Any) -> Any:
    space, numbers = problem.space, np.clip(farther[:, None] * changes, *reach(problem.inputs, problem.space))
    if len(space.relations.limits):
        numbers = over_instances(partial(_closest, space=space), (problem.inputs, numbers))
    return np.where(space.category < 0, numbers, changes)


@jax.jit
def _closest(instances: Any, *, space: Space) -> Any:
    return jax.vmap(lambda x, numbers: closest(numbers, room(x, space)))(*instances)
