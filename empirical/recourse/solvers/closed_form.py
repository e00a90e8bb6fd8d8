"""SCFE (Wachter et al. 2018) on a linear model, in closed form."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from empirical.numerics import row_norms, traced_row_norms


class Minimisers(NamedTuple):
    """What minimises an objective for every instance, whether or not the model accepts it.

    Attributes:
        points: [m, k], x' = x + ζ.
        changes: [m, k], ζ; 0 outside the actionable columns.
        costs: [m], ‖Dζ‖₂, D the cost weights of the columns; ‖ζ‖₂ where all are 1.
    """

    points: Any
    changes: Any
    costs: Any


@jax.jit
def linear_scfe(
    inputs: Float[Array, "m k"],
    weights: Float[Array, " k"],
    *,
    actionable: Bool[Array, " k"],
    cost_weights: Float[Array, " k"],
    target: Float[Array, ""] | float,
    lam: Float[Array, ""] | float,
) -> Minimisers:
    """The minimiser of (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns, whether or not it is accepted.

    ζ = m / (λ + ‖D⁻¹w‖²) D⁻²w with m = s − f(x): for D = 1 Krishna et al. 2024, Eq. 2 (Definition 1 prints a factor λ
    too many), else the same in the coordinates Dx.

    Args:
        inputs: Instances, with the constant column of the intercept.
        weights: Of the linear score f(x) = wᵀx.
        actionable: Columns that may change.
        cost_weights: D > 0, the cost of a unit of change in each column.
        target: s, in logits.
        lam: λ > 0.

    Returns:
        The minimisers.
    """
    residuals = target - inputs @ weights
    slope = jnp.where(actionable, weights / cost_weights, 0.0)
    direction = jnp.where(actionable, slope / cost_weights, 0.0)
    changes = (residuals / (lam + slope @ slope))[:, None] * direction[None, :]
    return Minimisers(inputs + changes, changes, traced_row_norms(changes * cost_weights[None, :]))


def as_printed(
    changes: Any,
    inputs: Float[np.ndarray, "m k"],
    *,
    cost_weights: Float[np.ndarray, " k"],
    lam: float,
) -> Minimisers:
    """The recourses of Krishna et al. 2024, Definition 1, as printed: λ times as long.

    Args:
        changes: Of the minimisers, [m, k].
        inputs: The instances.
        cost_weights: D.
        lam: λ.

    Returns:
        What is printed.
    """
    shorter = lam * np.asarray(changes)
    return Minimisers(inputs + shorter, shorter, row_norms(shorter * cost_weights))
