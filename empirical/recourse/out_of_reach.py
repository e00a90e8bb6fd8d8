"""Instances that a linear score rejects whatever they change: it is known, and nothing need be searched.

The largest score within reach is a sum over columns and categories, each at its best end or level. Whole numbers,
relations and transitions of categories only leave less. So a largest score that is not positive is a proof.
"""

import numpy as np
from jaxtyping import Bool, Float

from empirical.data.space import Space
from empirical.models.model import LinearModel
from empirical.recourse.feasibility import reach
from empirical.recourse.problem import Problem


def out_of_reach(problem: Problem) -> Bool[np.ndarray, " m"]:
    """Tell the instances that nothing can make the model accept.

    Args:
        problem: The problem.

    Returns:
        Whether it is proved of each instance, bool [m]; nothing is proved of scores that are not linear.

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> space = Space.unbounded(2)._replace(high=np.array([1.0, np.inf]), actionable=np.array([True, False]))
        >>> inputs = np.array([[0.5, -0.8], [0.5, -1.2]])
        >>> out_of_reach(pose(LinearModel(np.ones(2)), inputs, space)).tolist()
        [False, True]
    """
    if not isinstance(problem.model, LinearModel):
        return np.zeros(len(problem.inputs), bool)
    weights, inputs = problem.model.weights, problem.inputs.astype(np.float64)
    gains, sizes = _gains(inputs, weights, problem.space)
    terms = np.abs(inputs) @ np.abs(weights) + sizes
    rounding = 2.0 * (len(weights) + 2) * np.finfo(problem.inputs.dtype).eps * terms
    return problem.scores + gains + rounding <= 0.0  # not where it is NaN or infinite


def _gains(
    inputs: Float[np.ndarray, "m k"], weights: Float[np.ndarray, " k"], space: Space
) -> tuple[Float[np.ndarray, " m"], Float[np.ndarray, " m"]]:
    """Give by how much the score can rise at most, and the size of the terms of this sum."""
    ends = [np.where(weights == 0.0, 0.0, end) for end in reach(inputs, space)]
    with np.errstate(invalid="ignore"):  # 0 · ∞, where a weight is 0
        of_numbers = np.where(weights > 0.0, ends[1] * weights, ends[0] * weights)
    of_levels = _gains_of_levels(inputs, weights, space)
    gains = of_numbers.sum(axis=1) + of_levels.sum(axis=1)
    return gains, gains + np.abs(weights[space.category >= 0]).sum()


def _gains_of_levels(inputs: np.ndarray, weights: np.ndarray, space: Space) -> Float[np.ndarray, "m c"]:
    """Give by how much the score can rise at most by another level of each category, whatever levels may follow."""
    exists, free = space.levels >= 0, space.actionable[space.levels]
    of_level = np.where(exists & free, weights[space.levels], -np.inf)
    present = (inputs * weights) @ space.members
    turned = np.where(free[:, 0], (1.0 - 2.0 * inputs[:, space.levels[:, 0]]) * weights[space.levels[:, 0]], 0.0)
    alone = exists.sum(axis=1) == 1
    return np.maximum(np.where(alone, turned, of_level.max(axis=1, initial=-np.inf) - present), 0.0)
