(* smoothgrad.lipschitz_gap: |f_σ(x) − f_σ(x̃)| ≤ 2 E clip(L(‖x − x̃‖/2 + σu), −R, R), u ~ N(0, 1)
   Source: Tan & Tian 2023, Proposition 4.2, sharpened at every distance
   Definition: b9ba6b0ac4c47e885fe2cc615b439994db1b235abc4bd175184fe0efc196766b *)

Require Import Recourse.

Section smoothgrad_lipschitz_gap.

Variables smoothed_gap lipschitz range sigma input_gap line_gap : R.
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
(* |f_σ(x) − f_σ(x̃)| ≤ D (inequality): mean over all lines along x − x̃, D the largest difference on one of them *)
Hypothesis premise_6 : smoothed_gap <= line_gap.
(* D ≤ 2 E clip(L(‖x − x̃‖/2 + σu), −R, R) (lemma): the odd part along a line is at most a clip *)
Hypothesis premise_7 : line_gap <= 2 * (lipschitz / 2 * ((input_gap / 2 + range / lipschitz) * erf ((input_gap / 2 +
  range / lipschitz) / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 / (sqrt (2 * PI) * sigma)) * exp (- ((input_gap / 2
  + range / lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 + range / lipschitz) / (sqrt 2 * sigma)))) - ((input_gap /
  2 - range / lipschitz) * erf ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 /
  (sqrt (2 * PI) * sigma)) * exp (- ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 - range
  / lipschitz) / (sqrt 2 * sigma))))))).

Lemma smoothgrad_lipschitz_gap_defined :
  lipschitz <> 0 /\ sqrt 2 * sigma <> 0 /\ 0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_gap_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_gap_upper :
  smoothed_gap <= 2 * (lipschitz / 2 * ((input_gap / 2 + range / lipschitz) * erf ((input_gap / 2 + range / lipschitz)
    / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 / (sqrt (2 * PI) * sigma)) * exp (- ((input_gap / 2 + range /
    lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 + range / lipschitz) / (sqrt 2 * sigma)))) - ((input_gap / 2 -
    range / lipschitz) * erf ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 / (sqrt
    (2 * PI) * sigma)) * exp (- ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 - range /
    lipschitz) / (sqrt 2 * sigma))))))).
Proof.
  take.
  eapply Rle_trans; eassumption.
Qed.

Theorem smoothgrad_lipschitz_gap :
  (lipschitz <> 0 /\ sqrt 2 * sigma <> 0 /\ 0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0) /\
  0 <= smoothed_gap /\
  smoothed_gap <= 2 * (lipschitz / 2 * ((input_gap / 2 + range / lipschitz) * erf ((input_gap / 2 + range / lipschitz)
    / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 / (sqrt (2 * PI) * sigma)) * exp (- ((input_gap / 2 + range /
    lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 + range / lipschitz) / (sqrt 2 * sigma)))) - ((input_gap / 2 -
    range / lipschitz) * erf ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma)) + 2 * sigma * sigma * (1 / (sqrt
    (2 * PI) * sigma)) * exp (- ((input_gap / 2 - range / lipschitz) / (sqrt 2 * sigma) * ((input_gap / 2 - range /
    lipschitz) / (sqrt 2 * sigma))))))).
Proof.
  exact (conj smoothgrad_lipschitz_gap_defined (conj smoothgrad_lipschitz_gap_lower smoothgrad_lipschitz_gap_upper)).
Qed.

End smoothgrad_lipschitz_gap.

Print Assumptions smoothgrad_lipschitz_gap.
