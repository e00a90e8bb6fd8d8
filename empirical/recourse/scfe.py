"""SCFE (Wachter et al. 2018) on a linear model, in closed form."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from empirical.numerics import row_norms, traced_row_norms


class Recourses(NamedTuple):
    """One recourse per instance.

    Attributes:
        points: [m, k], x' = x + ζ.
        changes: [m, k], ζ; 0 outside the actionable columns.
        costs: [m], ‖Dζ‖₂, D the prices of the columns; ‖ζ‖₂ where all are 1.
    """

    points: Any
    changes: Any
    costs: Any


@jax.jit
def scfe(
    inputs: Float[Array, "m k"],
    weights: Float[Array, " k"],
    *,
    actionable: Bool[Array, " k"],
    prices: Float[Array, " k"],
    target: Float[Array, ""] | float,
    lam: Float[Array, ""] | float,
) -> Recourses:
    """The minimiser of (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns, whether or not it is accepted.

    ζ = m / (λ + ‖D⁻¹w‖²) D⁻²w with m = s − f(x): for D = 1 Krishna et al. 2024, Eq. 2 (Definition 1 prints a factor λ
    too many), else the same in the coordinates Dx.

    Args:
        inputs: Instances, with the constant column of the intercept.
        weights: Of the linear score f(x) = wᵀx.
        actionable: Columns that may change.
        prices: D > 0, the cost of a unit of change in each column.
        target: s, in logits.
        lam: λ > 0.

    Returns:
        The recourses.
    """
    residuals = target - inputs @ weights
    slope = jnp.where(actionable, weights / prices, 0.0)
    direction = jnp.where(actionable, slope / prices, 0.0)
    changes = (residuals / (lam + slope @ slope))[:, None] * direction[None, :]
    return Recourses(inputs + changes, changes, traced_row_norms(changes * prices[None, :]))


def as_printed(
    recourses: Recourses, inputs: Float[np.ndarray, "m k"], *, prices: Float[np.ndarray, " k"], lam: float
) -> Recourses:
    """The recourses of Krishna et al. 2024, Definition 1, as printed: λ times as long.

    Args:
        recourses: What :func:`scfe` found.
        inputs: The instances.
        prices: D.
        lam: λ.

    Returns:
        The printed recourses.
    """
    changes = lam * np.asarray(recourses.changes)
    return Recourses(inputs + changes, changes, row_norms(changes * prices))
