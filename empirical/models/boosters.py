"""Boosters of XGBoost and LightGBM as these libraries train them, beside their classifiers in scikit-learn's form."""

import json
from functools import partial
from typing import Any

import numpy as np

from empirical.models.classes import Side, accepting, against_others
from empirical.models.scorer import Scorer
from empirical.numerics import logit

OF_CLASSES = ("binary", "multi", "cross_entropy", "reg:logistic", "rank", "lambdarank", "custom")
"""How the names of objectives begin, in XGBoost and LightGBM, whose margins are 0 where the prediction changes."""


def is_booster(given: Any) -> bool:
    """Tell whether something is a booster of XGBoost or LightGBM, without loading either.

    Args:
        given: Anything.

    Returns:
        Whether it is one.

    Examples:
        >>> is_booster(object())
        False
    """
    return library_of(given) in ("xgboost", "lightgbm") and type(given).__name__ == "Booster"


def library_of(given: Any) -> str:
    """Name the package that defines the class of an object.

    Args:
        given: Anything.

    Returns:
        The name of the package.

    Examples:
        >>> library_of(np.float64(1.0))
        'numpy'
    """
    return type(given).__module__.partition(".")[0]


def booster_scorer(booster: Any, side: Side) -> Scorer:
    """Make the score of a booster: its margin, which is the logit where its objective is logistic.

    Args:
        booster: The booster, trained on labels 0 and 1, or 0, 1, 2, ...
        side: What is said of the classes that accept.

    Returns:
        The score, positive where the booster predicts a class that accepts.

    Raises:
        InputError: If it cannot be told which class accepts.

    Examples:
        >>> class Booster:  # stands for LightGBM's
        ...     def num_feature(self):
        ...         return 1
        ...     def feature_name(self):
        ...         return ["Column_0"]
        ...     def predict(self, inputs, raw_score):
        ...         return inputs[:, 0] - 1.0
        >>> booster_scorer(Booster(), Side(favourable=0)).score(np.array([[3.0]])).tolist()
        [-2.0]
    """  # noqa: DOC502
    of_xgboost = library_of(booster) == "xgboost"
    names = tuple((booster.feature_names if of_xgboost else booster.feature_name()) or ())
    width = booster.num_features() if of_xgboost else booster.num_feature()
    margins = partial(_of_xgboost if of_xgboost else _of_lightgbm, booster)
    return Scorer(lambda inputs: _score(np.asarray(margins(inputs)), side), None, width, names, _of_numbers(booster))


def _of_numbers(booster: Any) -> bool:
    """Tell whether a booster was trained to predict numbers, as both libraries do if nobody says otherwise."""
    try:
        if library_of(booster) == "xgboost":
            name = json.loads(booster.save_config())["learner"]["objective"]["name"]
        else:
            name = booster.dump_model(num_iteration=1)["objective"]
    except Exception:  # of an objective of its own, LightGBM says nothing
        return False
    return not name.startswith(OF_CLASSES)


def _score(margins: np.ndarray, side: Side) -> np.ndarray:
    accepts = accepting(range(max(margins.shape[1:], default=2)), side, name="the booster")
    values = margins if margins.ndim == 1 else against_others(margins, accepts)
    return (values if margins.ndim > 1 or accepts[1] else -values) - logit(side.threshold)


def _of_xgboost(booster: Any, inputs: Any) -> Any:
    import xgboost  # pyright: ignore[reportMissingImports]

    named = {} if hasattr(inputs, "columns") else {"feature_names": booster.feature_names}
    return booster.predict(xgboost.DMatrix(inputs, enable_categorical=True, **named), output_margin=True)


def _of_lightgbm(booster: Any, inputs: Any) -> Any:
    return booster.predict(inputs, raw_score=True)
