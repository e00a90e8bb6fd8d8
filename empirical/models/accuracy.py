"""Margins and accuracy of a model under attack."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Key

from empirical.attacks.balls import Ball, placed, unit_changes
from empirical.attacks.dual import dual_norm
from empirical.attacks.gradient import pgd
from empirical.attacks.host import checked, descend
from empirical.attacks.steps import falling
from empirical.batching import over_instances
from empirical.models.model import LinearModel, Model, TracedModel
from empirical.numerics import in_precision


def linear_margins(
    weights: Float[np.ndarray, " k"], inputs: Float[np.ndarray, "m k"], labels: Float[np.ndarray, " m"], ball: Ball
) -> Float[np.ndarray, " m"]:
    """Compute the lowest margins y wᵀ(x + δ) of a linear score over a ball: y wᵀx − ε‖w‖_q with 1/p + 1/q = 1.

    Krishna et al. 2024, A.1, Eq. 15-16, for p = ∞.

    Args:
        weights: The weights w, [k].
        inputs: The instances x, [m, k].
        labels: The labels y, ±1, [m].
        ball: The ball of attacks; p is ∞, 2 or 1.

    Returns:
        The margins, [m], exact but for rounding.

    Raises:
        ValueError: If p is another order, for which there is no closed form here.

    Examples:
        >>> ball = Ball(0.5, 2.0, np.array([True, True]))
        >>> linear_margins(np.array([3.0, 4.0]), np.ones((1, 2)), np.ones(1), ball).tolist()
        [4.5]
    """  # noqa: DOC502
    size, _ = dual_norm(jnp.asarray(weights), jnp.asarray(ball.free), ball.norm)
    return labels * (inputs @ weights) - ball.epsilon * float(size)


def attacked_margins(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " labels"],
    ball: Ball,
    *,
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> Float[np.ndarray, " m"]:
    """Attack a model: give the lowest margins y f(x + δ) of a linear model, and the lowest found of another model.

    Other models are attacked by projected gradient descent with falling steps from the inputs, where the first step is
    that of the fast gradient sign method, and from random starts: the same changes for all inputs, so that no margin
    depends on which other instances are attacked.

    Args:
        model: The model f.
        inputs: The instances x, [m, k].
        labels: The labels y, ±1, [m].
        ball: The ball of attacks; p is ∞ or 2, and may be 1 for linear models.
        steps: The number of steps from every start, ≥ 1.
        restarts: The number of random starts beside the inputs, ≥ 0.
        key: The key of the random starts.

    Returns:
        The margins, [m]; they are upper bounds on the lowest margins unless the model is linear.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.

    Examples:
        >>> ball = Ball(0.5, 2.0, np.array([True, True]))
        >>> model = LinearModel(np.array([3.0, 4.0]))
        >>> attacked_margins(model, np.ones((1, 2)), np.ones(1), ball, key=jax.random.key(0)).tolist()
        [4.5]
    """  # noqa: DOC502
    inputs, labels, ball = _checked(inputs, labels, ball, steps, restarts)
    if isinstance(model, LinearModel):
        return linear_margins(model.weights, inputs, labels, ball)
    starts = _starts(restarts, ball, key)
    return np.minimum.reduce([_from_start(model, inputs, labels, ball, steps, start) for start in starts])


def adversarial_accuracy(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " labels"],
    ball: Ball,
    *,
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> float:
    """Measure the share of instances that a model classifies rightly whatever the attack does.

    Args:
        model: The model f.
        inputs: The instances x, [m, k].
        labels: The labels y, ±1, [m].
        ball: The ball of attacks, as for :func:`attacked_margins`.
        steps: The number of steps from every start.
        restarts: The number of random starts.
        key: The key of the random starts.

    Returns:
        The share, exact for linear models and an upper bound for others, against which a better attack may exist. A
        score of 0 rejects, which is right where y = −1, so at ε = 0 the share is the accuracy.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.

    Examples:
        >>> ball = Ball(2.0, 2.0, np.array([True, True]))
        >>> inputs, labels = np.array([[1.0, 1.0], [9.0, 9.0]]), np.ones(2)
        >>> adversarial_accuracy(LinearModel(np.array([3.0, 4.0])), inputs, labels, ball, key=jax.random.key(0))
        0.5
    """  # noqa: DOC502
    inputs, labels, ball = _checked(inputs, labels, ball, steps, restarts)
    if isinstance(model, LinearModel):
        return float(_withstands(linear_margins(model.weights, inputs, labels, ball), labels).mean())
    standing = np.arange(len(labels))  # an instance that one start turns need not be attacked from the next
    for start in _starts(restarts, ball, key):
        margins = _from_start(model, inputs[standing], labels[standing], ball, steps, start)
        standing = standing[_withstands(margins, labels[standing])]
    return len(standing) / len(labels)


def _checked(inputs: Any, labels: Any, ball: Ball, steps: int, restarts: int) -> tuple[Any, Any, Ball]:
    if restarts < 0:
        raise ValueError(f"restarts must be at least 0, not {restarts}")
    return checked(inputs, labels, epsilon=ball.epsilon, norm=ball.norm, steps=steps, attacked=ball.free)


def _withstands(margins: Float[np.ndarray, " m"], labels: Float[np.ndarray, " m"]) -> Bool[np.ndarray, " m"]:
    return np.where(labels > 0.0, margins > 0.0, margins >= 0.0)


def _starts(restarts: int, ball: Ball, key: Key[Array, ""]) -> Float[np.ndarray, "starts 1 1 k"]:
    """Give the changes to start from: none, and random ones."""
    drawn = np.asarray(unit_changes(key, restarts, norm=ball.norm, free=jnp.asarray(ball.free)))
    return np.concatenate([np.zeros((1, *ball.free.shape)), drawn])[:, None, None]


def _from_start(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " m"],
    ball: Ball,
    steps: int,
    start: Float[np.ndarray, "1 1 k"],
) -> Float[np.ndarray, " m"]:
    """Give the lowest margins that are found from one start."""
    if not isinstance(model, TracedModel):
        return descend(
            model.scores_and_gradients, inputs, labels, ball, steps=steps, start=start[0], length=falling
        ).margins
    how: Any = {"ball": ball, "steps": steps, "starts": start, "precision": model.search_precision}
    margins = partial(_traced_margins, model.function, **how)
    return over_instances(lambda instances: margins(*instances), (inputs, labels))


@partial(jax.jit, static_argnames="precision")
def _traced_margins(
    function: Any, inputs: Any, labels: Any, *, ball: Ball, steps: Any, starts: Any, precision: type[np.floating]
) -> Any:
    """Compute the lowest margins that PGD finds. It may search in other numbers: margins are those of the function."""
    if precision == inputs.dtype:
        return pgd(jax.vmap(function), inputs, labels, ball, steps=steps, starts=starts, length=falling).margins
    rough, near, targets, changes = in_precision(precision, (function, inputs, labels, starts))
    points = pgd(jax.vmap(rough), near, targets, ball, steps=steps, starts=changes, length=falling).points
    moved = jnp.where(jnp.isfinite(points), points.astype(inputs.dtype) - inputs, 0.0)
    return jnp.minimum(*(labels * jax.vmap(function)(at) for at in (inputs, placed(inputs, moved, ball))))
