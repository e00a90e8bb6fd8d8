(* theorem5.onlyif: Pr_NR ≥ Pr_R only if v − u ≤ R
   Source: Krishna et al. 2024, Theorem 5, what A.7 shows
   Definition: 92011d71e48740f9f91df7d2ac70a8b9b8992e4954225d2b43d862e166014ea9 *)

Require Import Recourse.

Section theorem5_onlyif.

Variables score_nr_r score_nr_nr kernel_norm_r delta_k label_norm score_r_r : R.

(* ‖K(x'_R, X_R)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : kernel_norm_r >= 0.
(* Δ_K ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_2 : delta_k >= 0.
(* ‖Y‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : label_norm >= 0.
(* u ≥ f_R(x'_R) (hypothesis): the non-robust recourse is the more valid one *)
Hypothesis premise_4 : score_nr_nr >= score_r_r.
(* |f_R(x'_R) − v| ≤ R (inequality): Cauchy-Schwarz and Lemma 2 *)
Hypothesis premise_5 : Rabs (score_r_r - score_nr_r) <= kernel_norm_r * (delta_k * label_norm).

Lemma theorem5_onlyif_upper :
  score_nr_r - score_nr_nr <= kernel_norm_r * (delta_k * label_norm).
Proof.
  take.
  settle.
Qed.

Theorem theorem5_onlyif :
  score_nr_r - score_nr_nr <= kernel_norm_r * (delta_k * label_norm).
Proof.
  exact (theorem5_onlyif_upper).
Qed.

End theorem5_onlyif.

Print Assumptions theorem5_onlyif.
