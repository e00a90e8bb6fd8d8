"""Smooth networks whose scores are explained, and explanation methods that answer fast."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.tree_util import Partial

from empirical.explanations import (
    LIME,
    SHAP,
    ExactSHAP,
    Explainer,
    Gradient,
    GradientInput,
    GroupLIME,
    IntegratedGradients,
    SmoothGrad,
)
from empirical.models.model import TracedModel

KEY = jax.random.key(0)
WIDTH, HIDDEN = 4, 6
REFERENCE = np.array([0.3, -0.2, 0.1, 0.5])

METHODS: dict[str, Explainer] = {
    "gradient": Gradient(),
    "gradient_input": GradientInput(reference=REFERENCE),
    "smoothgrad": SmoothGrad(samples=8),
    "integrated_gradients": IntegratedGradients(reference=REFERENCE),
    "lime": LIME(samples=40),
    "group_lime": GroupLIME(samples=40, reference=REFERENCE),
    "shap": SHAP(samples=10, reference=REFERENCE),
    "shap_exact": ExactSHAP(reference=REFERENCE),
}
"""Every method, with a reference where it has one; SHAP draws its coalitions."""


def tanh_score(weights: Any, shifts: Any, last: Any, point: Any) -> Any:
    return last @ jnp.tanh(weights @ point + shifts)


def layers(seed: int, width: int = WIDTH) -> list[np.ndarray]:
    """The weights [h, k], the shifts [h] and the last weights [h] of a network with tanh."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(HIDDEN, width)), rng.normal(size=HIDDEN), rng.normal(size=HIDDEN)]


def network(parts: list[np.ndarray]) -> TracedModel:
    return TracedModel(Partial(tanh_score, *parts))


def side_by_side(one: list[np.ndarray], other: list[np.ndarray]) -> list[np.ndarray]:
    """The network whose score is the sum of two others."""
    return [np.concatenate(parts) for parts in zip(one, other, strict=True)]


def points(seed: int, count: int = 3, width: int = WIDTH) -> np.ndarray:
    return np.random.default_rng(seed + 1000).normal(size=(count, width))


def numpy_score(parts: list[np.ndarray], rows: np.ndarray) -> np.ndarray:
    weights, shifts, last = parts
    return np.tanh(rows @ weights.T + shifts) @ last


def on_host(parts: list[np.ndarray]) -> Any:
    """The same network for numpy."""
    return partial(numpy_score, parts)
