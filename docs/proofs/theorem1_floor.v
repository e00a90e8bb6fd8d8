(* theorem1.floor: ‖ζ_R‖ ≥ (t − f_NR(x) − Δ‖x‖)₊ / (a + Δ) if f_R(x'_R) ≥ t
   Source: Krishna et al. 2024, Theorem 1, for every recourse method
   Definition: 09ffccc5fea172a85daf708b49e11321b743f63a3bf762d7cbe70841fffdf2e9 *)

Require Import Recourse.

Section theorem1_floor.

Variables cost_r threshold score_nr input_norm norm_nr delta norm_r score_r_r : R.

(* a ≥ 0 (domain): a norm *)
Hypothesis premise_1 : norm_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_r >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : input_norm >= 0.
(* Δ ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_4 : delta >= 0.
(* a + Δ > 0 (domain): divisor *)
Hypothesis premise_5 : norm_nr + delta > 0.
(* cost_r ≥ 0 (domain): a norm *)
Hypothesis premise_6 : cost_r >= 0.
(* f_R(x'_R) ≥ t (hypothesis): the recourse works *)
Hypothesis premise_7 : score_r_r >= threshold.
(* |a − b| ≤ Δ (lemma): lemma1.norms; leaving columns out only shrinks the difference *)
Hypothesis premise_8 : Rabs (norm_nr - norm_r) <= delta.
(* f_R(x'_R) ≤ f_NR(x) + Δ‖x‖ + b‖ζ_R‖ (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_9 : score_r_r <= score_nr + delta * input_norm + norm_r * cost_r.

Lemma theorem1_floor_defined :
  norm_nr + delta <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem1_floor_lower :
  Rmax (threshold - score_nr - delta * input_norm) 0 / (norm_nr + delta) <= cost_r.
Proof.
  take.
  note (Rmult_le_compat_r cost_r norm_r (norm_nr + delta)).
  note (floor_below (threshold - score_nr - delta * input_norm) (norm_nr + delta) cost_r).
  settle.
Qed.

Theorem theorem1_floor :
  norm_nr + delta <> 0 /\
  Rmax (threshold - score_nr - delta * input_norm) 0 / (norm_nr + delta) <= cost_r.
Proof.
  exact (conj theorem1_floor_defined theorem1_floor_lower).
Qed.

End theorem1_floor.

Print Assumptions theorem1_floor.
