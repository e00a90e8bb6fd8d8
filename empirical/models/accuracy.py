"""What is left of a model's margins and accuracy under attack."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Key

from empirical.attacks.balls import Ball, unit_changes
from empirical.attacks.gradient import pgd
from empirical.attacks.host import checked, descend
from empirical.attacks.steps import falling
from empirical.batching import over_instances
from empirical.families.linear.logistic import dual_norm
from empirical.families.relu.network import MLP
from empirical.models.pair import Model


def linear_margins(
    weights: Float[np.ndarray, " k"],
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " m"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " k"],
) -> Float[np.ndarray, " m"]:
    """The lowest margins y wᵀ(x + δ) of a linear score over the ball: y wᵀx − ε‖w‖_q with 1/p + 1/q = 1.

    Krishna et al. 2024, A.1, Eq. 15-16, for p = ∞.

    Args:
        weights: w.
        inputs: x.
        labels: y, ±1.
        epsilon: ε.
        norm: p: ∞, 2 or 1.
        attacked: Columns that an attack may change.

    Returns:
        The margins, exact but for rounding.

    Raises:
        ValueError: If p has no closed form here.
    """  # noqa: DOC502
    size, _ = dual_norm(jnp.asarray(weights), jnp.asarray(attacked), norm)
    return labels * (inputs @ weights) - epsilon * float(size)


def attacked_margins(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " labels"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " columns"],
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> Float[np.ndarray, " m"]:
    """Margins y f(x + δ) under attack: of linear models the lowest there are, of others the lowest that were found.

    Others are attacked by projected gradient descent with falling steps from the inputs, where the first step is that
    of the fast gradient sign method, and from random starts: the same changes for all inputs, so that nobody's margin
    depends on who else is attacked.

    Args:
        model: f; linear, a network, or anything with a gradient.
        inputs: x.
        labels: y, ±1.
        epsilon: ε ≥ 0.
        norm: p: ∞ or 2, of linear models also 1.
        attacked: Columns that an attack may change.
        steps: From every start, ≥ 1.
        restarts: Random starts beside the inputs, ≥ 0.
        key: Decides the random starts.

    Returns:
        The margins; an upper bound of the lowest ones unless the model is linear.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
        TypeError: If the model is not linear and has no gradient.
    """  # noqa: DOC502
    if restarts < 0:
        raise ValueError(f"restarts must be at least 0, not {restarts}")
    inputs, labels, ball = checked(inputs, labels, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    if model.weights is not None:
        return linear_margins(model.weights, inputs, labels, epsilon=epsilon, norm=norm, attacked=attacked)
    drawn = unit_changes(key, restarts, norm=norm, free=jnp.asarray(ball.free))
    starts = np.concatenate([np.zeros((1, inputs.shape[1])), np.asarray(drawn)])[:, None]
    if model.network is not None:
        settings: Any = {"ball": ball, "steps": steps, "starts": starts}
        return over_instances(
            lambda instances: _network_margins(model.network, *instances, **settings), (inputs, labels)
        )
    problem: Any = model.value_and_gradient, inputs, labels, ball
    found = [descend(*problem, steps=steps, start=start, length=falling).margins for start in starts]
    return np.minimum.reduce(found)


def adversarial_accuracy(
    model: Model,
    inputs: Float[np.ndarray, "m k"],
    labels: Float[np.ndarray, " labels"],
    *,
    epsilon: float,
    norm: float,
    attacked: Bool[np.ndarray, " columns"],
    steps: int = 20,
    restarts: int = 3,
    key: Key[Array, ""],
) -> float:
    """Share of instances that a model gets right whatever the attack does: see :func:`attacked_margins`.

    Args:
        model: f.
        inputs: x.
        labels: y, ±1.
        epsilon: ε ≥ 0.
        norm: p.
        attacked: Columns that an attack may change.
        steps: From every start.
        restarts: Random starts.
        key: Decides the random starts.

    Returns:
        Exact for linear models, an upper bound for others: a better attack may exist. A score of 0 rejects, which is
        right where y = −1; so at ε = 0 this is the accuracy.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
        TypeError: If the model is not linear and has no gradient.
    """  # noqa: DOC502
    settings: Any = {"epsilon": epsilon, "norm": norm, "attacked": attacked, "steps": steps, "restarts": restarts}
    margins = attacked_margins(model, inputs, labels, **settings, key=key)
    return float(np.where(labels > 0.0, margins > 0.0, margins >= 0.0).mean())


@jax.jit
def _network_margins(network: MLP, inputs: Any, labels: Any, *, ball: Ball, steps: Any, starts: Any) -> Any:
    """The lowest margins that PGD finds."""
    return pgd(jax.vmap(network), inputs, labels, ball, steps=steps, starts=starts, length=falling).margins
