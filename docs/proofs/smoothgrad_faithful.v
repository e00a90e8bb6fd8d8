(* smoothgrad.faithful: ‖φ_σ(x) − ∇f(x)‖ ≤ H σ √d
   Source: this project, beside Theorem 4.1 of Tan & Tian 2023
   Definition: 627325310dfed55974d1d0e7b429fdbbe838b3ecba89b08f2f66bb172e64e5a4 *)

Require Import Recourse.

Section smoothgrad_faithful.

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
(* E‖u‖ ≤ √d (inequality): Jensen, E‖u‖² = d *)
Hypothesis premise_6 : gaussian_norm <= sqrt dim.

Lemma smoothgrad_faithful_defined :
  0 <= dim.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_faithful_lower :
  0 <= explanation_error.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_faithful_upper :
  explanation_error <= gradient_lipschitz * sigma * sqrt dim.
Proof.
  take.
  note (Rmult_le_pos gradient_lipschitz sigma).
  note (Rmult_le_compat_l (gradient_lipschitz * sigma) gaussian_norm (sqrt dim)).
  settle.
Qed.

Theorem smoothgrad_faithful :
  0 <= dim /\
  0 <= explanation_error /\
  explanation_error <= gradient_lipschitz * sigma * sqrt dim.
Proof.
  exact (conj smoothgrad_faithful_defined (conj smoothgrad_faithful_lower smoothgrad_faithful_upper)).
Qed.

End smoothgrad_faithful.

Print Assumptions smoothgrad_faithful.
