(* penalised.least: (t − c·x − R‖x‖)₊/(C + R) ≤ (t − f_R(x))₊/b ≤ (t − c·x + R‖x‖)₊/(C − R)
   Source: Cauchy-Schwarz, attained by the step along w_R
   Definition: 1ccf4252f292d54e218e58a8e8ec3c886d1551e9d8edf0d4e72b4c2be37be123 *)

Require Import Recourse.

Section penalised_least.

Variables threshold score_r norm_r centre_score ball_radius input_norm centre_norm centre_gap : R.

(* R ≥ 0 (domain): a radius *)
Hypothesis premise_1 : ball_radius >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_norm >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : centre_gap >= 0.
(* ‖c − w_R‖ ≤ R (lemma): penalised.gap, gap_sharp, gradient, steps, range, or range_sharp *)
Hypothesis premise_4 : centre_gap <= ball_radius.
(* C ≥ 0 (domain): a norm *)
Hypothesis premise_5 : centre_norm >= 0.
(* b > 0 (domain): divisor *)
Hypothesis premise_6 : norm_r > 0.
(* C − R > 0 (domain): divisor *)
Hypothesis premise_7 : centre_norm - ball_radius > 0.
(* |f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_8 : Rabs (score_r - centre_score) <= centre_gap * input_norm.
(* |b − C| ≤ ‖c − w_R‖ (inequality): reverse triangle inequality; leaving columns out only shrinks the difference *)
Hypothesis premise_9 : Rabs (norm_r - centre_norm) <= centre_gap.

Lemma penalised_least_defined :
  norm_r <> 0 /\ centre_norm + ball_radius <> 0 /\ centre_norm - ball_radius <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_least_lower :
  Rmax (threshold - centre_score - ball_radius * input_norm) 0 / (centre_norm + ball_radius) <= Rmax (threshold -
    score_r) 0 / norm_r.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (positive_quotients (threshold - centre_score - ball_radius * input_norm) (threshold - score_r) (centre_norm + ball_radius) norm_r).
  settle.
Qed.

Lemma penalised_least_upper :
  Rmax (threshold - score_r) 0 / norm_r <= Rmax (threshold - centre_score + ball_radius * input_norm) 0 / (centre_norm
    - ball_radius).
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (positive_quotients (threshold - score_r) (threshold - centre_score + ball_radius * input_norm) norm_r (centre_norm - ball_radius)).
  settle.
Qed.

Theorem penalised_least :
  (norm_r <> 0 /\ centre_norm + ball_radius <> 0 /\ centre_norm - ball_radius <> 0) /\
  Rmax (threshold - centre_score - ball_radius * input_norm) 0 / (centre_norm + ball_radius) <= Rmax (threshold -
    score_r) 0 / norm_r /\
  Rmax (threshold - score_r) 0 / norm_r <= Rmax (threshold - centre_score + ball_radius * input_norm) 0 / (centre_norm
    - ball_radius).
Proof.
  exact (conj penalised_least_defined (conj penalised_least_lower penalised_least_upper)).
Qed.

End penalised_least.

Print Assumptions penalised_least.
