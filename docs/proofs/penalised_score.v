(* penalised.score: |f_R(x) − c·x| ≤ R‖x‖ if ‖w_R − c‖ ≤ R
   Source: Cauchy-Schwarz
   Definition: 439865e0d2f255602e8d924dd2189e8da751e8f1aa3bd8112e13d860f4cc114f *)

Require Import Recourse.

Section penalised_score.

Variables score_r centre_score ball_radius input_norm centre_gap : R.

(* R ≥ 0 (domain): a radius *)
Hypothesis premise_1 : ball_radius >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_norm >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : centre_gap >= 0.
(* ‖c − w_R‖ ≤ R (lemma): penalised.gap, gap_sharp, gradient, steps, range, or range_sharp *)
Hypothesis premise_4 : centre_gap <= ball_radius.
(* |f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_5 : Rabs (score_r - centre_score) <= centre_gap * input_norm.

Lemma penalised_score_lower :
  centre_score - ball_radius * input_norm <= score_r.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  settle.
Qed.

Lemma penalised_score_upper :
  score_r <= centre_score + ball_radius * input_norm.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  settle.
Qed.

Theorem penalised_score :
  centre_score - ball_radius * input_norm <= score_r /\
  score_r <= centre_score + ball_radius * input_norm.
Proof.
  exact (conj penalised_score_lower penalised_score_upper).
Qed.

End penalised_score.

Print Assumptions penalised_score.
