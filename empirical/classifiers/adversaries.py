"""Attacks on the cross-entropy of several classes: those of Senthilkumar 2024, section 4.2."""

import math
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import jax.numpy as jnp
import numpy as np

from empirical.attacks import Ball, constant, pgd
from empirical.classifiers.network import losses
from empirical.data.classes import Classes
from empirical.errors import InputError


@dataclass(frozen=True)
class Adversary:
    """An attack by projected gradient steps within an ℓ∞ ball.

    Attributes:
        epsilon: The radius ε of the ball, in the units of the instances: of images, in grey values from 0 to 1.
        steps: The number of steps; 0 for no attack.
        size: The length of a step.
    """

    epsilon: float
    steps: int
    size: float = 0.01

    def __post_init__(self) -> None:
        """Reject attacks that there are none of.

        Raises:
            InputError: If a number is out of range.
        """
        for name in ("epsilon", "steps", "size"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise InputError(f"{name} of an attack must be finite and at least 0, not {value:g}")


NOBODY = Adversary(0.0, 0)
"""No attack: training on the instances as they are."""

ADVERSARIES = MappingProxyType(
    {
        "none": NOBODY,
        "weak": Adversary(0.05, 7),
        "medium": Adversary(0.1, 13),
        "strong": Adversary(0.3, 40),
    }
)
"""The adversaries of training, by name."""

FGSM = Adversary(0.2, 1, 0.2)
"""The fast gradient sign method by which robustness is measured: one step to the border."""

PGD = Adversary(0.2, 26)
"""The projected gradient descent by which robustness is measured."""


def box(data: Classes) -> tuple[np.ndarray, np.ndarray]:
    """Give the range of every column in which attacks stay: 0 to 1 for images.

    Args:
        data: The data.

    Returns:
        The lower and the upper ends, [k]; infinite where a feature has no end.

    Examples:
        >>> from empirical.data.dataset import Feature
        >>> rows, labels = np.zeros((2, 1)), np.arange(2)
        >>> ends = box(Classes("made", ("a", "b"), rows, labels, rows, labels, (Feature("x", low=0.0),), "made up"))
        >>> [end.tolist() for end in ends]
        [[0.0], [inf]]
    """
    low = [-math.inf if feature.low is None else feature.low for feature in data.features]
    high = [math.inf if feature.high is None else feature.high for feature in data.features]
    return np.array(low, data.train.dtype), np.array(high, data.train.dtype)


def attacked(network: Any, inputs: Any, labels: Any, adversary: Adversary, ends: tuple[Any, Any], starts: Any) -> Any:
    """Attack instances: follow the gradient of their losses. JAX can trace this.

    Args:
        network: A function from one instance to its logits.
        inputs: The instances, [n, k].
        labels: Their classes, int [n].
        adversary: The attack.
        ends: The range of every column, as :func:`box` gives it.
        starts: The changes within the unit ball to start from, [n, k] or [1, k].

    Returns:
        The visited points of largest loss, [n, k]; the instances themselves if there is no attack.

    Examples:
        >>> inputs, labels, ends = jnp.array([[0.5, 0.5]]), jnp.array([0]), (jnp.zeros(2), jnp.ones(2))
        >>> attacked(lambda x: 4.0 * x, inputs, labels, Adversary(0.2, 3, 0.1), ends, jnp.zeros((1, 2))).tolist()
        [[0.3, 0.7]]
    """
    if not adversary.steps:
        return inputs
    kind = inputs.dtype
    low, high = (jnp.asarray(end, kind)[None] for end in ends)
    ball = Ball(jnp.asarray(adversary.epsilon, kind), math.inf, jnp.ones(inputs.shape[1:], bool), low, high)
    found = pgd(
        lambda points: -losses(network, points, labels),
        inputs,
        jnp.ones(len(inputs), kind),
        ball,
        steps=adversary.steps,
        starts=jnp.asarray(starts, kind)[None],
        length=partial(constant, adversary.size),
    )
    return found.points
