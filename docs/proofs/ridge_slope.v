(* ridge.slope: (‖J_xᵀc‖ − ‖J_x‖R)₊ ≤ ‖∇f_R(x)‖ ≤ ‖J_xᵀc‖ + ‖J_x‖R if ‖w_R − c‖ ≤ R
   Source: triangle inequality
   Definition: 1798eea2c433893c40bf998d6558ee3275145523c5cc28698f3784e8721bc228 *)

Require Import Recourse.

Section ridge_slope.

Variables slope_r centre_slope steepness ball_radius centre_gap : R.

(* R ≥ 0 (domain): a radius *)
Hypothesis premise_1 : ball_radius >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : centre_gap >= 0.
(* ‖J_x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : steepness >= 0.
(* ‖J_xᵀc‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : centre_slope >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_5 : slope_r >= 0.
(* ‖c − w_R‖ ≤ R (lemma): penalised.gap, gap_sharp, gradient, steps, range, or range_sharp *)
Hypothesis premise_6 : centre_gap <= ball_radius.
(* |b − ‖J_xᵀc‖| ≤ ‖J_x‖‖c − w_R‖ (inequality): reverse triangle inequality; leaving columns out only shrinks the
   difference *)
Hypothesis premise_7 : Rabs (slope_r - centre_slope) <= steepness * centre_gap.

Lemma ridge_slope_lower :
  Rmax (centre_slope - steepness * ball_radius) 0 <= slope_r.
Proof.
  take.
  settle.
Qed.

Lemma ridge_slope_upper :
  slope_r <= centre_slope + steepness * ball_radius.
Proof.
  take.
  settle.
Qed.

Theorem ridge_slope :
  Rmax (centre_slope - steepness * ball_radius) 0 <= slope_r /\
  slope_r <= centre_slope + steepness * ball_radius.
Proof.
  exact (conj ridge_slope_lower ridge_slope_upper).
Qed.

End ridge_slope.

Print Assumptions ridge_slope.
