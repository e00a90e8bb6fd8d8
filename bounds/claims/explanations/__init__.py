"""The claims of Tan and Tian 2023 about the robustness and the faithfulness of explanations, and sharper ones."""

from bounds.claims.explanations import (
    gradients,
    local_linear,
    mixtures,
    shapley,
    smoothed_gradients,
    smoothed_scores,
    tradeoff,
)

MODULES = (gradients, shapley, local_linear, smoothed_gradients, smoothed_scores, tradeoff, mixtures)
"""The modules of these claims, in the order of the paper; those about SmoothGrad are together."""
