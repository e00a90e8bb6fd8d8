"""The same attacks on scores that come with their gradients, as numpy arrays: nothing is traced."""

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
    """Inputs nearby whose margins y f(x) are lower, by projected gradient descent from the inputs themselves.

    With one step it is the fast gradient sign method. Training inputs of a robust kernel regressor are found so
    (Krishna et al. 2024, A.3).

    Args:
        value_and_gradient: From points to f and ∇f at each.
        X: Inputs.
        Y: Labels ±1.
        epsilon: ε ≥ 0.
        norm: p of the ball ‖x_R − x‖_p ≤ ε: ∞ or 2.
        steps: Gradient steps ≥ 1.
        attacked: Columns or pixels that an attack may change; all of them by default.

    Returns:
        For every input the point of lowest margin that was visited, the input itself among them. The ball is kept to
        rounding.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
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
    """What :func:`~empirical.attacks.gradient.pgd` finds from one start.

    Args:
        value_and_gradient: From points to f and ∇f at each.
        inputs: x.
        labels: y, ±1.
        ball: Where the attack may take them.
        steps: At least 1.
        start: Changes within the unit ball: each input's own, or one for all.
        length: Of every step.

    Returns:
        The lowest margins visited, and where.
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
    """What an attack is given, once it is known to make sense.

    Args:
        X: Inputs.
        Y: Labels.
        epsilon: ε.
        norm: p, which the steps check.
        steps: How many.
        attacked: Columns or pixels that may change; ``None`` for all.

    Returns:
        Inputs and labels in float64, and the ball.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
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
