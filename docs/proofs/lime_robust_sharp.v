(* lime.robust_sharp: ‖φ(x) − φ(x̃)‖ ≤ m/(λ + m²) (L + RM) ‖x − x̃‖, m = min(ρ, √λ)
   Source: Tan & Tian 2023, Theorem 4.1, LIME, sharpened
   Definition: bab2f11e8e3e1b3d6476284968e4a9dde126ea54c4ddbaa5718b26e8029b871b *)

Require Import Recourse.

Section lime_robust_sharp.

Variables explanation_gap lipschitz range ridge feature_bound weight_rate input_gap feature_scale : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_4 : range >= 0.
(* λ > 0 (domain): a ridge *)
Hypothesis premise_5 : ridge > 0.
(* ρ ≥ 0 (domain): a norm *)
Hypothesis premise_6 : feature_bound >= 0.
(* M ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_7 : weight_rate >= 0.
(* s ≥ 0 (domain): a singular value *)
Hypothesis premise_8 : feature_scale >= 0.
(* ‖φ(x) − φ(x̃)‖ ≤ s/(λ + s²) (L + RM) ‖x − x̃‖ (lemma): derivative of a weighted ridge regression, s a singular
   value of its features *)
Hypothesis premise_9 : explanation_gap <= feature_scale / (ridge + feature_scale * feature_scale) * (lipschitz + range
  * weight_rate) * input_gap.
(* s ≤ ρ (inequality): ρ² ≥ λ_max(Σ π_k z_k z_kᵀ) *)
Hypothesis premise_10 : feature_scale <= feature_bound.

Lemma lime_robust_sharp_defined :
  0 <= ridge /\ ridge + Rmin feature_bound (sqrt ridge) * Rmin feature_bound (sqrt ridge) <> 0.
Proof.
  take.
  settle.
Qed.

Lemma lime_robust_sharp_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma lime_robust_sharp_upper :
  explanation_gap <= Rmin feature_bound (sqrt ridge) / (ridge + Rmin feature_bound (sqrt ridge) * Rmin feature_bound
    (sqrt ridge)) * (lipschitz + range * weight_rate) * input_gap.
Proof.
  take.
  note (unit_cost_below_first_peak ridge feature_scale feature_bound).
  note (Rmult_le_pos range weight_rate).
  note (Rmult_le_pos (lipschitz + range * weight_rate) input_gap).
  note (Rmult_le_compat_r ((lipschitz + range * weight_rate) * input_gap) (feature_scale / (ridge + feature_scale * feature_scale)) (Rmin feature_bound (sqrt ridge) / (ridge + Rmin feature_bound (sqrt ridge) * Rmin feature_bound (sqrt ridge)))).
  lra.
Qed.

Theorem lime_robust_sharp :
  (0 <= ridge /\ ridge + Rmin feature_bound (sqrt ridge) * Rmin feature_bound (sqrt ridge) <> 0) /\
  0 <= explanation_gap /\
  explanation_gap <= Rmin feature_bound (sqrt ridge) / (ridge + Rmin feature_bound (sqrt ridge) * Rmin feature_bound
    (sqrt ridge)) * (lipschitz + range * weight_rate) * input_gap.
Proof.
  exact (conj lime_robust_sharp_defined (conj lime_robust_sharp_lower lime_robust_sharp_upper)).
Qed.

End lime_robust_sharp.

Print Assumptions lime_robust_sharp.
