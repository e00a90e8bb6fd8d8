(* lemma2.norms: a − Δ_K‖Y‖ ≤ b ≤ a + Δ_K‖Y‖
   Source: Krishna et al. 2024, Lemma 2, second part
   Definition: ecbf0bbf4266058cda56651e3c9e12dbb46e7f955f38c3d6273e9851620fed87 *)

Require Import Recourse.

Section lemma2_norms.

Variables norm_r norm_nr delta_k label_norm weight_gap : R.

(* a ≥ 0 (domain): a norm *)
Hypothesis premise_1 : norm_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_r >= 0.
(* Δ_K ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_3 : delta_k >= 0.
(* ‖Y‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : label_norm >= 0.
(* ‖w_NR − w_R‖ ≤ Δ_K‖Y‖ (lemma): Krishna et al. 2024, Lemma 2 *)
Hypothesis premise_5 : weight_gap <= delta_k * label_norm.
(* |a − b| ≤ ‖w_NR − w_R‖ (inequality): reverse triangle inequality *)
Hypothesis premise_6 : Rabs (norm_nr - norm_r) <= weight_gap.

Lemma lemma2_norms_lower :
  norm_nr - delta_k * label_norm <= norm_r.
Proof.
  take.
  settle.
Qed.

Lemma lemma2_norms_upper :
  norm_r <= norm_nr + delta_k * label_norm.
Proof.
  take.
  settle.
Qed.

Theorem lemma2_norms :
  norm_nr - delta_k * label_norm <= norm_r /\
  norm_r <= norm_nr + delta_k * label_norm.
Proof.
  exact (conj lemma2_norms_lower lemma2_norms_upper).
Qed.

End lemma2_norms.

Print Assumptions lemma2_norms.
