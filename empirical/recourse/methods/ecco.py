"""ECCo (Altmeyer et al. 2024) without its conformal term: recourses that the model itself finds likely.

The objective is ℓ(f(x'), y⁺) + λ₁‖D(x' − x)‖₁ + λ₂E(x' | y⁺), with the loss and the energy of
:mod:`empirical.recourse.energy` (Senthilkumar 2024, Eq. 4 with λ₃ = 0). The penalty is the energy itself. Its
difference to the energies of samples that the model generates, which some versions of the authors' library take, has
the same slope, for these do not depend on x'; so no sample is drawn. Every step is a proximal gradient step: down the
slope of loss and energy, then by λ₁ towards the instance, then into the ranges. Categories move between their levels,
and the nearest feasible point is what the model is asked about.
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances, padded_like, sizes_of_some
from empirical.data.split import Space
from empirical.models.model import Model, TracedModel
from empirical.numerics import logit, traced_row_norms
from empirical.recourse.energy import Energy, as_traced, energies, energies_of_scores, traced_energy
from empirical.recourse.feasibility import nearest, reach
from empirical.recourse.out_of_reach import out_of_reach
from empirical.recourse.problem import Problem, conclude, pose
from empirical.recourse.result import Recourses
from empirical.recourse.sampling.latent_space import soft
from empirical.recourse.sampling.stages import batches
from empirical.recourse.slope import require_slope

STOPS = ("threshold", "gradient")
"""Names of the rules by which a search stops: the decision threshold, or the generator's conditions."""

AT_ONCE = 20
"""Number of steps between two looks at which instances are finished."""

SHORTEST = 1e-9
"""Length in a column below which steps that meet scores that are not finite are given up."""


