"""Whole numbers for recourses that were found without them: how many loans somebody has is no 2.37.

The whole columns with the dearest steps are rounded first, the other numbers are solved for again, and so on until all
are whole; categories keep the levels that they have. That is one candidate. The other one rounds all whole columns at
once in the direction of the score. The better one then moves on or back by single steps where that helps.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import numpy as np

from empirical.batching import over_instances
from empirical.data.split import Space
from empirical.numerics import finite, row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.problem import Problem
from empirical.recourse.solvers.categories import Solution

GROUPS = 3
"""Number of groups of whole columns that are rounded one after the other."""

PASSES = 2
"""Number of times that single steps are tried in all whole columns."""

Solve = Callable[[Problem, Any], Any]
"""A function from a problem without whole numbers, and changes to start from, to changes."""


def with_whole_numbers(
    problem: Problem,
    changes: Any,
    solve: Solve,
    better: Callable[[Solution, Solution], Any],
    *,
    target: float,
    lam: Any,
) -> Any:
    """Find changes to whole numbers near changes to any numbers.

    Args:
        problem: The problem; its space has whole numbers.
        changes: Feasible changes ζ but for the whole numbers, [m, k].
        solve: How the rest of the problem is solved where some columns are whole already.
        better: A function that tells where the first of two solutions is better.
        target: The target score s.
        lam: The weight λ.

    Returns:
        Feasible changes, [m, k].

    Examples:
        >>> from empirical.data.split import WholeNumbers
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.problem import pose
        >>> from empirical.recourse.solvers.categories import cheaper
        >>> space = Space.unbounded(2)._replace(whole=WholeNumbers(np.array([1.0, 0.0]), np.zeros(2)))
        >>> problem = pose(LinearModel(np.array([1.0, 1.0])), np.array([[-1.0, -0.5]]), space)
        >>> keep = lambda rest, start: start
        >>> with_whole_numbers(problem, np.array([[0.8, 0.8]]), keep, cheaper, target=0.1, lam=0.01).tolist()
        [[1.0, 0.8]]
    """
    measured = partial(_measured, problem, target=target, lam=lam)
    best = measured(_one_after_the_other(problem, changes, solve))
    best = _better(measured(_towards_acceptance(problem, changes)), best, better)
    for _ in range(PASSES):
        for column in _columns(problem).tolist():
            for trial in _steps(problem, best.changes, column):
                best = _better(measured(trial), best, better)
    return best.changes


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
    return changes


def _numbers(space: Space, free: np.ndarray) -> Space:
    """Give the space in which some numbers may change, whole or not, and no category."""
    return space._replace(
        actionable=free, category=np.full_like(space.category, -1), levels=np.full((0, 1), -1), whole=None
    )


def _towards_acceptance(problem: Problem, changes: np.ndarray) -> np.ndarray:
    """Round all whole columns that change in the direction in which the score rises."""
    _, gradients = problem.model.scores_and_gradients(problem.inputs + changes)
    nudge = 0.5 * _whole(problem) * np.sign(finite(gradients)) * (changes != 0.0)
    return _nearest(problem, changes + nudge.astype(changes.dtype))


def _steps(problem: Problem, changes: np.ndarray, column: int) -> list[np.ndarray]:
    """Give the changes with a whole column put back, and a step less or more."""
    step = _whole(problem)[column]
    trials = []
    for moved in (0.0 * changes[:, column], changes[:, column] - step, changes[:, column] + step):
        trial = changes.copy()
        trial[:, column] = moved
        trials.append(_nearest(problem, trial))
    return trials


def _measured(problem: Problem, changes: np.ndarray, *, target: float, lam: Any) -> Solution:
    scores, costs = problem.model.scores(problem.inputs + changes), row_norms(changes * problem.cost_weights)
    return Solution(changes, scores, (target - scores) ** 2 + lam * costs**2, costs)


def _better(trial: Solution, here: Solution, better: Callable[[Solution, Solution], Any]) -> Solution:
    takes = np.asarray(better(trial, here))
    pairs = zip(trial, here, strict=True)
    return Solution(*(np.where(takes.reshape(-1, *[1] * (new.ndim - 1)), new, old) for new, old in pairs))


def _nearest(problem: Problem, changes: np.ndarray) -> np.ndarray:
    """Give the feasible change in the numbers nearest to changes; those of categories stay as they are."""
    numbers = over_instances(partial(_all_nearest, space=problem.space), (problem.inputs, changes))
    return np.where(problem.space.category < 0, numbers, changes)


@jax.jit
def _all_nearest(instances: Any, *, space: Space) -> Any:
    return jax.vmap(lambda x, change: nearest(x, change, space))(*instances)
