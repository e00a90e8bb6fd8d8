"""Attributions in one call: how much each column adds to the score of an instance."""

from dataclasses import fields
from typing import Any

import jax
import numpy as np

from empirical.errors import InputError
from empirical.explanations import EXPLAINERS, Attributions, explainer
from empirical.explanations.explainer import matrix
from empirical.models.model import as_model
from empirical.models.several_classes import ClassModel
from recourse_bounds.workflow import require_known

_OF_CONSTANT = {
    "reference": "a row as reference=, such as pair.split.train.mean(axis=0), or zeros if that column may change",
    "sigma": "sigma= a number for each column, 0 for the last, as np.append(np.full(columns - 1, 0.1), 0.0)",
}
"""What settings need that would move the constant column of an intercept if they were one number."""


def attribute(
    model: Any, inputs: Any, *, method: str = "gradient", favourable: Any = None, seed: int = 0, **how: Any
) -> Attributions:
    """Explain the score of every instance by how much each column, or group of columns, adds to it.

    Args:
        model: A model of a pair, one that ``rb.model(given, split)`` makes, or whatever ``rb.recourse`` takes on the
            columns that it takes itself; of several classes ``model.logit(class)``, ``model.probability(class)`` or
            ``model.towards(class)``.
        inputs: The instances, [n, k].
        method: ``gradient``, ``gradient_input``, ``smoothgrad``, ``integrated_gradients``, ``lime``, ``group_lime``,
            ``shap`` or ``shap_exact``; the last four need scores alone.
        favourable: Of a classifier, the class that accepts, or several of them; without it, 1 of 0 and 1.
        seed: Seed of whatever the method draws.
        **how: Settings of the method, as ``sigma=``, ``samples=``, ``reference=``, ``groups=``.

    Returns:
        The attributions: ``values``, their standard ``errors``, and by how much their sums miss the score, ``gaps``.

    Raises:
        InputError: If there is no such method or setting, a setting does not fit, the model has no gradients and the
            method needs them, or the constant column of an intercept would be moved by oversight.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> attribute(LinearModel(np.array([2.0, 1.0])), -np.ones((1, 2)), method="shap").values.round(9).tolist()
        [[-2.0, -1.0]]
    """
    if method not in EXPLAINERS:
        raise InputError(f"no explanation method {method!r}; choose one of {', '.join(EXPLAINERS)}")
    kind: Any = EXPLAINERS[method]
    known = {one.name: one.default for one in fields(kind)}
    require_known(how, known, f"the method {method}")
    rows = matrix(inputs)
    if rows.size and rows.shape[1] > 1 and (rows[:, -1] == 1.0).all():
        for name, remedy in _OF_CONSTANT.items():
            if name in known and np.ndim(how.get(name, known[name])) == 0:
                raise InputError(f"the last column is the constant 1, as an intercept's: give {remedy}")
    given = model if isinstance(model, ClassModel) else as_model(model, favourable=favourable)
    return explainer(method, **how)(given, rows, key=jax.random.key(seed))
