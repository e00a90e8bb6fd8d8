"""The dual norm: how far an attack in a ball can lower a linear score."""

import math

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float


def dual_norm(
    weights: Float[Array, " k"], attacked: Bool[Array, " k"], norm: float
) -> tuple[Float[Array, ""], Float[Array, " k"]]:
    """Compute ‖w‖_q over the attacked columns, and one of its subgradients.

    Krishna et al. 2024, A.1, Eq. 15-16: an attack ‖δ‖_p ≤ ε lowers wᵀx by at most ε‖w‖_q with 1/p + 1/q = 1.

    Args:
        weights: The weights w, [k].
        attacked: Whether an attack may change a column, [k].
        norm: The order p of the attack ball: ∞, 2 or 1.

    Returns:
        The dual norm, and the subgradient, [k]: 0 where w = 0, and for q = ∞ the sign of the first largest column.

    Raises:
        ValueError: If p is none of ∞, 2 and 1.

    Examples:
        >>> size, direction = dual_norm(jnp.array([3.0, -4.0, 9.0]), jnp.array([True, True, False]), math.inf)
        >>> float(size), direction.tolist()
        (7.0, [1.0, -1.0, 0.0])
    """
    active = jnp.where(attacked, weights, 0.0)
    if norm == math.inf:
        return jnp.sum(jnp.abs(active)), jnp.sign(active)
    if norm == 2.0:
        size = jnp.linalg.norm(active)
        return size, active / jnp.where(size > 0.0, size, 1.0)
    if norm == 1.0:
        largest = jnp.argmax(jnp.abs(active))
        return jnp.abs(active[largest]), jnp.zeros_like(active).at[largest].set(jnp.sign(active[largest]))
    raise ValueError(f"norm must be one of inf, 2, 1, not {norm}")
