"""Whether a recourse stays valid where it is not followed to the letter: in the worst case, and in noise."""

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
"""From points [n, k] and ε to the smallest scores [n] that were found within ‖δ‖∞ ≤ ε."""


def worst_scores(
    model: Model, attacked: Bool[np.ndarray, " k"], *, key: Key[Array, ""], steps: int = 20, restarts: int = 3
) -> Worst:
    """The attack on a model: of a linear one exactly f(x') − ε‖w‖₁, else by projected gradients [Madry et al. 2018].

    Args:
        model: f.
        attacked: The columns that may be perturbed; the norm is over them.
        key: Of the random starts, like the rest for :func:`~empirical.attacks.attacked_margins`.
        steps: Of the descent.
        restarts: Random starts beside x'.

    Returns:
        For :func:`stays_valid`.
    """

    def worst(points: np.ndarray, epsilon: float) -> np.ndarray:
        points, labels = points.astype(np.float64), np.ones(len(points))
        ball = Ball(epsilon, math.inf, attacked)
        return attacked_margins(model, points, labels, ball, steps=steps, restarts=restarts, key=key)

    return worst


def stays_valid(
    model: Any, points: Float[np.ndarray, "m k"], worst: Worst, *, epsilons: Sequence[float] = EPSILONS
) -> Float[np.ndarray, "e m"]:
    """Robustness of recourse: whether f(x' + δ) > 0 for the worst ‖δ‖∞ ≤ ε that is known.

    Exact if the attack is; else an upper bound, for a stronger one may find more. What breaks in one ball is broken in
    every larger one, even if the attack does not find it there.

    Args:
        model: f, as for :func:`~empirical.metrics.validity.accepted`.
        points: x'.
        worst: The attack, such as :func:`worst_scores`; it gets valid points alone.
        epsilons: Radii, rising.

    Returns:
        1 or 0 for every ε; NaN where x' is not valid, so that the mean is a share of the valid.

    Raises:
        ValueError: If the radii do not rise from 0 or more.
    """  # noqa: DOC502
    radii, valid = _rising(epsilons), accepted(model, points) == 1.0
    stays = np.full((len(radii), len(points)), np.nan)
    if valid.any():
        held = np.stack([np.asarray(worst(points[valid], epsilon)) > 0.0 for epsilon in radii])
        stays[:, valid] = np.logical_and.accumulate(held, axis=0)
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
    """Robustness of recourse to noise: how often f(x' + δ) > 0, δ uniform in ‖δ‖∞ ≤ ε.

    One minus the invalidation rate of Pawelczyk et al. 2023, whose noise is Gaussian. The same draws serve every ε, and
    an instance has the same ones however many follow it.

    Args:
        model: f, as for :func:`~empirical.metrics.validity.accepted`.
        points: x'.
        attacked: The columns that are perturbed.
        seed: Of the draws.
        epsilons: Radii, rising.
        draws: How many for each instance, at least 1.

    Returns:
        Shares for every ε; NaN where x' is not valid.

    Raises:
        ValueError: If the radii do not rise from 0 or more, or there is no draw.
    """
    radii, valid = _rising(epsilons), accepted(model, points) == 1.0
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    held = np.zeros((len(radii), len(points)))
    for draw in range(draws):
        noise = np.random.default_rng((seed, draw)).uniform(-1.0, 1.0, points.shape).astype(points.dtype) * attacked
        held += np.stack([scores(model, points + epsilon * noise) > 0.0 for epsilon in radii])
    return np.where(valid, held / draws, np.nan)


def _rising(epsilons: Sequence[float]) -> list[float]:
    radii = [float(epsilon) for epsilon in epsilons]
    if not (radii and radii[0] >= 0.0 and np.isfinite(radii).all() and (np.diff(radii) > 0.0).all()):
        raise ValueError(f"epsilons must rise from 0 or more, not be {', '.join(map(str, radii)) or 'none'}")
    return radii
