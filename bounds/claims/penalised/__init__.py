"""Claims about adversarial training with a penalty: balls that hold the robust model, and what they say of a person.

P_ε(w) = mean v_i log(1 + e^(−m_i)) + (μ/2)‖w‖², m_i = y_i w·x_i − ε‖w_T‖_q, is the loss under the worst attack
‖δ‖_p ≤ ε on the columns T, with a penalty μ > 0 on all weights. The weights v_i of the losses have the mean 1. P_ε is
strongly convex, and the robust model w_R is its only minimiser. Every claim holds for any weights w, however they were
found: those of the natural model, of a few steps towards w_R, or of the training itself.
"""

from bounds.claims.penalised import balls, cells, kernels, people, ranges, stretches

MODULES = (balls, ranges, stretches, people, cells, kernels)
"""The modules of these claims: the balls, then what they say of a person; and the same for kernel regression."""
