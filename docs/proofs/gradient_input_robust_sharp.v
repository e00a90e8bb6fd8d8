(* gradient_input.robust_sharp: ‖x ⊙ ∇f(x) − x̃ ⊙ ∇f(x̃)‖ ≤ (β_∞H + L) ‖x − x̃‖ for max|x_i| ≤ β_∞
   Source: Tan & Tian 2023, Theorem 4.1, gradient × input, sharpened
   Definition: 51fa1cd1c213b79ca7cbac95c75dd836ccc4e138d8b22924c809ff81ee4bf97c *)

Require Import Recourse.

Section gradient_input_robust_sharp.

Variables explanation_gap lipschitz gradient_lipschitz largest_input input_gap gradient_part input_part gradient_gap :
  R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* H ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_4 : gradient_lipschitz >= 0.
(* β_∞ ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_5 : largest_input >= 0.
(* ‖φ(x) − φ(x̃)‖ ≤ A + B (inequality): triangle inequality: A where the gradient changes, B the input *)
Hypothesis premise_6 : explanation_gap <= gradient_part + input_part.
(* A ≤ β_∞‖∇f(x) − ∇f(x̃)‖ (inequality): ‖a ⊙ b‖ ≤ max|a_i|‖b‖ *)
Hypothesis premise_7 : gradient_part <= largest_input * gradient_gap.
(* ‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖ (inequality): what H means *)
Hypothesis premise_8 : gradient_gap <= gradient_lipschitz * input_gap.
(* B ≤ L‖x − x̃‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖, and gradients are at most L long *)
Hypothesis premise_9 : input_part <= lipschitz * input_gap.

Lemma gradient_input_robust_sharp_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma gradient_input_robust_sharp_upper :
  explanation_gap <= (largest_input * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l largest_input gradient_gap (gradient_lipschitz * input_gap)).
  settle.
Qed.

Theorem gradient_input_robust_sharp :
  0 <= explanation_gap /\
  explanation_gap <= (largest_input * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  exact (conj gradient_input_robust_sharp_lower gradient_input_robust_sharp_upper).
Qed.

End gradient_input_robust_sharp.

Print Assumptions gradient_input_robust_sharp.
