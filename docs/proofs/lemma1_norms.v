(* lemma1.norms: a − Δ ≤ b ≤ a + Δ
   Source: Krishna et al. 2024, Lemma 1, second part
   Definition: 0aa163bf3317f2660508b3689cc2ad40462c137e7933b5a9ef3588d700c83b43 *)

Require Import Recourse.

Section lemma1_norms.

Variables norm_r norm_nr delta weight_gap : R.

(* a ≥ 0 (domain): a norm *)
Hypothesis premise_1 : norm_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_r >= 0.
(* ‖w_NR − w_R‖ ≤ Δ (lemma): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_3 : weight_gap <= delta.
(* |a − b| ≤ ‖w_NR − w_R‖ (inequality): reverse triangle inequality *)
Hypothesis premise_4 : Rabs (norm_nr - norm_r) <= weight_gap.

Lemma lemma1_norms_lower :
  norm_nr - delta <= norm_r.
Proof.
  take.
  settle.
Qed.

Lemma lemma1_norms_upper :
  norm_r <= norm_nr + delta.
Proof.
  take.
  settle.
Qed.

Theorem lemma1_norms :
  norm_nr - delta <= norm_r /\
  norm_r <= norm_nr + delta.
Proof.
  exact (conj lemma1_norms_lower lemma1_norms_upper).
Qed.

End lemma1_norms.

Print Assumptions lemma1_norms.
