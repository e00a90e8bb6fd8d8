"""How far the training of a linear model is from its end, and how many steps lead there."""

import math
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from empirical.attacks.dual import dual_norm
from empirical.families.ending import Ending, decides_otherwise
from empirical.families.linear.logistic import Run, Sample
from empirical.families.logistic_end import NEWTON, LogisticEnd, mean_loss
from empirical.models.model import LinearModel

NEAR = 0.5
"""Factor of the tolerated differences in decisions at the number of steps that is proposed, which is a forecast."""

LADDER = tuple(first * 10**power for power in range(3, 7) for first in (1, 2, 5))
"""Numbers of steps that are proposed."""


def linear_ending(
    run: Run,
    sample: Sample,
    attack: Any,
    points: Float[np.ndarray, "m k"],
    end: LogisticEnd | None,
    *,
    cut: float = 0.0,
) -> Ending:
    """Measure how far a run of gradient descent is from its end.

    Args:
        run: The run.
        sample: The training instances with their weights.
        attack: The keywords ``attacked``, ``epsilon`` and ``norm`` of the run's attack.
        points: The instances whose decisions tell how far the run is from its end.
        end: The end of natural training; ``None`` for a robust model, which has another one.
        cut: The score above which instances are accepted.

    Returns:
        The measures, with an option where the end is known.

    Examples:
        >>> from empirical.families.linear.logistic import trajectory
        >>> from empirical.families.logistic_end import logistic_end
        >>> inputs, labels = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, -1.0])
        >>> attack = {"attacked": jnp.array([False]), "epsilon": 0.0, "norm": math.inf}
        >>> sample, stops = Sample(inputs, labels, np.ones(4)), jnp.array([1])
        >>> runs = trajectory(sample, start=jnp.zeros(1), **attack, stops=stops, learning_rate=0.1)
        >>> run = Run(*(part[0] for part in runs))
        >>> ending = linear_ending(run, sample, attack, inputs, logistic_end(*sample))
        >>> round(ending.gradient_norm, 3), ending.loss > ending.end_loss
        (0.244, True)
    """
    from scipy.special import expit

    weights = np.asarray(run.weights, np.float64)
    attacked, norm = np.asarray(attack["attacked"]), attack["norm"]
    size, direction = map(np.asarray, dual_norm(jnp.asarray(weights), jnp.asarray(attacked), norm))
    margins = sample.labels * (sample.inputs @ weights) - attack["epsilon"] * size
    loss = mean_loss(margins, sample.weights)
    wrong = sample.weights * expit(-margins)
    pull = -(wrong * sample.labels) @ sample.inputs / len(wrong)
    push = attack["epsilon"] * float(wrong.mean())
    slope = pull + push * direction
    if norm == math.inf and push:
        slope = _shortest(slope, pull, push, attacked & (np.abs(weights) <= 2.0 * run.learning_rate * push))
    length = float(np.linalg.norm(slope))
    if end is None:
        return Ending(loss, length)
    steps = steps_to_end(run, sample, points, end, cut=cut)
    return Ending(loss, length, min(end.loss, loss), LinearModel(end.weights), f"--steps {steps}" if steps else None)


def steps_to_end(
    run: Run, sample: Sample, points: Float[np.ndarray, "m k"], end: LogisticEnd, *, cut: float = 0.0
) -> int | None:
    """Forecast the number of steps of gradient descent after which decisions are nearly those at the end.

    Near the end the loss is a quadratic function with the Hessian H = Σ v_i σ'(wᵀx_i) x_i x_iᵀ/n, and t more steps
    multiply the distance from the end by (I − ηH)ᵗ. Farther away the loss is steeper, and fewer steps suffice.

    Args:
        run: The run that has been made.
        sample: The training instances with their weights.
        points: The instances whose decisions are compared.
        end: The end of the training.
        cut: The score above which instances are accepted.

    Returns:
        A number of steps out of ``LADDER``; ``None`` if even the largest does not suffice, or the columns are too many.

    Examples:
        >>> from empirical.families.linear.logistic import trajectory
        >>> from empirical.families.logistic_end import logistic_end
        >>> inputs = np.column_stack([np.linspace(0.0, 0.1, 20), np.ones(20)])
        >>> labels = np.where(np.arange(20) % 7 < np.arange(20) / 3, 1.0, -1.0)
        >>> attack = {"attacked": jnp.array([False, False]), "epsilon": 0.0, "norm": math.inf}
        >>> sample, stops = Sample(inputs, labels, np.ones(20)), jnp.array([10])
        >>> runs = trajectory(sample, start=jnp.zeros(2), **attack, stops=stops, learning_rate=0.1)
        >>> end = logistic_end(inputs, labels, np.ones(20))
        >>> steps_to_end(Run(*(part[0] for part in runs)), sample, inputs, end)
        1000
    """
    from scipy.special import expit

    count, columns = sample.inputs.shape
    if columns > NEWTON:
        return None
    odds = expit(sample.inputs @ end.weights)
    curvature = sample.weights * odds * (1.0 - odds)
    values, vectors = np.linalg.eigh((sample.inputs * curvature[:, None]).T @ sample.inputs / count)
    rates = 1.0 - float(run.learning_rate) * np.maximum(values, 0.0)
    apart = vectors.T @ (np.asarray(run.weights) - end.weights)
    along, at_end = points @ vectors, points @ end.weights
    for steps in LADDER:
        more = steps - int(run.steps)
        scores = at_end + along @ (np.abs(rates) ** max(more, 0) * apart)
        if more > 0 and not decides_otherwise(scores > cut, at_end > cut, tolerance=NEAR):
            return steps
    return None


def _shortest(slope: np.ndarray, pull: np.ndarray, push: float, still: np.ndarray) -> np.ndarray:
    """The shortest subgradient: at a weight of 0, what the pull of the data has above the push of the attack.

    A weight that is 0 at the end jumps to and fro across 0, by a step each time: within two steps of 0 it is ``still``.
    """
    return np.where(still, np.maximum(np.abs(pull) - push, 0.0), slope)
