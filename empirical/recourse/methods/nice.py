"""NICE (Brughmans, Leyman and Martens 2023): features of the nearest training instance that the model accepts.

The neighbour is the nearest training instance in the columns that may change, in the units of costs, that the model
accepts and, unless all may serve, classifies correctly. What an instance may not take over of it stays as it is; if the
model rejects the rest, or a relation breaks, the next neighbour is tried. Then features are taken over one by one, a
category as one, always that of the greatest reward, until the model accepts.

The authors measure distances in ℓ₁ and changes of categories as 1; here a distance is that of costs, ‖D(x' − x)‖₂.
Their third reward, plausibility by an autoencoder, is left out: the whole neighbour, by ``reward="none"``, is a real
person as far as columns may change.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from empirical.batching import padded_like
from empirical.data.space import Space
from empirical.models.model import LinearModel, Model
from empirical.recourse.constraints import single_levels
from empirical.recourse.features import feature_columns
from empirical.recourse.learned import TrainingInstances
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.neighbours import (
    AT_ONCE,
    REWARDS,
    Batch,
    Shared,
    changes_of,
    in_order,
    one_more,
    usable,
)
from empirical.recourse.sampling.stages import batches

MOST = 1024
"""Largest number of instances that are searched together: fewer sizes are compiled than of larger batches."""


@dataclass(frozen=True, kw_only=True, eq=False)  # arrays do not compare
class NICE:
    """The recourse method NICE with its settings.

    Attributes:
        data: The training instances with their labels, such as a split.
        reward: What decides which feature is taken over next: ``sparsity``, by how much the score rises; ``proximity``,
            by how much it rises for what the change costs more; ``none`` takes over all features at once.
        justified: Whether neighbours must have the favourable label, so that the model classifies them correctly.
    """

    data: TrainingInstances
    reward: str = "sparsity"
    justified: bool = True

    def __post_init__(self) -> None:
        """Reject a reward that there is none of.

        Raises:
            ValueError: If there is no such reward.
        """
        if self.reward not in REWARDS:
            raise ValueError(f"reward must be {', '.join(REWARDS[:-1])} or {REWARDS[-1]}, not {self.reward!r}")

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Find a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k], of distances and costs; ``None`` for 1.
            key: The key of whatever is random: nothing is.

        Returns:
            The recourses.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
        """  # noqa: DOC502
        del key
        with padded_like(inputs):
            problem = pose(model, inputs, space, cost_weights)
            hopeful = ~out_of_reach(problem)
            if isinstance(problem.model, LinearModel):
                problem = problem._replace(model=problem.model.traced())
        changes, accepted = self._everybody(problem, hopeful)
        with padded_like(inputs):
            return conclude(problem, changes, accepted)

    def _everybody(self, problem: Problem, hopeful: Bool[np.ndarray, " m"]) -> tuple[np.ndarray, np.ndarray]:
        """Search changes of all instances, [m, k], and say which of them the model accepts, bool [m]."""  # noqa: DOC501
        train = np.asarray(self.data.train, problem.inputs.dtype)
        if train.shape[1:] != problem.inputs.shape[1:]:
            raise ValueError(
                f"the training instances have {train.shape[1]} columns, and the inputs {problem.inputs.shape[1]}; "
                "give rows of the same design"
            )
        searched = np.flatnonzero(problem.searched & problem.space.actionable.any() & hopeful)
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        chosen = np.flatnonzero(self._chosen(problem, train)) if searched.size else searched
        shared = Shared(
            space=problem.space,
            cost_weights=problem.cost_weights,
            reference=train,
            features=feature_columns(problem.space),
            per_cost=np.bool_(self.reward == "proximity"),
        )
        if chosen.size:
            with padded_like(problem.inputs[:MOST]):
                for rows in batches(problem.model, searched, MOST):
                    changes[rows], accepted[rows] = self._search(problem.model, problem.inputs[rows], chosen, shared)
        return changes, accepted

    def _chosen(self, problem: Problem, train: Float[np.ndarray, "n k"]) -> Bool[np.ndarray, " n"]:
        """Tell the training instances that may be neighbours."""
        chosen = np.asarray(np.isfinite(train).all(axis=1))
        if self.justified:
            chosen &= np.asarray(self.data.train_labels) > 0.0
        chosen[chosen] = single_levels(train[chosen], problem.space).all(axis=1)
        chosen[chosen] = np.asarray(problem.model.scores(train[chosen])) > 0.0
        return chosen

    def _search(self, model: Model, x: np.ndarray, chosen: np.ndarray, shared: Shared) -> tuple[np.ndarray, np.ndarray]:
        """Search changes [b, k], and say which of them the model accepts, bool [b]."""
        found = _with_neighbours(model, x, chosen, shared)
        if self.reward == "none":
            return found.move, found.done
        changes, rows = np.zeros_like(x), np.flatnonzero(found.done)
        for _ in shared.features:
            if not rows.size:
                break
            step = one_more(model, Batch(*(part[rows] for part in found)), shared)
            found.taken[rows], changes[rows] = step.taken, changes_of(step, shared.features)
            rows = rows[~step.done]
        return changes, found.done


def _with_neighbours(model: Model, x: np.ndarray, chosen: np.ndarray, shared: Shared) -> Batch:
    """Find the nearest usable neighbour of each instance among the chosen ones, and the move there."""
    count = len(x)
    places, taken = np.zeros((count, AT_ONCE), np.int64), np.zeros((count, len(shared.features)), bool)
    found = Batch(x, places, np.zeros_like(x), taken, np.zeros(count, bool))
    free = shared.space.actionable
    points, reference = (rows[:, free] * shared.cost_weights[free] for rows in (x, shared.reference[chosen]))
    for rows, some in in_order(points, reference, lambda: np.flatnonzero(~found.done)):
        asked = usable(model, Batch(x[rows], chosen[some], found.move[rows], taken[rows], found.done[rows]), shared)
        found.move[rows], found.done[rows] = asked.move, asked.done
    return found
