"""The six explanations of Tan & Tian 2023, with the settings of their section on experiments."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from empirical.explanations import (
    SHAP,
    Explainer,
    Gradient,
    GradientInput,
    GroupLIME,
    IntegratedGradients,
    SmoothGrad,
)
from empirical.studies.tan2023.tasks import Task

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "gradient": "Gradient",
        "gradient_input": "Gradient × Input",
        "integrated_gradients": "Integrated Gradients",
        "smoothgrad": "SmoothGrad",
        "lime": "LIME",
        "shap": "SHAP",
    }
)
"""The explanations by name, as the paper calls them."""

SLOPES = frozenset({"gradient", "smoothgrad"})
"""The explanations that are slopes; all others are effects, in units of the score."""

POINTS, RIDGE = 10, 1.0
"""The number of points of integrated gradients, and the ridge of LIME."""


def explainers(task: Task, *, sigma: float, draws: int, samples: int) -> dict[str, Explainer]:
    """Make the explanations of a task.

    Args:
        task: The task, with the reference of all and the groups of LIME and SHAP.
        sigma: The σ of SmoothGrad.
        draws: The number of its draws.
        samples: The number of samples of LIME and of SHAP.

    Returns:
        The explanations by name.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> list(explainers(table_task(load("breast-cancer"), 0), sigma=0.03, draws=30, samples=100)) == list(METHODS)
        True
    """
    known: Any = {"groups": task.groups, "reference": task.reference}
    return {
        "gradient": Gradient(),
        "gradient_input": GradientInput(reference=task.reference),
        "integrated_gradients": IntegratedGradients(reference=task.reference, points=POINTS, rule="right"),
        "smoothgrad": SmoothGrad(sigma=sigma, samples=draws),
        "lime": GroupLIME(**known, samples=samples, ridge=RIDGE),
        "shap": SHAP(**known, samples=samples),
    }
