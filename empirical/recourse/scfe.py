"""SCFE (Wachter et al. 2018) on a linear model, in closed form."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from empirical.numerics import traced_row_norms


class Recourses(NamedTuple):
    """One recourse per instance.

    Attributes:
        points: [m, k], x' = x + ζ.
        changes: [m, k], ζ; 0 outside the actionable columns.
        costs: [m], ‖ζ‖₂.
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
    target: Float[Array, ""] | float,
    lam: Float[Array, ""] | float,
) -> Recourses:
    """The minimiser of (f(x + ζ) − s)² + λ‖ζ‖₂² over the actionable columns, whether or not it is accepted.

    ζ = m / (λ + ‖w‖²) w with m = s − f(x) (Krishna et al. 2024, Eq. 2; Definition 1 prints a factor λ too many).

    Args:
        inputs: Instances, with the constant column of the intercept.
        weights: Of the linear score f(x) = wᵀx.
        actionable: Columns that may change.
        target: s, in logits.
        lam: λ > 0.

    Returns:
        The recourses.
    """
    residuals = target - inputs @ weights
    movable = jnp.where(actionable, weights, 0.0)
    changes = (residuals / (lam + movable @ movable))[:, None] * movable[None, :]
    return Recourses(inputs + changes, changes, traced_row_norms(changes))


@jax.jit
def as_printed(recourses: Recourses, inputs: Float[Array, "m k"], *, lam: Float[Array, ""] | float) -> Recourses:
    """The recourses of Krishna et al. 2024, Definition 1, as printed: λ times as long.

    Args:
        recourses: What :func:`scfe` found.
        inputs: The instances.
        lam: λ.

    Returns:
        The printed recourses.
    """
    changes = lam * recourses.changes
    return Recourses(inputs + changes, changes, traced_row_norms(changes))
