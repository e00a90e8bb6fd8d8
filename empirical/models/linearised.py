"""SCFE on a score made linear at the instance: what Theorems 1 and 2 speak of, exact where the score is linear.

With m = s − f(x) and g = D⁻¹∇f(x) over the actionable columns, the linearised problem has the minimiser
Dζ = m g / (λ + ‖g‖²) (Krishna et al. 2024, Eq. 28-29; there D = 1).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.numerics import row_norms


class Linearised(NamedTuple):
    """A score near every instance, and the recourses that it has there.

    Attributes:
        residuals: m, [m].
        slopes: ‖g‖₂, [m].
        changes: Dζ, [m, k], in weighted coordinates; 0 outside the actionable columns.
        costs: ‖Dζ‖₂ = |m| ‖g‖ / (λ + ‖g‖²), [m].
    """

    residuals: Float[np.ndarray, " m"]
    slopes: Float[np.ndarray, " m"]
    changes: Float[np.ndarray, "m k"]
    costs: Float[np.ndarray, " m"]


def linearise(
    scores: Float[np.ndarray, " m"],
    gradients: Float[np.ndarray, "m k"],
    *,
    actionable: Bool[np.ndarray, " k"],
    cost_weights: Float[np.ndarray, " k"],
    target: float,
    lam: float,
) -> Linearised:
    """The recourses of a score that is made linear at every instance.

    Args:
        scores: f(x).
        gradients: ∇f(x).
        actionable: Columns that may change.
        cost_weights: D > 0.
        target: s.
        lam: λ > 0.

    Returns:
        The linearised recourses.
    """
    slope = np.where(actionable, gradients / cost_weights, 0.0)
    length, residuals = row_norms(slope), target - scores
    changes = (residuals / (lam + length**2))[:, None] * slope
    return Linearised(residuals, length, changes, row_norms(changes))


def recourse_gap(one: Linearised, other: Linearised) -> Float[np.ndarray, " m"]:
    """‖Dζ − Dζ'‖₂ of two models' linearised recourses for the same people.

    Args:
        one: Of the one model.
        other: Of the other.

    Returns:
        The distances, [m].
    """
    return row_norms(one.changes - other.changes)
