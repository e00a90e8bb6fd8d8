(* theorem5.sound: Pr_NR ≥ Pr_R if u − v ≥ R
   Source: Krishna et al. 2024, Theorem 5, made sound
   Definition: 2b53455aee8f48de3c6c20109a9fb4d46f95310dd8e1ed494b723f848b9b5f07 *)

Require Import Recourse.

Section theorem5_sound.

Variables score_nr_nr score_r_r kernel_norm_r delta_k label_norm score_nr_r : R.

(* ‖K(x'_R, X_R)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : kernel_norm_r >= 0.
(* Δ_K ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_2 : delta_k >= 0.
(* ‖Y‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : label_norm >= 0.
(* u − v ≥ R (hypothesis): the condition that the proof of Theorem 5 should have *)
Hypothesis premise_4 : score_nr_nr - score_nr_r >= kernel_norm_r * (delta_k * label_norm).
(* |f_R(x'_R) − v| ≤ R (inequality): Cauchy-Schwarz and Lemma 2 *)
Hypothesis premise_5 : Rabs (score_r_r - score_nr_r) <= kernel_norm_r * (delta_k * label_norm).

Lemma theorem5_sound_lower :
  0 <= sigmoid score_nr_nr - sigmoid score_r_r.
Proof.
  take.
  note (sigmoid_increasing score_r_r score_nr_nr).
  settle.
Qed.

Lemma theorem5_sound_upper :
  sigmoid score_nr_nr - sigmoid score_r_r <= 1.
Proof.
  take.
  note (sigmoid_positive score_nr_nr).
  note (sigmoid_below_one score_nr_nr).
  note (sigmoid_positive score_r_r).
  note (sigmoid_below_one score_r_r).
  settle.
Qed.

Theorem theorem5_sound :
  0 <= sigmoid score_nr_nr - sigmoid score_r_r /\
  sigmoid score_nr_nr - sigmoid score_r_r <= 1.
Proof.
  exact (conj theorem5_sound_lower theorem5_sound_upper).
Qed.

End theorem5_sound.

Print Assumptions theorem5_sound.
