"""Attacks along the gradient of a score that JAX can trace."""

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
    """Attack inputs by projected gradient descent on the margins (Madry et al. 2018); JAX can trace and vmap this.

    Args:
        score: The score, a function from inputs [n, ...] to [n] that treats each input on its own.
        inputs: The inputs x, [n, ...].
        labels: The labels y, ±1, [n].
        ball: The ball and the box of allowed changes.
        steps: The number of steps from every start, at least 1.
        starts: The changes within the unit ball to start from, one start after the other: [starts, n, ...] for
            different ones, or [starts, 1, ...] for the same for all inputs.
        length: The rule for the length of steps: :func:`~empirical.attacks.steps.even`, or
            :func:`~empirical.attacks.steps.falling`, which finds lower margins of networks.

    Returns:
        The visited points of lowest margin, and these margins.

    Examples:
        >>> inputs, labels = jnp.array([[0.0, 0.0]]), jnp.array([1.0])
        >>> ball = Ball(0.5, jnp.inf, jnp.array([True, True]))
        >>> attack = pgd(lambda x: x[:, 0] - 2.0 * x[:, 1], inputs, labels, ball, steps=2, starts=jnp.zeros((1, 1, 2)))
        >>> attack.points.tolist(), attack.margins.tolist()
        ([[-0.5, 0.5]], [-1.5])
    """
    count = jnp.asarray(steps, inputs.dtype)

    def step(done: Any, state: tuple[Any, Attack]) -> tuple[Any, Attack]:
        points, found = state
        scores, pull_back = jax.vjp(score, points)
        (gradients,) = pull_back(jnp.ones_like(scores))
        step_length = length(ball.epsilon, count, jnp.asarray(done, inputs.dtype))
        return moved(points, gradients, inputs, labels, ball, step_length), noted(found, points, labels * scores)

    def from_start(found: Attack, start: Any) -> tuple[Attack, None]:
        points = placed(inputs, jnp.broadcast_to(ball.epsilon * start, inputs.shape), ball)
        points, found = jax.lax.fori_loop(0, steps, step, (points, found))
        return noted(found, points, labels * score(points)), None

    nothing = Attack(inputs, jnp.full_like(labels, jnp.inf))
    return jax.lax.scan(from_start, nothing, starts)[0]


def fgsm(score: Callable[[Any], Any], inputs: Float[Array, "n ..."], labels: Float[Array, " n"], ball: Ball) -> Attack:
    """Attack inputs by the fast gradient sign method (Goodfellow et al. 2015), one step of length ε; so too for p = 2.

    Args:
        score: The score, a function from inputs [n, ...] to [n] that treats each input on its own.
        inputs: The inputs x, [n, ...].
        labels: The labels y, ±1, [n].
        ball: The ball and the box of allowed changes.

    Returns:
        The input or the end of the step, whichever has the lower margin, and these margins.

    Examples:
        >>> inputs, labels = jnp.array([[0.0, 0.0]]), jnp.array([1.0])
        >>> ball = Ball(0.5, jnp.inf, jnp.array([True, True]))
        >>> attack = fgsm(lambda x: x[:, 0] - 2.0 * x[:, 1], inputs, labels, ball)
        >>> attack.points.tolist(), attack.margins.tolist()
        ([[-0.5, 0.5]], [-1.5])
    """
    return pgd(score, inputs, labels, ball, steps=1, starts=jnp.zeros_like(inputs[:1])[None])
