(* gradient_input.robust: ‖x ⊙ ∇f(x) − x̃ ⊙ ∇f(x̃)‖ ≤ (βH + L) ‖x − x̃‖ for ‖x‖ ≤ β
   Source: Tan & Tian 2023, Theorem 4.1, gradient × input, with its constant
   Definition: d0f44b5e1d7d444225cfdf44b85a18a9e8218f5a333be370b362d2b1eca2b402 *)

Require Import Recourse.

Section gradient_input_robust.

Variables explanation_gap lipschitz gradient_lipschitz input_bound input_gap gradient_part input_part gradient_gap :
  R.

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
(* ‖φ(x) − φ(x̃)‖ ≤ A + B (inequality): triangle inequality: A where the gradient changes, B the input *)
Hypothesis premise_6 : explanation_gap <= gradient_part + input_part.
(* A ≤ β‖∇f(x) − ∇f(x̃)‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖ *)
Hypothesis premise_7 : gradient_part <= input_bound * gradient_gap.
(* ‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖ (inequality): what H means *)
Hypothesis premise_8 : gradient_gap <= gradient_lipschitz * input_gap.
(* B ≤ L‖x − x̃‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖, and gradients are at most L long *)
Hypothesis premise_9 : input_part <= lipschitz * input_gap.

Lemma gradient_input_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma gradient_input_robust_upper :
  explanation_gap <= (input_bound * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l input_bound gradient_gap (gradient_lipschitz * input_gap)).
  settle.
Qed.

Theorem gradient_input_robust :
  0 <= explanation_gap /\
  explanation_gap <= (input_bound * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  exact (conj gradient_input_robust_lower gradient_input_robust_upper).
Qed.

End gradient_input_robust.

Print Assumptions gradient_input_robust.
