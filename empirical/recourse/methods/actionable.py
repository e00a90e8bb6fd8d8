"""Actionable Recourse (Ustun, Spangher and Liu 2019): the cheapest action on a grid that flips a linear score.

A number may take the values of a grid, a category its levels. For a linear score the cheapest action is found exactly,
or it is proved that there is none. The weights of any other score are those that LIME fits near the instance. Then the
cheapest actions of different sets of features, the *flipset*, are tried in turn until the model itself accepts one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from empirical.batching import padded_like
from empirical.data.space import Space
from empirical.models.model import LinearModel
from empirical.numerics import where_known
from empirical.recourse.constraints import breaches
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.local_weights import draws, local_weights
from empirical.recourse.solvers.actions import actions, margins
from empirical.recourse.solvers.cheapest_choices import GAP, Choices, cheapest

ENTRIES = 2_000_000
"""Largest number of options of all people that are searched together."""


@dataclass(frozen=True, kw_only=True)
class ActionableRecourse:
    """The recourse method Actionable Recourse with its settings.

    Actions are compared by the sum of ‖Dζ‖₂ over the features, numbers and categories: costs that add up are what
    makes the search exact. Costs are reported as of every method, ‖Dζ‖₂ over all columns.

    Attributes:
        bins: The number of bins that cut the range of a number; whole numbers have a distance of at least 1.
        flips: The number of sets of features that are tried.
    """

    bins: int = 100
    flips: int = 20

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        if self.bins < 1:
            raise ValueError(f"bins must be at least 1, not {self.bins}")
        if self.flips < 1:
            raise ValueError(f"flips must be at least 1, not {self.flips}")

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Find the cheapest action for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of LIME's samples; a linear score needs none.

        Returns:
            The recourses; ``more["gap"]`` is the largest share by which another action that flips the linear score may
            be cheaper in the costs that add up, [m]: 1e-9 but for people of whom very many actions cost nearly the
            same.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
        """  # noqa: DOC502
        with padded_like(inputs):
            return self._everybody(pose(model, inputs, space, cost_weights), key)

    def flipset(
        self, model: Any, instance: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Find actions of one instance that change different sets of features, the cheapest first.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            instance: The instance, [k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of LIME's samples; a linear score needs none.

        Returns:
            The recourses that the model accepts among ``flips`` actions, each the cheapest one of its set of features.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.

        Examples:
            >>> import jax
            >>> space = Space.unbounded(2)._replace(low=np.zeros(2), high=np.ones(2))
            >>> model, key = LinearModel(np.array([2.0, -1.0])), jax.random.key(0)
            >>> found = ActionableRecourse(bins=10).flipset(model, np.array([0.3, 0.8]), space, key=key)
            >>> found.points.round(1).tolist()
            [[0.5, 0.8], [0.4, 0.7], [0.3, 0.5]]
        """  # noqa: DOC502
        problem = pose(model, np.asarray(instance)[None], space, cost_weights)
        found = [np.zeros((0, problem.inputs.shape[1]))]
        with padded_like(problem.inputs):
            if self._hopeful(problem).any():
                flips = _Flips(problem, self.bins, self._weights(problem, key))
                for _ in range(self.flips):
                    changes, picked = flips.next()
                    if not picked.any():
                        break
                    found.append(changes)
        changes = np.concatenate(found)
        copies = problem.of(np.zeros(len(changes), int))
        every = conclude(copies, changes, np.ones(len(changes), bool))
        points, all_changes, costs, status = (part[every.found] for part in every[:4])
        return Recourses(points, all_changes, costs, status)

    def _everybody(self, problem: Problem, key: Any) -> Recourses:
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        gaps = np.full(len(problem.inputs), np.nan)
        hopeful = np.flatnonzero(self._hopeful(problem))
        size = max(1, ENTRIES // ((2 * self.bins + 2) * problem.inputs.shape[1]))
        for start in range(0, len(hopeful), size):
            rows = hopeful[start : start + size]
            some = problem.of(rows)
            changes[rows], accepted[rows], gaps[rows] = self._first_flips(some, self._weights(some, key))
        return conclude(problem, changes, accepted, more={"gap": gaps})

    def _hopeful(self, problem: Problem) -> np.ndarray:
        return problem.searched & problem.space.actionable.any() & ~out_of_reach(problem)

    def _weights(self, problem: Problem, key: Any) -> np.ndarray:
        """Give the weights of the linear score of each instance, [m, k]."""
        if isinstance(problem.model, LinearModel):
            weights = problem.model.weights.astype(problem.inputs.dtype).astype(np.float64)
            return np.broadcast_to(weights, problem.inputs.shape)
        drawn = draws(key, problem.space)
        return local_weights(problem.model, problem.inputs, problem.space, problem.cost_weights, drawn)

    def _first_flips(self, problem: Problem, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find the first action of each flipset that the model accepts: changes, whether there is one, and gaps."""
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        gaps = np.full(len(problem.inputs), np.nan)
        flips, rows = _Flips(problem, self.bins, weights), np.arange(len(problem.inputs))
        for _ in range(self.flips):
            trial, picked = flips.next()
            points = flips.problem.inputs + trial
            flipped = picked & (where_known(flips.problem.model.scores, points, np.zeros_like(points)) > 0.0)
            changes[rows[flipped]], gaps[rows[flipped]] = trial[flipped], flips.gaps[flipped]
            accepted[rows[flipped]] = True
            further = picked & ~flipped
            if not further.any():
                break
            flips.keep(further)
            rows = rows[further]
        return changes, accepted, gaps


class _Flips:
    """The flipsets of several instances, action by action."""

    def __init__(self, problem: Problem, bins: int, weights: np.ndarray) -> None:
        self.problem = problem
        self.actions = actions(problem, bins, _lengths(problem, bins, weights))
        choices = self.actions.choices(weights, problem.cost_weights.astype(np.float64))
        needs = -problem.scores.astype(np.float64) + margins(problem, weights, choices)
        self.choices = choices._replace(needs=needs)
        self.excluded = np.zeros((len(needs), 0, choices.gains.shape[1]), bool)
        self.gaps = np.full(len(needs), GAP)

    def next(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the cheapest action of each instance that changes another set of features than those before."""
        picks, self.gaps = cheapest(self.choices, self.excluded)
        changes = self.actions.taken(picks)
        if len(self.problem.space.relations.limits):
            broken = (picks >= 0).all(axis=1) & _breaks(self.problem, changes)
            for row in np.flatnonzero(broken).tolist():
                picks[row], self.gaps[row] = self._related(row)
            changes = self.actions.taken(picks)
        self.excluded = np.concatenate([self.excluded, (picks > 0)[:, None]], axis=1)
        return changes.astype(self.problem.inputs.dtype), np.asarray((picks >= 0).all(axis=1))

    def keep(self, rows: np.ndarray) -> None:
        """Go on with some of the instances."""
        problem, actions = self.problem.of(rows), self.actions
        self.problem, self.choices, self.excluded = problem, self.choices.of(rows), self.excluded[rows]
        self.actions = actions._replace(
            inputs=actions.inputs[rows], changes=actions.changes[rows], allowed=actions.allowed[rows]
        )

    def _related(self, row: int) -> tuple[np.ndarray, float]:
        """Give the cheapest action of one instance that keeps the relations, and its gap."""
        from empirical.recourse.solvers.related_choices import Related, cheapest_related  # loads HiGHS: .2 s

        one = slice(row, row + 1)
        coefficients, limits = (part.astype(np.float64) for part in self.problem.space.relations)
        left = np.maximum(limits - coefficients @ self.actions.inputs[row], 0.0)
        used = np.zeros((*self.choices.gains.shape[1:], len(limits)))
        changes, numbers = self.actions.changes[row], self.actions.numbers
        used[: len(numbers), : changes.shape[1]] = changes[:, :, None] * coefficients.T[numbers, None]
        return cheapest_related(Choices(*(part[one] for part in self.choices)), Related(used, left), self.excluded[row])


def _breaks(problem: Problem, changes: np.ndarray) -> np.ndarray:
    return breaches(problem.inputs, changes.astype(problem.inputs.dtype), problem.space).relation


def _lengths(problem: Problem, bins: int, weights: np.ndarray) -> np.ndarray:
    """Give how far a number whose range has no end may move, [m, k]: a bin farther than is enough by itself."""
    missing = -problem.scores.astype(np.float64)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        alone = np.where(weights == 0.0, 0.0, missing / np.abs(weights))
    least = float(np.finfo(problem.inputs.dtype).eps) ** 0.5 * np.maximum(np.abs(problem.inputs), 1.0)
    return np.where(weights == 0.0, 0.0, np.maximum(alone, least)) * (1.0 + 1.0 / bins)
