"""The grid of actions of Actionable Recourse: the values that each number may take, and the levels of each category.

A feature is a number or a category, and an action takes one option of every feature. The first option is to stay.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.batching import over_instances
from empirical.data.space import Space, WholeNumbers
from empirical.recourse.constraints import slack
from empirical.recourse.feasibility import decided, nearest_numbers, onwards
from empirical.recourse.problem import Problem
from empirical.recourse.solvers.cheapest_choices import Choices

SPARE = 8
"""Number of roundings granted to a score beside one per term of its sum."""


class Actions(NamedTuple):
    """The actions of m people: n numbers and c categories that may change, with o options each.

    Attributes:
        numbers: The columns of the numbers, int [n].
        levels: The columns of the categories, int [c, l]; filled with -1.
        inputs: The instances, float64 [m, k].
        changes: The change of a number by each option, float64 [m, n, o]; 0 for the first one.
        allowed: Whether a category may take a level that it does not have, bool [m, c, l].
    """

    numbers: Int[np.ndarray, " n"]
    levels: Int[np.ndarray, "c l"]
    inputs: Float[np.ndarray, "m k"]
    changes: Float[np.ndarray, "m n o"]
    allowed: Bool[np.ndarray, "m c l"]

    def choices(self, weights: Float[np.ndarray, "m k"], cost_weights: Float[np.ndarray, " k"]) -> Choices:
        """Say what every option gains and costs, with needs of 0.

        The cost of an option is the length ‖Dζ‖₂ of its change of one feature.

        Args:
            weights: The weights of each person's linear score.
            cost_weights: The cost weights D.

        Returns:
            The options, numbers first.
        """
        count, kinds = len(self.inputs), len(self.numbers) + len(self.levels)
        options = max(self.changes.shape[2], 1 + self.levels.shape[1])
        gains, costs = np.zeros((count, kinds, options)), np.full((count, kinds, options), np.inf)
        numbers = slice(None), slice(0, len(self.numbers)), slice(0, self.changes.shape[2])
        gains[numbers] = weights[:, self.numbers, None] * self.changes
        costs[numbers] = cost_weights[self.numbers, None] * np.abs(self.changes)
        costs[:, :, 1:][costs[:, :, 1:] == 0.0] = np.inf
        costs[:, :, 0] = 0.0
        for place, columns in enumerate(self.levels, start=len(self.numbers)):
            for level in range(len(columns)):
                change = self._to_level(columns, np.full(count, level))
                gains[:, place, 1 + level] = (weights[:, columns[columns >= 0]] * change).sum(axis=1)
                length = np.sqrt((np.square(change * cost_weights[columns[columns >= 0]])).sum(axis=1))
                costs[:, place, 1 + level] = np.where(self.allowed[:, place - len(self.numbers), level], length, np.inf)
        return Choices(gains, costs, np.zeros(count))

    def taken(self, picks: Int[np.ndarray, "m g"]) -> Float[np.ndarray, "m k"]:
        """Give the changes of actions.

        Args:
            picks: The option of every feature; 0, or less where there is no action.

        Returns:
            The changes ζ.
        """
        found = np.zeros_like(self.inputs)
        picks = np.maximum(picks, 0)
        of_numbers = picks[:, : len(self.numbers), None]
        found[:, self.numbers] = np.take_along_axis(self.changes, of_numbers, axis=2)[:, :, 0]
        for place, columns in enumerate(self.levels, start=len(self.numbers)):
            change = self._to_level(columns, np.maximum(picks[:, place] - 1, 0))
            found[:, columns[columns >= 0]] = np.where(picks[:, place, None] > 0, change, 0.0)
        return found

    def _to_level(self, columns: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Give the change of a category to a level; of a category in one column, to its other level."""
        members = columns[columns >= 0]
        has = self.inputs[:, members]
        if len(members) == 1:
            return 1.0 - 2.0 * has
        return (np.arange(len(members)) == level[:, None]) - has


def actions(problem: Problem, bins: int, lengths: Float[np.ndarray, "m k"]) -> Actions:
    """List the actions of instances.

    A number may take the ends of its range and the values between them that cut it into equal bins; a whole number,
    whole ones at equal distances. All values are those of the space, whoever asks. Where a range has no end there is
    nothing to cut: there the values lie around the instance, and go as far as the given length.

    Args:
        problem: The instances, and what may change.
        bins: The number of bins.
        lengths: The length of the grid in numbers whose range has no end, for each instance.

    Returns:
        The actions: every one that directions, ranges, whole numbers, levels and transitions allow.

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(1)._replace(low=np.zeros(1), high=np.ones(1))
        >>> found = actions(pose(lambda x: x[0] - 1.0, np.array([[0.5]]), space), 4, np.ones((1, 1)))
        >>> found.changes.tolist()
        [[[0.0, -0.5, -0.25, 0.0, 0.25, 0.5]]]
    """
    space, inputs = problem.space, problem.inputs.astype(np.float64)
    numbers = np.flatnonzero(space.actionable & (space.category < 0))
    if len(space.levels):
        allowed = over_instances(partial(_allowed, space=space), problem.inputs)
    else:
        allowed = np.zeros((len(inputs), 0, space.levels.shape[1]), bool)
    some = _of_columns(space, numbers)
    changes = _changes(inputs[:, numbers], some, bins, lengths[:, numbers])
    least = slack(problem.inputs.dtype) * np.where(np.isfinite(some.high - some.low), some.high - some.low, 0.0)
    changes = np.where(np.abs(changes) > least[:, None], changes, 0.0)
    return Actions(numbers, space.levels, inputs, changes, allowed)


