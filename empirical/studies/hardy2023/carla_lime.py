"""Actionable Recourse with the linear score that CARLA hands to it (Pawelczyk et al. 2021)."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Float
from scipy.special import expit

from empirical.batching import padded_like
from empirical.data import Space
from empirical.explanations.regression import ridge
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.local_weights import RIDGE, SAMPLES, WIDTH
from empirical.recourse.solvers.actions import Actions, actions
from empirical.recourse.solvers.cheapest_choices import Choices, cheapest

MOST_FEATURES = 16
"""Largest number of features that may change: all sets of them are compared."""

TOGETHER = 16
"""Number of people whose samples are scored together."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ActionableAsInCarla:
    """Actionable Recourse after LIME as CARLA's code combines them.

    LIME explains the *probability*, which is above 0 everywhere, over *standardised* columns, levels of categories
    among them as numbers. CARLA takes its weights and intercept for a score of the columns as they are, which accepts
    above 0. So nearly everybody seems accepted as they are; the cheapest actions that raise this score at all are then
    tried on the network itself, which is what the authors' code for actions does of a score that is above 0.

    Attributes:
        mean: The mean of every column over the training instances, [k].
        scale: Its standard deviation, [k].
        bins: The number of bins that cut the range of a number.
        flips: The number of sets of features that are tried.
    """

    mean: Float[np.ndarray, " k"]
    scale: Float[np.ndarray, " k"]
    bins: int = 100
    flips: int = 500

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Find the first of the cheapest actions of each person that the model itself accepts.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of LIME's samples.

        Returns:
            The recourses.
        """
        with padded_like(inputs):
            problem = pose(model, inputs, space, cost_weights)
            weights, scores = linear_scores(problem, self.mean, self.scale, key=key)
            changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
            for side, search in ((scores <= 0.0, self._flipped), (scores > 0.0, self._raised)):
                rows = np.flatnonzero(problem.searched & side)
                if len(rows):
                    some = problem.of(rows)
                    grid = actions(some, self.bins, np.zeros(some.inputs.shape))
                    choices = grid.choices(weights[rows], problem.cost_weights.astype(np.float64))
                    changes[rows], accepted[rows] = search(some, grid, choices._replace(needs=-scores[rows]))
            return conclude(problem, changes, accepted)

    def _raised(self, problem: Problem, grid: Actions, choices: Choices) -> tuple[np.ndarray, np.ndarray]:
        """Try the cheapest steps that raise a linear score which is above 0 already: one for each set of features."""
        gaining = np.where(choices.gains > 0.0, choices.costs, np.inf)
        option, cost = gaining.argmin(axis=2), gaining.min(axis=2)
        sets = _sets(cost.shape[1])
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        for row in range(len(changes)):
            known = np.isfinite(cost[row])
            possible = sets[~(sets & ~known).any(axis=1)]
            order = np.argsort(possible @ np.where(known, cost[row], 0.0), kind="stable")[: self.flips]
            picks = np.where(possible[order], option[row], 0)
            alone = grid._replace(
                inputs=np.repeat(grid.inputs[row : row + 1], len(picks), axis=0),
                changes=np.broadcast_to(grid.changes[row], (len(picks), *grid.changes.shape[1:])),
                allowed=np.broadcast_to(grid.allowed[row], (len(picks), *grid.allowed.shape[1:])),
            )
            trials = alone.taken(picks).astype(changes.dtype)
            hits = np.flatnonzero(np.asarray(problem.model.scores(problem.inputs[row] + trials)) > 0.0)
            if len(hits):
                changes[row], accepted[row] = trials[hits[0]], True
        return changes, accepted

    def _flipped(self, problem: Problem, grid: Actions, choices: Choices) -> tuple[np.ndarray, np.ndarray]:
        """Try the cheapest actions that flip the linear score, as Actionable Recourse does."""
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        active, excluded = np.arange(len(problem.inputs)), np.zeros((len(changes), 0, choices.gains.shape[1]), bool)
        for _ in range(self.flips):
            picks = cheapest(choices.of(active), excluded).picks
            grid_now = grid._replace(
                inputs=grid.inputs[active], changes=grid.changes[active], allowed=grid.allowed[active]
            )
            trial = grid_now.taken(picks).astype(changes.dtype)
            there = (picks >= 0).all(axis=1)
            hit = there & (np.asarray(problem.model.scores(problem.inputs[active] + trial)) > 0.0)
            changes[active[hit]], accepted[active[hit]] = trial[hit], True
            left = there & ~hit
            excluded = np.concatenate([excluded, (picks > 0)[:, None]], axis=1)[left]
            active = active[left]
            if not active.size:
                break
        return changes, accepted


def _sets(groups: int) -> np.ndarray:
    """List all sets of features but the empty one, bool [s, g]."""  # noqa: DOC501
    if groups > MOST_FEATURES:
        raise ValueError(f"at most {MOST_FEATURES} features may change, not {groups}")
    return (np.arange(1, 2**groups)[:, None] >> np.arange(groups)) % 2 == 1


def linear_scores(
    problem: Problem, mean: Float[np.ndarray, " k"], scale: Float[np.ndarray, " k"], *, key: Any
) -> tuple[Float[np.ndarray, "m k"], Float[np.ndarray, " m"]]:
    """Fit LIME's weights of the probability over standardised columns, and score people as they are by them.

    Args:
        problem: The people and the model.
        mean: The mean of every column.
        scale: Its standard deviation.
        key: The key of the samples.

    Returns:
        The weights, and the scores wᵀx + b.

    Examples:
        >>> problem = pose(lambda point: 2.0 * point[0] - 1.0, np.array([[0.0]]))
        >>> weights, scores = linear_scores(problem, np.zeros(1), np.ones(1), key=jax.random.key(0))
        >>> bool(weights[0, 0] > 0.0), bool(scores[0] > 0.0)  # though the model rejects
        (True, True)
    """
    rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    steps = rng.normal(size=(SAMPLES, len(mean)))
    steps[0] = 0.0  # the instance itself
    scale = np.where(scale > 0.0, scale, 1.0)
    count = np.exp(-np.square(steps).sum(axis=1) / (2.0 * len(mean) * WIDTH**2))
    weights, scores = np.zeros(problem.inputs.shape), np.zeros(len(problem.inputs))
    for start in range(0, len(scores), TOGETHER):
        rows = slice(start, start + TOGETHER)
        x = problem.inputs[rows].astype(np.float64)
        points = (x[:, None] + steps * scale).astype(problem.inputs.dtype)
        margins = np.asarray(problem.model.scores(points.reshape(-1, points.shape[2]))).reshape(points.shape[:2])
        standard = (x[:, None] - mean) / scale + steps
        probabilities, counts = expit(margins.astype(np.float64)), np.broadcast_to(count, margins.shape)
        weights[rows] = ridge(standard, probabilities, counts, RIDGE)
        centre = (standard * count[:, None]).sum(axis=1) / count.sum()
        intercept = (probabilities * count).sum(axis=1) / count.sum() - (weights[rows] * centre).sum(axis=1)
        scores[rows] = (weights[rows] * x).sum(axis=1) + intercept
    return weights, scores
