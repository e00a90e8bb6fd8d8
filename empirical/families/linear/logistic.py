"""Logistic regression by full-batch gradient descent: natural, and robust through the closed-form inner maximum.

An attack ‖δ‖_p ≤ ε on a linear model lowers the margin y wᵀx by ε‖w‖_q with 1/p + 1/q = 1 (Krishna et al. 2024, A.1,
Eq. 15-16, for p = ∞), so adversarial training minimises mean log(1 + exp(−y wᵀx + ε‖w‖_q)).
"""

import math
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from empirical.attacks.dual import dual_norm

ATTACK_NORMS = (math.inf, 2.0, 1.0)
"""The p of the attack balls that have a closed form here."""


class Run(NamedTuple):
    """A training run, and what Lemma 1 needs to know of it.

    Attributes:
        weights: [k], after the last step; the last one is the intercept's.
        start: [k], before the first step.
        steps: N.
        learning_rate: η.
        epsilon: ε; 0 for the natural model.
        attack_factor: c_p = d^max(0, 1/2 − 1/p), d the number of attacked columns.
        robust_weight_norm: W, the largest ‖w^t‖_q over the attacked columns before any step.
        smoothness: L = λ_max(XᵀX / n) / 4.
        gradient_gap_sum: Σ_t ‖∇L_R(w^t) − ∇L_NR(w^t)‖₂ along this run; 0 for ε = 0.
    """

    weights: Any
    start: Any
    steps: Any
    learning_rate: Any
    epsilon: Any
    attack_factor: Any
    robust_weight_norm: Any
    smoothness: Any
    gradient_gap_sum: Any


@partial(jax.jit, static_argnames="norm")
def train(
    inputs: Float[Array, "n k"],
    labels: Float[Array, " n"],
    *,
    start: Float[Array, " k"],
    attacked: Bool[Array, " k"],
    epsilon: Float[Array, ""] | float,
    norm: float,
    steps: Any,
    learning_rate: Float[Array, ""] | float,
) -> Run:
    """Gradient descent on the mean robust logistic loss; ε = 0 is natural training, to the bit. Vmappable.

    Args:
        inputs: Design with the constant column of the intercept.
        labels: ±1.
        start: Weights before the first step.
        attacked: Columns that the attack may change.
        epsilon: Radius of the attack ball, in scaled feature units.
        norm: p of the attack ball: ∞, 2 or 1.
        steps: N, a non-negative integer.
        learning_rate: η > 0.

    Returns:
        The run.
    """
    stops = jnp.asarray(steps)[None]
    settings: Any = {"attacked": attacked, "epsilon": epsilon, "norm": norm, "learning_rate": learning_rate}
    return jax.tree.map(lambda part: part[0], trajectory(inputs, labels, start=start, stops=stops, **settings))


@partial(jax.jit, static_argnames="norm")
def trajectory(
    inputs: Float[Array, "n k"],
    labels: Float[Array, " n"],
    *,
    start: Float[Array, " k"],
    attacked: Bool[Array, " k"],
    epsilon: Float[Array, ""] | float,
    norm: float,
    stops: Int[Array, " s"],
    learning_rate: Float[Array, ""] | float,
) -> Run:
    """The same training, looked at after several numbers of steps. Vmappable.

    Args:
        inputs: As for :func:`train`, like all others but the stops.
        labels: ±1.
        start: Weights before the first step.
        attacked: Columns that the attack may change.
        epsilon: Radius of the attack ball.
        norm: p of the attack ball.
        stops: Numbers N of steps after which the run is looked at, non-negative and rising.
        learning_rate: η.

    Returns:
        The run, each array with the stops as its first axis.
    """

    def step(_: Any, state: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        weights, largest, gap = state
        size, direction = dual_norm(weights, attacked, norm)
        margins = labels * (inputs @ weights)
        wrong = jax.nn.sigmoid(epsilon * size - margins)
        # Both gradients at this iterate, and their difference without the part that they share.
        pulls = jnp.stack([wrong, wrong - jax.nn.sigmoid(-margins)]) * labels[None, :] @ inputs / inputs.shape[0]
        pushed = epsilon * jnp.mean(wrong) * direction
        moved = weights - learning_rate * (pushed - pulls[0])
        return moved, jnp.maximum(largest, size), gap + jnp.linalg.norm(pushed - pulls[1])

    def segment(state: tuple[Any, Any, Any], length: Any) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
        state = jax.lax.fori_loop(0, length, step, state)
        return state, state

    zero = jnp.zeros((), inputs.dtype)
    _, (weights, largest, gap) = jax.lax.scan(segment, (start, zero, zero), jnp.diff(stops, prepend=0))
    gram = inputs.T @ inputs / inputs.shape[0]

    def at_every_stop(value: Any) -> Any:
        return jnp.broadcast_to(jnp.asarray(value, inputs.dtype), (*stops.shape, *jnp.shape(value)))

    return Run(
        weights=weights,
        start=at_every_stop(start),
        steps=stops,
        learning_rate=at_every_stop(learning_rate),
        epsilon=at_every_stop(epsilon),
        attack_factor=at_every_stop(attack_factor(attacked, norm)),
        robust_weight_norm=largest,
        smoothness=at_every_stop(jnp.linalg.eigvalsh(gram)[-1] / 4.0),
        gradient_gap_sum=gap,
    )


def gradient(
    inputs: Float[Array, "n k"],
    labels: Float[Array, " n"],
    weights: Float[Array, " k"],
    *,
    attacked: Bool[Array, " k"],
    epsilon: Float[Array, ""] | float,
    norm: float,
) -> Float[Array, " k"]:
    """Gradient of the mean robust logistic loss, with a fixed subgradient of ‖w‖_q at its kinks.

    Args:
        inputs: Design.
        labels: ±1.
        weights: Where the gradient is taken.
        attacked: Columns that the attack may change.
        epsilon: Radius of the attack ball.
        norm: p of the attack ball.

    Returns:
        The gradient.
    """
    size, direction = dual_norm(weights, attacked, norm)
    wrong = jax.nn.sigmoid(epsilon * size - labels * (inputs @ weights))
    return epsilon * jnp.mean(wrong) * direction - (wrong * labels) @ inputs / inputs.shape[0]


def attack_factor(attacked: Bool[Array, " k"], norm: float) -> Float[Array, ""]:
    """c_p = d^max(0, 1/2 − 1/p), the largest ℓ₂ norm of a subgradient of ‖w‖_q in d attacked columns.

    Args:
        attacked: Columns that count.
        norm: p of the attack ball.

    Returns:
        √d for p = ∞, else 1.
    """
    return jnp.sqrt(jnp.sum(attacked, dtype=float)) if norm == math.inf else jnp.ones(())
