"""Adversarial training inputs X_R: attacks on the kernel regressor itself (Krishna et al. 2024, A.3)."""

import math

import numpy as np
from jaxtyping import Bool, Float

from ntk.regressor import KernelRegressor


def perturb(
    model: KernelRegressor,
    X: Float[np.ndarray, "n d"],
    Y: Float[np.ndarray, " n"],
    *,
    epsilon: float,
    norm: float = math.inf,
    steps: int = 10,
    attacked: Bool[np.ndarray, " d"] | None = None,
) -> Float[np.ndarray, "n d"]:
    """Inputs within ε of X at which the margins Y f are lower: PGD, or FGSM with one step."""
    free = np.ones(X.shape[1]) if attacked is None else np.asarray(attacked, float)
    size = epsilon if steps == 1 else 2.5 * epsilon / steps
    moved = X.copy()
    for _ in range(steps):
        slope = -Y[:, None] * model.gradient(moved) * free
        if norm == math.inf:
            moved = np.clip(moved + size * np.sign(slope), X - epsilon, X + epsilon)
        else:
            moved = moved + size * slope / np.maximum(np.linalg.norm(slope, axis=1), 1e-300)[:, None]
            change = moved - X
            moved = X + change * np.minimum(1.0, epsilon / np.maximum(np.linalg.norm(change, axis=1), 1e-300))[:, None]
    return moved