def margins(problem: Problem, weights: Float[np.ndarray, "m k"], choices: Choices) -> Float[np.ndarray, " m"]:
    """Bound the rounding of linear scores, so that what gains more than is missing is accepted.

    Args:
        problem: The instances.
        weights: The weights of each person's linear score.
        choices: What every option gains.

    Returns:
        The margins.

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> problem = pose(lambda x: x[0] - 1.0, np.array([[0.5]]))
        >>> options = Choices(np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), np.zeros(1))
        >>> bool(0.0 < margins(problem, np.ones((1, 1)), options)[0] < 1e-14)
        True
    """
    sizes = np.abs(problem.inputs * weights).sum(axis=1) + np.abs(problem.scores)
    gains = np.where(np.isfinite(choices.costs), np.abs(choices.gains), 0.0).max(axis=2, initial=0.0).sum(axis=1)
    return 2.0 * (weights.shape[1] + SPARE) * np.finfo(problem.inputs.dtype).eps * (sizes + gains)


def _of_columns(space: Space, columns: np.ndarray) -> Space:
    """Give the space of some numbers by themselves."""
    whole = None
    if space.whole is not None:
        whole = WholeNumbers(*(part[columns].astype(np.float64) for part in space.whole))
    alone = Space.unbounded(len(columns))
    ends = (space.low[columns].astype(np.float64), space.high[columns].astype(np.float64))
    return alone._replace(low=ends[0], high=ends[1], direction=space.direction[columns], whole=whole)


def _changes(inputs: np.ndarray, space: Space, bins: int, lengths: np.ndarray) -> np.ndarray:
    """Give the changes of numbers by option, [m, n, o]: the first one is 0, and others may be 0 too."""
    shares = np.arange(bins + 1)[:, None] / bins
    ends = np.isfinite(space.low) & np.isfinite(space.high)
    low, high = (np.where(ends, end, 0.0) for end in (space.low, space.high))
    values = low * (1.0 - shares) + high * shares
    step = np.zeros(len(low)) if space.whole is None else space.whole.step
    if space.whole is not None:
        values = np.where(step > 0.0, _whole_values(low, high, space.whole, bins), values)
    wanted = np.where(ends, values - inputs[:, None], np.nan)
    if not ends.all():
        far = np.concatenate([-shares[:0:-1], shares[1:]])
        wide = np.zeros((len(inputs), 2 * bins, len(low)))
        wide[:, : bins + 1] = np.where(ends, wanted, 0.0)
        wanted = np.where(ends, wide, far * (lengths[:, None] + step))
    changes = nearest_numbers(np.broadcast_to(inputs[:, None], wanted.shape), wanted, space)
    return np.swapaxes(np.concatenate([np.zeros_like(changes[:, :1]), changes], axis=1), 1, 2)


def _whole_values(low: np.ndarray, high: np.ndarray, whole: WholeNumbers, bins: int) -> np.ndarray:
    """Give whole numbers within ranges, [bins + 1, n]: at equal distances from the smallest, and the largest."""
    step = np.where(whole.step > 0.0, whole.step, 1.0)
    rounding = float(np.finfo(np.float64).eps) ** 0.5
    least = np.ceil((low - whole.origin) / step - rounding)
    most = np.floor((high - whole.origin) / step + rounding)
    stride = np.maximum(np.ceil((most - least) / bins), 1.0)
    places = least + stride * np.arange(bins + 1)[:, None]
    return whole.origin + step * np.where(places < most, places, most)


@jax.jit
def _allowed(inputs: Any, *, space: Space) -> Any:
    """Tell which levels each category may take that it does not have, [m, c, l]."""
    columns = jnp.asarray(space.levels)
    exists = columns >= 0
    free = exists & jnp.asarray(space.actionable)[columns]
    alone = jnp.sum(exists, axis=1, keepdims=True) == 1

    def one(x: Any) -> Any:
        present = exists & (x[columns] > 0.5)
        stays = jnp.any(present & ~free, axis=1, keepdims=True) | ~decided(x, space)
        return free & onwards(x, space) & ~stays & (alone | ~present)

    return jax.vmap(one)(inputs)
