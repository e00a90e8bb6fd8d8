"""Gradient ascents from many starts at once, each towards an instance that breaks a claim, or nearly does.

The score of an instance is its tightness: at 1 the value lies at the end of its interval, above 1 the claim is broken.
Premises that fail are penalised in proportion to how far they are from holding. Steps are those of Rprop (Riedmiller
and Braun 1993): the sign of each derivative, with a separate step length for every coordinate.
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
from bounds.falsification.tightness import tightness
from bounds.readings.arrays import JAX_OPS
from bounds.readings.margins import Gauged, GaugeOps

STARTS = 8192
"""Number of starts of one call; it is fixed, so that each pair of a claim and a construction compiles once."""

STEPS = 60
"""Number of steps of an ascent."""

ENOUGH = 2.0
"""Score at which an ascent ends: the claim is broken, and a higher score would only make the numbers larger."""

PENALTY = 8.0
"""Penalty of failed premises in units of the score; the distance of a premise from holding is at most 1."""


class Climbed(NamedTuple):
    """The best points that a batch of gradient ascents visited.

    Attributes:
        parameters: The best point of every ascent: a row for each parameter, a column for each ascent.
        score: The tightness at that point; −∞ if the ascent visited no point at which all premises hold and the
            interval is wide enough to compare.
        met: Whether all premises hold at some point of the ascent.
    """

    parameters: Float[Array, "p n"]
    score: Float[Array, " n"]
    met: Bool[Array, " n"]


@partial(jax.jit, static_argnums=(0, 1))
def climb(claim: Claim, construction: Construction, key: PRNGKeyArray) -> Climbed:
    """Run projected gradient ascents from random starts, to find instances that break a claim. Needs float64.

    Args:
        claim: The claim to break.
        construction: The models and instances to try; it must give the fields that the claim reads.
        key: The random key of the starts.

    Returns:
        The best point of each of ``STARTS`` ascents.

    Examples:
        >>> from bounds.claim import Premise
        >>> from bounds.constructions.construction import real
        >>> claim = Claim(
        ...     id="user.square",
        ...     fields=("x",),
        ...     premises=(Premise("x ≥ 0", Kind.DOMAIN, lambda xp, x: x >= 0.0, "an example"),),
        ...     value=lambda xp, x: x * x,
        ...     interval=lambda xp: (-xp.inf, 3.0),
        ...     trivial=lambda xp: (-xp.inf, xp.inf),
        ...     source="an example",
        ... )
        >>> numbers = Construction("numbers", "scalar", "a number x", (real("x", 2.0),), lambda xp, given: dict(given))
        >>> climbed = climb(claim, numbers, jax.random.key(0))
        >>> best = int(climbed.score.argmax())
        >>> round(float(climbed.parameters[0, best]), 4), round(float(climbed.score[best]), 4)  # x = 2 breaks x² ≤ 3
        (2.0, 1.3333)
    """
    start = draw(construction, key, STARTS)
    movable = jnp.array([[0.0 if parameter.values else 1.0] for parameter in construction.parameters])
    optimiser = optax.rprop(0.1, max_step_size=0.5, min_step_size=1e-9)

    def total(moves: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        point = _point_after(construction.parameters, start, moves)
        score, distance = _score(claim, construction, point)
        reward = jnp.where(distance > 0.0, -PENALTY * distance, 0.0) + jnp.clip(score, -ENOUGH, ENOUGH)
        return jnp.sum(jnp.where(jnp.isfinite(reward), reward, 0.0)), (score, distance > 0.0, point)

    def step(_: Any, carry: Any) -> Any:
        moves, state, best = carry
        (_, (score, fails, point)), slope = jax.value_and_grad(total, has_aux=True)(moves)
        better = ~fails & (score > best.score)
        parameters, scores = jnp.where(better, point, best.parameters), jnp.where(better, score, best.score)
        best = Climbed(parameters, scores, best.met | ~fails)
        with jax.numpy_dtype_promotion("standard"):
            change, state = optimiser.update(-movable * jnp.nan_to_num(slope, posinf=0.0, neginf=0.0), state)
        return jnp.clip(moves + change, -10.0, 10.0), state, best

    moves = jnp.zeros_like(start)
    first = Climbed(start, jnp.full(STARTS, -jnp.inf), jnp.zeros(STARTS, bool))
    return jax.lax.fori_loop(0, STEPS, step, (moves, optimiser.init(moves), first))[2]


def _point_after(parameters: tuple[Parameter, ...], start: Array, moves: Array) -> Array:
    """The point after moves from the start, in units of a coordinate's size, or of its logarithm on a log scale."""
    rows = []
    for parameter, value, move in zip(parameters, start, moves, strict=True):
        unit = jnp.abs(value) + 0.01 * (parameter.high - parameter.low)
        target = value * jnp.exp(move) if parameter.scale == "log" else value + unit * move
        rows.append(jnp.clip(target, parameter.low, parameter.high))
    return jnp.stack(rows)


def _score(claim: Claim, construction: Construction, point: Array) -> tuple[Array, Array]:
    """The tightness of the interval, and the sum of the premises' distances from holding."""
    fields = fields_at(construction, point)
    gauged = {name: Gauged(value) for name, value in fields.items()}
    distance = jnp.zeros(point.shape[1:])
    for premise in claim.premises:
        if premise.kind in {Kind.DOMAIN, Kind.HYPOTHESIS} or construction.level == "scalar":
            margin = apply(premise.holds, GaugeOps(), gauged).margin
            missing = jnp.where(jnp.isnan(margin), 1.0, jnp.maximum(-margin, 1e-6))  # a NaN never holds
            distance = distance + jnp.where(margin >= 0.0, 0.0, missing)
    lower, upper = apply(claim.interval, JAX_OPS, fields)
    return tightness(JAX_OPS, claim, lower, apply(claim.value, JAX_OPS, fields), upper), distance
