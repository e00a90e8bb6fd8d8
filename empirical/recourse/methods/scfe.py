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
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, minimised, pose
from empirical.recourse.result import Recourses
from empirical.recourse.slope import require_slope
from empirical.recourse.solvers.adam import descend
from empirical.recourse.solvers.boxed import boxed_minimisers
from empirical.recourse.solvers.categories import Solution, cheaper, lower, with_levels
from empirical.recourse.solvers.closed_form import linear_scfe
from empirical.recourse.solvers.constrained_linear import feasible_scfe
from empirical.recourse.solvers.gauss_newton import feasible, minimise, objective
from empirical.recourse.solvers.kinks import minimise_past_kinks
from empirical.recourse.solvers.least_l1 import least_l1
from empirical.recourse.solvers.line_search import along_ray
from empirical.recourse.solvers.whole_numbers import Aim, with_whole_numbers

MODES = ("valid", "fixed", "sparse")
"""Names of the modes: recourses that the model accepts; minimisers, accepted or not; and recourses that it accepts and
that change few columns."""

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
            searched; else gradient steps slide past kinks; else the search begins again at random points. ``sparse``
            for the least ‖Dζ‖₁ instead of ‖Dζ‖₂ among the changes whose score reaches s, so that few columns change;
            else what mode ``valid`` finds.
        target: The target score s; above 0, where the model accepts, but in mode ``fixed``. The default is the score of
            probability 0.6.
        lam: The weight λ > 0 of the squared cost.
        feasible: Whether recourses keep ranges, directions, categories, transitions, whole numbers and relations; the
            theorems speak of recourses that only keep immutable columns.
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
            raise ValueError(f"mode must be {', '.join(MODES[:-1])} or {MODES[-1]}, not {self.mode!r}")
        if self.solver not in SOLVERS:
            raise ValueError(f"solver must be {' or '.join(SOLVERS)}, not {self.solver!r}")
        if not math.isfinite(self.target):
            raise ValueError(f"target must be a finite score, not {self.target:g}")
        if self.mode != "fixed" and self.target <= 0.0:
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
            key: The key of the random starts of the modes ``valid`` and ``sparse``, which most instances never need.

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
            if self.mode == "fixed":
                return self._fixed(problem)
            return conclude(problem, *(self._sparse if self.mode == "sparse" else self._valid)(problem, key))

    def _fixed(self, problem: Problem) -> Recourses:
        known, changes = np.flatnonzero(np.isfinite(problem.scores)), np.full_like(problem.inputs, np.nan)
        scored = problem.of(known)
        found = self._minimisers(scored.with_fractions())
        if problem.space.whole is not None and known.size:
            found = with_whole_numbers(scored, found, self._minimisers, self._aim(accepted_first=False))
        changes[known] = found
        return minimised(problem, changes)

    def _aim(self, *, accepted_first: bool) -> Aim:
        return Aim(self.target, self.lam, accepted_first)

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
        if not self.feasible:
            return linear_scfe(problem.inputs, actionable=problem.space.actionable, **settings).changes
        return over_instances(partial(feasible_scfe, space=problem.space, **settings), problem.inputs).changes

    def _sparse(self, problem: Problem, key: jax.Array) -> tuple[np.ndarray, np.ndarray]:
        """Find changes of few columns; whoever is rejected still gets what mode ``valid`` finds."""
        changes, accepted = least_l1(problem, self.target)
        rejected = np.flatnonzero(problem.searched & ~accepted)
        if rejected.size:
            changes[rejected], accepted[rejected] = self._valid(problem.of(rejected), key)
        return changes, accepted

    def _valid(self, problem: Problem, key: jax.Array) -> tuple[np.ndarray, np.ndarray]:
        """Find changes, and say whether the model accepts each of them, bool [m]."""
        searches = chain(self._first_searches(), self._further_searches(problem, key))
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        hopeful = np.flatnonzero(~out_of_reach(problem))
        asked = problem.with_fractions().of(hopeful)
        changes[hopeful], accepted[hopeful] = _searched(asked, searches, changes[hopeful])
        rows = np.flatnonzero(accepted)
        if problem.space.whole is not None and rows.size:
            aim = self._aim(accepted_first=True)
            changes[rows] = with_whole_numbers(problem.of(rows), changes[rows], self._again, aim)
        return changes, accepted

    def _again(self, problem: Problem, start: np.ndarray) -> np.ndarray:
        """Search once more, from changes that are nearly right."""
        return _searched(problem, self._first_searches(), start)[0]

    def _first_searches(self) -> Iterator[_Search]:
        """Yield the searches for instances that are still rejected; each starts from the changes of the last one."""
        for lowering in range(LOWERINGS + 1):
            yield partial(self._minimum, lam=self.lam / LOWER**lowering)
        yield along_ray

    def _further_searches(self, problem: Problem, key: jax.Array) -> Iterator[_Search]:
        """Yield the searches for the few instances that none of the first ones helps."""
        yield partial(self._minimum, newton=minimise_past_kinks)
        yield along_ray
        if isinstance(problem.model, LinearModel) and self.solver == "gauss-newton":
            return  # minimisers of a linear score are the same from every start
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
        low, high = (problem.cost_weights * end for end in reach(problem.inputs, problem.space))
        number = problem.space.actionable & (problem.space.category < 0)
        free = np.where(number, 1.0 / problem.cost_weights, 0.0).astype(problem.inputs.dtype)
        begin = np.zeros_like(low) if start is None else start
        coefficients, left = problem.space.relations.coefficients, _left(problem)
        straight = isinstance(problem.model, LinearModel) and self.solver == "gauss-newton" and not left.shape[1]

        def changed(rows: np.ndarray, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            """Give the changes Dζ of the numbers, and the scores there."""
            ends, points = (low[rows], high[rows]), problem.inputs[rows] + levels
            if straight:
                scores, slopes = problem.model.scores_and_gradients(points)
                changes = boxed_minimisers(free * slopes, self.target - scores, lam[rows], ends)
                return changes, problem.model.scores(points + free * changes)
            relations = (coefficients, left[rows]) if left.shape[1] else None
            asked = objective(points, ends, free, self.target, lam[rows], relations)
            solve = newton if self.solver == "gauss-newton" else descend
            found = solve(problem.model, asked, feasible(asked, begin[rows]))
            return found.change, found.score

        def numbers(rows: np.ndarray, levels: np.ndarray) -> Solution:
            change, scores = changed(rows, levels)
            costs = row_norms(problem.cost_weights * levels + change)
            return Solution(levels + free * change, scores, (self.target - scores) ** 2 + lam[rows] * costs**2, costs)

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


def _left(problem: Problem) -> np.ndarray:
    """Give what is left of every relation, [m, r]: nothing of one that is broken already."""
    coefficients, limits = problem.space.relations
    if not len(limits):
        return np.zeros((len(problem.inputs), 0), problem.inputs.dtype)
    return np.maximum(limits - problem.inputs @ coefficients.T, 0.0).astype(problem.inputs.dtype)


def _random(rng: np.random.Generator, like: np.ndarray) -> np.ndarray:
    """Draw one random start Dζ for all instances, so that it does not depend on the batch."""
    return np.broadcast_to(rng.standard_normal(like.shape[1:]).astype(like.dtype), like.shape)
