(* smoothgrad.lipschitz: |f_σ(x) − f_σ(x̃)| ≤ min(L, √(2/π) R/σ) ‖x − x̃‖
   Source: Tan & Tian 2023, Proposition 4.2, made sound
   Definition: 74f36d1c3cb5863e1cb06619416186c33ea9c37d13c337f4b77b90343525db33 *)

Require Import Recourse.

Section smoothgrad_lipschitz.

Variables smoothed_gap lipschitz range sigma input_gap total_variation : R.
Variable erf : R -> R.  (* any function: only what premises say of it is used *)

(* |f_σ(x) − f_σ(x̃)| ≥ 0 (domain): a distance *)
Hypothesis premise_1 : smoothed_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_4 : range >= 0.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_5 : sigma > 0.
(* |f_σ(x) − f_σ(x̃)| ≤ L‖x − x̃‖ (inequality): a mean of functions with the Lipschitz constant L *)
Hypothesis premise_6 : smoothed_gap <= lipschitz * input_gap.
(* |f_σ(x) − f_σ(x̃)| ≤ 2R d_TV (inequality): means of a number in [−R, R] under two distributions *)
Hypothesis premise_7 : smoothed_gap <= 2 * range * total_variation.
(* d_TV ≤ erf(‖x − x̃‖/(2√2 σ)) (lemma): the total variation distance of N(x, σ²I) and N(x̃, σ²I); both are equal *)
Hypothesis premise_8 : total_variation <= erf (input_gap / (sqrt 8 * sigma)).
(* erf(‖x − x̃‖/(2√2 σ)) ≤ ‖x − x̃‖/(√(2π) σ) (inequality): erf is concave above 0, with the slope 2/√π at 0 *)
Hypothesis premise_9 : erf (input_gap / (sqrt 8 * sigma)) <= 1 / (sqrt (2 * PI) * sigma) * input_gap.

Lemma smoothgrad_lipschitz_defined :
  0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_lipschitz_upper :
  smoothed_gap <= Rmin lipschitz (2 * range * (1 / (sqrt (2 * PI) * sigma))) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l range total_variation (1 / (sqrt (2 * PI) * sigma) * input_gap)).
  note (peak_density_nonnegative sigma).
  assert (smoothed_gap <= 2 * range * (1 / (sqrt (2 * PI) * sigma)) * input_gap) by lra.
  destruct (min_cases lipschitz (2 * range * (1 / (sqrt (2 * PI) * sigma)))) as [[_ is] | [_ is]]; rewrite is; assumption.
Qed.

Theorem smoothgrad_lipschitz :
  (0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0) /\
  0 <= smoothed_gap /\
  smoothed_gap <= Rmin lipschitz (2 * range * (1 / (sqrt (2 * PI) * sigma))) * input_gap.
Proof.
  exact (conj smoothgrad_lipschitz_defined (conj smoothgrad_lipschitz_lower smoothgrad_lipschitz_upper)).
Qed.

End smoothgrad_lipschitz.

Print Assumptions smoothgrad_lipschitz.
