(* integrated_gradients.robust: ‖IG(x) − IG(x̃)‖ ≤ (βH + L) ‖x − x̃‖ for ‖x‖, ‖r‖ ≤ β
   Source: Tan & Tian 2023, Theorem 4.1, integrated gradients, with its constant
   Definition: cad9403666da2666be51c2161e86febc645a218efbf20f8e5e0b466d754d8fc5 *)

Require Import Recourse.

Section integrated_gradients_robust.

Variables explanation_gap lipschitz gradient_lipschitz input_bound input_gap baseline_gap gradient_part input_part
  path_gap : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* H ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_4 : gradient_lipschitz >= 0.
(* β ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_5 : input_bound >= 0.
(* ‖x − r‖ ≥ 0 (domain): a norm *)
Hypothesis premise_6 : baseline_gap >= 0.
(* ‖φ(x) − φ(x̃)‖ ≤ A + B (inequality): triangle inequality: A where the gradient changes, B the input *)
Hypothesis premise_7 : explanation_gap <= gradient_part + input_part.
(* A ≤ ‖x − r‖‖g(x) − g(x̃)‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖ *)
Hypothesis premise_8 : gradient_part <= baseline_gap * path_gap.
(* ‖g(x) − g(x̃)‖ ≤ H‖x − x̃‖/2 (inequality): the points of the two paths are t‖x − x̃‖ apart *)
Hypothesis premise_9 : path_gap <= gradient_lipschitz * input_gap / 2.
(* ‖x − r‖ ≤ 2β (inequality): triangle inequality: x and the baseline r lie in the ball of radius β *)
Hypothesis premise_10 : baseline_gap <= 2 * input_bound.
(* B ≤ L‖x − x̃‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖, and gradients are at most L long *)
Hypothesis premise_11 : input_part <= lipschitz * input_gap.

Lemma integrated_gradients_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma integrated_gradients_robust_upper :
  explanation_gap <= (input_bound * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  take.
  note (Rmult_le_pos gradient_lipschitz input_gap).
  note (Rmult_le_compat_l baseline_gap path_gap (gradient_lipschitz * input_gap / 2)).
  note (Rmult_le_compat_r (gradient_lipschitz * input_gap / 2) baseline_gap (2 * input_bound)).
  settle.
Qed.

Theorem integrated_gradients_robust :
  0 <= explanation_gap /\
  explanation_gap <= (input_bound * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  exact (conj integrated_gradients_robust_lower integrated_gradients_robust_upper).
Qed.

End integrated_gradients_robust.

Print Assumptions integrated_gradients_robust.
