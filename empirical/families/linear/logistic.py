"""Logistic regression by full-batch gradient descent: natural, and robust through the closed-form inner maximum.

An attack ‖δ‖_p ≤ ε on a linear model lowers the margin y wᵀx by ε‖w‖_q with 1/p + 1/q = 1 (Krishna et al. 2024, A.1,
Eq. 15-16, for p = ∞), so adversarial training minimises mean log(1 + exp(−y wᵀx + ε‖w‖_q)).
"""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from empirical.attacks.dual import dual_norm

ATTACK_NORMS = (math.inf, 2.0, 1.0)
"""Orders p of the attack balls whose worst attack has a closed form."""


class Run(NamedTuple):
    """A training run with the quantities that Lemma 1 reads.

    Attributes:
        weights: The weights after the last step, [k]; the last entry is the intercept's.
        start: The weights before the first step, [k].
        steps: The number N of steps.
        learning_rate: The learning rate η.
        epsilon: The radius ε of the attack; 0 for the natural model.
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


class Sample(NamedTuple):
    """Training instances with the weights of their losses.

    Attributes:
        inputs: The design with the constant column of the intercept, [n, k].
        labels: The labels, ±1, [n].
        weights: The weights of the losses, positive and 1 in the mean, so that a mean loss stays a mean, [n].
    """

    inputs: Any
    labels: Any
    weights: Any


def trajectory(
    sample: Sample,
    *,
    start: Float[Array, " k"],
    attacked: Bool[Array, " k"],
    epsilon: Float[Array, ""] | float,
    norm: float,
    stops: Int[Array, " s"],
    learning_rate: Float[Array, ""] | float,
) -> Run:
    """Train by gradient descent on the weighted mean of the robust logistic losses; ε = 0 is natural, to the bit.

    Weights p_i = v_i/n are positive and add up to 1, and of the mean of the gradients Lemma 1 needs nothing else: a
    gradient is at most Σ p_i‖x_i‖ long, two of them are at most tanh(εW/4) Σ p_i‖x_i‖ + εc_p apart, and a step is
    non-expansive where η ≤ 2/L with L = λ_max(Σ p_i x_i x_iᵀ)/4. So its claims hold with the weighted mean of ‖x_i‖.

    The function can be vectorised by ``jax.vmap``.

    Args:
        sample: The training instances with their weights.
        start: The weights of the model before the first step.
        attacked: Columns that the attack may change.
        epsilon: The radius ε of the attack ball, in scaled feature units.
        norm: The order p of the attack ball: ∞, 2 or 1.
        stops: Numbers N of steps after which the run is recorded, non-negative and rising.
        learning_rate: The learning rate η > 0.

    Returns:
        The run; every array has the stops as its first axis.

    Examples:
        >>> inputs, labels = jnp.array([[1.0, 1.0], [-1.0, 1.0]]), jnp.array([1.0, -1.0])
        >>> attack = {"attacked": jnp.array([True, False]), "epsilon": 0.0, "norm": math.inf}
        >>> sample, stops = Sample(inputs, labels, jnp.array([1.5, 0.5])), jnp.array([1])
        >>> run = trajectory(sample, start=jnp.zeros(2), **attack, stops=stops, learning_rate=1.0)
        >>> run.weights.tolist()
        [[0.5, 0.25]]
    """
    inputs, labels, shares = sample
    signed = shares * labels

    def step(_: Any, state: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        weights, largest, gap = state
        size, direction = dual_norm(weights, attacked, norm)
        margins = labels * (inputs @ weights)
        wrong = jax.nn.sigmoid(epsilon * size - margins)
        # Both gradients at this iterate, and their difference without the part that they share.
        pulls = jnp.stack([wrong, wrong - jax.nn.sigmoid(-margins)]) * signed[None, :] @ inputs / inputs.shape[0]
        pushed = epsilon * jnp.mean(shares * wrong) * direction
        stepped = weights - learning_rate * (pushed - pulls[0])
        return stepped, jnp.maximum(largest, size), gap + jnp.linalg.norm(pushed - pulls[1])

    def segment(state: tuple[Any, Any, Any], length: Any) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
        state = jax.lax.fori_loop(0, length, step, state)
        return state, state

    zero = jnp.zeros((), inputs.dtype)
    _, (weights, largest, gap) = jax.lax.scan(segment, (start, zero, zero), jnp.diff(stops, prepend=0))

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
        smoothness=at_every_stop(smoothness(jnp.sqrt(shares)[:, None] * inputs)),
        gradient_gap_sum=gap,
    )


def smoothness(inputs: Float[Array, "n k"]) -> Float[Array, ""]:
    """Compute the smoothness L = λ_max(XᵀX/n)/4 of the mean logistic loss.

    Args:
        inputs: The design X; with weights v of the losses, √v_i x_i.

    Returns:
        The smoothness. XᵀX and XXᵀ have the same largest eigenvalue; of the two, the smaller matrix is formed.

    Examples:
        >>> float(smoothness(jnp.array([[2.0, 0.0], [0.0, 1.0]])))
        0.5
    """
    rows, columns = inputs.shape
    gram = inputs.T @ inputs if columns <= rows else inputs @ inputs.T
    return jnp.linalg.eigvalsh(gram / rows)[-1] / 4.0


def attack_factor(attacked: Bool[Array, " k"], norm: float) -> Float[Array, ""]:
    """Give the largest ℓ₂ norm c_p = d^max(0, 1/2 − 1/p) of a subgradient of ‖w‖_q in d attacked columns.

    Args:
        attacked: Columns that the attack may change.
        norm: The order p of the attack ball.

    Returns:
        √d for p = ∞, else 1.

    Examples:
        >>> float(attack_factor(jnp.array([True] * 4 + [False]), math.inf))
        2.0
    """
    return jnp.sqrt(jnp.sum(attacked, dtype=float)) if norm == math.inf else jnp.ones(())
