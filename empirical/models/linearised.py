"""SCFE on a score made linear at the instance, as Theorems 1 and 2 define costs; exact where the score is linear.

With m = s − f(x) and g = D⁻¹∇f(x) over the actionable columns, the linearised problem has the minimiser
Dζ = m g / (λ + ‖g‖²) (Krishna et al. 2024, Eq. 28-29; there D = 1).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from empirical.numerics import row_norms


class Linearised(NamedTuple):
    """The recourses of a score that is made linear at every instance.

    Attributes:
        residuals: The residuals m = s − f(x), [m].
        slopes: The slopes ‖g‖₂, [m].
        changes: The changes Dζ in weighted coordinates, [m, k]; 0 outside the actionable columns.
        costs: The costs ‖Dζ‖₂ = |m| ‖g‖ / (λ + ‖g‖²), [m].
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
    """Compute SCFE's recourses of a score that is made linear at every instance.

    Args:
        scores: The scores f(x), [m].
        gradients: The gradients ∇f(x), [m, k].
        actionable: Columns that may change, [k].
        cost_weights: The cost weights D > 0, [k].
        target: The target score s.
        lam: The weight λ > 0 of the cost.

    Returns:
        The linearised recourses (Krishna et al. 2024, Eq. 28-29).

    Examples:
        >>> settings = {"actionable": np.array([True, False]), "cost_weights": np.ones(2), "target": 1.0, "lam": 1.0}
        >>> found = linearise(np.array([-1.0]), np.array([[3.0, 7.0]]), **settings)
        >>> found.changes.round(6).tolist(), found.costs.round(6).tolist()  # 2 · 3 / (1 + 3²)
        ([[0.6, 0.0]], [0.6])
    """
    slope = np.where(actionable, gradients / cost_weights, 0.0)
    length, residuals = row_norms(slope), target - scores
    changes = (residuals / (lam + length**2))[:, None] * slope
    return Linearised(residuals, length, changes, row_norms(changes))


def recourse_gap(one: Linearised, other: Linearised) -> Float[np.ndarray, " m"]:
    """Compute the distances ‖Dζ − Dζ'‖₂ of two models' linearised recourses for the same instances.

    Args:
        one: The linearised recourses of one model.
        other: The linearised recourses of the other model.

    Returns:
        The distances, [m].

    Examples:
        >>> settings = {"actionable": np.array([True]), "cost_weights": np.ones(1), "target": 1.0, "lam": 1.0}
        >>> steep, flat = (linearise(np.array([-1.0]), np.array([[slope]]), **settings) for slope in (3.0, 1.0))
        >>> recourse_gap(steep, flat).round(6).tolist()
        [0.4]
    """
    return row_norms(one.changes - other.changes)
