"""The end of training of logistic regression: the weights of the smallest loss, by scikit-learn."""

import warnings
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

NEWTON = 500
"""Largest number of columns for Newton's method, which solves systems of that size; beyond it L-BFGS is faster."""

PENALTY = 1e-9
"""Weight of ‖w‖²/2 beside the mean loss: so small that decisions do not depend on it, it gives weights also where
columns depend on each other."""

SEPARATED = 0.01
"""Mean loss below which a linear score separates the classes, or nearly. There weights grow for ever, and the end is
that of a training with scikit-learn's usual penalty, ‖w‖²/2 beside the sum of the losses."""


class LogisticEnd(NamedTuple):
    """The end of a training.

    Attributes:
        weights: The weights of the smallest loss, [k].
        loss: The mean logistic loss with these weights.
    """

    weights: Float[np.ndarray, " k"]
    loss: float


def logistic_end(
    inputs: Float[np.ndarray, "n k"], labels: Float[np.ndarray, " n"], loss_weights: Float[np.ndarray, " n"]
) -> LogisticEnd:
    """Find the weights to which gradient descent on the mean logistic loss tends.

    Args:
        inputs: The design with the constant column of the intercept.
        labels: The labels, ±1, of both kinds.
        loss_weights: The weights of the losses, 1 in the mean.

    Returns:
        The weights and their loss.

    Examples:
        >>> inputs, labels = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, -1.0])
        >>> logistic_end(inputs, labels, np.ones(4)).weights.round(4).tolist()  # the log-odds of 3 to 1
        [1.0986]
    """
    whole = _fitted(inputs, labels, loss_weights, PENALTY)
    return whole if whole.loss > SEPARATED else _fitted(inputs, labels, loss_weights, 1.0 / len(labels))


def mean_loss(margins: Float[np.ndarray, " n"], loss_weights: Float[np.ndarray, " n"]) -> float:
    """Compute the weighted mean of log(1 + exp(−margin)).

    Args:
        margins: The margins y f(x), of a robust model the lowest ones under attack.
        loss_weights: The weights of the losses.

    Returns:
        The mean loss.

    Examples:
        >>> bool(mean_loss(np.zeros(2), np.ones(2)) == np.log(2.0))
        True
    """
    return float(np.mean(loss_weights * np.logaddexp(0.0, -margins)))


def _fitted(inputs: np.ndarray, labels: np.ndarray, loss_weights: np.ndarray, penalty: float) -> LogisticEnd:
    from sklearn.linear_model import LogisticRegression

    count, columns = inputs.shape
    solver = "newton-cholesky" if columns <= NEWTON else "lbfgs"
    how: Any = {"fit_intercept": False, "solver": solver, "tol": 1e-7, "max_iter": 200}
    regression = LogisticRegression(C=1.0 / (penalty * count), **how)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the classes can be separated, there is no end
        regression.fit(inputs, labels, sample_weight=loss_weights)
    weights = regression.coef_[0]
    return LogisticEnd(weights, mean_loss(labels * (inputs @ weights), loss_weights))
