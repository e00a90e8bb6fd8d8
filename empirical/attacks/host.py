"""Attacks on scores that give their gradients as numpy arrays, so that JAX traces nothing."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Real

from empirical.attacks.balls import Ball, placed
from empirical.attacks.steps import Attack, Length, even, moved, noted
from ntk.inputs import as_float64


def perturb(
    value_and_gradient: Callable[[Any], tuple[Any, Any]],
    X: Real[np.ndarray, "n ..."],
    Y: Real[np.ndarray, " labels"],
    *,
    epsilon: float,
    norm: float = math.inf,
    steps: int = 10,
    attacked: Bool[np.ndarray, "..."] | None = None,
) -> Float[np.ndarray, "n ..."]:
    """Find nearby inputs with lower margins y f(x), by projected gradient descent that starts at the inputs.

    With one step this is the fast gradient sign method. The training inputs of a robust kernel regressor are found in
    this way (Krishna et al. 2024, A.3).

    Args:
        value_and_gradient: The score, a function from points to f and ∇f at each point.
        X: The inputs, [n, ...].
        Y: The labels ±1, [n].
        epsilon: The radius ε ≥ 0.
        norm: The order p of the ball ‖x_R − x‖_p ≤ ε: ∞ or 2.
        steps: The number of gradient steps, at least 1.
        attacked: Whether an attack may change a column or pixel; by default it may change all.

    Returns:
        For every input the visited point of lowest margin, which may be the input itself. Points are in the ball up to
        rounding.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.

    Examples:
        >>> weights = np.array([1.0, -2.0])
        >>> def linear(points):
        ...     return points @ weights, np.broadcast_to(weights, points.shape)
        >>> perturb(linear, np.zeros((1, 2)), np.ones(1), epsilon=0.5).tolist()
        [[-0.5, 0.5]]
    """  # noqa: DOC502
    inputs, labels, ball = checked(X, Y, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    return descend(value_and_gradient, inputs, labels, ball, steps=steps, start=np.zeros_like(inputs)).points


def descend(
    value_and_gradient: Callable[[Any], tuple[Any, Any]],
    inputs: Float[np.ndarray, "n ..."],
    labels: Float[np.ndarray, " n"],
    ball: Ball,
    *,
    steps: int,
    start: Float[np.ndarray, "_ ..."],
    length: Length = even,
) -> Attack:
    """Run :func:`~empirical.attacks.gradient.pgd` from one start, on a score that JAX need not trace.

    Args:
        value_and_gradient: The score, a function from points to f and ∇f at each point.
        inputs: The inputs x, [n, ...].
        labels: The labels y, ±1, [n].
        ball: The ball and the box of allowed changes.
        steps: The number of steps, at least 1.
        start: The changes within the unit ball to start from: [n, ...], or [1, ...] for the same for all inputs.
        length: The rule for the length of steps.

    Returns:
        The visited points of lowest margin, and these margins.

    Examples:
        >>> weights = np.array([1.0, -2.0])
        >>> def linear(points):
        ...     return points @ weights, np.broadcast_to(weights, points.shape)
        >>> ball = Ball(0.5, math.inf, np.array([True, True]))
        >>> attack = descend(linear, np.zeros((1, 2)), np.ones(1), ball, steps=4, start=np.ones((1, 2)))
        >>> attack.points.tolist(), attack.margins.tolist()
        ([[-0.5, 0.5]], [-1.5])
    """
    count = np.asarray(steps, inputs.dtype)
    points = placed(inputs, ball.epsilon * start, ball)
    found = Attack(inputs, np.full(len(inputs), np.inf))
    for done in range(steps):
        scores, gradients = value_and_gradient(points)
        found = noted(found, points, labels * scores)
        points = moved(points, gradients, inputs, labels, ball, length(ball.epsilon, count, done))
    return noted(found, points, labels * value_and_gradient(points)[0])


def checked(
    X: Any, Y: Any, *, epsilon: float, norm: float, steps: int, attacked: Any
) -> tuple[Float[np.ndarray, "n ..."], Float[np.ndarray, " n"], Ball]:
    """Check the arguments of an attack and convert them to float64.

    Args:
        X: The inputs, [n, ...].
        Y: The labels, [n].
        epsilon: The radius ε.
        norm: The order p of the ball, which is checked when the attack takes a step.
        steps: The number of steps.
        attacked: Whether an attack may change a column or pixel; ``None`` for all.

    Returns:
        The inputs and the labels in float64, and the ball.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.

    Examples:
        >>> inputs, labels, ball = checked([[0, 1]], [1], epsilon=0.5, norm=2.0, steps=1, attacked=None)
        >>> inputs.tolist(), labels.tolist(), ball.free.tolist()
        ([[0.0, 1.0]], [1.0], [True, True])
    """
    inputs, labels = as_float64(X, "X"), as_float64(Y, "Y")
    if labels.shape != (len(inputs),):
        raise ValueError(f"{len(inputs)} inputs need as many labels in one row, not shape {labels.shape}")
    if not np.isin(labels, (-1.0, 1.0)).all():
        raise ValueError("labels must be -1 or 1: an attack lowers the margin y f(x)")
    if not (math.isfinite(epsilon) and epsilon >= 0.0):
        raise ValueError(f"epsilon must be finite and at least 0, not {epsilon:g}")
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}")
    free = np.ones(inputs.shape[1:], bool) if attacked is None else np.asarray(attacked, bool)
    if free.shape != inputs.shape[1:]:
        raise ValueError(f"attacked must say yes or no of {inputs.shape[1]} columns, not of shape {free.shape}")
    return inputs, labels, Ball(epsilon, norm, free)
