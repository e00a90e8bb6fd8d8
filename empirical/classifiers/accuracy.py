"""Accuracy of models of several classes, on instances as they are and under attack."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from empirical.batching import over_instances
from empirical.classifiers.adversaries import Adversary, attacked
from empirical.models.several_classes import ClassModel


def accuracy(model: ClassModel, inputs: Float[np.ndarray, "n k"], labels: Int[np.ndarray, " n"]) -> float:
    """Measure the share of instances that a model classifies rightly.

    Args:
        model: The model.
        inputs: The instances.
        labels: Their classes.

    Returns:
        The share.

    Examples:
        >>> model = ClassModel(lambda x: x, ("a", "b"))
        >>> accuracy(model, np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))
        0.5
    """
    return float((model.predicted(inputs) == labels).mean())


def attacked_accuracy(
    model: ClassModel,
    inputs: Float[np.ndarray, "n k"],
    labels: Int[np.ndarray, " n"],
    adversary: Adversary,
    ends: tuple[Float[np.ndarray, " k"], Float[np.ndarray, " k"]],
) -> float:
    """Measure the share of instances that a model classifies rightly where an attack from them has the largest loss.

    Args:
        model: The model.
        inputs: The instances.
        labels: Their classes.
        adversary: The attack, :data:`~empirical.classifiers.adversaries.FGSM` or
            :data:`~empirical.classifiers.adversaries.PGD` in Senthilkumar 2024.
        ends: The range of every column, as :func:`~empirical.classifiers.adversaries.box` gives it.

    Returns:
        The share, an upper bound on what is left under the worst attack.

    Examples:
        >>> model, ends = ClassModel(lambda x: x, ("a", "b")), (np.full(2, -np.inf), np.full(2, np.inf))
        >>> inputs, labels = np.array([[1.0, 0.0], [0.1, 0.0]]), np.array([0, 0])
        >>> attacked_accuracy(model, inputs, labels, Adversary(0.2, 1, 0.2), ends)
        0.5
    """
    attack = partial(_attacked, model.function, ends, adversary=adversary)
    points = over_instances(lambda instances: attack(*instances), (inputs, labels))
    return accuracy(model, points, labels)


@partial(jax.jit, static_argnames=("adversary",))
def _attacked(function: Any, ends: Any, inputs: Any, labels: Any, *, adversary: Adversary) -> Any:
    return attacked(function, inputs, labels, adversary, ends, jnp.zeros_like(inputs[:1]))
