"""SCFE (Wachter et al. 2018): minimise (f(x') − s)² + λ‖D(x' − x)‖₂² (Krishna et al. 2024, Eq. 2)."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import jax
import numpy as np

from empirical.batching import over_instances, padded_like
from empirical.data.split import Space
from empirical.models.model import LinearModel
from empirical.numerics import finite, row_norms
from empirical.recourse.feasibility import reach
from empirical.recourse.problem import Problem, conclude, minimised, pose
from empirical.recourse.result import Recourses
from empirical.recourse.slope import require_slope
from empirical.recourse.solvers.adam import descend
from empirical.recourse.solvers.categories import Solution, cheaper, lower, surer, with_levels
from empirical.recourse.solvers.closed_form import linear_scfe
from empirical.recourse.solvers.constrained_linear import feasible_scfe
from empirical.recourse.solvers.gauss_newton import minimise, objective
from empirical.recourse.solvers.kinks import minimise_past_kinks
from empirical.recourse.solvers.line_search import along_ray
from empirical.recourse.solvers.whole_numbers import with_whole_numbers

MODES = ("valid", "fixed")
"""Names of the modes: recourses that the model accepts, or minimisers whether it accepts them or not."""

SOLVERS = ("gauss-newton", "gradient")
"""Names of the solvers."""


LOWERINGS = 4
"""Number of times that λ is divided by ``LOWER`` for instances that are still rejected: the score of the minimiser then
comes closer to s."""

LOWER = 10.0
"""Factor by which λ is lowered."""


RESTARTS = 8
"""Number of random starts that are tried where the score has no slope, or its slope leads nowhere."""

_Search = Callable[[Problem, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""A function from a problem, and the changes so far, to changes and whether the model accepts each of them."""


