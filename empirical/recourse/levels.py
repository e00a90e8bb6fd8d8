"""The levels of categories for a score that is not linear: the linearised problem, solved again where it leads."""

from functools import partial
from typing import Any

import jax
import numpy as np

from empirical.batching import over_persons
from empirical.data.splitting import Space
from empirical.numerics import row_norms
from empirical.recourse.feasible import best_change
from empirical.recourse.problem import Problem

ROUNDS = 6
"""How often the score is made linear anew."""


def best_levels(problem: Problem, *, target: float, lam: float) -> Any:
    """The change in the columns of categories that SCFE's objective asks for; numbers move along on the way.

    Each round solves the problem that is linear at the last one's solution: over numbers and levels at once, so that
    levels are chosen for what the numbers cannot do. Of all rounds the best one is taken. For a linear score the first
    round is the last; for others this is a heuristic.

    Args:
        problem: The problem.
        target: s.
        lam: λ.

    Returns:
        The change, [m, k]: every category has one level; 0 for numbers.
    """
    change = np.zeros_like(problem.inputs)
    if not len(problem.space.levels):
        return change
    best, least = change, np.full(len(change), np.inf)
    for _ in range(ROUNDS + 1):
        scores, gradients = problem.score.values_and_gradients(problem.inputs + change)
        worth = (target - scores) ** 2 + lam * row_norms(change * problem.prices) ** 2
        better = worth < least
        best, least = np.where(better[:, None], change, best), np.where(better, worth, least)
        missing = (target - scores + (gradients * change).sum(axis=1)).astype(change.dtype)
        linear = partial(_best_changes, space=problem.space, prices=problem.prices, lam=lam)
        change = over_persons(linear, (problem.inputs, np.nan_to_num(gradients), np.nan_to_num(missing)))
    return np.where(problem.space.category >= 0, best, 0.0).astype(change.dtype)


@jax.jit
def _best_changes(persons: Any, *, space: Space, prices: Any, lam: Any) -> Any:
    def one(x: Any, gradient: Any, missing: Any) -> Any:
        return best_change(x, weights=gradient, missing=missing, space=space, prices=prices, lam=lam)

    return jax.vmap(one)(*persons)
