"""A model whose scores are lowered, so that a decision threshold other than 0.5 becomes the score 0."""

from typing import Any

import numpy as np
from jax.tree_util import Partial

from empirical.models.model import HostModel, LinearModel, Model, TracedModel


def lowered(model: Model, cut: float) -> Model:
    """Lower the scores of a model for rows of a design, whose last column is the constant 1.

    Recourse methods take a model that accepts where its score is positive. A model that accepts above another score is
    such a model once its scores are lowered by that score.

    Args:
        model: The model.
        cut: The score above which it accepts.

    Returns:
        A model of the same kind as far as methods tell kinds apart: a linear one stays linear, and one that JAX traces
        is traced. The same model if the cut is 0.

    Examples:
        >>> lowered(LinearModel(np.array([2.0, 1.0])), 0.5).scores(np.array([[3.0, 1.0]])).tolist()
        [6.5]
    """
    if cut == 0.0:
        return model
    if isinstance(model, LinearModel):
        weights = np.array(model.weights)
        weights[-1] -= cut
        return LinearModel(weights)
    if isinstance(model, TracedModel):
        return TracedModel(Partial(_less, model.function, np.float64(cut)))
    if isinstance(model, HostModel) and model.both is None:  # of which methods know that slopes are differences
        return HostModel(lambda points: np.asarray(model.function(points)) - cut, None, model.name)

    def scores(points: Any) -> Any:
        return model.scores(points) - cut

    def both(points: Any) -> tuple[Any, Any]:
        values, gradients = model.scores_and_gradients(points)
        return values - cut, gradients

    return HostModel(scores, both)


def _less(function: Any, cut: Any, point: Any) -> Any:
    score = function(point)
    return score - cut.astype(score.dtype)
