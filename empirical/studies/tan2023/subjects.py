"""The models of the study by kind: how each is trained at an ε, and which constants are certified of it."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from empirical.families.linear.settings import LinearGrid
from empirical.families.linear.training import train_linear_grid
from empirical.families.relu.network import MLP
from empirical.families.relu.settings import ReluGrid
from empirical.families.relu.training import train_relu_grid
from empirical.families.wide.radii import lipschitz
from empirical.families.wide.settings import WideGrid
from empirical.families.wide.training import train_wide_grid
from empirical.lipschitz import Network, global_constant
from empirical.numerics import EPS, row_norms
from empirical.studies.tan2023.convolutional import convolutional_subject
from empirical.studies.tan2023.line_smoothing import LineSmoothing
from empirical.studies.tan2023.subject import Settings, Subject, kinked_subject
from empirical.studies.tan2023.tasks import Task


def linear_subject(task: Task, settings: Settings) -> Subject:
    """Train a linear model by gradient descent; its constants are exact.

    Args:
        task: The data.
        settings: The settings.

    Returns:
        The model; its gradient is constant.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> subject = linear_subject(table_task(load("breast-cancer"), 0), Settings(0.0, 0, steps=5))
        >>> subject.curvature, subject.lipschitz > 0.0
        (0.0, True)
    """
    grid = LinearGrid(epsilons=(settings.epsilon,), seeds=(settings.seed,), steps=(settings.steps,))
    trained: Any = next(train_linear_grid({settings.seed: task.split}, grid)).robust
    weights, bias = trained.weights[:-1], float(trained.weights[-1])
    steepest = float(row_norms(weights)) * (1.0 + len(weights) * EPS)
    found = kinked_subject(trained.traced(), steepest, settings)
    return found._replace(curvature=0.0, smoothing=LineSmoothing(weights, bias))


def relu_subject(task: Task, settings: Settings) -> Subject:
    """Train a ReLU network; its Lipschitz constant is that of LipSDP-Neuron where that is smaller than others.

    Args:
        task: The data.
        settings: The settings.

    Returns:
        The model; its gradient jumps at kinks.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> settings = Settings(0.0, 0, width=3, epochs=1)
        >>> relu_subject(table_task(load("breast-cancer"), 0), settings).curvature
        inf
    """
    grid = ReluGrid(epsilons=(settings.epsilon,), seeds=(settings.seed,), width=settings.width, epochs=settings.epochs)
    trained: Any = next(train_relu_grid({settings.seed: task.split}, grid)).robust
    return kinked_subject(trained, float(global_constant(as_network(trained.function)).value), settings)


def as_network(network: MLP) -> Network:
    """Give a ReLU network as one whose Lipschitz constant can be certified.

    Args:
        network: The network.

    Returns:
        The same network of the columns without the constant one.

    Examples:
        >>> import jax
        >>> as_network(MLP.initial(2, width=3, depth=1, key=jax.random.key(0))).inputs
        2
    """
    weights = [np.atleast_2d(np.asarray(layer.weight, np.float64)) for layer in network.layers]
    biases = [np.atleast_1d(np.asarray(layer.bias, np.float64)) for layer in network.layers]
    return Network(tuple(weights), tuple(biases), np.ones(1))


def wide_subject(task: Task, settings: Settings) -> Subject:
    """Fit a kernel regressor, on training inputs under attack for a robust one.

    Args:
        task: The data.
        settings: The settings.

    Returns:
        The model with the constant κ Σ|w_j|‖x_j‖; its gradient jumps where x is parallel to a training input.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> wide_subject(table_task(load("breast-cancer"), 0), Settings(0.0, 0, kernel_rows=20)).lipschitz > 0.0
        True
    """
    grid = WideGrid(epsilons=(settings.epsilon,), seeds=(settings.seed,), rows=settings.kernel_rows)
    trained = next(train_wide_grid({settings.seed: task.split}, grid)).robust
    steepest = lipschitz(trained.regressor)
    return kinked_subject(trained, math.inf if steepest is None else steepest, settings)


SUBJECTS: Mapping[str, Callable[[Task, Settings], Subject]] = MappingProxyType(
    {"linear": linear_subject, "mlp": relu_subject, "ntk": wide_subject, "cnn": convolutional_subject}
)
"""How each kind of model is trained, by its name."""
