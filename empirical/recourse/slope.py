"""Whether a score has slopes that a method could follow: trees, forests and nearest neighbours have none."""

import numpy as np

from empirical.errors import InputError
from empirical.models.differences import central_differences
from empirical.models.model import HostModel
from empirical.recourse.problem import Problem

PLACES = 32
"""Number of places at which slopes are asked for."""

FEW = 0.1
"""Largest share of places with a slope at which a score counts as flat: at a step of a forest there seems to be one."""

STEP = 1e-5
"""Step of the differences, in scaled units: a longer one, as float32 needs for good slopes, meets steps of a forest."""

NEAR, FAR = 0.1, 1.0
"""Distances of the places from the instances, in each column: half of them lie near, half of them far."""


def require_slope(problem: Problem) -> None:
    """Refuse a score without slopes for a method that follows them, before it wanders about for a minute.

    Only scores whose slopes are differences are asked: who gives gradients has some. The places lie beside the
    instances, which for trees may be at a step of the score.

    Args:
        problem: The problem.

    Raises:
        InputError: If the score has slopes nearly nowhere in the numbers that may change.

    Examples:
        >>> from empirical.recourse.problem import pose
        >>> require_slope(pose(HostModel(lambda points: points[:, 0]), -np.ones((1, 2))))
        >>> tree = HostModel(lambda points: np.sign(points[:, 0] - 9.0))
        >>> require_slope(pose(tree, np.ones((1, 2))))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: SCFE, ROAR and ECCo follow the slope of a score, and this one has none: ...
    """
    searched = problem.inputs[problem.searched]
    number = problem.space.actionable & (problem.space.category < 0)
    if not isinstance(problem.model, HostModel) or problem.model.both is not None:
        return
    if not len(searched) or not number.any():
        return
    slopes = central_differences(problem.model.function, _places(searched, number, problem), step=STEP)
    if np.any(slopes[:, number] != 0.0, axis=1).mean() <= FEW:
        raise InputError(
            "SCFE, ROAR and ECCo follow the slope of a score, and this one has none: trees, forests and nearest "
            "neighbours are flat nearly everywhere; choose Growing Spheres or Actionable Recourse (gs, ar)"
        )


def _places(inputs: np.ndarray, number: np.ndarray, problem: Problem) -> np.ndarray:
    """Draw places beside the instances, within their space: the same ones every time."""
    rng = np.random.default_rng(0)
    here = inputs[np.arange(PLACES) % len(inputs)]
    lengths = np.where(np.arange(PLACES) % 2, FAR, NEAR)[:, None]
    moved = here + (lengths * rng.standard_normal(here.shape)).astype(here.dtype) / problem.cost_weights
    low, high = np.minimum(problem.space.low, here), np.maximum(problem.space.high, here)
    return np.where(number, np.clip(moved, low, high), here)
