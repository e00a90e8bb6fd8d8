"""Training inputs under attack, X_R: projected gradients on the kernel regressor itself (Krishna et al. 2024, A.3)."""

import math

import numpy as np
from jaxtyping import Bool, Float, Real

from ntk.inputs import as_float64
from ntk.regressor import KernelRegressor

NORMS = (math.inf, 2.0)
"""p of the balls that are known."""

STRIDE = 2.5
"""Total way of a projected gradient attack, in radii: enough to reach the ball's border from anywhere in it."""


def perturb(
    model: KernelRegressor,
    X: Real[np.ndarray, "n d"],
    Y: Real[np.ndarray, " labels"],
    *,
    epsilon: float,
    norm: float = math.inf,
    steps: int = 10,
    attacked: Bool[np.ndarray, " columns"] | None = None,
) -> Float[np.ndarray, "n d"]:
    """Inputs nearby whose margins y f(x) are lower.

    Projected gradient descent on the margins (Madry et al. 2018), which every decreasing loss of the margin agrees on;
    with one step of length ε, the fast gradient sign method (Goodfellow et al. 2015).

    Args:
        model: f.
        X: Inputs.
        Y: Labels ±1.
        epsilon: ε ≥ 0.
        norm: p of the ball ‖x_R − x‖_p ≤ ε: ∞ or 2.
        steps: Gradient steps ≥ 1.
        attacked: Columns that an attack may change; all of them by default.

    Returns:
        For every input the point of lowest margin that was visited, the input itself among them. The ball is kept to
        rounding.

    Raises:
        ValueError: If a setting is out of range, lengths differ, or labels are not ±1.
    """
    inputs, labels = as_float64(X, "X"), as_float64(Y, "Y")
    if labels.shape != (len(inputs),):
        raise ValueError(f"{len(inputs)} inputs need as many labels in one row, not shape {labels.shape}")
    if not np.isin(labels, (-1.0, 1.0)).all():
        raise ValueError("labels must be -1 or 1: an attack lowers the margin y f(x)")
    if norm not in NORMS:
        raise ValueError(f"norm must be inf or 2, not {norm:g}")
    if not (math.isfinite(epsilon) and epsilon >= 0.0):
        raise ValueError(f"epsilon must be finite and at least 0, not {epsilon:g}")
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}")
    free = np.ones(inputs.shape[1]) if attacked is None else np.asarray(attacked, np.float64)
    if free.shape != inputs.shape[1:]:
        raise ValueError(f"attacked must say yes or no of {inputs.shape[1]} columns, not of shape {free.shape}")
    length = epsilon if steps == 1 else STRIDE * epsilon / steps
    lowest, best, moved = np.full(len(inputs), np.inf), inputs.copy(), inputs
    for step in range(steps + 1):
        scores, gradients = model.value_and_gradient(moved)
        lower = labels * scores < lowest
        lowest[lower], best[lower] = (labels * scores)[lower], moved[lower]
        if step < steps:
            downhill = -labels[:, None] * gradients * free
            moved = inputs + _projected(moved + _stride(downhill, length, norm) - inputs, epsilon, norm)
    return best


def _stride(downhill: np.ndarray, length: float, norm: float) -> np.ndarray:
    """The step of that length along which a linear function falls most."""
    if norm == math.inf:
        return length * np.sign(downhill)
    size = np.linalg.norm(downhill, axis=1, keepdims=True)
    return length * np.divide(downhill, size, out=np.zeros_like(downhill), where=size > 0.0)


def _projected(change: np.ndarray, radius: float, norm: float) -> np.ndarray:
    """The nearest change within the ball."""
    if norm == math.inf:
        return np.clip(change, -radius, radius)
    size = np.linalg.norm(change, axis=1, keepdims=True)
    return change * np.minimum(1.0, np.divide(radius, size, out=np.ones_like(size), where=size > 0.0))
