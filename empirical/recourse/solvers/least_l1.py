"""Sparse changes: the least ‖Dζ‖₁ by which a score reaches its target, exact for numbers and linear scores.

At the least cost a linear score rises by the columns that raise it most for what they cost, |w_j| / d_j: each goes as
far as it may before the next one moves, so that all but one end at the end of their reach and most do not change at
all. Categories move as a whole, those of the greatest rise for their cost first, as many as make the change cheapest.
Scores that are not linear are linearised again at every solution.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float

from empirical.batching import over_instances
from empirical.data.space import Space
from empirical.models.model import LinearModel
from empirical.numerics import finite
from empirical.recourse.constraints import breaches
from empirical.recourse.feasibility import reach
from empirical.recourse.problem import Problem
from empirical.recourse.taking_over import open_columns

ROUNDS = 10
"""Largest number of times that a score is linearised."""

HALVINGS = 10
"""Number of halvings of a change whose score is higher than it need be."""

ENOUGH = 0.99
"""Share of the target that a score that is not linear must reach."""

DIGITS = 9
"""Digits of rises that are compared: more would let the rounding of slopes choose between columns that are alike."""

SETTLED = 1e-6
"""Largest difference of two solutions, relative to their size, after which the score is not linearised again."""


class _Best(NamedTuple):
    """The best changes so far, with their scores and costs ‖Dζ‖₁."""

    changes: Any
    scores: Any
    costs: Any


def least_l1(problem: Problem, target: float) -> tuple[Float[np.ndarray, "m k"], Bool[np.ndarray, " m"]]:
    """Find changes of least ‖Dζ‖₁ whose score reaches a target; where none does, those of the highest score.

    It is the least where the score is linear and only numbers change that need not be whole, within ranges and
    directions; else it is near it. Where a relation between numbers would break, they stay as they are.

    Args:
        problem: The problem.
        target: The target score s > 0.

    Returns:
        Feasible changes ζ, [m, k], and whether the model accepts each of them, bool [m].

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, 9.0]))
        >>> problem = pose(LinearModel(np.array([2.0, 1.0])), np.zeros((1, 2)), space)
        >>> [part.tolist() for part in least_l1(problem, 3.0)]
        [[[1.0, 1.0]], [True]]
    """
    best = _Best(np.zeros_like(problem.inputs), np.full_like(problem.scores, -np.inf), np.zeros_like(problem.scores))
    here, moving = np.zeros_like(problem.inputs), np.flatnonzero(problem.searched)
    linear = isinstance(problem.model, LinearModel)
    for _ in range(1 if linear else ROUNDS):
        if not moving.size:
            break
        some = problem.of(moving)
        there = _linearised(some, here[moving], target)
        if not linear:
            there = _shortened(some, there, target)
        _take(best, moving, some, there, target if linear else ENOUGH * target)
        settled = np.abs(there - here[moving]).max(axis=1) <= SETTLED * np.abs(there).max(axis=1)
        here[moving] = there
        moving = moving[~settled]
    return best.changes, best.scores > 0.0


def cheapest_rise(
    problem: Problem, slopes: Float[np.ndarray, "m k"], missing: Float[np.ndarray, " m"]
) -> Float[np.ndarray, "m k"]:
    """Find changes of least ‖Dζ‖₁ by which linear scores rise by what is missing, or else by as much as they can.

    Args:
        problem: The instances and their constraints; relations between numbers are not looked at.
        slopes: The slopes of the scores, [m, k], finite.
        missing: The rises, [m].

    Returns:
        The changes ζ, [m, k].

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> problem = pose(LinearModel(np.ones(2)), np.zeros((1, 2)), cost_weights=np.array([1.0, 3.0]))
        >>> cheapest_rise(problem, np.array([[1.0, 2.0]]), np.array([5.0])).tolist()
        [[5.0, 0.0]]
    """
    jumps, rises, prices = _jumps(problem, slopes)
    order = _steepest_first(rises / prices)
    levels, best = np.zeros_like(problem.inputs), np.zeros_like(problem.inputs)
    least, most = np.full(len(missing), np.inf), np.full(len(missing), -np.inf)
    rows = np.arange(len(missing))
    for taken in range(order.shape[1] + 1):
        change = levels + _numbers(problem, slopes, missing - (slopes * levels).sum(axis=1))
        rise, cost = (slopes * change).sum(axis=1), (problem.cost_weights * np.abs(change)).sum(axis=1)
        rounding = 64.0 * np.finfo(rise.dtype).eps * (np.abs(slopes * change).sum(axis=1) + np.abs(missing))
        cost = np.where(rise >= missing - rounding, cost, np.inf)
        better = (cost < least) | (np.isinf(cost) & np.isinf(least) & (rise > most + rounding))
        best[better], least[better], most[better] = change[better], cost[better], rise[better]
        if taken < order.shape[1]:
            levels = levels + jumps[rows, order[:, taken]]
    return best


def _linearised(problem: Problem, here: np.ndarray, target: float) -> np.ndarray:
    """Find the cheapest changes for the scores linearised at changes; related numbers stay where they would break."""
    scores, gradients = problem.model.scores_and_gradients(problem.inputs + here)
    slopes = finite(gradients)
    missing = finite(target - scores + (slopes * here).sum(axis=1)).astype(here.dtype)
    changes = cheapest_rise(problem, slopes, missing)
    broken = breaches(problem.inputs, changes, problem.space).relation
    if broken.any():
        apart = ~(problem.space.relations.coefficients != 0.0).any(axis=0)
        held = problem._replace(space=problem.space._replace(actionable=problem.space.actionable & apart))
        changes[broken] = cheapest_rise(held.of(broken), slopes[broken], missing[broken])
    return changes


def _shortened(problem: Problem, changes: np.ndarray, target: float) -> np.ndarray:
    """Shorten the numbers that need not be whole, by bisection, where the score is higher than the target."""
    whole = np.zeros(changes.shape[1], bool) if problem.space.whole is None else problem.space.whole.step > 0.0
    free = (problem.space.category < 0) & ~whole
    share, width = np.ones((len(changes), 1), changes.dtype), changes.dtype.type(0.5)

    def cut(share: np.ndarray) -> np.ndarray:
        return np.where(free, share * changes, changes)

    for _ in range(HALVINGS):
        trial = share - width
        enough = problem.model.scores(problem.inputs + cut(trial)) >= target
        share, width = np.where(enough[:, None], trial, share), width / 2
    return cut(share)


def _take(best: _Best, rows: np.ndarray, problem: Problem, changes: np.ndarray, enough: float) -> None:
    """Keep changes that are better: their score is enough and they are cheaper, or else their score is higher."""
    scores = np.asarray(problem.model.scores(problem.inputs + changes))
    costs = (problem.cost_weights * np.abs(changes)).sum(axis=1)
    new, old = scores >= enough, best.scores[rows] >= enough
    better = (new & ~old) | (new & old & (costs < best.costs[rows])) | (~new & ~old & (scores > best.scores[rows]))
    taken = rows[better]
    best.changes[taken], best.scores[taken], best.costs[taken] = changes[better], scores[better], costs[better]


def _numbers(problem: Problem, slopes: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Give the cheapest changes of the numbers: whole ones are rounded up, then the others are chosen again."""
    low, high = reach(problem.inputs, problem.space)
    whole = problem.space.whole
    if whole is None or not (whole.step > 0.0).any():
        return _in_turn(problem, slopes, missing, (low, high))
    is_whole, step = whole.step > 0.0, np.where(whole.step > 0.0, whole.step, 1.0)
    start, rounding = (problem.inputs - whole.origin) / step, float(np.finfo(low.dtype).eps) ** 0.5

    def steps_to(place: np.ndarray) -> np.ndarray:
        return step * (place - start)

    lowest = np.minimum(steps_to(np.ceil(start + low / step - rounding)), 0.0)
    highest = np.maximum(steps_to(np.floor(start + high / step + rounding)), 0.0)
    ends = np.where(is_whole, lowest, low), np.where(is_whole, highest, high)
    changes = _in_turn(problem, slopes, missing, ends)
    up = np.minimum(steps_to(np.ceil(start + changes / step - rounding)), highest)
    down = np.maximum(steps_to(np.floor(start + changes / step + rounding)), lowest)
    outward = np.where(changes > 0.0, up, np.where(changes < 0.0, down, 0.0))
    outward = np.where(is_whole, outward, 0.0).astype(low.dtype)
    rest = _in_turn(
        problem, slopes, missing - (slopes * outward).sum(axis=1), [np.where(is_whole, 0.0, end) for end in ends]
    )
    return outward + rest


