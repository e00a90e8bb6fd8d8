"""Many starts at once, each climbing by its own gradient towards an instance that breaks a claim, or nearly does.

The score of an instance is how far into its bound the value reaches: at 1 it meets the bound, above it breaks the
claim. Premises that fail cost something, in proportion to how far they are from holding. Steps are those of Rprop
(Riedmiller and Braun 1993): the sign of each derivative, with a length of its own for every coordinate.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Bool, Float, PRNGKeyArray

from bounds.claim import Claim, Kind, apply
from bounds.constructions.construction import Construction, Parameter
from bounds.constructions.drawing import draw, fields_at
from bounds.falsification.tightness import reach
from bounds.readings.arrays import JAX_OPS
from bounds.readings.margins import Gauged, GaugeOps

STARTS = 8192
"""Starts of one call; every call is for so many, so that each claim compiles once for a construction."""

STEPS = 60
"""Steps of an ascent."""

ENOUGH = 2.0
"""A score beyond which nobody climbs: the claim is broken, and further away everything only grows."""

PENALTY = 8.0
"""Price of a failed premise in units of the score; a premise is at most 1 from holding."""


class Climbed(NamedTuple):
    """Where the starts arrived.

    Attributes:
        parameters: The best point of every start, a row for each parameter.
        score: Its score; −∞ if nowhere on the way all premises held and the interval was wide enough to say something.
        met: Whether all premises held somewhere on the way.
    """

    parameters: Float[Array, "p n"]
    score: Float[Array, " n"]
    met: Bool[Array, " n"]


@partial(jax.jit, static_argnums=(0, 1))
def climb(claim: Claim, construction: Construction, key: PRNGKeyArray) -> Climbed:
    """Projected gradient ascent from random starts. Needs float64.

    Args:
        claim: What is to be broken.
        construction: In which models and instances; it must provide the fields that the claim reads.
        key: For the starts.

    Returns:
        The best point of each of ``STARTS`` starts.
    """
    start = draw(construction, key, STARTS)
    movable = jnp.array([[0.0 if parameter.values else 1.0] for parameter in construction.parameters])
    optimiser = optax.rprop(0.1, max_step_size=0.5, min_step_size=1e-9)

    def total(moves: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        point = _moved(construction.parameters, start, moves)
        score, lacking = _score(claim, construction, point)
        reward = jnp.where(lacking > 0.0, -PENALTY * lacking, 0.0) + jnp.clip(score, -ENOUGH, ENOUGH)
        return jnp.sum(jnp.where(jnp.isfinite(reward), reward, 0.0)), (score, lacking > 0.0, point)

    def step(_: Any, carry: Any) -> Any:
        moves, state, best = carry
        (_, (score, lacks, point)), slope = jax.value_and_grad(total, has_aux=True)(moves)
        better = ~lacks & (score > best.score)
        parameters, scores = jnp.where(better, point, best.parameters), jnp.where(better, score, best.score)
        best = Climbed(parameters, scores, best.met | ~lacks)
        with jax.numpy_dtype_promotion("standard"):
            change, state = optimiser.update(-movable * jnp.nan_to_num(slope, posinf=0.0, neginf=0.0), state)
        return jnp.clip(moves + change, -10.0, 10.0), state, best

    moves = jnp.zeros_like(start)
    first = Climbed(start, jnp.full(STARTS, -jnp.inf), jnp.zeros(STARTS, bool))
    return jax.lax.fori_loop(0, STEPS, step, (moves, optimiser.init(moves), first))[2]


def _moved(parameters: tuple[Parameter, ...], start: Array, moves: Array) -> Array:
    """The point after moves, each in units of what a coordinate is: of its own size, or of its logarithm."""
    rows = []
    for parameter, here, move in zip(parameters, start, moves, strict=True):
        unit = jnp.abs(here) + 0.01 * (parameter.high - parameter.low)
        there = here * jnp.exp(move) if parameter.scale == "log" else here + unit * move
        rows.append(jnp.clip(there, parameter.low, parameter.high))
    return jnp.stack(rows)


def _score(claim: Claim, construction: Construction, point: Array) -> tuple[Array, Array]:
    """How far into its bound the value reaches, and how far the premises are from holding, together."""
    fields = fields_at(construction, point)
    gauged = {name: Gauged(value) for name, value in fields.items()}
    lacking = jnp.zeros(point.shape[1:])
    for premise in claim.premises:
        if premise.kind in {Kind.DOMAIN, Kind.HYPOTHESIS} or construction.level == "scalar":
            margin = apply(premise.holds, GaugeOps(), gauged).margin
            missing = jnp.where(jnp.isnan(margin), 1.0, jnp.maximum(-margin, 1e-6))  # no number holds for nothing
            lacking = lacking + jnp.where(margin >= 0.0, 0.0, missing)
    lower, upper = apply(claim.interval, JAX_OPS, fields)
    return reach(JAX_OPS, claim, lower, apply(claim.value, JAX_OPS, fields), upper), lacking
