"""A trained model of the study with what is certified of it, and how accurate it is."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import jax
import numpy as np

from empirical.attacks import Ball
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.model import Model
from empirical.studies.tan2023.drawn_smoothing import DrawnSmoothing
from empirical.studies.tan2023.scores import WithConstant
from empirical.studies.tan2023.smoothing import Smoothing
from empirical.studies.tan2023.tasks import Task


@dataclass(frozen=True)
class Settings:
    """How a model is trained and smoothed.

    Attributes:
        epsilon: The radius ε of the ℓ∞ attacks of training; 0 for natural training.
        seed: The seed of training and of all draws.
        steps: The number of steps of a linear model.
        width: The width of both hidden layers of a ReLU network.
        epochs: The number of epochs of a network.
        kernel_rows: The largest number of training rows of a wide network.
        slopes: The number of draws over which gradients are averaged.
        pairs: The number of draws over which differences are averaged.
    """

    epsilon: float
    seed: int
    steps: int = 1000
    width: int = 32
    epochs: int = 20
    kernel_rows: int = 800
    slopes: int = 1000
    pairs: int = 2000


class Subject(NamedTuple):
    """A trained model with what is certified of it.

    Attributes:
        model: Its logit, of d columns.
        on_design: The same model of the rows of the design.
        lipschitz: A Lipschitz constant of the logit on the whole space.
        curvature: A Lipschitz constant of the logit's gradient; infinite where there is none.
        smoothing: How its scores are smoothed.
        drawn: How they are smoothed by draws; the same, but for a linear model.
    """

    model: Model
    on_design: Model
    lipschitz: float
    curvature: float
    smoothing: Smoothing
    drawn: DrawnSmoothing


def kinked_subject(trained: Model, lipschitz: float, settings: Settings) -> Subject:
    """Make the subject of a model whose gradient may jump, smoothed by draws.

    Args:
        trained: The model of the rows of the design.
        lipschitz: A Lipschitz constant of it.
        settings: The settings, with the numbers of draws.

    Returns:
        The subject.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> kinked_subject(LinearModel(np.array([2.0, 1.0])), 3.0, Settings(0.0, 0)).curvature
        inf
    """
    model, key = WithConstant(trained), jax.random.key(settings.seed)
    drawn = DrawnSmoothing(model, lipschitz, settings.slopes, settings.pairs, key)
    return Subject(model, trained, lipschitz, math.inf, drawn, drawn)


ATTACKED, TESTED = 10, 500
"""The number of steps of the attack by which accuracy is measured, and of test instances that are attacked."""


def accuracies(subject: Subject, task: Task) -> dict[str, float]:
    """Measure the accuracy of a model on test instances, as they are and under attack.

    Args:
        subject: The model.
        task: The data.

    Returns:
        The shares of the test instances that are classified rightly, ``clean`` and ``attacked``.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task = table_task(load("breast-cancer"), 0)
        >>> from empirical.models.model import LinearModel
        >>> weights = task.split.train.T @ task.split.train_labels
        >>> found = accuracies(kinked_subject(LinearModel(weights), 9.0, Settings(0.0, 0)), task)
        >>> found["clean"] >= found["attacked"] > 0.5
        True
    """
    test, labels = task.split.test, task.split.test_labels
    clean = float(np.mean((np.asarray(subject.on_design.scores(test)) > 0.0) == (labels > 0.0)))
    ball = Ball(task.radius, math.inf, task.split.attacked)
    some, key = slice(0, TESTED), jax.random.key(0)
    attacked = adversarial_accuracy(
        subject.on_design, test[some], labels[some], ball, steps=ATTACKED, restarts=0, key=key
    )
    return {"clean": clean, "attacked": attacked}
