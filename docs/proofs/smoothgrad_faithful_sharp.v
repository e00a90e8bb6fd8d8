(* smoothgrad.faithful_sharp: ‖φ_σ(x) − ∇f(x)‖ ≤ H σ √(d − 1 + 2/π)
   Source: this project, beside Theorem 4.1 of Tan & Tian 2023
   Definition: c6f47374ea9de0f49c67ef4663767e1aa5aaf490855dc9d3dfc0f6a845e13949 *)

Require Import Recourse.

Section smoothgrad_faithful_sharp.

Variables explanation_error gradient_lipschitz sigma dim gaussian_norm : R.

(* ‖φ_σ(x) − ∇f(x)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_error >= 0.
(* H ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_2 : gradient_lipschitz >= 0.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_3 : sigma > 0.
(* d ≥ 1 (domain): a number of columns *)
Hypothesis premise_4 : dim >= 1.
(* ‖φ_σ(x) − ∇f(x)‖ ≤ H σ E‖u‖ (inequality): mean of ∇f(x + σu) − ∇f(x), at most Hσ‖u‖ long *)
Hypothesis premise_5 : explanation_error <= gradient_lipschitz * sigma * gaussian_norm.
(* E‖u‖ ≤ √(d − 1 + 2/π) (inequality): Watson 1959, on √2 Γ((d + 1)/2)/Γ(d/2); equal for d = 1 *)
Hypothesis premise_6 : gaussian_norm <= sqrt (dim - 1 + 2 / PI).

Lemma smoothgrad_faithful_sharp_defined :
  PI <> 0 /\ 0 <= dim - 1 + 2 / PI.
Proof.
  take.
  assert (0 < 2 / PI) by positive.
  settle.
Qed.

Lemma smoothgrad_faithful_sharp_lower :
  0 <= explanation_error.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_faithful_sharp_upper :
  explanation_error <= gradient_lipschitz * sigma * sqrt (dim - 1 + 2 / PI).
Proof.
  take.
  note (Rmult_le_pos gradient_lipschitz sigma).
  note (Rmult_le_compat_l (gradient_lipschitz * sigma) gaussian_norm (sqrt (dim - 1 + 2 / PI))).
  settle.
Qed.

Theorem smoothgrad_faithful_sharp :
  (PI <> 0 /\ 0 <= dim - 1 + 2 / PI) /\
  0 <= explanation_error /\
  explanation_error <= gradient_lipschitz * sigma * sqrt (dim - 1 + 2 / PI).
Proof.
  exact (conj smoothgrad_faithful_sharp_defined (conj smoothgrad_faithful_sharp_lower smoothgrad_faithful_sharp_upper)).
Qed.

End smoothgrad_faithful_sharp.

Print Assumptions smoothgrad_faithful_sharp.
