(* theorem4.sound: Pr_NR ≥ Pr_R if u − v ≥ R
   Source: Krishna et al. 2024, Theorem 4, made sound
   Definition: 6c8f5de44a778533768c1f6dfa46de6f644e9df72c1de02e9f2e14e86ced4ee1 *)

Require Import Recourse.

Section theorem4_sound.

Variables score_nr_nr score_r_r recourse_norm_r score_nr_r delta : R.

(* ‖x'_R‖ ≥ 0 (domain): Krishna et al. 2024, Theorem 4 *)
Hypothesis premise_1 : recourse_norm_r >= 0.
(* u − v ≥ R (hypothesis): the condition that the proof of Theorem 4 should have *)
Hypothesis premise_2 : score_nr_nr - score_nr_r >= delta * recourse_norm_r.
(* |f_R(x'_R) − f_NR(x'_R)| ≤ R (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_3 : Rabs (score_r_r - score_nr_r) <= delta * recourse_norm_r.

Lemma theorem4_sound_lower :
  0 <= sigmoid score_nr_nr - sigmoid score_r_r.
Proof.
  take.
  note (sigmoid_increasing score_r_r score_nr_nr).
  settle.
Qed.

Lemma theorem4_sound_upper :
  sigmoid score_nr_nr - sigmoid score_r_r <= 1.
Proof.
  take.
  note (sigmoid_positive score_nr_nr).
  note (sigmoid_below_one score_nr_nr).
  note (sigmoid_positive score_r_r).
  note (sigmoid_below_one score_r_r).
  settle.
Qed.

Theorem theorem4_sound :
  0 <= sigmoid score_nr_nr - sigmoid score_r_r /\
  sigmoid score_nr_nr - sigmoid score_r_r <= 1.
Proof.
  exact (conj theorem4_sound_lower theorem4_sound_upper).
Qed.

End theorem4_sound.

Print Assumptions theorem4_sound.
