"""A linear score in the units of the data, as other programs give it."""

import math
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError
from empirical.models.model import LinearModel


class LinearScore(NamedTuple):
    """A linear score in the units of the encoded data, before any scaling.

    Attributes:
        weights: The weights of the columns of the design without the intercept, [d].
        intercept: The intercept, which is added to the weighted sum.
    """

    weights: Float[np.ndarray, " d"]
    intercept: float


def linear_model(given: LinearScore, shift: Float[np.ndarray, " d"], scale: Float[np.ndarray, " d"]) -> LinearModel:
    """Make a model on scaled columns of a linear score on other ones.

    Args:
        given: The linear score.
        shift: What is added to the scaled columns, once they are multiplied by ``scale``.
        scale: The factors of the scaled columns.

    Returns:
        The model, whose last weight is that of the intercept's constant column.

    Raises:
        InputError: If it has another number of weights, or one that is not finite.

    Examples:
        >>> linear_model(LinearScore(np.array([0.1]), -4.0), np.array([20.0]), np.array([50.0])).weights.tolist()
        [5.0, -2.0]
    """
    weights, intercept = np.asarray(given.weights, np.float64), float(given.intercept)
    if weights.shape != scale.shape:
        raise InputError(
            f"a model has {weights.size} weights for {scale.size} columns; give one for each of split.names"
        )
    if not (np.isfinite(weights).all() and math.isfinite(intercept)):
        raise InputError("a model has a weight that is not finite; mend it")
    return LinearModel(np.append(weights * scale, intercept + weights @ shift))


def linear_part(given: Any) -> LinearScore | None:
    """Give the weights of an estimator of scikit-learn that has one linear score.

    Args:
        given: An estimator, or anything else.

    Returns:
        Its weights and its intercept; ``None`` where it has none, or those of more than two classes.

    Examples:
        >>> from sklearn.linear_model import RidgeClassifier
        >>> linear_part(RidgeClassifier(alpha=0.0).fit([[0.0], [1.0]], [0, 1])).weights.round(9).tolist()
        [2.0]
        >>> linear_part(RidgeClassifier()) is None
        True
    """
    try:
        weights, intercept = np.asarray(given.coef_, np.float64), np.asarray(given.intercept_, np.float64)
    except Exception:  # each library has an error of its own for what is not fitted or not linear
        return None
    if weights.reshape(-1).size != weights.shape[-1] or intercept.size != 1:
        return None
    return LinearScore(weights.reshape(-1), float(intercept.reshape(-1)[0]))
