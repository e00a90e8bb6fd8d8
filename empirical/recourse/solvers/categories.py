"""Levels of categories for scores that are not linear: the problem is linearised and solved again at each solution."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import LARGEST, bucket, over_instances
from empirical.data.split import Space
from empirical.models.model import LinearModel
from empirical.numerics import finite, row_norms
from empirical.recourse.feasibility import nearest
from empirical.recourse.polytope import beside
from empirical.recourse.problem import Problem
from empirical.recourse.solvers.constrained_linear import best_change

ROUNDS = 6
"""Number of times that the score is linearised again."""

MOVES = 3
"""Number of times that all moves of a single category are compared."""


class Solution(NamedTuple):
    """Changes with their scores, objectives and costs.

    Attributes:
        changes: The changes ζ, [m, k].
        scores: The scores f(x + ζ), [m].
        worths: SCFE's objective, [m].
        costs: The costs ‖Dζ‖₂, [m].
    """

    changes: Any
    scores: Any
    worths: Any
    costs: Any

    def of(self, rows: Any) -> "Solution":
        """Give the solutions of some instances.

        Args:
            rows: The rows of these instances.

        Returns:
            Their solutions.
        """
        return Solution(*(part[rows] for part in self))


def lower(trial: Solution, here: Solution) -> Any:
    """Tell where a solution has the lower objective, accepted or not: how minimisers are compared.

    Args:
        trial: The new solutions.
        here: The solutions that they are compared with.

    Returns:
        Whether each new solution is better, bool [m].

    Examples:
        >>> new = Solution(np.zeros((2, 1)), np.array([0.1, 0.1]), np.array([3.0, 3.0]), np.array([1.0, 9.0]))
        >>> old = Solution(np.zeros((2, 1)), np.array([-0.1, 0.2]), np.array([2.0, 4.0]), np.array([0.5, 5.0]))
        >>> lower(new, old).tolist()
        [False, True]
    """
    return trial.worths < here.worths


def cheaper(trial: Solution, here: Solution) -> Any:
    """Tell where a solution is better for a valid recourse: accepted and cheaper, or else of a lower objective.

    Args:
        trial: The new solutions.
        here: The solutions that they are compared with.

    Returns:
        Whether each new solution is better, bool [m].

    Examples:
        >>> new = Solution(np.zeros((2, 1)), np.array([0.1, 0.1]), np.array([3.0, 3.0]), np.array([1.0, 9.0]))
        >>> old = Solution(np.zeros((2, 1)), np.array([-0.1, 0.2]), np.array([2.0, 4.0]), np.array([0.5, 5.0]))
        >>> cheaper(new, old).tolist()
        [True, False]
    """
    new, old = trial.scores > 0.0, here.scores > 0.0
    return (new & ~old) | (new & old & (trial.costs < here.costs)) | (~new & ~old & lower(trial, here))


def with_levels(
    problem: Problem,
    numbers: Callable[[Any, Any], Solution],
    better: Callable[[Solution, Solution], Any],
    *,
    target: float,
    lam: Any,
) -> Solution:
    """Solve for the numbers with every category as it is, then with better levels.

    First come the levels of the linearised problem, then a few times the most promising move of a single category. At
    last each category in turn goes back to its first level where that is better.

    Args:
        problem: The problem.
        numbers: A function from rows, and changes in the columns of categories, to solutions over the numbers.
        better: A function that tells where the first of two solutions is better.
        target: The target score s.
        lam: The weights λ, [m].

    Returns:
        The solutions.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(2)._replace(category=np.array([0, 0]), levels=np.array([[0, 1]]))
        >>> problem = pose(LinearModel(np.array([-1.0, 2.0])), np.array([[1.0, 0.0]]), space)
        >>> def numbers(rows, levels):  # there is no number to solve for
        ...     scores, costs = problem.model.scores(problem.inputs[rows] + levels), row_norms(levels)
        ...     return Solution(levels, scores, (1.0 - scores) ** 2 + 0.01 * costs**2, costs)
        >>> with_levels(problem, numbers, lower, target=1.0, lam=np.full(1, 0.01)).changes.tolist()
        [[-1.0, 1.0]]
    """
    every_row, category = np.arange(len(problem.inputs)), problem.space.category
    best = Solution(*map(np.array, numbers(every_row, np.zeros_like(problem.inputs))))

    def attempt(levels: Any) -> bool:
        """Take other levels where they are better; say whether they are anywhere."""
        rows = np.flatnonzero((levels != np.where(category >= 0, best.changes, 0.0)).any(axis=1))
        if not rows.size:
            return False
        trial = numbers(rows, levels[rows])
        taken = better(trial, best.of(rows))
        for part, new in zip(best, trial, strict=True):
            part[rows[taken]] = new[taken]
        return bool(taken.any())

    if len(problem.space.levels):
        attempt(best_levels(problem, target=target, lam=lam))
        for _ in range(MOVES):
            if not attempt(_best_move(problem, best, target=target, lam=lam)):
                break
        for index in np.unique(category[(category >= 0) & (best.changes != 0.0).any(axis=0)]):
            attempt(np.where((category >= 0) & (category != index), best.changes, 0.0).astype(best.changes.dtype))
    return best


def best_levels(problem: Problem, *, target: float, lam: Any) -> Any:
    """Find the levels that SCFE's objective asks for, by solving linearised problems.

    Each round solves the problem that is linear at the solution of the last one. It solves for numbers and levels
    together, so that levels are chosen for what numbers cannot do. The best round is taken. For a linear score the
    first round is exact; for others this is a heuristic.

    Args:
        problem: The problem.
        target: The target score s.
        lam: The weights λ, [m].

    Returns:
        The changes in the columns of categories, [m, k]: every category has one level; 0 for numbers.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(2)._replace(category=np.array([0, 0]), levels=np.array([[0, 1]]))
        >>> problem = pose(LinearModel(np.array([-1.0, 2.0])), np.array([[1.0, 0.0]]), space)
        >>> best_levels(problem, target=1.0, lam=np.full(1, 0.01)).tolist()
        [[-1.0, 1.0]]
    """
    change = np.zeros_like(problem.inputs)
    best, least = change, np.full(len(change), np.inf)
    rounds = 1 if isinstance(problem.model, LinearModel) else ROUNDS
    for solved in range(rounds + 1):
        scores, gradients = problem.model.scores_and_gradients(problem.inputs + change)
        worth = (target - scores) ** 2 + lam * row_norms(change * problem.cost_weights) ** 2
        better = worth < least
        best, least = np.where(better[:, None], change, best), np.where(better, worth, least)
        if solved == rounds:
            break
        gradients = finite(gradients)
        missing = finite(target - scores + (gradients * change).sum(axis=1)).astype(change.dtype)
        linear = partial(_best_changes, space=problem.space, cost_weights=problem.cost_weights)
        change = finite(over_instances(linear, (problem.inputs, gradients, missing, lam)))
    return np.where(problem.space.category >= 0, best, 0.0).astype(change.dtype)


def _best_move(problem: Problem, here: Solution, *, target: float, lam: Any) -> Any:
    """Give the change in the columns of categories after the most promising move of a single category.

    A move promises the least objective over the numbers, linearised where the move leads.
    """
    space, count = problem.space, len(problem.inputs)
    levels = np.where(space.category >= 0, here.changes, 0.0).astype(problem.inputs.dtype)
    best, least = levels, np.full(count, np.inf)
    columns, most = (
        np.flatnonzero((space.category >= 0) & space.actionable),
        max(1, LARGEST // bucket(min(count, LARGEST))),
    )
    for start in range(0, len(columns), most):
        some = columns[start : start + most]
        there = _moves(problem, some, levels)
        promised = _promised(problem, here, there, target=target, lam=lam)
        promised = np.where((there != levels).any(axis=2) & ~np.isnan(promised), promised, np.inf)
        first = promised.argmin(axis=0), np.arange(count)
        better = promised[first] < least
        best, least = np.where(better[:, None], there[first], best), np.where(better, promised[first], least)
    return best


def _moves(problem: Problem, columns: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Give the changes in the columns of categories after each move of a single category, [c, m, k]."""
    moved = over_instances(partial(_moved, columns=columns, space=problem.space), problem.inputs)
    owners = problem.space.category[columns, None, None]
    return np.where(problem.space.category == owners, np.swapaxes(moved, 0, 1), levels)


