"""Explanations where each instance has a class of its own, such as the one that a model predicts for it."""

from typing import Any

import jax
import numpy as np

from empirical.errors import InputError
from empirical.explanations.explainer import Attributions, Explainer, matrix
from empirical.models.model import Model
from empirical.models.several_classes import ClassModel

SCORES = ("logit", "margin", "probability")
"""Scores of a class: its logit, its margin over all others, and its probability."""


def score_of(model: ClassModel, target: int, score: str) -> Model:
    """Give the model whose score is that of one class.

    Args:
        model: The model of several classes.
        target: The place of the class.
        score: ``logit``, ``margin`` or ``probability``.

    Returns:
        The model.

    Raises:
        InputError: If there is no such score.

    Examples:
        >>> model = ClassModel(lambda x: x, ("a", "b"))
        >>> points = np.array([[1.0, 3.0]])
        >>> [score_of(model, 0, score).scores(points).round(3).tolist() for score in SCORES]
        [[1.0], [-2.0], [0.119]]
    """
    made = {"logit": model.logit, "margin": model.towards, "probability": model.probability}
    if score not in made:
        raise InputError(f"score must be {', '.join(SCORES[:-1])} or {SCORES[-1]}, not {score!r}")
    return made[score](target)


def explain_classes(
    explainer: Explainer, model: ClassModel, inputs: Any, classes: Any, *, score: str = SCORES[0], key: jax.Array
) -> Attributions:
    """Explain for every instance the score of a class of its own.

    Args:
        explainer: The explanation method.
        model: The model of several classes.
        inputs: The instances, [n, k].
        classes: The place of the class of every instance, int [n], as ``model.predicted(inputs)`` gives them.
        score: The score of a class: ``logit``, ``margin`` or ``probability``.
        key: The key of everything random.

    Returns:
        The attributions.

    Raises:
        InputError: If there is not one class for each instance.

    Examples:
        >>> from empirical.explanations.methods.gradient import Gradient
        >>> model, points = ClassModel(lambda x: x, ("a", "b")), np.array([[1.0, 3.0], [5.0, 3.0]])
        >>> explain_classes(Gradient(), model, points, model.predicted(points), key=jax.random.key(0)).values.tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """
    rows, classes = matrix(inputs), np.asarray(classes)
    if classes.shape != (len(rows),) or not len(rows):
        raise InputError(f"give one class for each of one or more instances, not {classes.shape} for {len(rows)}")
    order, found = [], []
    for target in np.unique(classes).tolist():
        places = np.flatnonzero(classes == target)
        order.append(places)
        found.append(explainer(score_of(model, target, score), rows[places], key=key))
    back = np.argsort(np.concatenate(order))
    return Attributions(*(np.concatenate(part)[back] for part in zip(*found, strict=True)))
