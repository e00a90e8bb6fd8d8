"""Whole numbers for recourses that were found without them: how many loans somebody has is no 2.37.

The whole columns with the dearest steps are rounded first, the other numbers are solved for again, and so on until all
are whole; categories keep the levels that they have. That is one candidate. The other one rounds all whole columns at
once in the direction of the score. The better one then moves in one column after the other as long as that helps.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np

from empirical.batching import LARGEST, over_instances
from empirical.data.space import ANY_MOVE, Space
from empirical.numerics import finite, row_norms
from empirical.recourse.feasibility import nearest, nearest_numbers
from empirical.recourse.problem import Problem

GROUPS = 3
"""Number of groups of whole columns that are rounded one after the other."""

STEPS = 2
"""Largest number of steps for each whole column."""

GAIN = 1e-6
"""Share by which a step must lower the objective: what lowers it less may be rounding."""

Solve = Callable[[Problem, Any], Any]
"""A function from a problem without whole numbers, and changes to start from, to changes."""


class Aim(NamedTuple):
    """What makes changes better than others.

    Attributes:
        target: The target score s.
        lam: The weight λ of the squared cost.
        accepted_first: Whether changes that the model accepts are better than all others; else the objective decides.
    """

    target: float
    lam: float
    accepted_first: bool

    def best(self, problem: Problem, candidates: Any, gain: float = 0.0) -> Any:
        """Give the best of several changes of every instance, the first one if several are as good.

        Args:
            problem: The problem.
            candidates: The changes, [c, m, k].
            gain: The share by which the objective must fall below that of the first changes.

        Returns:
            The best changes, [m, k].
        """
        points = (problem.inputs + candidates).reshape(-1, candidates.shape[2])
        scores = problem.model.scores(points).reshape(candidates.shape[:2])
        worths = (self.target - scores) ** 2 + self.lam * row_norms(candidates * problem.cost_weights) ** 2
        rejected = ~(scores > 0.0) & self.accepted_first
        worths[0] *= 1.0 - gain
        known = np.where((rejected == rejected.min(axis=0)) & ~np.isnan(worths), worths, np.inf)
        return candidates[known.argmin(axis=0), np.arange(candidates.shape[1])]


def with_whole_numbers(problem: Problem, changes: Any, solve: Solve, aim: Aim) -> Any:
    """Find changes to whole numbers near changes to any numbers.

    Args:
        problem: The problem; its space has whole numbers.
        changes: Feasible changes ζ but for the whole numbers, [m, k].
        solve: How the rest of the problem is solved where some columns are whole already.
        aim: What makes changes better.

    Returns:
        Feasible changes, [m, k].

    Examples:
        >>> from empirical.data.split import WholeNumbers
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(2)._replace(whole=WholeNumbers(np.array([1.0, 0.0]), np.zeros(2)))
        >>> problem = pose(LinearModel(np.array([1.0, 1.0])), np.array([[-1.0, -0.5]]), space)
        >>> keep = lambda rest, start: start
        >>> with_whole_numbers(problem, np.array([[0.8, 0.8]]), keep, Aim(0.1, 0.01, True)).tolist()
        [[1.0, 0.8]]
    """
    rounded = [_one_after_the_other(problem, changes, solve), _towards_acceptance(problem, changes)]
    best, columns = aim.best(problem, np.stack(rounded)), _columns(problem)
    most = max(1, LARGEST // (4 * len(columns) + 1))
    for start in range(0, len(best), most):
        rows = slice(start, start + most)
        best[rows] = _stepped(problem.of(rows), best[rows], columns, aim)
    return best


def _stepped(problem: Problem, changes: np.ndarray, columns: np.ndarray, aim: Aim) -> np.ndarray:
    """Take the best step of a single whole column, again and again, as long as one helps."""
    best, moving = changes.copy(), np.arange(len(changes))
    for _ in range(STEPS * len(columns)):
        here, some = best[moving], problem.of(moving)
        there = aim.best(some, np.concatenate([here[None], _steps(some, here, columns, aim)]), gain=GAIN)
        best[moving] = there
        moving = moving[(there != here).any(axis=1)]
        if not moving.size:
            break
    return best


def _columns(problem: Problem) -> np.ndarray:
    """List the whole columns that may change, the one with the dearest step first."""
    steps = _whole(problem) * problem.space.actionable * problem.cost_weights
    dearest = np.argsort(-steps, kind="stable")
    return dearest[: np.count_nonzero(steps)]


def _whole(problem: Problem) -> np.ndarray:
    """Give the steps of the whole columns, [k]; 0 for all others."""
    whole = problem.space.whole
    return np.zeros_like(problem.cost_weights) if whole is None else whole.step


def _one_after_the_other(problem: Problem, changes: np.ndarray, solve: Solve) -> np.ndarray:
    """Round the whole columns group by group, and solve for the other numbers after each."""
    fixed = problem.space.category >= 0
    for group in np.array_split(columns := _columns(problem), min(GROUPS, len(columns))):
        rounded = _nearest(problem, changes)
        fixed[group] = True
        changes = np.where(fixed, rounded, changes)
        free = problem.space.actionable & ~fixed
        if free.any():
            settled = np.where(fixed, changes, 0.0).astype(changes.dtype)
            rest = problem._replace(inputs=problem.inputs + settled, space=_numbers(problem.space, free))
            changes = settled + np.where(fixed, 0.0, solve(rest, changes - settled)).astype(changes.dtype)
    return _nearest(problem, changes) if len(problem.space.relations.limits) else changes


def _numbers(space: Space, free: np.ndarray) -> Space:
    """Give the space in which some numbers may change, whole or not, and no category."""
    alone = {"category": np.full_like(space.category, -1), "levels": np.full((0, 1), -1), "transitions": ANY_MOVE}
    return space._replace(actionable=free, whole=None, **alone)


def _towards_acceptance(problem: Problem, changes: np.ndarray) -> np.ndarray:
    """Round all whole columns that change in the direction in which the score rises."""
    _, gradients = problem.model.scores_and_gradients(problem.inputs + changes)
    nudge = 0.5 * _whole(problem) * np.sign(finite(gradients)) * (changes != 0.0)
    return _nearest(problem, changes + nudge.astype(changes.dtype))


def _steps(problem: Problem, changes: np.ndarray, columns: np.ndarray, aim: Aim) -> np.ndarray:
    """Give the changes with a whole column put back, a step less or more, or as far as its slope leads: [4 c, m, k]."""
    step, one = _whole(problem), np.arange(changes.shape[1]) == columns[:, None, None]
    moved = np.stack([0.0 * changes, changes - step, changes + step, _downhill(problem, changes, aim)])
    trials = np.where(one, moved.astype(changes.dtype)[:, None], changes)
    inputs = np.broadcast_to(problem.inputs, trials.shape)
    rows = problem._replace(inputs=inputs.reshape(-1, inputs.shape[3]))
    return _nearest(rows, trials.reshape(rows.inputs.shape)).reshape(-1, *changes.shape)


def _downhill(problem: Problem, changes: np.ndarray, aim: Aim) -> np.ndarray:
    """Give for each column by itself where the objective is least, with the score linear at the changes, [m, k]."""
    scores, gradients = problem.model.scores_and_gradients(problem.inputs + changes)
    slopes, prices = finite(gradients), aim.lam * problem.cost_weights**2
    return changes + ((aim.target - scores)[:, None] * slopes - prices * changes) / (slopes**2 + prices)


def _nearest(problem: Problem, changes: np.ndarray) -> np.ndarray:
    """Give the feasible change in the numbers nearest to changes; those of categories stay as they are."""
    if len(problem.space.relations.limits):
        numbers = over_instances(partial(_all_nearest, space=problem.space), (problem.inputs, changes))
    else:
        numbers = nearest_numbers(problem.inputs, changes, problem.space)
    return np.where(problem.space.category < 0, numbers, changes)


@jax.jit
def _all_nearest(instances: Any, *, space: Space) -> Any:
    return jax.vmap(lambda x, change: nearest(x, change, space))(*instances)
