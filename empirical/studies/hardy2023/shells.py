"""Growing Spheres as CARLA has it (Pawelczyk et al. 2021): shells of fixed thickness, and no change is taken back."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import padded_like
from empirical.data.space import Space
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.stages import Stage, run

MOST_SHELLS = 1000
"""Largest number of shells, the ``max_iter`` of CARLA."""


class Draws(NamedTuple):
    """What is drawn once, for all instances and shells.

    Attributes:
        ways: Unit vectors over the numbers that may change, [n, k]; 0 in other columns.
        shares: Where in its shell each candidate lies, from 0 to 1, [n].
        levels: Levels 0 or 1 for the categories that may change, [n, k].
        category: Whether a column is a category that may change, bool [k].
        step: The thickness of a shell.
    """

    ways: Any
    shares: Any
    levels: Any
    category: Any
    step: Any


class Batch(NamedTuple):
    """Instances, the shells around them, and the nearest accepted candidates.

    Attributes:
        x: The instances, [b, k].
        shell: The place of the shell, from 0, [b].
        changes: The change to the nearest accepted candidate, [b, k].
        accepted: Whether there is one, bool [b].
    """

    x: Any
    shell: Any
    changes: Any = None
    accepted: Any = None


@dataclass(frozen=True, kw_only=True)
class GrowingShells:
    """The recourse method Growing Spheres with the settings of CARLA.

    Candidates around an instance lie in a shell between two multiples of the step; each category of two levels has
    either level with the same chance, however small the shell is. The nearest accepted candidate of the first shell
    that has one is the recourse: it may leave the ranges of the data, and no change of it is taken back. CARLA tries
    one shell after the other. Here they are tried at doubling distances and then by halving what lies between, which
    finds the same shell unless accepted candidates come and go along the way; and all shells have the same directions.

    Attributes:
        samples: The number of candidates in a shell.
        step: The thickness of a shell.
    """

    samples: int = 1000
    step: float = 0.2

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: Any
    ) -> Recourses:
        """Search a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: Which columns may change, and which are categories of two levels; its ranges do not count.
            cost_weights: The cost weights D, [k], of the reported costs alone.
            key: The key of the candidates.

        Returns:
            The recourses.
        """
        with padded_like(inputs):
            problem = pose(model, inputs, space, cost_weights)
            draws = _drawn(problem, self, key)
            searched = np.flatnonzero(problem.searched)
            changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
            changes[searched], accepted[searched] = _nearest(problem, searched, draws)
            return conclude(problem, changes, accepted)


def _drawn(problem: Problem, settings: GrowingShells, key: Any) -> Draws:
    of_ways, of_shares, of_levels = jax.random.split(key, 3)
    kind, width, space = problem.inputs.dtype, problem.inputs.shape[1], problem.space
    category = space.actionable & (space.category >= 0)
    numbers = space.actionable & (space.category < 0)
    ways = np.where(numbers, jax.random.normal(of_ways, (settings.samples, width), kind), kind.type(0.0))
    norms = np.sqrt(np.square(ways).sum(axis=1, keepdims=True))
    shares = np.asarray(jax.random.uniform(of_shares, (settings.samples,), kind))
    levels = np.asarray(jax.random.bernoulli(of_levels, 0.5, (settings.samples, width))).astype(kind)
    return Draws(ways / np.where(norms > 0.0, norms, 1.0), shares, levels, category, kind.type(settings.step))


def _nearest(problem: Problem, rows: np.ndarray, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """Find the changes to the nearest accepted candidates of the first shells that have some."""
    x = problem.inputs[rows]
    changes, accepted = np.zeros_like(x), np.zeros(len(rows), bool)
    empty, full = np.full(len(rows), -1), np.full(len(rows), MOST_SHELLS)  # shells known to have none, and to have some
    tried = np.zeros(len(rows), int)
    active = np.arange(len(rows))
    while active.size:
        batch = Batch(x[active], tried[active].astype(x.dtype))
        found = run(problem.model, (Stage(_in_shell, len(draws.shares)),), batch, draws)
        hit, missed = active[found.accepted], active[~found.accepted]
        changes[hit], accepted[hit], full[hit] = found.changes[found.accepted], True, tried[hit]
        empty[missed] = tried[missed]
        active = active[(full[active] - empty[active] > 1)]
        between = (empty[active] + full[active]) // 2
        outwards = np.minimum(2 * empty[active] + 2, MOST_SHELLS - 1)
        tried[active] = np.where(accepted[active], between, outwards)
    return changes, accepted


def _in_shell(model: Any, batch: Batch, draws: Draws) -> Batch:
    lengths = (batch.shell[:, None] + draws.shares[None]) * draws.step
    changes = lengths[:, :, None] * draws.ways[None]
    to_levels = draws.levels[None] - batch.x[:, None]
    changes = jnp.where(draws.category[None, None], to_levels, changes)
    accepted = model.scores(batch.x[:, None] + changes) > 0.0
    distances = jnp.where(accepted, jnp.square(changes).sum(axis=2), jnp.inf)
    best = jnp.argmin(distances, axis=1)
    nearest = jnp.take_along_axis(changes, best[:, None, None], axis=1)[:, 0]
    return batch._replace(changes=nearest, accepted=accepted.any(axis=1))
