"""Explanations of any model: how much each column, or group of columns, adds to a score, and how far to trust that.

One method a file in ``methods``. The numbers are called attributions, for a recourse is an explanation too. Gradient
methods need a model with gradients; LIME and SHAP ask for scores alone.
"""

from empirical.explanations.by_class import explain_classes
from empirical.explanations.coalitions import pixel_squares, pooled
from empirical.explanations.explainer import Attributions, Explainer
from empirical.explanations.faithfulness import Faithfulness, Removals, faithfulness, removals
from empirical.explanations.methods.gradient import Gradient
from empirical.explanations.methods.gradient_input import GradientInput
from empirical.explanations.methods.group_lime import GroupLIME
from empirical.explanations.methods.integrated_gradients import IntegratedGradients
from empirical.explanations.methods.lime import LIME
from empirical.explanations.methods.shap import SHAP
from empirical.explanations.methods.shap_exact import ExactSHAP
from empirical.explanations.methods.smoothgrad import SmoothGrad, mean_error
from empirical.explanations.registry import EXPLAINERS, explainer
from empirical.explanations.robustness import Quotients, lipschitz_quotients

__all__ = [
    "EXPLAINERS",
    "LIME",
    "SHAP",
    "Attributions",
    "ExactSHAP",
    "Explainer",
    "Faithfulness",
    "Gradient",
    "GradientInput",
    "GroupLIME",
    "IntegratedGradients",
    "Quotients",
    "Removals",
    "SmoothGrad",
    "explain_classes",
    "explainer",
    "faithfulness",
    "lipschitz_quotients",
    "mean_error",
    "pixel_squares",
    "pooled",
    "removals",
]
