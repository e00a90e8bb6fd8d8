"""What the page about Tan and Tian 2023 says: its statements with the claims that go with them, words and symbols."""

from collections.abc import Mapping
from types import MappingProxyType

from recourse_bounds.errata.forms import Forms

FORMS: Mapping[str, Forms] = MappingProxyType(
    {
        "gradient.robust": Forms("Theorem 4.1: how robust gradients are"),
        "gradient_input.robust": Forms(
            "Theorem 4.1: how robust gradient × input is", sharp=("gradient_input.robust_sharp",)
        ),
        "integrated_gradients.robust": Forms(
            "Theorem 4.1: how robust integrated gradients are", sharp=("integrated_gradients.robust_sharp",)
        ),
        "shap.robust": Forms("Theorem 4.1: how robust Shapley values are", sharp=("shap.robust_sharp",)),
        "lime.robust": Forms("Theorem 4.1: how robust LIME is", sharp=("lime.robust_sharp",)),
        "smoothgrad.robust": Forms(
            "Theorem 4.1: how robust SmoothGrad is",
            sharp=("smoothgrad.robust_sharp", "smoothgrad.robust_range"),
            related=("smoothgrad.faithful", "smoothgrad.faithful_sharp"),
        ),
        "smoothgrad.lipschitz_printed": Forms(
            "Proposition 4.2: how steep a smoothed score is",
            sound=("smoothgrad.lipschitz",),
            sharp=("smoothgrad.lipschitz_sharp", "smoothgrad.lipschitz_gap"),
        ),
        "smoothgrad.tradeoff_printed": Forms(
            "Theorem 5.2: whether some smoothing is more faithful than none",
            repaired=("smoothgrad.tradeoff",),
            sharp=("smoothgrad.tradeoff_sharp",),
        ),
        "mixture.lipschitz_printed": Forms(
            "Theorem 4.3: how steep a mean over distributions is",
            repaired=("mixture.lipschitz_density",),
            sound=("mixture.lipschitz",),
            related=("mixture.cube",),
        ),
    }
)
"""The claims that go with every statement of the paper, true or false, by the id of its claim."""

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "gradient": "Gradients: Theorem 4.1",
        "gradient_input": "Gradient × input: Theorem 4.1",
        "integrated_gradients": "Integrated gradients: Theorem 4.1",
        "shap": "Shapley values: Theorem 4.1",
        "lime": "LIME: Theorem 4.1",
        "smoothgrad": "SmoothGrad: Theorem 4.1, Proposition 4.2 and Theorem 5.2",
        "mixture": "Means over distributions: Theorem 4.3",
    }
)
"""The headings of the claims in tables, by the first part of their ids."""

LABELS: Mapping[str, str] = MappingProxyType({name: heading.split(":")[0] for name, heading in HEADINGS.items()})
"""The names of what the claims are about, by the first part of their ids."""

INTRODUCTION = (
    "What Tan and Tian (Robust Explanation for Free or At the Cost of Faithfulness, ICML 2023) state about the "
    "robustness and the faithfulness of explanations, what of it is false, and what is true in its place.",
    "The statements are those of the public manuscript from the time of the review. The printed version may differ: "
    "its abstract speaks of four backbones, where a table of the manuscript has five. What is called false here is "
    "false as the manuscript has it. Theorem 4.1 states orders of growth; the claims have explicit constants, 1 "
    "unless its proof has another.",
    "Each claim says, of the numbers that make an instance, that under its premises a value lies in an interval. "
    "Proved means that z3 found it to follow from the premises for all reals; facts about vectors and means, such as "
    "Cauchy–Schwarz or how far apart the means of a bounded number are under two distributions, are among the "
    "premises and are listed. Refuted means that an instance of rational numbers meets every premise and misses the "
    "interval, in exact arithmetic; and that a score, and inputs, do so too, where roots, exp and erf are enclosed in "
    "balls. All of it was proved and replayed while this page was made; seconds are those of the proof when it was "
    "recorded.",
    "Tightness is how much of the distance to the bound the value was seen to use, at most, when many starts climbed "
    "towards a violation: 1 is attained.",
)

SYMBOLS = (
    "f is the score of a model, x and x̃ are two inputs with d columns or groups of columns, φ is an explanation. L "
    "and H are Lipschitz constants of f and of ∇f, |f| ≤ R, ‖x‖ ≤ β. ⊙ multiplies column by column. IG are the "
    "integrated gradients (x − r) ⊙ g(x), g(x) the mean of ∇f on the path from the baseline r to x. LIME's φ "
    "minimises Σ π_k (f(y_k) − φᵀz_k)² + λ‖φ‖² for perturbed inputs y_k with features z_k and weights π_k.",
    "f_σ(x) = E f(x + σu) with u ~ N(0, I) is the smoothed score, and φ_σ = ∇f_σ is SmoothGrad. f_μ(x) is the mean of "
    "f over a distribution μ_x, with density p at x and q at x̃. d_TV = sup_A |μ(A) − ν(A)| = ½ ∫|p − q|.",
    "p (in Theorem 5.2) holds the effects of single columns, p_i = (f(x) − f(x with x_i := r_i))/(x_i − r_i). G = "
    "‖∇f(x)‖, P = ‖p‖, and the faithfulness of φ falls with ‖φ − p‖.",
)
