"""Adversarial training of linear models with a penalty: the objective, and all that one pass over the data tells of it.

P(w) = mean v_i log(1 + e^(−m_i)) + (μ/2)‖w‖², m_i = y_i w·x_i − ε‖w_T‖_q: the logistic loss of instances under the
worst attack ‖δ‖_p ≤ ε on the attacked columns T, 1/p + 1/q = 1, and a penalty on all weights, the intercept included.
P is strongly convex with the modulus μ, so that it has one minimiser, the robust model w_R(ε, μ).
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from bounds.batching import require_float64
from empirical.attacks.dual import dual_norm
from empirical.errors import InputError
from empirical.families.linear.logistic import ATTACK_NORMS, Sample


class PenalisedTraining(NamedTuple):
    """Training with a penalty, for one ε.

    Attributes:
        sample: The training instances, their labels, and the weights of their losses.
        attacked: Whether an attack may change a column, bool [k].
        epsilon: The radius ε ≥ 0 of the attack.
        norm: The order p of the attack ball: ∞, 2 or 1.
        penalty: The weight μ > 0 of the penalty.
    """

    sample: Sample
    attacked: Any
    epsilon: float
    norm: float
    penalty: float

    def checked(self) -> "PenalisedTraining":
        """Reject settings for which nothing can be certified.

        Returns:
            The training itself.

        Raises:
            InputError: If ε, p or μ is out of range.
        """
        if not (np.isfinite(self.epsilon) and self.epsilon >= 0.0):
            raise InputError(f"epsilon must be finite and at least 0, not {self.epsilon:g}")
        if self.norm not in ATTACK_NORMS:
            raise InputError(f"norm must be one of inf, 2, 1, not {self.norm:g}")
        if not (np.isfinite(self.penalty) and self.penalty > 0.0):
            raise InputError(
                f"penalty must be finite and above 0, not {self.penalty:g}; without one nothing is certain"
            )
        return self


class Pass(NamedTuple):
    """What one pass over the data tells of weights w: all that the objective, its slope and a certificate need.

    Attributes:
        loss: The mean loss, without the penalty.
        pull: v = mean v_i α_i y_i x_i with α_i = σ(−m_i), how the data pull at the weights, [k].
        push: ᾱ = mean v_i α_i, how strongly the attack pushes the weights towards 0, by ε.
        size: ‖w_T‖_q.
        direction: A subgradient of ‖w_T‖_q, [k].
    """

    loss: Float[np.ndarray, ""]
    pull: Float[np.ndarray, " k"]
    push: Float[np.ndarray, ""]
    size: Float[np.ndarray, ""]
    direction: Float[np.ndarray, " k"]


def look(training: PenalisedTraining, weights: Float[np.ndarray, " k"]) -> Pass:
    """Pass over the data once. Needs float64.

    Args:
        training: The training.
        weights: The weights w, [k].

    Returns:
        What the pass tells.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> seen = look(PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1), np.zeros(2))
        >>> round(float(seen.loss), 4), seen.pull.tolist(), float(seen.push)
        (0.6931, [1.0, 0.0], 0.5)
    """  # noqa: DOC502
    require_float64()
    weights = np.asarray(weights, np.float64)
    loss, pull, wrong, *dual = _look(training.sample, training.attacked, training.epsilon, weights, norm=training.norm)
    # The push is summed here, pairwise: a certificate for small penalties needs it to nearly all digits.
    return Pass(*map(np.asarray, (loss, pull, np.asarray(wrong).sum() / len(wrong), *dual)))


def objective(training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass) -> float:
    """Give the objective P(w).

    Args:
        training: The training.
        weights: The weights w, [k].
        seen: The pass over the data with these weights.

    Returns:
        The mean loss with the penalty.

    Examples:
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training, weights = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1), np.ones(2)
        >>> round(objective(training, weights, look(training, weights)), 4)
        0.3765
    """
    return float(seen.loss + 0.5 * training.penalty * weights @ weights)


@partial(jax.jit, static_argnames="norm")
def _look(sample: Sample, attacked: Any, epsilon: Any, weights: Any, *, norm: float) -> tuple[Any, ...]:
    size, direction = dual_norm(weights, jnp.asarray(attacked), norm)
    margins = sample.labels * (sample.inputs @ weights) - epsilon * size
    wrong = sample.weights * jax.nn.sigmoid(-margins)
    loss = jnp.mean(sample.weights * jax.nn.softplus(-margins))
    return loss, (wrong * sample.labels) @ sample.inputs / len(margins), wrong, size, direction
