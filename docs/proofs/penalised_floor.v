(* penalised.floor: ‖ζ_R‖ ≥ (t − c·x − R‖x‖)₊ / (C + R) if f_R(x'_R) ≥ t
   Source: Cauchy-Schwarz, for every recourse method
   Definition: 2085d044118d723c2721fc7302fe52ed5bb6ac92abfb60eb3ea9f7a76a34846f *)

Require Import Recourse.

Section penalised_floor.

Variables cost_r threshold centre_score ball_radius input_norm centre_norm centre_gap norm_r score_r_r score_r : R.

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
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_6 : norm_r >= 0.
(* C + R > 0 (domain): divisor *)
Hypothesis premise_7 : centre_norm + ball_radius > 0.
(* cost_r ≥ 0 (domain): a norm *)
Hypothesis premise_8 : cost_r >= 0.
(* f_R(x'_R) ≥ t (hypothesis): the recourse works *)
Hypothesis premise_9 : score_r_r >= threshold.
(* |f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_10 : Rabs (score_r - centre_score) <= centre_gap * input_norm.
(* |b − C| ≤ ‖c − w_R‖ (inequality): reverse triangle inequality; leaving columns out only shrinks the difference *)
Hypothesis premise_11 : Rabs (norm_r - centre_norm) <= centre_gap.
(* f_R(x'_R) ≤ f_R(x) + b‖ζ_R‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_12 : score_r_r <= score_r + norm_r * cost_r.

Lemma penalised_floor_defined :
  centre_norm + ball_radius <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_floor_lower :
  Rmax (threshold - centre_score - ball_radius * input_norm) 0 / (centre_norm + ball_radius) <= cost_r.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (Rmult_le_compat_r cost_r norm_r (centre_norm + ball_radius)).
  note (floor_below (threshold - centre_score - ball_radius * input_norm) (centre_norm + ball_radius) cost_r).
  settle.
Qed.

Theorem penalised_floor :
  centre_norm + ball_radius <> 0 /\
  Rmax (threshold - centre_score - ball_radius * input_norm) 0 / (centre_norm + ball_radius) <= cost_r.
Proof.
  exact (conj penalised_floor_defined penalised_floor_lower).
Qed.

End penalised_floor.

Print Assumptions penalised_floor.
