"""The fields of claims: the name and the meaning of every scalar that a claim reads.

Costs and norms are in units of the scaled features, scores and residuals in logits.

Norms are over different sets of columns, and true bounds fail if the sets are confused. *All* columns, with the
constant 1 of an intercept: ``input_norm``, ``mean_input_norm``, ``recourse_norm_r``, ``smoothness``, ``weight_gap``,
``delta``, the distances and subgradients of penalised training, ``input_across``, residuals, scores. *Attacked*
columns, by default every column that is not constant: ``dim``, ``attack_factor``, ``robust_weight_norm``,
``dual_norm``. *Actionable* columns, which are neither immutable nor constant: ``norm_nr``, ``norm_r``, ``centre_norm``,
``slope_nr``, ``slope_r``, costs.

C-CHVAE decodes recourses x' = G(z') from latent points z' in ℓp balls about z = I(x), the code of x.

Kernel models have the score f(x) = K(x, X)ᵀw with w = (K(X, X) + βI)⁻¹Y, one weight per training row. Lemma 2 and
Theorem 5 take norms over *all* rows. X_R holds the attacked training rows, K_R = K(X_R, X_R), k = K(x, X),
k_R = K(x, X_R).
"""

from collections.abc import Mapping
from types import MappingProxyType

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        # Training (Lemma 1)
        "weight_gap": "‖w_NR − w_R‖₂ after training",
        "steps": "N, number of full-batch gradient steps; (1 − ρᴺ)/(1 − ρ) under an ℓ₂ penalty",
        "learning_rate": "η",
        "epsilon": "ε, radius of the attack ball ‖δ‖_p ≤ ε",
        "dim": "d, number of attacked columns; of explanations, of columns or groups of columns that are explained",
        "label": "y = ±1, the true label of the instance",
        "input_norm": "‖x‖₂ of the instance",
        "mean_input_norm": "mean of ‖x_i‖₂ over the training set, weighted as the losses are",
        "robust_weight_norm": "W = max over t < N of ‖w_R^t‖_q over the attacked columns, 1/p + 1/q = 1",
        "smoothness": "L = λ_max(XᵀX / n) / 4 of the training set",
        "attack_factor": "c_p = d^max(0, 1/2 − 1/p): largest ‖∂‖w‖_q‖₂",
        "gradient_gap_sum": "Σ over t < N of ‖∇L_R(w_R^t) − ∇L_NR(w_R^t)‖₂ along the robust run",
        "delta": "Δ, a bound on ‖w_NR − w_R‖₂",
        # Training of kernel models (Lemma 2)
        "delta_k": "Δ_K = ‖(K + βI)⁻¹ − (K_R + βI)⁻¹‖₂, or an upper bound on it",
        "label_norm": "‖Y‖₂ of the training labels",
        # Cost (Theorems 1 and 2)
        "cost_nr": "‖ζ_NR‖₂, cost of the recourse for the non-robust model",
        "cost_r": "‖ζ_R‖₂, cost of the recourse for the robust model",
        "recourse_gap": "‖ζ_NR − ζ_R‖₂",
        "lam": "λ, weight of the squared distance in SCFE",
        "norm_nr": "a = ‖w_NR‖₂ over the actionable columns; of a kernel model, over all training rows",
        "norm_r": "b = ‖w_R‖₂ over the actionable columns; of a kernel model, over all training rows",
        "slope_nr": "a = ‖∇f_NR(x)‖₂ over the actionable columns",
        "slope_r": "b = ‖∇f_R(x)‖₂ over the actionable columns",
        "residual_nr": "m_NR = s − f_NR(x), signed",
        "residual_r": "m_R = s − f_R(x), signed",
        "residual_radius": "e_f, a bound on |m_NR − m_R|: |(k_R − k)ᵀw_NR| + ‖k_R‖Δ_K‖Y‖, or a smaller one",
        "slope_radius": "e_g, a bound on ‖∇f_NR(x) − ∇f_R(x)‖: ‖(∇k_R − ∇k)w_NR‖ + ‖∇k_R‖₂Δ_K‖Y‖",
        "threshold": "t, the score that the recourse reaches; 0 is acceptance",
        "score_nr": "f_NR(x)",
        "score_r": "f_R(x)",
        "kernel_lipschitz": "κ Σ|w_j|‖x_j‖ over w_R and X_R, κ = √(π² + 1)/2π: a Lipschitz constant of f_R",
        # Cost of decoded recourses (Theorem 3)
        "lipschitz": "L ≥ ‖G(z) − G(z̃)‖₂ / ‖z − z̃‖_p of the decoder with all that follows it; of explanations,"
        " L ≥ |f(x) − f(x̃)| / ‖x − x̃‖ of the score",
        "radius_nr": "r_NR, of the ℓp ball about z = I(x) in which z'_NR lies",
        "radius_r": "r_R, of the ℓp ball about z in which z'_R lies",
        "latent_gap": "‖z'_R − z'_NR‖_p",
        # Validity (Theorems 4 and 5)
        "score_nr_nr": "u = f_NR(x'_NR)",
        "score_nr_r": "v = f_NR(x'_R); in Theorem 5 v = K(x'_R, X_R)ᵀw_NR",
        "score_r_r": "f_R(x'_R)",
        "recourse_norm_r": "‖x'_R‖₂",
        "kernel_norm_r": "‖K(x'_R, X_R)‖₂",
        "target": "s, the target score",
        # Explanations (Theorem 4.1 of Tan & Tian 2023)
        "explanation_gap": "‖φ(x) − φ(x̃)‖₂ of the explanations of two inputs",
        "input_gap": "‖x − x̃‖₂ of two inputs",
        "gradient_lipschitz": "H ≥ ‖∇f(x) − ∇f(x̃)‖₂ / ‖x − x̃‖₂ of the score",
        "input_bound": "β ≥ ‖x‖₂, ‖x̃‖₂, and the norm of the baseline; of LIME, ≥ the distance to the masked inputs",
        "largest_input": "β_∞ ≥ max|x_i|, max|x̃_i|; of integrated gradients, ≥ max|x_i − r_i|, max|x̃_i − r_i|",
        "gradient_part": "the part of explanation_gap where the gradient changes",
        "input_part": "the part of explanation_gap where the input changes",
        "gradient_gap": "‖∇f(x) − ∇f(x̃)‖₂",
        "path_gap": "‖g(x) − g(x̃)‖₂ of the mean gradients along the paths from the baseline",
        "path_mean": "t̄ = Σ w_k t_k of the places t_k in [0, 1] on the path and their weights; 1/2 of the integral",
        "baseline_gap": "‖x − r‖₂ of an input and the baseline",
        "gap_along": "|Σ φ_i(x) − φ_i(x̃)|/√d, the part of explanation_gap along (1, …, 1)",
        "gap_across": "the part of explanation_gap across (1, …, 1)",
        "range": "R ≥ |f|",
        "ridge": "λ, ridge of LIME's regression, divided by the sum of the weights; β > 0 of kernel regression",
        "feature_bound": "ρ ≥ √λ_max(Σ π_k z_k z_kᵀ) of LIME's features, weights that add up to at most 1",
        "feature_scale": "s, a singular value of LIME's weighted features",
        "weight_rate": "M ≥ |log π_k(x) − log π_k(x̃)| / ‖x − x̃‖ of LIME's weights",
        # Smoothing (Theorem 4.1, Proposition 4.2 and Theorem 4.3)
        "sigma": "σ of the normal distribution that smooths; of LIME, of the weights exp(−‖x − y_k‖²/2σ²)",
        "total_variation": "d_TV = sup_A |μ(A) − ν(A)| of the distributions about x and x̃",
        "density_gap": "∫|p − q| of the distributions about x and x̃, twice d_TV",
        "curvature": "C ≥ ‖∇²f_σ‖₂ between x and x̃",
        "explanation_error": "‖φ_σ(x) − ∇f(x)‖₂",
        "gaussian_norm": "E‖u‖₂ = √2 Γ((d + 1)/2)/Γ(d/2), u ~ N(0, I)",
        "smoothed_gap": "|f_σ(x) − f_σ(x̃)|, or |f_μ(x) − f_μ(x̃)|",
        "smoothed_slope": "S ≥ |∂_v f_σ| between x and x̃, v along x − x̃",
        "line_gap": "D ≥ |g_σ(h/2) − g_σ(−h/2)| of f along lines, h = ‖x − x̃‖",
        "mixing_rate": "γ ≥ the distance of the distributions about x and x̃, divided by ‖x − x̃‖",
        "cube_radius": "r, half the width of a cube",
        # Faithfulness (Theorem 5.2)
        "gradient_norm": "G = ‖∇f(x)‖₂",
        "effect_norm": "P = ‖p‖₂, p_i = (f(x) − f(x with x_i := r_i))/(x_i − r_i)",
        "gradient_error": "‖∇f(x) − p‖₂",
        "least_error": "inf ‖φ_σ(x) − p‖₂ over 0 < σ < ∞",
        "least_cosine": "the least cos∠(φ_σ(x), p) over 0 < σ < ∞",
        "alignment": "α, a bound on cos∠(φ_σ(x), p)",
        "ratio_low": "ν, a bound on P/G from below",
        "ratio_high": "τ, a bound on P/G from above",
        # Penalised training: balls that hold the robust model w_R
        "penalty": "μ, weight of the penalty (μ/2)‖w‖² on all weights",
        "start_gap": "‖w − w_R‖₂ of any weights w and the robust optimum w_R",
        "duality_gap": "G = P(w) − L(u) of the objective P at w and the minimum L(u) of its lower bound from w",
        "dual_start_gap": "‖u − w_R‖₂, u the minimiser of the lower bound L",
        "dual_distance": "‖w − u‖₂",
        "centre_gap": "‖c − w_R‖₂, c the centre of a ball: (w + u)/2, w − g/2μ, or w",
        "subgradient_norm": "‖g‖₂ of a subgradient g ∈ ∂P(w)",
        "descent": "⟨g, w − w_R⟩",
        "objective": "P_ε(w)",
        "objective_high": "P_ε₁(w), at the largest ε of a range",
        "dual_value": "L_ε(u), the minimum of the lower bound on P_ε from given α_i",
        "dual_low": "L_ε₀(u₀), at the smallest ε of a range, from the same α_i",
        "epsilon_low": "ε₀, the smallest ε of a range",
        "subgradient_low": "‖g_ε₀‖₂ of a subgradient of P_ε₀ at w",
        "subgradient_gap": "‖g_ε − g_ε₀‖₂, of the same n ∈ ∂‖w_T‖_q",
        "push": "ᾱ(ε₀) = mean v_i α_i at ε₀, α_i = σ(−m_i), v_i the weights of the losses, of mean 1",
        "dual_norm": "‖w_T‖_q over the attacked columns",
        # Penalised training: between two stops, at ε₀ and at ε₁, mixed by θ
        "mix": "θ, the share of the stop at ε₁ in a mix of two stops",
        "stop_distance": "A = max(‖w₀ − u₀‖₂, ‖w₁ − u₁‖₂) of the two stops",
        "push_slack": "s = κ‖w_T‖_q − ⟨π, w⟩ of the mix, κ = εᾱ, ‖π‖_p ≤ κ",
        "stop_slack": "S = max(s₀₀, s₁₁), s_ab = κ_a‖w_b_T‖_q − ⟨π_a, w_b⟩",
        "slack_across": "s₀₁ + s₁₀",
        "margin_lag": "F = mean v_i (log(1 + e^(−m_i)) + α_i m_i − H(α_i)) of the mix, H the binary entropy",
        "margin_square": "D² = mean v_i (m_i + logit α_i)², or more",
        # Penalised training: what a ball says of a person
        "ball_radius": "R, radius of a ball about c that holds w_R",
        "centre_score": "c·x",
        "centre_residual": "m_c = s − c·x, signed",
        "centre_norm": "C = ‖c‖₂ over the actionable columns",
        "along": "d = ⟨w_R − c, ĉ⟩, ĉ the direction of c over the actionable columns",
        "along_low": "d₋, the lower end of a cell of d",
        "along_high": "d₊, the upper end of a cell of d",
        "across": "r = ‖w_R − c − dĉ‖₂",
        "input_along": "x₁ = ⟨x, ĉ⟩",
        "input_across": "‖x⊥‖₂, x⊥ = x − x₁ĉ",
        "residual_low": "m₋, a lower end for m_R where d is in a cell",
        "residual_high": "m₊, an upper end for m_R where d is in a cell",
        "norm_low": "b₋ ≥ 0, a lower end for b = ‖w_R‖ where d is in a cell",
        "norm_high": "b₊, an upper end for b = ‖w_R‖ where d is in a cell",
        # Kernel regression, B = K_R + βI: any weights w with r = Y − Bw, any v with r_x = k_x − Bv
        "corrected_score": "k_xᵀw + vᵀr",
        "primal_residual": "‖r‖₂, r = Y − Bw",
        "dual_residual": "‖r_x‖₂, r_x = k_x − Bv",
        "residual_product": "r_xᵀr",
        "dual_bound": "S = K(x, x) − vᵀ(k_x + r_x), which is ‖φ_x − Φᵀv‖² + β‖v‖² with features",
        "primal_energy": "√(rᵀB⁻¹r)",
        "dual_energy": "√(r_xᵀB⁻¹r_x)",
        "reflected_norm": "‖(2βB⁻¹ − I) r‖₂",
        "centre_slope": "‖J_xᵀc‖₂ over the actionable columns, J_x the Jacobian of x ↦ K(x, X_R)",
        "steepness": "‖J_x‖₂ over the actionable columns",
    }
)
"""The meaning of every field by its name."""

EXACT = frozenset(
    {
        *("steps", "learning_rate", "epsilon", "dim", "label", "lam", "threshold", "target"),
        *("sigma", "ridge", "path_mean", "cube_radius", "alignment", "ratio_low", "ratio_high"),
        *("penalty", "epsilon_low", "along_low", "along_high"),
    }
)
"""The names of counts and settings, which are chosen and therefore have no measurement error."""