@dataclass(frozen=True, kw_only=True)
class ECCo:
    """The recourse method ECCo with its settings.

    Of a model of several classes, recourses lead towards the class that
    :meth:`~empirical.models.several_classes.ClassModel.towards` names. A binary model with the score f has the logits
    ±f/2, and so has a model of several classes outside JAX, of which nothing but the margin is known.

    Attributes:
        lam: The weight λ₁ ≥ 0 of the distance ‖D(x' − x)‖₁.
        energy: The weight λ₂ ≥ 0 of the energy.
        stop: ``threshold`` for the first point whose class has a probability above the threshold; ``gradient`` for the
            point at which the slope of the objective is shorter than the tolerance, or that of the last step.
        threshold: The probability that ends a search with ``stop="threshold"``. Of several classes, a probability above
            ½ is more than being the likeliest.
        steps: The largest number of steps.
        rate: The length of a step, times the slope.
        tolerance: The length of the slope that ends a search with ``stop="gradient"``: of what a step of rate 1 moves,
            in the coordinates Dx.
        decay: The power γ ≥ 0 by which the weight of the energy falls: it is λ₂ a(b + t)^−γ at step t, with b a 25th of
            the steps and a a tenth of b, as in CounterfactualExplanations.jl, where γ is 0.9. With 0 it stays λ₂.
        ridge: The weight r ≥ 0 of the squared energy: the penalty is λ₂(E + rE²), least where the logit of the class is
            1/(2r), so that it does not fall forever. Versions of CounterfactualExplanations.jl have 0.1 or 0.001.
        noise: The standard deviation of the normal noise, in the coordinates Dx, with which a search begins beside the
            instance: 0.1 in CounterfactualExplanations.jl. With 0 it begins at the instance.
    """

    lam: float = 0.01
    energy: float = 0.5
    stop: str = "threshold"
    threshold: float = 0.5
    steps: int = 1000
    rate: float = 0.1
    tolerance: float = 0.01
    decay: float = 0.0
    ridge: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        """Reject settings that no search can have.

        Raises:
            ValueError: If a setting is out of range.
        """
        for name in ("lam", "energy", "decay", "ridge", "noise"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise ValueError(f"{name} must be finite and at least 0, not {value:g}")
        for name in ("rate", "tolerance"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise ValueError(f"{name} must be finite and positive, not {value:g}")
        if self.stop not in STOPS:
            raise ValueError(f"stop must be {' or '.join(STOPS)}, not {self.stop!r}")
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}")
        logit(self.threshold)

    def __call__(
        self, model: Any, inputs: Any, space: Space | None = None, *, cost_weights: Any = None, key: jax.Array
    ) -> Recourses:
        """Search a recourse for every instance that the model rejects.

        Args:
            model: The model f, as for :func:`~empirical.models.model.as_model`.
            inputs: The instances, [m, k].
            space: What may change, and how far; ``None`` if everything may change in any way.
            cost_weights: The cost weights D, [k]; ``None`` for 1.
            key: The key of the noise.

        Returns:
            The recourses; ``more["steps"]`` is the number of steps, [m], and ``more["gradient"]`` the length of the
            slope of the objective before the last step, which tells whether a search with ``stop="gradient"`` ended
            there or ran out of steps.

        Raises:
            ValueError: If shapes do not fit, or a cost weight is not positive and finite.
            InputError: If the score has no slope that could be followed.
        """  # noqa: DOC502
        with padded_like(inputs):
            return self._everybody(pose(model, inputs, space, cost_weights), key)

    def _everybody(self, problem: Problem, key: jax.Array) -> Recourses:
        require_slope(problem)
        hopeful = problem.searched & problem.space.actionable.any() & ~out_of_reach(problem)
        problem, shared = problem._replace(model=as_traced(problem.model)), self._shared(problem)
        changes, accepted = np.zeros_like(problem.inputs), np.zeros(len(problem.inputs), bool)
        taken, slopes = (np.full(len(problem.inputs), np.nan) for _ in range(2))
        starts = self._starts(problem, shared, key)
        for rows in batches(problem.model, np.flatnonzero(hopeful)):
            ended = _searched(problem.model, problem.inputs[rows], starts[rows], shared)
            changes[rows], accepted[rows] = ended.feasible, ended.crossed | (self.stop == "gradient")
            taken[rows], slopes[rows] = ended.taken, ended.gradient
        return conclude(problem, changes, accepted, more={"steps": taken, "gradient": slopes})

    def _starts(self, problem: Problem, shared: "_Shared", key: jax.Array) -> np.ndarray:
        """Draw the changes with which searches begin."""
        inputs = problem.inputs
        if self.noise == 0.0:
            return np.zeros_like(inputs)
        drawn = self.noise * np.asarray(jax.random.normal(key, inputs.shape, inputs.dtype))
        return over_instances(lambda rows: _placed(*rows, shared), (inputs, drawn))

    def _shared(self, problem: Problem) -> "_Shared":
        kind = problem.inputs.dtype.type
        return _Shared(
            space=problem.space,
            wide=soft(problem.space),
            cost_weights=problem.cost_weights,
            lam=kind(self.lam),
            energy=kind(self.energy),
            decay=kind(self.decay),
            ridge=kind(self.ridge),
            rate=kind(self.rate),
            tolerance=kind(self.tolerance),
            odds=kind(logit(self.threshold)),
            steps=np.asarray(self.steps),
            at_threshold=np.asarray(self.stop == "threshold"),
        )


class _Shared(NamedTuple):
    """The settings that all instances share; floats are of the type of the inputs."""

    space: Space
    wide: Space
    cost_weights: Any
    lam: Any
    energy: Any
    decay: Any
    ridge: Any
    rate: Any
    tolerance: Any
    odds: Any
    steps: Any
    at_threshold: Any

    @property
    def discrete(self) -> bool:
        """Whether a feasible point may be another one than that of the search."""
        space = self.space
        return bool(len(space.levels) or len(space.relations.limits)) or space.whole is not None


class _Search(NamedTuple):
    """The search for one instance.

    Attributes:
        x: The instance, [k].
        change: The change Dζ, [k].
        here: The energy there.
        bound: How far a step may go in any column: where a step meets a score that is not finite, the columns that it
            moved farthest go half as far.
        taken: The number of steps.
        gradient: The length of the slope of the objective before the last step.
        feasible: The feasible change ζ nearest to the present one, [k].
        crossed: Whether the model finds it likely enough.
        done: Whether the search has ended.
    """

    x: Any
    change: Any
    here: Energy
    bound: Any
    taken: Any
    gradient: Any
    feasible: Any
    crossed: Any
    done: Any


def _searched(model: Model, x: np.ndarray, starts: np.ndarray, shared: _Shared) -> _Search:
    """Search until every instance is done."""
    state = _started(model, x, starts, shared)
    if isinstance(model, TracedModel):
        advance = partial(_advanced, model.function, shared)
        sizes = sizes_of_some(_advanced, (model.function, shared), state)
    else:
        advance, sizes = partial(_advanced_outside, model, shared), ()
    while (rows := np.flatnonzero(~state.done)).size:
        some = over_instances(advance, jax.tree.map(lambda part: part[rows], state), sizes)
        for whole, part in zip(jax.tree.leaves(state), jax.tree.leaves(some), strict=True):
            whole[rows] = part
    return state


def _started(model: Model, x: np.ndarray, starts: np.ndarray, shared: _Shared) -> _Search:
    points = x + starts / shared.cost_weights[None]
    if isinstance(model, TracedModel):
        here = over_instances(partial(energies, model), points)
    else:
        here = jax.tree.map(np.array, energies(model, points))
    zeros, none = np.zeros(len(x), x.dtype), np.zeros(len(x), bool)
    known = over_instances(jax.vmap(Energy.finite), here)
    state = _Search(x, starts, here, zeros + np.inf, np.zeros(len(x), int), zeros, np.zeros_like(x), none, ~known)
    return jax.tree.map(np.array, state)  # arrays that can be written to


@jax.jit
def _advanced(function: Any, shared: _Shared, state: _Search) -> _Search:
    ask = jax.vmap(partial(traced_energy, function))
    return jax.lax.fori_loop(0, AT_ONCE, lambda _, state: _stepped(ask, shared, state), state)


def _advanced_outside(model: Model, shared: _Shared, state: _Search) -> _Search:
    """Take steps with a model that JAX cannot trace; it is not asked about instances that are done, nor padding."""
    for _ in range(AT_ONCE):
        searched = ~np.asarray(state.done) & (np.asarray(state.bound) > 0.0)  # that of padding is 0

        def ask(points: Any, rows: Any = searched) -> Energy:
            asked = np.asarray(points)
            scores, gradients = np.full(len(asked), np.nan, asked.dtype), np.full_like(asked, np.nan)
            known = rows & np.isfinite(asked).all(axis=1)
            if known.any():
                scores[known], gradients[known] = model.scores_and_gradients(asked[known])
            return energies_of_scores(scores, gradients)

        state = _stepped(ask, shared, state)
    return state


def _stepped(ask: Any, shared: _Shared, state: _Search) -> _Search:
    """Take one step for every instance that is not done."""
    trial, gradient = _tried(state, shared)
    there = ask(_points(state.x, trial, shared))
    feasible = _feasible(state.x, trial, shared)
    odds = ask(state.x + feasible).odds if shared.discrete else there.odds
    return _moved(state, _Trial(trial, gradient, there, feasible, odds), shared)


class _Trial(NamedTuple):
    """A point that the search may move to."""

    change: Any
    gradient: Any
    there: Energy
    feasible: Any
    odds: Any


def _try(state: _Search, shared: _Shared) -> tuple[Any, Any]:
    """Give the change after one proximal gradient step, and the length of the slope: what a step of length 1 moves."""
    low, high = (end * shared.cost_weights for end in reach(state.x, shared.wide))
    steepness = 1.0 + 2.0 * shared.ridge * state.here.energy  # of E + rE² along E
    slope = state.here.loss_slope + _weight(state, shared) * steepness * state.here.energy_slope
    slope = jnp.where(shared.wide.actionable, slope / shared.cost_weights, 0.0)
    down = state.change - shared.rate * slope
    shrunk = jnp.sign(down) * jnp.maximum(jnp.abs(down) - shared.rate * shared.lam, 0.0)
    step = jnp.clip(shrunk, low, high) - state.change
    trial = jnp.clip(state.change + jnp.clip(step, -state.bound, state.bound), low, high)
    return trial, traced_row_norms(step / shared.rate)


def _weight(state: _Search, shared: _Shared) -> Any:
    """Give the weight of the energy at this step."""
    start = shared.steps.astype(state.x.dtype) / 25.0
    time = start + (state.taken + 1).astype(state.x.dtype)
    return shared.energy * jnp.where(shared.decay > 0.0, start / 10.0 * time**-shared.decay, 1.0)


def _move(state: _Search, trial: _Trial, shared: _Shared) -> _Search:
    """Move where the score is known there, else try a shorter step."""
    known, taken = trial.there.finite(), state.taken + 1
    flat = trial.gradient < jnp.where(shared.at_threshold, jnp.finfo(state.x.dtype).tiny, shared.tolerance)
    goes = ~state.done & known & ~flat
    crossed = goes & (trial.odds > shared.odds)
    farthest = jnp.max(jnp.abs(trial.change - state.change))
    bound = jnp.where(known, 2.0 * state.bound, 0.5 * farthest)
    ends = flat | (taken >= shared.steps) | (bound < SHORTEST) | (crossed & shared.at_threshold)
    moved = _Search(
        x=state.x,
        change=trial.change,
        here=trial.there,
        bound=bound,
        taken=taken,
        gradient=trial.gradient,
        feasible=trial.feasible,
        crossed=crossed,
        done=ends,
    )
    stays = state._replace(
        bound=bound, taken=jnp.where(flat, state.taken, taken), gradient=trial.gradient, done=state.done | ends
    )
    stays = jax.tree.map(partial(jnp.where, state.done), state, stays)
    return jax.tree.map(partial(jnp.where, goes), moved, stays)


def _near(x: Any, change: Any, shared: _Shared) -> Any:
    """Give the feasible change ζ nearest to a change Dζ."""
    return nearest(x, change / shared.cost_weights, shared.space)


def _place(x: Any, change: Any, shared: _Shared) -> Any:
    """Clip a change Dζ to what may change, and how far."""
    low, high = (end * shared.cost_weights for end in reach(x, shared.wide))
    return jnp.where(shared.wide.actionable, jnp.clip(change, low, high), 0.0)


_placed = jax.jit(jax.vmap(_place, (0, 0, None)))
_tried = jax.jit(jax.vmap(_try, (0, None)))
_moved = jax.jit(jax.vmap(_move, (0, 0, None)))
_feasible = jax.jit(jax.vmap(_near, (0, 0, None)))


@jax.jit
def _points(x: Any, change: Any, shared: _Shared) -> Any:
    return x + change / shared.cost_weights[None]
