(* shap.robust: ‖φ(x) − φ(x̃)‖ ≤ √d L ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.1, SHAP, with its constant
   Definition: c2532630015078ef2340477537342b4316075225e501dfbbce749c568052fa6c *)

Require Import Recourse.

Section shap_robust.

Variables explanation_gap lipschitz dim input_gap gap_along gap_across : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* d = 1 or d ≥ 2 (domain): a number of columns *)
Hypothesis premise_4 : dim >= 1 /\ (dim - 1) * (dim - 2) >= 0.
(* A ≥ 0 (domain): a norm *)
Hypothesis premise_5 : gap_along >= 0.
(* B ≥ 0 (domain): a norm *)
Hypothesis premise_6 : gap_across >= 0.
(* ‖φ(x) − φ(x̃)‖² ≤ A² + B² (inequality): Pythagoras: A is the part of the difference along (1, …, 1), B the part
   across *)
Hypothesis premise_7 : explanation_gap * explanation_gap <= gap_along * gap_along + gap_across * gap_across.
(* A ≤ L‖x − x̃‖/√d (inequality): efficiency: the values add up to f(x) − v(∅) *)
Hypothesis premise_8 : gap_along * sqrt dim <= lipschitz * input_gap.
(* B ≤ (2 − 1/√(d − 1)) L‖x − x̃‖ (lemma): Cauchy-Schwarz over the sets that come first in a random order *)
Hypothesis premise_9 : gap_across <= (if Rgt_dec dim 1 then 2 - 1 / sqrt (if Rgt_dec dim 1 then dim - 1 else 1) else
  0) * lipschitz * input_gap.

Lemma shap_robust_defined :
  0 <= dim.
Proof.
  take.
  settle.
Qed.

Lemma shap_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma shap_robust_upper :
  explanation_gap <= sqrt dim * lipschitz * input_gap.
Proof.
  take.
  note (Rmult_le_pos lipschitz input_gap).
  choose (Rgt_dec dim 1).
  - assert (2 <= dim) by nra. note (below_root 1 (dim - 1)). note (root_square (dim - 1)). note (across_at_most (sqrt (dim - 1))). note (product_within (2 - 1 / sqrt (dim - 1)) (sqrt (dim - 1)) (2 - 1 / sqrt (dim - 1)) (sqrt (dim - 1))). note (two_parts explanation_gap gap_along gap_across (2 - 1 / sqrt (dim - 1)) (lipschitz * input_gap) dim). note (root_of_parts (2 - 1 / sqrt (dim - 1)) dim). note (Rmult_le_compat_r (lipschitz * input_gap) (sqrt ((2 - 1 / sqrt (dim - 1)) * (2 - 1 / sqrt (dim - 1)) + 1 / dim)) (sqrt dim)).
    lra.
  - note (two_parts explanation_gap gap_along gap_across 0 (lipschitz * input_gap) dim). note (root_of_parts 0 dim). note (Rmult_le_compat_r (lipschitz * input_gap) (sqrt ((0) * (0) + 1 / dim)) (sqrt dim)).
    lra.
Qed.

Theorem shap_robust :
  0 <= dim /\
  0 <= explanation_gap /\
  explanation_gap <= sqrt dim * lipschitz * input_gap.
Proof.
  exact (conj shap_robust_defined (conj shap_robust_lower shap_robust_upper)).
Qed.

End shap_robust.

Print Assumptions shap_robust.