def _in_turn(problem: Problem, slopes: np.ndarray, missing: np.ndarray, ends: Any) -> np.ndarray:
    """Move the columns in the order of their rise for what they cost, each as far as it may, until nothing is missing.

    This is the fractional knapsack: no change within the ends is cheaper.
    """
    sizes, end = np.abs(slopes), np.where(slopes > 0.0, ends[1], ends[0])
    room = np.where(sizes > 0.0, sizes * np.where(sizes > 0.0, np.abs(end), 0.0), 0.0)
    order = _steepest_first(sizes / problem.cost_weights)
    sorted_ = np.take_along_axis(room, order, axis=1)
    before = np.concatenate([0.0 * missing[:, None], np.cumsum(sorted_, axis=1)[:, :-1]], axis=1)
    used = np.zeros_like(room)
    np.put_along_axis(used, order, np.clip(missing[:, None] - before, 0.0, sorted_), axis=1)
    part = np.sign(slopes) * used / np.where(sizes > 0.0, sizes, 1.0)
    return np.where(used < room, part, np.where(room > 0.0, end, 0.0)).astype(problem.inputs.dtype)


def _steepest_first(ratios: np.ndarray) -> np.ndarray:
    """Sort columns by their rise for what they cost; those that are alike to nine digits stay in their order."""
    largest = ratios.max(axis=1, keepdims=True, initial=np.finfo(ratios.dtype).tiny)
    return np.argsort(-np.round(ratios / largest, DIGITS), axis=1, kind="stable")


