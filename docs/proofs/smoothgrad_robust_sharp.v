(* smoothgrad.robust_sharp: ‖φ_σ(x) − φ_σ(x̃)‖ ≤ 2L erf(‖x − x̃‖/(2√2 σ))
   Source: Tan & Tian 2023, Theorem 4.1, SmoothGrad, sharpened
   Definition: 260ae9e944032c0d4cf673234bfa7e0cd4c95bd22bcad41053c798e0d5959719 *)

Require Import Recourse.

Section smoothgrad_robust_sharp.

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

Lemma smoothgrad_robust_sharp_defined :
  sqrt 8 * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_sharp_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_sharp_upper :
  explanation_gap <= 2 * lipschitz * erf (input_gap / (sqrt 8 * sigma)).
Proof.
  take.
  note (Rmult_le_compat_l lipschitz total_variation (erf (input_gap / (sqrt 8 * sigma)))).
  settle.
Qed.

Theorem smoothgrad_robust_sharp :
  sqrt 8 * sigma <> 0 /\
  0 <= explanation_gap /\
  explanation_gap <= 2 * lipschitz * erf (input_gap / (sqrt 8 * sigma)).
Proof.
  exact (conj smoothgrad_robust_sharp_defined (conj smoothgrad_robust_sharp_lower smoothgrad_robust_sharp_upper)).
Qed.

End smoothgrad_robust_sharp.

Print Assumptions smoothgrad_robust_sharp.
