(* smoothgrad.lipschitz_sharp: |f_σ(x) − f_σ(x̃)| ≤ L erf(R/(√2 L σ)) ‖x − x̃‖
   Source: Tan & Tian 2023, Proposition 4.2, sharpened
   Definition: 695c20a125f05384dab9d4c6007bc6809259bb224fa1fb016f1c475e1aa9da95 *)

Require Import Recourse.

Section smoothgrad_lipschitz_sharp.

Variables smoothed_gap lipschitz range sigma input_gap smoothed_slope : R.
Variable erf : R -> R.  (* any function: only what premises say of it is used *)

(* |f_σ(x) − f_σ(x̃)| ≥ 0 (domain): a distance *)
Hypothesis premise_1 : smoothed_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L > 0 (domain): a Lipschitz constant, and a divisor *)
Hypothesis premise_3 : lipschitz > 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_4 : range >= 0.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_5 : sigma > 0.
(* |f_σ(x) − f_σ(x̃)| ≤ S‖x − x̃‖ (inequality): mean value, S the largest ∂_v f_σ between *)
Hypothesis premise_6 : smoothed_gap <= smoothed_slope * input_gap.
(* S ≤ L erf(R/(√2 L σ)) (lemma): the odd part along a line is at most a clip *)
Hypothesis premise_7 : smoothed_slope <= lipschitz * erf (range / (sqrt 2 * lipschitz * sigma)).

Lemma smoothgrad_lipschitz_sharp_defined :
  sqrt 2 * lipschitz * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_sharp_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_sharp_upper :
  smoothed_gap <= lipschitz * erf (range / (sqrt 2 * lipschitz * sigma)) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_r input_gap smoothed_slope (lipschitz * erf (range / (sqrt 2 * lipschitz * sigma)))).
  settle.
Qed.

Theorem smoothgrad_lipschitz_sharp :
  sqrt 2 * lipschitz * sigma <> 0 /\
  0 <= smoothed_gap /\
  smoothed_gap <= lipschitz * erf (range / (sqrt 2 * lipschitz * sigma)) * input_gap.
Proof.
  exact (conj smoothgrad_lipschitz_sharp_defined (conj smoothgrad_lipschitz_sharp_lower smoothgrad_lipschitz_sharp_upper)).
Qed.

End smoothgrad_lipschitz_sharp.

Print Assumptions smoothgrad_lipschitz_sharp.
