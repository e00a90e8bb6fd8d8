(* ridge.score_sharp: |f_R(x) − k_xᵀw − vᵀr − r_xᵀr/2β| ≤ ‖r_x‖‖r‖/2β
   Source: ridge.score, sharpened
   Definition: 97217e246367a6c1da504cf5175e9d4e35d5a240f7dc80a1cc04597fb1e3b6c9 *)

Require Import Recourse.

Section ridge_score_sharp.

Variables score_r corrected_score residual_product primal_residual dual_residual ridge reflected_norm : R.

(* β > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : ridge > 0.
(* ‖r‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : primal_residual >= 0.
(* ‖r_x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : dual_residual >= 0.
(* ‖(2βB⁻¹ − I) r‖ ≤ ‖r‖ (inequality): the eigenvalues of B⁻¹ lie between 0 and 1/β *)
Hypothesis premise_4 : reflected_norm <= primal_residual.
(* |2β(f_R(x) − k_xᵀw − vᵀr) − r_xᵀr| ≤ ‖r_x‖‖(2βB⁻¹ − I) r‖ (inequality): f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r, and
   Cauchy-Schwarz *)
Hypothesis premise_5 : Rabs (2 * ridge * (score_r - corrected_score) - residual_product) <= dual_residual *
  reflected_norm.

Lemma ridge_score_sharp_defined :
  2 * ridge <> 0.
Proof.
  take.
  settle.
Qed.

Lemma ridge_score_sharp_lower :
  corrected_score + residual_product / (2 * ridge) - dual_residual * primal_residual / (2 * ridge) <= score_r.
Proof.
  take.
  note (abs_within (2 * ridge * (score_r - corrected_score) - residual_product) (dual_residual * reflected_norm)).
  note (Rmult_le_compat_l dual_residual reflected_norm primal_residual).
  note (quotient_below (residual_product - dual_residual * primal_residual) (2 * ridge) (score_r - corrected_score)).
  settle.
Qed.

Lemma ridge_score_sharp_upper :
  score_r <= corrected_score + residual_product / (2 * ridge) + dual_residual * primal_residual / (2 * ridge).
Proof.
  take.
  note (abs_within (2 * ridge * (score_r - corrected_score) - residual_product) (dual_residual * reflected_norm)).
  note (Rmult_le_compat_l dual_residual reflected_norm primal_residual).
  note (quotient_above (residual_product + dual_residual * primal_residual) (2 * ridge) (score_r - corrected_score)).
  settle.
Qed.

Theorem ridge_score_sharp :
  2 * ridge <> 0 /\
  corrected_score + residual_product / (2 * ridge) - dual_residual * primal_residual / (2 * ridge) <= score_r /\
  score_r <= corrected_score + residual_product / (2 * ridge) + dual_residual * primal_residual / (2 * ridge).
Proof.
  exact (conj ridge_score_sharp_defined (conj ridge_score_sharp_lower ridge_score_sharp_upper)).
Qed.

End ridge_score_sharp.

Print Assumptions ridge_score_sharp.
