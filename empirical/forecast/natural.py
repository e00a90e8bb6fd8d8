"""The natural model of a forecast: the optimum of penalised training without an attack."""

import numpy as np

from empirical.data.split import Split
from empirical.families.penalised.objective import PenalisedTraining
from empirical.families.penalised.settings import PenalisedGrid
from empirical.families.penalised.training import penalised_training, to_the_end
from empirical.forecast.settings import ForecastSettings
from empirical.models.model import LinearModel


def training_of(split: Split, settings: ForecastSettings) -> PenalisedTraining:
    """Give the training of natural models that a forecast is about; robust ones have another ε.

    Args:
        split: The data.
        settings: The settings.

    Returns:
        The training for ε = 0, its instances where JAX computes.

    Examples:
        >>> from empirical.data import load, split
        >>> training = training_of(split(load("breast-cancer"), seed=0), ForecastSettings(penalty=0.1))
        >>> training.epsilon, training.penalty, training.sample.inputs.shape
        (0.0, 0.1, (455, 31))
    """
    grid = PenalisedGrid(norm=settings.norm, penalty=settings.penalty, class_weights=settings.class_weights)
    return penalised_training(split, grid)


def natural_model(training: PenalisedTraining) -> LinearModel:
    """Train the natural model to the end.

    Args:
        training: The training, for whatever ε.

    Returns:
        The model, within ``END`` of the optimum, or as near as rounding lets the descent come.

    Examples:
        >>> from empirical.data import load, split
        >>> designs = split(load("breast-cancer"), seed=0)
        >>> model = natural_model(training_of(designs, ForecastSettings()))
        >>> float((model.scores(designs.test) > 0.0).mean().round(2))
        0.65
    """
    start = np.zeros(training.sample.inputs.shape[1])
    return to_the_end(training._replace(epsilon=0.0), start)