def _jumps(problem: Problem, slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the move of each category with the greatest rise for its cost, [m, c, k], these rises and costs, [m, c].

    Where no move raises the score the move is none.
    """
    inputs, levels = problem.inputs, problem.space.levels
    moves = np.zeros((len(inputs), len(levels), inputs.shape[1]), inputs.dtype)
    if len(levels):
        leaves, enters = over_instances(partial(_all_open, space=problem.space), inputs)
        for index, columns in enumerate(levels):
            members = columns[columns >= 0]
            entered = leaves[:, members] & enters[:, members]
            moves[:, index, members] = _best_jump(problem, slopes, members, entered, leaves[:, members])
    return (
        moves,
        (moves * slopes[:, None]).sum(axis=2),
        np.maximum((np.abs(moves) * problem.cost_weights).sum(axis=2), np.finfo(inputs.dtype).tiny),
    )


def _best_jump(
    problem: Problem, slopes: np.ndarray, members: np.ndarray, entered: np.ndarray, leaves: np.ndarray
) -> np.ndarray:
    """Give the best move of one category, in its columns, [m, l]."""
    has, slopes, weights = problem.inputs[:, members], slopes[:, members], problem.cost_weights[members]
    if len(members) == 1:
        turned = 1.0 - 2.0 * has
        return np.where(entered & (turned * slopes > 0.0), turned, 0.0)
    present = has > 0.5
    rise = slopes - (slopes * present).sum(axis=1, keepdims=True)
    price = weights + (weights * present).sum(axis=1, keepdims=True)
    open_ = entered & ~present & (leaves | ~present).all(axis=1, keepdims=True) & (rise > 0.0)
    ratio = np.where(open_, rise / price, -np.inf)
    best = np.arange(len(members)) == ratio.argmax(axis=1, keepdims=True)
    return np.where(open_.any(axis=1, keepdims=True), best.astype(has.dtype) - has, 0.0)


@jax.jit
def _all_open(inputs: Any, *, space: Space) -> Any:
    return jax.vmap(lambda x: open_columns(x, space))(inputs)
