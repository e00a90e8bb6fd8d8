(* theorem2.floor: ‖ζ_R‖ ≥ (t − f_R(x))₊ / (κ Σ|w_j|‖x_j‖) if f_R(x'_R) ≥ t
   Source: Krishna et al. 2024, Theorem 2, for every recourse method
   Definition: e61e03d3ee65b4c97cad469c9024277397eecc4fab8b6f0327e457a5d54ebe19 *)

Require Import Recourse.

Section theorem2_floor.

Variables cost_r threshold score_r kernel_lipschitz score_r_r : R.

(* κ Σ|w_j|‖x_j‖ > 0 (domain): divisor *)
Hypothesis premise_1 : kernel_lipschitz > 0.
(* cost_r ≥ 0 (domain): a norm *)
Hypothesis premise_2 : cost_r >= 0.
(* f_R(x'_R) ≥ t (hypothesis): the recourse works *)
Hypothesis premise_3 : score_r_r >= threshold.
(* f_R(x'_R) ≤ f_R(x) + κ Σ|w_j|‖x_j‖ ‖ζ_R‖ (inequality): ‖∇ₓK∞(x, x_j)‖ ≤ κ‖x_j‖, κ = √(π² + 1)/2π *)
Hypothesis premise_4 : score_r_r <= score_r + kernel_lipschitz * cost_r.

Lemma theorem2_floor_defined :
  kernel_lipschitz <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_floor_lower :
  Rmax (threshold - score_r) 0 / kernel_lipschitz <= cost_r.
Proof.
  take.
  note (floor_below (threshold - score_r) kernel_lipschitz cost_r).
  settle.
Qed.

Theorem theorem2_floor :
  kernel_lipschitz <> 0 /\
  Rmax (threshold - score_r) 0 / kernel_lipschitz <= cost_r.
Proof.
  exact (conj theorem2_floor_defined theorem2_floor_lower).
Qed.

End theorem2_floor.

Print Assumptions theorem2_floor.
