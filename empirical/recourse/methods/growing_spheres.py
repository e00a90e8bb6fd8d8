"""Growing Spheres (Laugel et al. 2017; Krishna et al. 2024, Eq. 4): the cheapest accepted point of a small sphere.

Candidates are drawn in a layer around the instance, between half a radius and the radius. A few of them decide how far
the layer must grow or shrink, by doubling or halving, until one of these few is accepted. Then all candidates are tried
there. The best ones are shortened along the segment to the instance, the features that they need not change are put
back, and they are shortened again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from empirical.batching import padded_like
from empirical.data.split import Space
from empirical.models.model import LinearModel
from empirical.numerics import row_norms, where_known
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.draws import drawn
from empirical.recourse.sampling.input_space import Batch, Shared, search
from empirical.recourse.sampling.stages import batches


@dataclass(frozen=True, kw_only=True)
class GrowingSpheres:
    """The recourse method Growing Spheres with its settings.

    Attributes:
        samples: The number of candidates in a layer.
        gamma: The weight γ ≥ 0 of the cost c(x, x') = ‖Dζ‖₂ + γ‖ζ‖₀ by which accepted points are compared.
        radius: The radius of the first layer, in units of ‖Dζ‖₂; that of the others is this radius times a power of 2.
        largest: The radius at which the search ends where a number has a range without an end, in the same units:
            choose a larger one for columns that are not scaled. Elsewhere it ends at twice the diameter of the space.
    """

    samples: int = 1000
    gamma: float = 0.0
    radius: float = 0.25
    largest: float = 1e3

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        if self.samples < 1:
            raise ValueError(f"samples must be at least 1, not {self.samples}")
        if not 0.0 <= self.gamma < np.inf:
            raise ValueError(f"gamma must be finite and at least 0, not {self.gamma:g}")
        if not 0.0 < self.radius < np.inf:
            raise ValueError(f"radius must be finite and positive, not {self.radius:g}")
        if not self.radius <= self.largest < np.inf:
            raise ValueError(f"largest must be finite and at least the radius {self.radius:g}, not {self.largest:g}")

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Search a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of the candidates: the same candidates lie around every instance.

        Returns:
            The recourses.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
        """  # noqa: DOC502
        with padded_like(inputs):
            return self._everybody(pose(model, inputs, space, cost_weights), key)

    def _everybody(self, problem: Problem, key: Any) -> Recourses:
        searched = np.flatnonzero(problem.searched & problem.space.actionable.any() & ~out_of_reach(problem))
        if isinstance(problem.model, LinearModel):
            problem = problem._replace(model=problem.model.traced())
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        shared = _shared(problem, self, key)
        for rows in batches(problem.model, searched):
            changes[rows], accepted[rows] = self._search(problem.of(rows), shared)
        return conclude(problem, changes, accepted)

    def _search(self, problem: Problem, shared: Shared) -> tuple[np.ndarray, np.ndarray]:
        """Search changes [b, k], and say whether the model accepts them, bool [b]."""
        found = search(problem.model, Batch(problem.inputs, _ends(problem, self.largest)), shared)
        return _verified(problem, found.changes)


def _shared(problem: Problem, settings: GrowingSpheres, key: Any) -> Shared:
    category, width, kind = problem.space.category, len(problem.cost_weights), problem.cost_weights.dtype
    owner = np.where(category < 0, np.arange(width), width + category)
    together = owner[:, None] == owner[None, :]
    first = together.argmax(axis=1) == np.arange(width)
    return Shared(
        space=problem.space,
        cost_weights=problem.cost_weights,
        gamma=kind.type(settings.gamma),
        first=kind.type(settings.radius),
        layer=_layer(key, settings.samples, problem),
        together=together,
        tried=first & (together & problem.space.actionable).any(axis=1),
    )


def _layer(key: Any, samples: int, problem: Problem) -> np.ndarray:
    """Draw changes D⁻¹u, [samples, k]: u in any direction of the columns that may change, with ½ ≤ ‖u‖₂ ≤ 1."""
    width, kind = len(problem.cost_weights), problem.cost_weights.dtype
    ways, lengths = drawn(key, samples, width, 2.0, kind)
    ways = np.where(problem.space.actionable, ways, kind.type(0.0))
    norms = row_norms(ways)[:, None]
    return lengths * ways / np.where(norms > 0.0, norms, kind.type(1.0)) / problem.cost_weights


def _ends(problem: Problem, largest: float) -> np.ndarray:
    """Give the largest radius of each instance: twice the diameter, where most candidates lie in a corner."""
    x, space = problem.inputs, problem.space
    widths = np.where(space.category < 0, np.maximum(space.high, x) - np.minimum(space.low, x), 1.0)
    diameters = row_norms(np.where(space.actionable, widths, 0.0) * problem.cost_weights)
    return np.where(np.isfinite(diameters), 2.0 * diameters, largest).astype(x.dtype)


def _verified(problem: Problem, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the first of two changes, or where rounding spoiled it the second, and whether they are accepted.

    Outside the search the model may round in another way, and this is where recourses are judged.
    """
    cheapest, sure = changes[:, 0], changes[:, 1]
    accepted = _accepted(problem, cheapest)
    if accepted.all():
        return cheapest, accepted
    cheapest = np.where(accepted[:, None], cheapest, sure)
    return cheapest, _accepted(problem, cheapest)


def _accepted(problem: Problem, changes: np.ndarray) -> np.ndarray:
    return where_known(problem.model.scores, problem.inputs + changes, problem.inputs) > 0.0
