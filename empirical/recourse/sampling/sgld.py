"""Samples that a model generates of one class: stochastic gradient Langevin dynamics on its conditional energy.

With E(x | y⁺) = −z_y⁺(x), chains take the steps x ← x − ½α∇E(x | y⁺) + σr with r drawn from N(0, I) (Welling & Teh
2011; Altmeyer et al. 2024, section 4). They start uniformly in a box and stay in it. Exact dynamics have σ = √α. By
default the noise is less here, as is usual for classifiers (Grathwohl et al. 2020).
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key

from empirical.models.model import Model
from empirical.recourse.energy import as_traced, energies


def generated(
    model: Model,
    low: Float[np.ndarray, " k"],
    high: Float[np.ndarray, " k"],
    *,
    count: int,
    steps: int = 500,
    rate: float = 2.0,
    noise: float = 0.01,
    key: Key[Array, ""],
) -> Float[np.ndarray, "n k"]:
    """Generate samples of the class that a model accepts.

    Args:
        model: The model; of several classes,
            :meth:`~empirical.models.several_classes.ClassModel.towards` names the class.
        low: The lower end of the box in each column, finite; their type of number is that of the samples.
        high: The upper end of the box; the same as the lower one for the constant column of an intercept.
        count: The number n of samples, each the end of a chain.
        steps: The number of steps of a chain.
        rate: The step size α > 0.
        noise: The standard deviation σ ≥ 0 of the noise.
        key: The key of the starts and the noise.

    Returns:
        The samples. A chain stops where the score is not finite.

    Raises:
        ValueError: If an end is not finite, or a number is out of range.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, ends = LinearModel(np.array([4.0, 0.0])), (np.zeros(2), np.ones(2))
        >>> samples = generated(model, *ends, count=3, noise=0.0, key=jax.random.key(0))
        >>> samples.shape, samples[:, 0].tolist()
        ((3, 2), [1.0, 1.0, 1.0])
    """
    if not (np.isfinite(low).all() and np.isfinite(high).all() and (low <= high).all()):
        raise ValueError("chains need a box with finite ends, such as the ranges of the training instances")
    if count < 1 or steps < 0 or not rate > 0.0 or not noise >= 0.0:
        raise ValueError("count must be at least 1, steps and noise at least 0, and rate positive")
    model, kind = as_traced(model), low.dtype
    start, noises = jax.random.split(key)
    shares = np.asarray(jax.random.uniform(start, (count, len(low)), kind))
    points: Any = low + shares * (high - low).astype(kind)
    for step in range(steps):
        slopes = energies(model, np.asarray(points)).energy_slope
        points = _moved(
            points, slopes, low, high, (kind.type(rate), kind.type(noise)), jax.random.fold_in(noises, step)
        )
    return np.asarray(points)


@jax.jit
def _moved(points: Any, slopes: Any, low: Any, high: Any, sizes: tuple[Any, Any], key: Any) -> Any:
    rate, noise = sizes
    drawn = noise * jax.random.normal(key, points.shape, points.dtype)
    moved = jnp.clip(points - 0.5 * rate * slopes + drawn, low[None], high[None])
    return jnp.where(jnp.isfinite(moved).all(axis=1, keepdims=True), moved, points)
