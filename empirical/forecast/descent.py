"""The way to the robust model: the smallest ball that is certified after every pass over the data."""

import contextlib
import math
from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

from empirical.forecast.balls import Ball, ball, extent
from empirical.forecast.objective import Pass, PenalisedTraining, look, objective, slope


class _EnoughError(Exception):
    """The ball is as small as anybody wants it."""


def descend(
    training: PenalisedTraining, start: Float[np.ndarray, " k"], passes: int, *, enough: float = 0.0
) -> Iterator[Ball]:
    """Minimise the objective by L-BFGS, and certify a ball at every pass.

    An ℓ∞ attack gives the objective kinks where a weight is 0. It is smooth in the parts w⁺ and w⁻ of w = w⁺ − w⁻, both
    at least 0, where ‖w‖₁ is their sum. Whatever the descent does, each ball holds the robust model.

    Args:
        training: The training.
        start: The weights to start from, [k]: those of the natural model, or of a robust one at another ε.
        passes: The largest number of passes over the data.
        enough: The radius of a ball that is small enough to end the descent.

    Yields:
        After each pass the smallest ball so far. The descent ends early where it cannot lower the objective.

    Examples:
        >>> from empirical.families.linear.logistic import Sample
        >>> sample = Sample(np.array([[2.0, 1.0], [-2.0, 1.0]]), np.array([1.0, -1.0]), np.ones(2))
        >>> training = PenalisedTraining(sample, np.array([True, False]), 0.5, np.inf, 0.1)
        >>> radii = [round(found.radius, 2) for found in descend(training, np.zeros(2), 6)]
        >>> radii[0], radii[-1] < 0.05
        (3.75, True)
    """
    from scipy.optimize import minimize

    split = training.norm == math.inf and training.epsilon > 0.0
    balls: list[Ball] = []
    size = extent(training)

    def joined(parts: np.ndarray) -> np.ndarray:
        return parts[: len(start)] - parts[len(start) :] if split else parts

    def asked(parts: np.ndarray) -> tuple[float, np.ndarray]:
        weights = joined(parts)
        seen = look(training, weights)
        found = ball(training, weights, seen, size)
        balls.append(found if not balls or found.radius < balls[-1].radius else balls[-1])
        if balls[-1].radius <= enough:
            raise _EnoughError
        steepest = _slope_of_parts if split else slope
        return objective(training, weights, seen), steepest(training, weights, seen)

    begin = np.concatenate([np.maximum(start, 0.0), np.maximum(-start, 0.0)]) if split else np.asarray(start)
    options = {"maxfun": passes, "maxiter": passes, "maxcor": 20, "ftol": 0.0, "gtol": 0.0}
    bounds = [(0.0, None)] * len(begin) if split else None
    with contextlib.suppress(_EnoughError):
        minimize(asked, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    yield from balls[:passes]


def _slope_of_parts(
    training: PenalisedTraining, weights: Float[np.ndarray, " k"], seen: Pass
) -> Float[np.ndarray, " parts"]:
    """The slope in w⁺ and w⁻, where the attack pushes on both."""
    push = training.epsilon * float(seen.push) * np.asarray(training.attacked, float)
    smooth = training.penalty * weights - seen.pull
    return np.concatenate([smooth + push, push - smooth])
