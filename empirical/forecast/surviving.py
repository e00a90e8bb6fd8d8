"""Recourse that survives: changes that every model of a ball accepts, so that the robust model does, whichever it is.

Every w with ‖w − c‖ ≤ R accepts a point x' exactly if c·x' − R‖x'‖ > 0. That is a score of its own, the worst one of
the ball, and concave in x': the cheapest change that it accepts is a problem of second-order cones, with ranges,
directions and categories if there are any. ROAR (Upadhyay et al. 2021) has the same score for a radius that somebody
chose; here the radius is certified.
"""

from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from bounds.batching import require_float64
from empirical.data.space import Space
from empirical.families.penalised.balls import Ball
from empirical.models.model import LinearModel
from empirical.recourse.methods.roar import shifted
from empirical.recourse.methods.scfe import SCFE
from empirical.recourse.result import Recourses

MARGIN = 1e-6
"""The worst score that a recourse aims at, above 0, where it is accepted."""


def surviving(
    ball: Ball, people: Float[np.ndarray, "m k"], space: Space, *, cost_weights: Any = None, key: jax.Array
) -> Recourses:
    """Find for every person the cheapest change that every model of a ball accepts.

    Args:
        ball: A ball that holds the robust model.
        people: The people, [m, k].
        space: What may change, and how far.
        cost_weights: The cost weights D, [k]; ``None`` for 1.
        key: The key of random starts, which most people never need.

    Returns:
        The recourses: one is found where every model of the ball accepts it.

    Raises:
        RuntimeError: If JAX runs without float64.
        ValueError: If shapes do not fit, or a cost weight is not positive and finite.

    Examples:
        >>> ball, people = Ball(np.array([1.0, 0.0]), 0.5), np.array([[-1.0, 1.0]])
        >>> found = surviving(ball, people, Space.unbounded(2), key=jax.random.key(0))
        >>> found.found.tolist(), found.points.round(2).tolist()  # on the cone of 60° about (1, 0)
        ([True], [[0.18, 0.32]])
    """  # noqa: DOC502
    require_float64()
    worst = shifted(LinearModel(ball.centre), ball.radius + ball.rounded, 2.0)
    method = SCFE(mode="valid", target=MARGIN, lam=MARGIN)
    return method(worst, people, space, cost_weights=cost_weights, key=key)