def _promised(problem: Problem, here: Solution, there: np.ndarray, *, target: float, lam: Any) -> np.ndarray:
    """Give the objective that each of some moves promises, [c, m]."""
    space, cost_weights = problem.space, problem.cost_weights
    numbers, number = np.where(space.category < 0, here.changes, 0.0), space.actionable & (space.category < 0)
    points = (problem.inputs + numbers + there).astype(there.dtype).reshape(-1, there.shape[2])
    scores, gradients = problem.model.scores_and_gradients(points)
    slope = np.where(number, finite(gradients).reshape(there.shape) / cost_weights, 0.0)
    missing = target - scores.reshape(there.shape[:2]) + (slope * cost_weights * numbers).sum(axis=2)
    return lam * missing**2 / (lam + (slope**2).sum(axis=2)) + lam * row_norms(cost_weights * there) ** 2


@jax.jit
def _moved(inputs: Any, *, columns: Any, space: Space) -> Any:
    """Give the changes of categories that each take the level of a column, or turn over the column of two levels."""
    category = jnp.asarray(space.category)

    def move(x: Any, column: Any) -> Any:
        alone = jnp.sum(category == category[column]) == 1
        push = jnp.where(alone, 1.0 - 2.0 * x[column], 2.0)
        return nearest(x, jnp.zeros_like(x).at[column].set(push.astype(x.dtype)), space, beside)

    return jax.vmap(lambda x: jax.vmap(partial(move, x))(columns))(inputs)


@jax.jit
def _best_changes(instances: Any, *, space: Space, cost_weights: Any) -> Any:
    def one(x: Any, gradient: Any, missing: Any, lam: Any) -> Any:
        return best_change(x, weights=gradient, missing=missing, space=space, cost_weights=cost_weights, lam=lam)

    return jax.vmap(one)(*instances)
