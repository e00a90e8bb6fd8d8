"""Attacks along the gradient of a score that JAX traces."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from empirical.attacks.balls import Ball, placed
from empirical.attacks.steps import Attack, Length, even, moved, noted


def pgd(
    score: Callable[[Any], Any],
    inputs: Float[Array, "n ..."],
    labels: Float[Array, " n"],
    ball: Ball,
    *,
    steps: Any,
    starts: Float[Array, "starts _ ..."],
    length: Length = even,
) -> Attack:
    """Projected gradient descent on the margins (Madry et al. 2018). Traceable and vmappable.

    Args:
        score: From inputs [n, ...] to scores [n], each input on its own.
        inputs: x.
        labels: y, ±1.
        ball: Where the attack may take them.
        steps: From every start, at least 1.
        starts: Changes within the unit ball to start from, one after the other: each input's own, or one for all.
        length: Of every step: :func:`~empirical.attacks.steps.even`, or :func:`~empirical.attacks.steps.falling`, which
            finds lower margins of networks.

    Returns:
        The lowest margins visited, and where.
    """
    count = jnp.asarray(steps, inputs.dtype)

    def step(done: Any, state: tuple[Any, Attack]) -> tuple[Any, Attack]:
        points, found = state
        scores, pull_back = jax.vjp(score, points)
        (gradients,) = pull_back(jnp.ones_like(scores))
        far = length(ball.epsilon, count, jnp.asarray(done, inputs.dtype))
        return moved(points, gradients, inputs, labels, ball, far), noted(found, points, labels * scores)

    def from_start(found: Attack, start: Any) -> tuple[Attack, None]:
        points = placed(inputs, jnp.broadcast_to(ball.epsilon * start, inputs.shape), ball)
        points, found = jax.lax.fori_loop(0, steps, step, (points, found))
        return noted(found, points, labels * score(points)), None

    nothing = Attack(inputs, jnp.full_like(labels, jnp.inf))
    return jax.lax.scan(from_start, nothing, starts)[0]


def fgsm(score: Callable[[Any], Any], inputs: Float[Array, "n ..."], labels: Float[Array, " n"], ball: Ball) -> Attack:
    """The fast gradient sign method (Goodfellow et al. 2015), for p = 2 its counterpart: one step of length ε.

    Args:
        score: As for :func:`pgd`, like the others.
        inputs: x.
        labels: y.
        ball: Where the attack may take them.

    Returns:
        The lower margins of the inputs themselves and of where the step leads.
    """
    return pgd(score, inputs, labels, ball, steps=1, starts=jnp.zeros_like(inputs[:1])[None])
