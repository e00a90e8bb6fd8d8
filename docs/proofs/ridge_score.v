(* ridge.score: |f_R(x) − k_xᵀw − vᵀr| ≤ min(‖r_x‖/√β, √S) ‖r‖/√β, S = K(x, x) − vᵀ(k_x + r_x)
   Source: Pierce and Giles 2000; Meurant and Tichý 2019
   Definition: 99c71f9a79218e3e9bbd60b400eb755fec16f1abc6b6b077a707c78519ae139f *)

Require Import Recourse.

Section ridge_score.

Variables score_r corrected_score primal_residual dual_residual dual_bound ridge primal_energy dual_energy : R.

(* β > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : ridge > 0.
(* ‖r‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : primal_residual >= 0.
(* ‖r_x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : dual_residual >= 0.
(* S ≥ 0 (domain): ‖φ_x − Φᵀv‖² + β‖v‖² with features, K_R = ΦΦᵀ *)
Hypothesis premise_4 : dual_bound >= 0.
(* √(rᵀB⁻¹r) ≥ 0 (domain): a norm *)
Hypothesis premise_5 : primal_energy >= 0.
(* √(r_xᵀB⁻¹r_x) ≥ 0 (domain): a norm *)
Hypothesis premise_6 : dual_energy >= 0.
(* |f_R(x) − k_xᵀw − vᵀr| ≤ √(r_xᵀB⁻¹r_x) √(rᵀB⁻¹r) (inequality): f_R(x) = k_xᵀw + vᵀr + r_xᵀB⁻¹r, and Cauchy-Schwarz
   in the inner product of B⁻¹ *)
Hypothesis premise_7 : Rabs (score_r - corrected_score) <= dual_energy * primal_energy.
(* β rᵀB⁻¹r ≤ ‖r‖² (inequality): no eigenvalue of B is below β *)
Hypothesis premise_8 : ridge * primal_energy * primal_energy <= primal_residual * primal_residual.
(* β r_xᵀB⁻¹r_x ≤ ‖r_x‖² (inequality): no eigenvalue of B is below β *)
Hypothesis premise_9 : ridge * dual_energy * dual_energy <= dual_residual * dual_residual.
(* r_xᵀB⁻¹r_x ≤ S (inequality): k_xᵀB⁻¹k_x ≤ K(x, x), since the kernel matrix of the training inputs and x is positive
   semi-definite *)
Hypothesis premise_10 : dual_energy * dual_energy <= dual_bound.

Lemma ridge_score_defined :
  0 <= ridge /\ sqrt ridge <> 0 /\ 0 <= dual_bound.
Proof.
  take.
  note (sqrt_lt_R0 ridge).
  settle.
Qed.

Lemma ridge_score_lower :
  corrected_score - Rmin (dual_residual / sqrt ridge) (sqrt dual_bound) * primal_residual / sqrt ridge <= score_r.
Proof.
  take.
  note (root_square ridge).
  note (sqrt_lt_R0 ridge).
  note (squares_below (primal_energy * sqrt ridge) primal_residual).
  note (quotient_above primal_residual (sqrt ridge) primal_energy).
  note (squares_below (dual_energy * sqrt ridge) dual_residual).
  note (quotient_above dual_residual (sqrt ridge) dual_energy).
  note (below_root dual_energy dual_bound).
  note (Rmin_glb (dual_residual / sqrt ridge) (sqrt dual_bound) dual_energy).
  note (product_within dual_energy (Rmin (dual_residual / sqrt ridge) (sqrt dual_bound)) primal_energy (primal_residual / sqrt ridge)).
  note (abs_within (score_r - corrected_score) (dual_energy * primal_energy)).
  settle.
Qed.

Lemma ridge_score_upper :
  score_r <= corrected_score + Rmin (dual_residual / sqrt ridge) (sqrt dual_bound) * primal_residual / sqrt ridge.
Proof.
  take.
  note (root_square ridge).
  note (sqrt_lt_R0 ridge).
  note (squares_below (primal_energy * sqrt ridge) primal_residual).
  note (quotient_above primal_residual (sqrt ridge) primal_energy).
  note (squares_below (dual_energy * sqrt ridge) dual_residual).
  note (quotient_above dual_residual (sqrt ridge) dual_energy).
  note (below_root dual_energy dual_bound).
  note (Rmin_glb (dual_residual / sqrt ridge) (sqrt dual_bound) dual_energy).
  note (product_within dual_energy (Rmin (dual_residual / sqrt ridge) (sqrt dual_bound)) primal_energy (primal_residual / sqrt ridge)).
  note (abs_within (score_r - corrected_score) (dual_energy * primal_energy)).
  settle.
Qed.

Theorem ridge_score :
  (0 <= ridge /\ sqrt ridge <> 0 /\ 0 <= dual_bound) /\
  corrected_score - Rmin (dual_residual / sqrt ridge) (sqrt dual_bound) * primal_residual / sqrt ridge <= score_r /\
  score_r <= corrected_score + Rmin (dual_residual / sqrt ridge) (sqrt dual_bound) * primal_residual / sqrt ridge.
Proof.
  exact (conj ridge_score_defined (conj ridge_score_lower ridge_score_upper)).
Qed.

End ridge_score.

Print Assumptions ridge_score.
