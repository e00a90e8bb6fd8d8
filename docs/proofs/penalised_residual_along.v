(* penalised.residual_along: |m_R − (m_c − d x₁)| ≤ √(R² − d²)‖x⊥‖, for every d of a cell
   Source: Cauchy-Schwarz across c
   Definition: 08377492859f414bc86441a1852b079842bc18cda94dba89f927e5cbf875a2b2 *)

Require Import Recourse.

Section penalised_residual_along.

Variables residual_r centre_residual ball_radius input_along input_across along_low along_high across along : R.

(* R ≥ 0 (domain): a radius *)
Hypothesis premise_1 : ball_radius >= 0.
(* r ≥ 0 (domain): a norm *)
Hypothesis premise_2 : across >= 0.
(* ‖x⊥‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : input_across >= 0.
(* d₋ ≤ d ≤ d₊ (hypothesis): one cell of [−R, R] *)
Hypothesis premise_4 : along_low <= along /\ along <= along_high.
(* d² + r² ≤ R² (lemma): Pythagoras, and the claim that gives the ball *)
Hypothesis premise_5 : along * along + across * across <= ball_radius * ball_radius.
(* |m_R − (m_c − d x₁)| ≤ r‖x⊥‖ (inequality): Cauchy-Schwarz *)
Hypothesis premise_6 : Rabs (residual_r - (centre_residual - along * input_along)) <= across * input_across.

Lemma penalised_residual_along_defined :
  0 <= Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high))
    0) 0.
Proof.
  take.
  note (Rmax_r (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0).
  settle.
Qed.

Lemma penalised_residual_along_lower :
  Rmin (centre_residual - along_low * input_along) (centre_residual - along_high * input_along) - sqrt (Rmax
    (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0) *
    input_across <= residual_r.
Proof.
  take.
  note (nearest_square along_low along along_high).
  note (linear_between centre_residual input_along along_low along along_high).
  note (Rmax_l (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0).
  note (Rmax_r (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0).
  note (below_root across (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0)).
  note (Rmult_le_compat_r input_across across (sqrt (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0))).
  lra.
Qed.

Lemma penalised_residual_along_upper :
  residual_r <= Rmax (centre_residual - along_low * input_along) (centre_residual - along_high * input_along) + sqrt
    (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high))
    0) 0) * input_across.
Proof.
  take.
  note (nearest_square along_low along along_high).
  note (linear_between centre_residual input_along along_low along along_high).
  note (Rmax_l (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0).
  note (Rmax_r (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0).
  note (below_root across (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0)).
  note (Rmult_le_compat_r input_across across (sqrt (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0))).
  lra.
Qed.

Theorem penalised_residual_along :
  0 <= Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high))
    0) 0 /\
  Rmin (centre_residual - along_low * input_along) (centre_residual - along_high * input_along) - sqrt (Rmax
    (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high)) 0) 0) *
    input_across <= residual_r /\
  residual_r <= Rmax (centre_residual - along_low * input_along) (centre_residual - along_high * input_along) + sqrt
    (Rmax (ball_radius * ball_radius - Rmax (Rmax along_low (- along_high)) 0 * Rmax (Rmax along_low (- along_high))
    0) 0) * input_across.
Proof.
  exact (conj penalised_residual_along_defined (conj penalised_residual_along_lower penalised_residual_along_upper)).
Qed.

End penalised_residual_along.

Print Assumptions penalised_residual_along.