@dataclass(frozen=True, kw_only=True)
class SCFE:
    """The gradient-based recourse method SCFE with its settings.

    Attributes:
        mode: ``fixed`` for the minimiser at this λ, accepted or not, of which the theorems speak. ``valid`` for a
            recourse that the model accepts: λ falls until the minimiser is accepted; else the ray through it is
            searched; else gradient steps slide past kinks; else the search begins again at random points.
        target: The target score s; in mode ``valid`` above 0, where the model accepts. The default is the score of
            probability 0.6.
        lam: The weight λ > 0 of the squared cost.
        feasible: Whether recourses keep ranges, directions, categories and whole numbers; the theorems speak of
            recourses that only keep immutable columns.
        solver: ``gauss-newton``, or ``gradient`` for the textbook's gradient descent, a thousand steps of Adam.
    """

    mode: str = "valid"
    target: float = math.log(0.6 / 0.4)
    lam: float = 0.01
    feasible: bool = True
    solver: str = "gauss-newton"

    def __post_init__(self) -> None:
        """Reject settings without a minimiser.

        Raises:
            ValueError: If a setting is out of range.
        """
        if self.mode not in MODES:
            raise ValueError(f"mode must be {' or '.join(MODES)}, not {self.mode!r}")
        if self.solver not in SOLVERS:
            raise ValueError(f"solver must be {' or '.join(SOLVERS)}, not {self.solver!r}")
        if not math.isfinite(self.target):
            raise ValueError(f"target must be a finite score, not {self.target:g}")
        if self.mode == "valid" and self.target <= 0.0:
            raise ValueError(f"target must be above 0, where the model accepts, not {self.target:g}")
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise ValueError(f"lam must be finite and positive, not {self.lam:g}")

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: jax.Array
    ) -> Recourses:
        """Find a recourse for every instance.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of the random starts of ``mode="valid"``, which most instances never need.

        Returns:
            The recourses.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
            InputError: If the score has no slope that could be followed.
        """  # noqa: DOC502
        with padded_like(inputs):
            problem = pose(model, inputs, space, cost_weights)
            require_slope(problem)
            if not self.feasible:
                problem = problem.without_limits()
            return self._fixed(problem) if self.mode == "fixed" else self._valid(problem, key)

    def _fixed(self, problem: Problem) -> Recourses:
        known, changes = np.flatnonzero(np.isfinite(problem.scores)), np.full_like(problem.inputs, np.nan)
        scored = problem.of(known)
        found = self._minimisers(scored.with_fractions())
        if problem.space.whole is not None and known.size:
            found = with_whole_numbers(scored, found, self._minimisers, lower, target=self.target, lam=self.lam)
        changes[known] = found
        return minimised(problem, changes)

    def _minimisers(self, problem: Problem, start: Any = None) -> np.ndarray:
        """Give the changes of the minimisers, in numbers that need not be whole."""
        if isinstance(problem.model, LinearModel):
            return self._closed(problem, problem.model.weights)
        return self._solve(problem, self.lam, minimise_past_kinks, lower, start).changes

    def _closed(self, problem: Problem, weights: np.ndarray) -> np.ndarray:
        settings: Any = {
            "weights": weights,
            "cost_weights": problem.cost_weights,
            "target": self.target,
            "lam": self.lam,
        }
        if self.feasible:
            solve = partial(feasible_scfe, space=problem.space, **settings)
        else:
            solve = partial(linear_scfe, actionable=problem.space.actionable, **settings)
        return over_instances(solve, problem.inputs).changes

    def _valid(self, problem: Problem, key: jax.Array) -> Recourses:
        searches = chain(self._first_searches(), self._further_searches(key))
        changes, accepted = _searched(problem.with_fractions(), searches, np.zeros_like(problem.inputs))
        rows = np.flatnonzero(accepted)
        if problem.space.whole is not None and rows.size:
            changes[rows] = with_whole_numbers(
                problem.of(rows), changes[rows], self._again, surer, target=self.target, lam=self.lam
            )
        return conclude(problem, changes, accepted)

    def _again(self, problem: Problem, start: np.ndarray) -> np.ndarray:
        """Search once more, from changes that are nearly right."""
        return _searched(problem, self._first_searches(), start)[0]

    def _first_searches(self) -> Iterator[_Search]:
        """Yield the searches for instances that are still rejected; each starts from the changes of the last one."""
        for lowering in range(LOWERINGS + 1):
            yield partial(self._minimum, lam=self.lam / LOWER**lowering)
        yield along_ray

    def _further_searches(self, key: jax.Array) -> Iterator[_Search]:
        """Yield the searches for the few instances that none of the first ones helps."""
        yield partial(self._minimum, newton=minimise_past_kinks)
        yield along_ray
        rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
        for _ in range(RESTARTS):
            yield partial(self._minimum, rng=rng)
            yield along_ray

    def _minimum(
        self,
        problem: Problem,
        changes: np.ndarray,
        *,
        lam: float | None = None,
        newton: Callable[..., Any] = minimise,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Find the minimiser for one λ, by default the least one; from a random start if there is a generator."""
        start = changes * problem.cost_weights if rng is None else _random(rng, changes)
        found = self._solve(problem, self._least(problem) if lam is None else lam, newton, cheaper, start)
        return found.changes, found.scores > 0.0

    def _least(self, problem: Problem) -> np.ndarray:
        """Give a λ for each instance, [m], so low that little of the residual is left in any unit of measurement."""
        _, gradients = problem.model.scores_and_gradients(problem.inputs)
        slopes = row_norms(finite(gradients) / problem.cost_weights * problem.space.actionable)
        least = self.lam / LOWER**LOWERINGS
        return np.where(slopes > 0.0, np.minimum(least, slopes**2 / LOWER**LOWERINGS), least)

    def _solve(
        self,
        problem: Problem,
        lam: Any,
        newton: Callable[..., Any],
        better: Callable[[Solution, Solution], Any],
        start: Any = None,
    ) -> Solution:
        """Find the minimiser, or with categories a change close to it; λ is one number for all instances, or [m]."""
        lam = np.broadcast_to(np.asarray(lam, problem.inputs.dtype), problem.scores.shape)
        low, high = (
            problem.cost_weights * end for end in over_instances(partial(_ends, space=problem.space), problem.inputs)
        )
        number = problem.space.actionable & (problem.space.category < 0)
        free = np.where(number, 1.0 / problem.cost_weights, 0.0).astype(problem.inputs.dtype)
        begin = np.zeros_like(low) if start is None else np.clip(start, low, high)

        def numbers(rows: np.ndarray, levels: np.ndarray) -> Solution:
            asked = objective(problem.inputs[rows] + levels, (low[rows], high[rows]), free, self.target, lam[rows])
            found = (newton if self.solver == "gauss-newton" else descend)(problem.model, asked, begin[rows])
            change = problem.cost_weights * levels + found.change
            costs = row_norms(change)
            worths = (self.target - found.score) ** 2 + lam[rows] * costs**2
            return Solution(levels + free * found.change, found.score, worths, costs)

        return with_levels(problem, numbers, better, target=self.target, lam=lam)


def _searched(problem: Problem, searches: Iterable[_Search], start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Search until the model accepts every instance that needs a recourse; say which ones it accepts, bool [m]."""
    changes, accepted = start.copy(), np.zeros(len(problem.inputs), bool)
    for search in searches:
        rejected = np.flatnonzero(problem.searched & ~accepted)
        if not rejected.size:
            break
        changes[rejected], accepted[rejected] = search(problem.of(rejected), changes[rejected])
    return changes, accepted


@jax.jit
def _ends(inputs: Any, *, space: Space) -> Any:
    return jax.vmap(lambda x: reach(x, space))(inputs)


def _random(rng: np.random.Generator, like: np.ndarray) -> np.ndarray:
    """Draw one random start Dζ for all instances, so that it does not depend on the batch."""
    return np.broadcast_to(rng.standard_normal(like.shape[1:]).astype(like.dtype), like.shape)
