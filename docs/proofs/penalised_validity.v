(* penalised.validity: σ(c·x − R‖x‖) ≤ σ(f_R(x)) ≤ σ(c·x + R‖x‖) if ‖w_R − c‖ ≤ R
   Source: penalised.score, through σ
   Definition: 6ac630d78097d382427625a2a09d05fdf727d7da9ec66ae7fdc079972baf203e *)

Require Import Recourse.

Section penalised_validity.

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

Lemma penalised_validity_lower :
  sigmoid (centre_score - ball_radius * input_norm) <= sigmoid score_r.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (sigmoid_increasing (centre_score - ball_radius * input_norm) score_r).
  settle.
Qed.

Lemma penalised_validity_upper :
  sigmoid score_r <= sigmoid (centre_score + ball_radius * input_norm).
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (sigmoid_increasing score_r (centre_score + ball_radius * input_norm)).
  settle.
Qed.

Theorem penalised_validity :
  sigmoid (centre_score - ball_radius * input_norm) <= sigmoid score_r /\
  sigmoid score_r <= sigmoid (centre_score + ball_radius * input_norm).
Proof.
  exact (conj penalised_validity_lower penalised_validity_upper).
Qed.

End penalised_validity.

Print Assumptions penalised_validity.
