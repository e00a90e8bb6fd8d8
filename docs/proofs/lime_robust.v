(* lime.robust: ‖φ(x) − φ(x̃)‖ ≤ (√d L/λ + βR(λ + d)√d/(λ²σ²) exp(2β/σ²)) ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.1, LIME, with the constant 1 for both terms
   Definition: b5550f2ed3c025ca697ddc9a400322e15ed36cd98c452666e5e78e0fa3ef0140 *)

Require Import Recourse.

Section lime_robust.

Variables explanation_gap lipschitz range ridge dim sigma input_bound input_gap feature_scale : R.

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
(* d ≥ 1 (domain): a number of columns *)
Hypothesis premise_6 : dim >= 1.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_7 : sigma > 0.
(* β ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_8 : input_bound >= 0.
(* s ≥ 0 (domain): a singular value *)
Hypothesis premise_9 : feature_scale >= 0.
(* ‖φ(x) − φ(x̃)‖ ≤ s/(λ + s²) (L + Rβ/σ²) ‖x − x̃‖ (lemma): derivative of a weighted ridge regression, s a singular
   value of its features; weights exp(−‖x − y_k‖²/2σ²)/n *)
Hypothesis premise_10 : explanation_gap <= feature_scale / (ridge + feature_scale * feature_scale) * (lipschitz +
  range * (input_bound / (sigma * sigma))) * input_gap.
(* s ≤ √d (inequality): features are 0 or 1, weights add up to at most 1 *)
Hypothesis premise_11 : feature_scale * feature_scale <= dim.

Lemma lime_robust_defined :
  0 <= dim /\ ridge <> 0 /\ sigma * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma lime_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma lime_robust_upper :
  explanation_gap <= (sqrt dim / ridge * lipschitz + sqrt dim / ridge * range * input_bound / (sigma * sigma) *
    ((ridge + dim) / ridge) * exp (2 * input_bound / (sigma * sigma))) * input_gap.
Proof.
  take.
  note (exp_at_least_one (2 * input_bound / (sigma * sigma))).
  note (regression_bound feature_scale ridge lipschitz range input_bound (sigma * sigma) dim input_gap (exp (2 * input_bound / (sigma * sigma)))).
  lra.
Qed.

Theorem lime_robust :
  (0 <= dim /\ ridge <> 0 /\ sigma * sigma <> 0) /\
  0 <= explanation_gap /\
  explanation_gap <= (sqrt dim / ridge * lipschitz + sqrt dim / ridge * range * input_bound / (sigma * sigma) *
    ((ridge + dim) / ridge) * exp (2 * input_bound / (sigma * sigma))) * input_gap.
Proof.
  exact (conj lime_robust_defined (conj lime_robust_lower lime_robust_upper)).
Qed.

End lime_robust.

Print Assumptions lime_robust.
