(* gradient.robust: ‖∇f(x) − ∇f(x̃)‖ ≤ H ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.1, gradient
   Definition: efbb91f69df728c3414df1be6507c9f8a1dd36562ca815c8f4e140445265d64f *)

Require Import Recourse.

Section gradient_robust.

Variables explanation_gap gradient_lipschitz input_gap : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* H ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : gradient_lipschitz >= 0.
(* ‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖ (inequality): what H means *)
Hypothesis premise_4 : explanation_gap <= gradient_lipschitz * input_gap.

Lemma gradient_robust_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma gradient_robust_upper :
  explanation_gap <= gradient_lipschitz * input_gap.
Proof.
  take.
  settle.
Qed.

Theorem gradient_robust :
  0 <= explanation_gap /\
  explanation_gap <= gradient_lipschitz * input_gap.
Proof.
  exact (conj gradient_robust_lower gradient_robust_upper).
Qed.

End gradient_robust.

Print Assumptions gradient_robust.
