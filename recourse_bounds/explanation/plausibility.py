"""How plausible the recourses of an explanation are, which is computed when somebody asks."""

import math

import numpy as np

from empirical.data.split import Split
from empirical.metrics import local_outlier_factor
from recourse_bounds.explanation.person import read_person
from recourse_bounds.explanation.results import Explanation, Recourse


def plausibility(explanation: Explanation, split: Split) -> tuple[float, ...]:
    """Compute the local outlier factor of every recourse among the training instances with the favourable label.

    Args:
        explanation: The explanation.
        split: The split of the pair that it is about.

    Returns:
        The factors in the order of the recourses; NaN where there is none, or it lies between levels of a category.

    Examples:
        >>> import recourse_bounds as rb
        >>> pair = rb.train_pair(rb.load_data("breast-cancer"), steps=50)
        >>> explanation = rb.explain(pair, pair.split.test[pair.natural.scores(pair.split.test) <= 0.0][0])
        >>> [factor < 2.0 for factor in plausibility(explanation, pair.split)]
        [True, True]
    """
    nobody = np.zeros((0, len(split.names)))
    points = np.concatenate([nobody, *(_point(explanation, one, split) for one in explanation.recourses)])
    return tuple(local_outlier_factor(points, split.train[split.train_labels > 0.0]).tolist())


def _point(explanation: Explanation, one: Recourse, split: Split) -> np.ndarray:
    """Give the row of the design that a recourse leads to, [1, k]; NaN where it is none."""
    changed = {change.column: change.after for change in one.changes}
    if not changed or not set(changed) <= set(explanation.values):
        return np.full((1, len(split.names)), math.nan)
    return read_person({**explanation.values, **changed}, split).inputs
