"""The explanation methods by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from empirical.errors import InputError
from empirical.explanations.explainer import Explainer
from empirical.explanations.methods.gradient import Gradient
from empirical.explanations.methods.gradient_input import GradientInput
from empirical.explanations.methods.group_lime import GroupLIME
from empirical.explanations.methods.integrated_gradients import IntegratedGradients
from empirical.explanations.methods.lime import LIME
from empirical.explanations.methods.shap import SHAP
from empirical.explanations.methods.shap_exact import ExactSHAP
from empirical.explanations.methods.smoothgrad import SmoothGrad

EXPLAINERS: Mapping[str, Callable[..., Explainer]] = MappingProxyType(
    {
        "gradient": Gradient,
        "gradient_input": GradientInput,
        "smoothgrad": SmoothGrad,
        "integrated_gradients": IntegratedGradients,
        "lime": LIME,
        "group_lime": GroupLIME,
        "shap": SHAP,
        "shap_exact": ExactSHAP,
    }
)
"""The explanation methods by the names that settings give them."""


def explainer(name: str, **settings: Any) -> Explainer:
    """Choose an explanation method by its name.

    Args:
        name: The name.
        **settings: Settings of the method; all others have their defaults.

    Returns:
        The method.

    Raises:
        InputError: If there is no such method.

    Examples:
        >>> explainer("smoothgrad", sigma=0.2).samples
        50
    """
    if name not in EXPLAINERS:
        raise InputError(f"no explanation method {name!r}; choose one of {', '.join(EXPLAINERS)}")
    return EXPLAINERS[name](**settings)
