(* penalised.cost: (|m_c| − R‖x‖)₊ min_I g ≤ ‖ζ_R‖ ≤ (|m_c| + R‖x‖) max_I g, I = [(C − R)₊, C + R]
   Source: residual and slope in a ball, one by one
   Definition: b9950e9e44d0eb09d07aba86e8a076875e599704d6aecd57ef4d779c9ea413fb *)

Require Import Recourse.

Section penalised_cost.

Variables centre_residual centre_norm ball_radius input_norm lam centre_gap norm_r residual_r cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* R ≥ 0 (domain): a radius *)
Hypothesis premise_2 : ball_radius >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : input_norm >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : centre_gap >= 0.
(* ‖c − w_R‖ ≤ R (lemma): penalised.gap, gap_sharp, gradient, steps, range, or range_sharp *)
Hypothesis premise_5 : centre_gap <= ball_radius.
(* C ≥ 0 (domain): a norm *)
Hypothesis premise_6 : centre_norm >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_7 : norm_r >= 0.
(* ‖ζ_R‖ = |m_R| g(b) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (norm_r / (lam + norm_r * norm_r)).
(* |m_R − m_c| ≤ ‖c − w_R‖‖x‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_9 : Rabs (residual_r - centre_residual) <= centre_gap * input_norm.
(* |b − C| ≤ ‖c − w_R‖ (inequality): reverse triangle inequality; leaving columns out only shrinks the difference *)
Hypothesis premise_10 : Rabs (norm_r - centre_norm) <= centre_gap.

Lemma penalised_cost_defined :
  lam + Rmax (centre_norm - ball_radius) 0 * Rmax (centre_norm - ball_radius) 0 <> 0 /\ lam + (centre_norm +
    ball_radius) * (centre_norm + ball_radius) <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (centre_norm -
    ball_radius) 0)) (centre_norm + ball_radius) * Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0))
    (centre_norm + ball_radius) <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_cost_lower :
  Rmax (Rabs centre_residual - ball_radius * input_norm) 0 * Rmin (Rmax (centre_norm - ball_radius) 0 / (lam + Rmax
    (centre_norm - ball_radius) 0 * Rmax (centre_norm - ball_radius) 0)) ((centre_norm + ball_radius) / (lam +
    (centre_norm + ball_radius) * (centre_norm + ball_radius))) <= cost_r.
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (Rmax_r (centre_norm - ball_radius) 0).
  assert (Rmax (centre_norm - ball_radius) 0 <= norm_r) by settle.
  assert (Rabs residual_r <= Rabs centre_residual + ball_radius * input_norm) by settle.
  assert (Rmax (Rabs centre_residual - ball_radius * input_norm) 0 <= Rabs residual_r) by settle.
  note (Rmax_r (Rabs centre_residual - ball_radius * input_norm) 0).
  note (cost_above lam residual_r norm_r (Rmax (centre_norm - ball_radius) 0) (centre_norm + ball_radius) (Rmax (Rabs centre_residual - ball_radius * input_norm) 0)).
  settle.
Qed.

Lemma penalised_cost_upper :
  cost_r <= (Rabs centre_residual + ball_radius * input_norm) * (Rmin (Rmax (sqrt lam) (Rmax (centre_norm -
    ball_radius) 0)) (centre_norm + ball_radius) / (lam + Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0))
    (centre_norm + ball_radius) * Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0)) (centre_norm +
    ball_radius))).
Proof.
  take.
  note (Rmult_le_compat_r input_norm centre_gap ball_radius).
  note (Rmax_r (centre_norm - ball_radius) 0).
  assert (Rmax (centre_norm - ball_radius) 0 <= norm_r) by settle.
  assert (Rabs residual_r <= Rabs centre_residual + ball_radius * input_norm) by settle.
  assert (Rmax (Rabs centre_residual - ball_radius * input_norm) 0 <= Rabs residual_r) by settle.
  note (cost_below lam residual_r norm_r (Rmax (centre_norm - ball_radius) 0) (centre_norm + ball_radius) (Rabs centre_residual + ball_radius * input_norm)).
  settle.
Qed.

Theorem penalised_cost :
  (lam + Rmax (centre_norm - ball_radius) 0 * Rmax (centre_norm - ball_radius) 0 <> 0 /\ lam + (centre_norm +
    ball_radius) * (centre_norm + ball_radius) <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (centre_norm -
    ball_radius) 0)) (centre_norm + ball_radius) * Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0))
    (centre_norm + ball_radius) <> 0) /\
  Rmax (Rabs centre_residual - ball_radius * input_norm) 0 * Rmin (Rmax (centre_norm - ball_radius) 0 / (lam + Rmax
    (centre_norm - ball_radius) 0 * Rmax (centre_norm - ball_radius) 0)) ((centre_norm + ball_radius) / (lam +
    (centre_norm + ball_radius) * (centre_norm + ball_radius))) <= cost_r /\
  cost_r <= (Rabs centre_residual + ball_radius * input_norm) * (Rmin (Rmax (sqrt lam) (Rmax (centre_norm -
    ball_radius) 0)) (centre_norm + ball_radius) / (lam + Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0))
    (centre_norm + ball_radius) * Rmin (Rmax (sqrt lam) (Rmax (centre_norm - ball_radius) 0)) (centre_norm +
    ball_radius))).
Proof.
  exact (conj penalised_cost_defined (conj penalised_cost_lower penalised_cost_upper)).
Qed.

End penalised_cost.

Print Assumptions penalised_cost.
