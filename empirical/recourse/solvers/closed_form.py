"""SCFE (Wachter et al. 2018) on a linear model, in closed form."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.numerics import row_norms


class Minimisers(NamedTuple):
    """Minimisers of an objective for every instance, whether the model accepts them or not.

    Attributes:
        points: The points x' = x + ζ, [m, k].
        changes: The changes ζ, [m, k]; 0 outside the actionable columns.
        costs: The costs ‖Dζ‖₂, [m], where D are the cost weights of the columns; ‖ζ‖₂ where all weights are 1.
    """

    points: Any
    changes: Any
    costs: Any


def linear_scfe(
    inputs: Float[np.ndarray, "m k"],
    weights: Float[np.ndarray, " k"],
    *,
    actionable: Bool[np.ndarray, " k"],
    cost_weights: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> Minimisers:
    """Minimise (f(x + ζ) − s)² + λ‖Dζ‖₂² over the actionable columns for a linear score, accepted or not.

    ζ = m / (λ + ‖D⁻¹w‖²) D⁻²w with m = s − f(x). For D = 1 this is Krishna et al. 2024, Eq. 2 (Definition 1 prints a
    factor λ too many), else the same in the coordinates Dx.

    Args:
        inputs: The instances, with the constant column of the intercept.
        weights: The weights w of the linear score f(x) = wᵀx.
        actionable: Whether each column may change.
        cost_weights: The cost weights D > 0, the cost of a unit of change in each column.
        target: The target score s, in logits.
        lam: The weight λ > 0 of the squared cost.

    Returns:
        The minimisers.

    Examples:
        >>> settings = {"actionable": np.array([True, False]), "cost_weights": np.ones(2), "target": 1.0, "lam": 1.0}
        >>> linear_scfe(np.array([[0.0, 1.0]]), np.array([1.0, -1.0]), **settings).changes.tolist()
        [[1.0, 0.0]]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        residuals = target - inputs @ weights
        slope = np.where(actionable, weights / cost_weights, 0.0)
        changes = (residuals / (lam + slope @ slope))[:, None] * (slope / cost_weights)
        return Minimisers(inputs + changes, changes, row_norms(changes * cost_weights))


def as_printed(
    changes: Any,
    inputs: Float[np.ndarray, "m k"],
    *,
    cost_weights: Float[np.ndarray, " k"],
    lam: float,
) -> Minimisers:
    """Give the recourses of Krishna et al. 2024, Definition 1, as it prints them: λ times as long as the minimisers.

    Args:
        changes: The changes of the minimisers, [m, k].
        inputs: The instances.
        cost_weights: The cost weights D.
        lam: The weight λ of the squared cost.

    Returns:
        The shorter recourses.

    Examples:
        >>> as_printed(np.array([[2.0]]), np.zeros((1, 1)), cost_weights=np.ones(1), lam=0.25).costs.tolist()
        [0.5]
    """
    shorter = lam * np.asarray(changes)
    return Minimisers(inputs + shorter, shorter, row_norms(shorter * cost_weights))
