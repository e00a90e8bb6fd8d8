(* theorem5.sharp: σ(u) − σ(v + R) ≤ Pr_NR − Pr_R ≤ σ(u) − σ(v − R)
   Source: Krishna et al. 2024, Theorem 5, sharpened
   Definition: c09fea87fa4a04c59ed5a39bd90354600d56fe8b7e932dd755dc838db748d9fb *)

Require Import Recourse.

Section theorem5_sharp.

Variables score_nr_nr score_r_r score_nr_r kernel_norm_r delta_k label_norm : R.

(* ‖K(x'_R, X_R)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : kernel_norm_r >= 0.
(* Δ_K ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_2 : delta_k >= 0.
(* ‖Y‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : label_norm >= 0.
(* |f_R(x'_R) − v| ≤ R (inequality): Cauchy-Schwarz and Lemma 2 *)
Hypothesis premise_4 : Rabs (score_r_r - score_nr_r) <= kernel_norm_r * (delta_k * label_norm).

Lemma theorem5_sharp_lower :
  sigmoid score_nr_nr - sigmoid (score_nr_r + kernel_norm_r * (delta_k * label_norm)) <= sigmoid score_nr_nr - sigmoid
    score_r_r.
Proof.
  take.
  note (sigmoid_increasing score_r_r (score_nr_r + kernel_norm_r * (delta_k * label_norm))).
  settle.
Qed.

Lemma theorem5_sharp_upper :
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (score_nr_r - kernel_norm_r * (delta_k *
    label_norm)).
Proof.
  take.
  note (sigmoid_increasing (score_nr_r - kernel_norm_r * (delta_k * label_norm)) score_r_r).
  settle.
Qed.

Theorem theorem5_sharp :
  sigmoid score_nr_nr - sigmoid (score_nr_r + kernel_norm_r * (delta_k * label_norm)) <= sigmoid score_nr_nr - sigmoid
    score_r_r /\
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (score_nr_r - kernel_norm_r * (delta_k *
    label_norm)).
Proof.
  exact (conj theorem5_sharp_lower theorem5_sharp_upper).
Qed.

End theorem5_sharp.

Print Assumptions theorem5_sharp.
