"""Whether a recourse stays valid where it is not followed exactly: in the worst case, and in noise."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Array, Bool, Float, Key

from empirical.attacks import Ball
from empirical.metrics.rows import scores
from empirical.metrics.validity import accepted
from empirical.models.accuracy import attacked_margins
from empirical.models.model import Model

EPSILONS = (0.01, 0.05, 0.1)
"""Radii of the ℓ∞ balls in which a recourse should stay valid."""

Worst = Callable[[Any, float], Any]
"""A function from points [n, k] and ε to the smallest scores [n] that were found within ‖δ‖∞ ≤ ε."""


def worst_scores(
    model: Model, attacked: Bool[np.ndarray, " k"], *, key: Key[Array, ""], steps: int = 20, restarts: int = 3
) -> Worst:
    """Make the attack that finds the smallest score near a point.

    For a linear model that score is f(x') − ε‖w‖₁ exactly. Any other model is attacked by projected gradients [Madry et
    al. 2018], as :func:`~empirical.models.accuracy.attacked_margins` says.

    Args:
        model: The model f.
        attacked: Whether each column may be perturbed; the norm is taken over these columns.
        key: The key of the random starts.
        steps: The number of steps from every start.
        restarts: The number of random starts beside x'.

    Returns:
        A function for :func:`stays_valid`.

    Examples:
        >>> import jax
        >>> from empirical.models.model import LinearModel
        >>> model, attacked = LinearModel(np.array([1.0, 2.0])), np.array([True, True])
        >>> worst_scores(model, attacked, key=jax.random.key(0))(np.array([[1.0, 1.0]]), 0.5).tolist()
        [1.5]
    """

    def worst(points: np.ndarray, epsilon: float) -> np.ndarray:
        points, labels = points.astype(np.float64), np.ones(len(points))
        ball = Ball(epsilon, math.inf, attacked)
        return attacked_margins(model, points, labels, ball, steps=steps, restarts=restarts, key=key)

    return worst


def stays_valid(
    model: Any, points: Float[np.ndarray, "m k"], worst: Worst, *, epsilons: Sequence[float] = EPSILONS
) -> Float[np.ndarray, "e m"]:
    """Test whether each recourse stays valid under the worst known perturbation ‖δ‖∞ ≤ ε: whether f(x' + δ) > 0.

    The result is exact if the attack is. Else it is an upper bound, for a stronger attack may find more. A recourse
    that breaks in one ball counts as broken in every larger one, even if the attack finds nothing there.

    Args:
        model: The model f, as for :func:`~empirical.metrics.validity.accepted`.
        points: The points x'.
        worst: The attack, such as :func:`worst_scores` makes; it is asked about valid points only.
        epsilons: The radii ε, rising.

    Returns:
        1 or 0 for every ε and point; NaN where x' is not valid, so that the mean is a share of the valid recourses.

    Raises:
        ValueError: If the radii do not rise from 0 or more.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, worst = LinearModel(np.array([1.0])), lambda points, epsilon: points[:, 0] - epsilon
        >>> stays_valid(model, np.array([[0.2], [-1.0]]), worst, epsilons=(0.1, 0.5)).tolist()
        [[1.0, nan], [0.0, nan]]
    """  # noqa: DOC502
    radii, valid = _rising(epsilons), accepted(model, points) == 1.0
    stays = np.full((len(radii), len(points)), np.nan)
    if valid.any():
        valid_in = np.stack([np.asarray(worst(points[valid], epsilon)) > 0.0 for epsilon in radii])
        stays[:, valid] = np.logical_and.accumulate(valid_in, axis=0)
    return stays


def stays_valid_in_noise(
    model: Any,
    points: Float[np.ndarray, "m k"],
    attacked: Bool[np.ndarray, " k"],
    *,
    seed: int,
    epsilons: Sequence[float] = EPSILONS,
    draws: int = 100,
) -> Float[np.ndarray, "e m"]:
    """Estimate how often each recourse stays valid in noise: f(x' + δ) > 0 for δ uniform in ‖δ‖∞ ≤ ε.

    This is one minus the invalidation rate of Pawelczyk et al. 2023, whose noise is Gaussian. The same draws serve
    every ε. The draws of an instance do not depend on the instances after it.

    Args:
        model: The model f, as for :func:`~empirical.metrics.validity.accepted`.
        points: The points x'.
        attacked: Whether each column is perturbed.
        seed: The seed of the draws.
        epsilons: The radii ε, rising.
        draws: The number of draws for each instance, at least 1.

    Returns:
        The shares of draws for every ε and point; NaN where x' is not valid.

    Raises:
        ValueError: If the radii do not rise from 0 or more, or there is no draw.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, points = LinearModel(np.array([1.0])), np.array([[0.2]])
        >>> stays_valid_in_noise(model, points, np.array([True]), seed=0, epsilons=(0.1,), draws=5).tolist()
        [[1.0]]
    """
    radii, valid = _rising(epsilons), accepted(model, points) == 1.0
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    counts = np.zeros((len(radii), len(points)))
    for draw in range(draws):
        noise = np.random.default_rng((seed, draw)).uniform(-1.0, 1.0, points.shape).astype(points.dtype) * attacked
        counts += np.stack([scores(model, points + epsilon * noise) > 0.0 for epsilon in radii])
    return np.where(valid, counts / draws, np.nan)


def _rising(epsilons: Sequence[float]) -> list[float]:
    radii = [float(epsilon) for epsilon in epsilons]
    if not (radii and radii[0] >= 0.0 and np.isfinite(radii).all() and (np.diff(radii) > 0.0).all()):
        raise ValueError(f"epsilons must rise from 0 or more, not be {', '.join(map(str, radii)) or 'none'}")
    return radii
