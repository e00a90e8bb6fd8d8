"""Classifiers with the methods of scikit-learn's: their own, and those of XGBoost, LightGBM and others in that form."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from empirical.errors import InputError
from empirical.models.classes import Side, accepting, against_others, classes_of, log_odds
from empirical.models.scorer import Scorer
from empirical.numerics import logit

OWN_WAY = ("NearestCentroid",)
"""Classifiers of scikit-learn that predict by something else than their own decision values and probabilities."""


def is_classifier(given: Any) -> bool:
    """Tell whether something has the methods of a classifier.

    Args:
        given: Anything.

    Returns:
        Whether it has decision values or probabilities.

    Examples:
        >>> from sklearn.tree import DecisionTreeClassifier
        >>> is_classifier(DecisionTreeClassifier()), is_classifier(abs)
        (True, False)
    """
    return hasattr(given, "decision_function") or hasattr(given, "predict_proba")


def classifier_scorer(classifier: Any, side: Side) -> Scorer:
    """Make the score of a classifier: its decision function, or the log-odds where it has none.

    A classifier that is told another threshold, or has one of its own, is asked for its probabilities.

    Args:
        classifier: The classifier.
        side: What is said of the classes that accept.

    Returns:
        The score, positive where the classifier predicts a class that accepts.

    Raises:
        InputError: If it cannot be told which class accepts, or a threshold is given and there are no probabilities.

    Examples:
        >>> from sklearn.tree import DecisionTreeClassifier
        >>> tree = DecisionTreeClassifier().fit([[0.0], [1.0]], ["approved", "denied"])
        >>> (classifier_scorer(tree, Side("approved")).score(np.array([[0.0], [1.0]])) > 0.0).tolist()
        [True, False]
    """
    name = type(classifier).__name__
    classes = getattr(classifier, "classes_", None)
    if classes is not None:
        accepting(classes_of(classifier), side, name=name)  # says at once what is missing
    cut = own_threshold(classifier)
    by_probability = side.threshold != 0.5 or not _by_decisions(classifier)
    if by_probability and not hasattr(classifier, "predict_proba"):
        raise InputError(f"{name} has no probabilities that threshold= could be compared with: leave it out")
    if by_probability:
        shift = logit(cut) if cut is not None and side.threshold == 0.5 else 0.0
        score = partial(_of_probabilities, classifier, side, shift)
    else:
        score = partial(_of_decisions, classifier, side, cut or 0.0)
    if name in OWN_WAY and side.threshold == 0.5:
        score = partial(_as_predicted, classifier, side, score)
    return Scorer(score, None, *fitted_columns(classifier))


def own_threshold(classifier: Any) -> float | None:
    """Give the decision threshold that a classifier has chosen for itself, as scikit-learn's threshold classifiers do.

    Args:
        classifier: The classifier.

    Returns:
        The probability or the decision value of its positive class, whichever it compares, from which it predicts that
        class; ``None`` for any other classifier.

    Examples:
        >>> from sklearn.linear_model import LogisticRegression
        >>> from sklearn.model_selection import FixedThresholdClassifier
        >>> own_threshold(FixedThresholdClassifier(LogisticRegression(), threshold=0.3)), own_threshold(object())
        (0.3, None)
    """
    if not hasattr(classifier, "response_method"):
        return None
    chosen = getattr(classifier, "best_threshold_", getattr(classifier, "threshold", None))
    return (0.0 if _by_decisions(classifier) else 0.5) if chosen == "auto" else chosen


def _by_decisions(classifier: Any) -> bool:
    """Tell whether a classifier decides by decision values; those that choose a threshold prefer probabilities."""
    method = getattr(classifier, "response_method", "decision_function")
    if method == "auto":
        return not hasattr(classifier, "predict_proba")
    return method == "decision_function" and hasattr(classifier, "decision_function")


def fitted_columns(model: Any) -> tuple[int | None, tuple[str, ...]]:
    """Give the number of columns that a model was fitted on, and their names.

    Args:
        model: The model.

    Returns:
        The number, ``None`` where the model does not say; and the names, empty where the columns had none.

    Examples:
        >>> from sklearn.tree import DecisionTreeClassifier
        >>> fitted_columns(DecisionTreeClassifier().fit([[0.0, 3.0], [1.0, 4.0]], [0, 1]))
        (2, ())
    """
    width, names = _said(model, "n_features_in_"), _said(model, "feature_names_in_")
    if names is None:
        return (None if width is None else int(width)), ()
    return len(names), tuple(map(str, names))


def _said(model: Any, name: str) -> Any:
    """Give an attribute of a fitted model; ``None`` where it has none, or cannot say it yet."""
    try:
        return getattr(model, name, None)
    except Exception:  # each library has an error of its own for what is not fitted
        return None


def _as_predicted(classifier: Any, side: Side, score: Callable[[Any], np.ndarray], inputs: Any) -> np.ndarray:
    """Give scores the sign that the prediction has, where they have the other one."""
    classes = classes_of(classifier)
    wanted = classes[accepting(classes, side, name=type(classifier).__name__)]
    accepted, scores, least = np.isin(classifier.predict(inputs), wanted), score(inputs), np.finfo(np.float32).tiny
    return np.where(accepted, np.maximum(scores, least), np.minimum(scores, -least))


def _of_decisions(classifier: Any, side: Side, cut: float, inputs: Any) -> np.ndarray:
    """Give the decision values; ``cut`` is the one from which the classifier predicts its positive class."""
    values = np.asarray(classifier.decision_function(inputs))
    classes = classes_of(classifier, max(values.shape[1:], default=2))
    accepts = accepting(classes, side, name=type(classifier).__name__)
    if values.ndim > 1:
        return against_others(values, accepts)
    return (values if accepts[1] else -values) - _of_accepting(cut, classifier, accepts)


def _of_accepting(cut: float, classifier: Any, accepts: np.ndarray) -> float:
    """Give the score of the accepting class where that of the positive class is ``cut``."""
    positive = _said(classifier, "pos_label")
    first = positive is not None and positive == classes_of(classifier)[0]
    return cut if accepts[1] != first else -cut


def _of_probabilities(classifier: Any, side: Side, shift: float, inputs: Any) -> np.ndarray:
    """Give the log-odds; ``shift`` is the score of the threshold that the classifier has for its positive class."""  # noqa: DOC501
    name, odds = type(classifier).__name__, np.asarray(classifier.predict_proba(inputs))
    if odds.ndim != 2:
        raise InputError(f"{name} gives no probability for each class of an instance; its array has shape {odds.shape}")
    accepts = accepting(classes_of(classifier, odds.shape[1]), side, name=name)
    scores = log_odds(odds.astype(np.result_type(odds, np.float32)), accepts, side.threshold)
    return scores - _of_accepting(shift, classifier, accepts)
