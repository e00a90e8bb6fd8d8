(* theorem4.onlyif: Pr_NR ≥ Pr_R only if v − u ≤ R
   Source: Krishna et al. 2024, Theorem 4, what A.5 shows
   Definition: c1ca86dc1de6661c62ed57988c4c89e6a3e589f1c72e954f4eca945875b1271d *)

Require Import Recourse.

Section theorem4_onlyif.

Variables score_nr_r score_nr_nr delta recourse_norm_r score_r_r : R.

(* ‖x'_R‖ ≥ 0 (domain): Krishna et al. 2024, Theorem 4 *)
Hypothesis premise_1 : recourse_norm_r >= 0.
(* u ≥ f_R(x'_R) (hypothesis): the non-robust recourse is the more valid one *)
Hypothesis premise_2 : score_nr_nr >= score_r_r.
(* |f_R(x'_R) − f_NR(x'_R)| ≤ R (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_3 : Rabs (score_r_r - score_nr_r) <= delta * recourse_norm_r.

Lemma theorem4_onlyif_upper :
  score_nr_r - score_nr_nr <= delta * recourse_norm_r.
Proof.
  take.
  settle.
Qed.

Theorem theorem4_onlyif :
  score_nr_r - score_nr_nr <= delta * recourse_norm_r.
Proof.
  exact (theorem4_onlyif_upper).
Qed.

End theorem4_onlyif.

Print Assumptions theorem4_onlyif.
