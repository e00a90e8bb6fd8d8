(* theorem4.sharp: σ(u) − σ(v + R) ≤ Pr_NR − Pr_R ≤ σ(u) − σ(v − R)
   Source: Krishna et al. 2024, Theorem 4, sharpened
   Definition: fef509f5e47ebb655c08e319bd11b7b6bf86c8d44099afe179db76526fd3ca91 *)

Require Import Recourse.

Section theorem4_sharp.

Variables score_nr_nr score_r_r score_nr_r delta recourse_norm_r : R.

(* ‖x'_R‖ ≥ 0 (domain): Krishna et al. 2024, Theorem 4 *)
Hypothesis premise_1 : recourse_norm_r >= 0.
(* |f_R(x'_R) − f_NR(x'_R)| ≤ R (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_2 : Rabs (score_r_r - score_nr_r) <= delta * recourse_norm_r.

Lemma theorem4_sharp_lower :
  sigmoid score_nr_nr - sigmoid (score_nr_r + delta * recourse_norm_r) <= sigmoid score_nr_nr - sigmoid score_r_r.
Proof.
  take.
  note (sigmoid_increasing score_r_r (score_nr_r + delta * recourse_norm_r)).
  settle.
Qed.

Lemma theorem4_sharp_upper :
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (score_nr_r - delta * recourse_norm_r).
Proof.
  take.
  note (sigmoid_increasing (score_nr_r - delta * recourse_norm_r) score_r_r).
  settle.
Qed.

Theorem theorem4_sharp :
  sigmoid score_nr_nr - sigmoid (score_nr_r + delta * recourse_norm_r) <= sigmoid score_nr_nr - sigmoid score_r_r /\
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (score_nr_r - delta * recourse_norm_r).
Proof.
  exact (conj theorem4_sharp_lower theorem4_sharp_upper).
Qed.

End theorem4_sharp.

Print Assumptions theorem4_sharp.
