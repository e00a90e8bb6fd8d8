(* smoothgrad.robust: ‖φ_σ(x) − φ_σ(x̃)‖ ≤ √(2/π) (L/σ) ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.1, SmoothGrad, with the constant of its proof
   Definition: 364d205d1eedb8c73bb64b4f1774a664a59e9900a78e27f77ae53777c2ddbdc8 *)

Require Import Recourse.

Section smoothgrad_robust.

Variables explanation_gap lipschitz sigma input_gap total_variation : R.
Variable erf : R -> R.  (* any function: only what premises say of it is used *)

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_4 : sigma > 0.
(* ‖φ_σ(x) − φ_σ(x̃)‖ ≤ 2L d_TV (inequality): means of a number in [−L, L] under two distributions *)
Hypothesis premise_5 : explanation_gap <= 2 * lipschitz * total_variation.
(* d_TV ≤ erf(‖x − x̃‖/(2√2 σ)) (lemma): the total variation distance of N(x, σ²I) and N(x̃, σ²I); both are equal *)
Hypothesis premise_6 : total_variation <= erf (input_gap / (sqrt 8 * sigma)).
(* erf(‖x − x̃‖/(2√2 σ)) ≤ ‖x − x̃‖/(√(2π) σ) (inequality): erf is concave above 0, with the slope 2/√π at 0 *)
Hypothesis premise_7 : erf (input_gap / (sqrt 8 * sigma)) <= 1 / (sqrt (2 * PI) * sigma) * input_gap.

Lemma smoothgrad_robust_defined :
  0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_upper :
  explanation_gap <= 2 * lipschitz * (1 / (sqrt (2 * PI) * sigma)) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l lipschitz total_variation (1 / (sqrt (2 * PI) * sigma) * input_gap)).
  settle.
Qed.

Theorem smoothgrad_robust :
  (0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0) /\
  0 <= explanation_gap /\
  explanation_gap <= 2 * lipschitz * (1 / (sqrt (2 * PI) * sigma)) * input_gap.
Proof.
  exact (conj smoothgrad_robust_defined (conj smoothgrad_robust_lower smoothgrad_robust_upper)).
Qed.

End smoothgrad_robust.

Print Assumptions smoothgrad_robust.
