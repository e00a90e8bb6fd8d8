"""SCFE's objective minimised by the textbook: projected gradient descent, a thousand steps of Adam (as in CARLA)."""

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from empirical.batching import over_instances, sizes_of_some
from empirical.models.model import Model, TracedModel
from empirical.models.tracing import traced_scores_and_gradients
from empirical.recourse.solvers.gauss_newton import Objective

STEPS = 1000
"""Number of steps."""

RATE = 0.01
"""Learning rate."""


class Descent(NamedTuple):
    """The state of the descent for one instance.

    Attributes:
        here: The present change Dζ, [k].
        change: The best change Dζ so far.
        score: The score of the best change.
        worth: The objective of the best change.
        memory: Adam's moments.
    """

    here: Any
    change: Any
    score: Any
    worth: Any
    memory: Any


def descend(model: Model, objective: Objective, start: Any = None) -> Descent:
    """Descend a thousand steps of Adam from a start, all instances together.

    Args:
        model: The model f.
        objective: The objectives.
        start: The changes Dζ at the start, [m, k]; 0 by default.

    Returns:
        The best change of each instance, never worse than the start.

    Examples:
        >>> from empirical.models.model import as_model
        >>> from empirical.recourse.solvers.gauss_newton import objective
        >>> unbounded = (np.full((1, 1), -np.inf), np.full((1, 1), np.inf))
        >>> problem = objective(np.zeros((1, 1)), unbounded, np.ones(1), target=1.0, lam=1.0)
        >>> descend(as_model(lambda point: point[0]), problem).change.round(2).tolist()
        [[0.5]]
    """
    begin = np.zeros_like(objective.origin) if start is None else start
    if isinstance(model, TracedModel):
        sizes = sizes_of_some(_traced, (model.function, np.asarray(0)), (objective, begin))
        return over_instances(partial(_traced, model.function, np.asarray(STEPS + 1)), (objective, begin), sizes)
    state = over_instances(_started, begin)
    for _ in range(STEPS + 1):
        known = model.scores_and_gradients(objective.origin + objective.free * state.here)
        state = over_instances(_stepped, (objective, state, *known))
    return state


@jax.jit
def _traced(function: Any, steps: Any, begin: Any) -> Descent:
    objective, start = begin

    def step(_: Any, state: Descent) -> Descent:
        known = traced_scores_and_gradients(function, objective.origin + objective.free * state.here)
        return _stepped((objective, state, *known))

    return jax.lax.fori_loop(0, steps, step, _started(start))


@cache
def _adam() -> Any:
    """The optimiser."""
    import optax

    return optax.adam(RATE)


def _begin(change: Any) -> Descent:
    # No score is known yet: one that is never finite must not pass for accepted.
    unknown = jnp.full((), jnp.nan, change.dtype)
    return Descent(change, change, unknown, jnp.full_like(unknown, jnp.inf), _adam().init(change))


def _step(objective: Objective, state: Descent, score: Any, gradient: Any) -> Descent:
    worth = objective.worth(state.here, score)
    better = worth < state.worth
    slope = 2.0 * (objective.lam * state.here - (objective.target - score) * objective.free * gradient)
    with jax.numpy_dtype_promotion("standard"):  # optax takes a power of an integer
        update, memory = _adam().update(jnp.where(jnp.isfinite(slope), slope, 0.0), state.memory)
    here = objective.within(state.here + update)
    change, score, worth = (
        jnp.where(better, new, old)
        for new, old in ((state.here, state.change), (score, state.score), (worth, state.worth))
    )
    return Descent(here, change, score, worth, memory)


_started, _stepped = jax.jit(jax.vmap(_begin)), jax.jit(lambda instances: jax.vmap(_step)(*instances))
