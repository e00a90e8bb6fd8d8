(* penalised.range: ‖w − w_R(ε)‖ ≤ √(2(P_ε₁(w) − L_ε₀(u₀))/μ) for every ε from ε₀ to ε₁
   Source: penalised.gap, for every ε from ε₀ to ε₁
   Definition: 2d91538482ce89e5fbe6039626b1f67203ec5b6c9b5548d61a17fbcd70fb14ab *)

Require Import Recourse.

Section penalised_range.

Variables start_gap objective_high dual_low penalty objective dual_value : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* (μ/2)‖w − w_R‖² ≤ P_ε(w) − L_ε(u) (inequality): strong convexity of P_ε, and P_ε(w_R) ≥ L_ε(u) *)
Hypothesis premise_3 : penalty * start_gap * start_gap / 2 <= objective - dual_value.
(* P_ε(w) ≤ P_ε₁(w) (inequality): a larger ball holds more attacks, and ε ≤ ε₁ *)
Hypothesis premise_4 : objective <= objective_high.
(* L_ε₀(u₀) ≤ L_ε(u) (inequality): with the same α_i, L_ε rises with ε everywhere, and ε₀ ≤ ε *)
Hypothesis premise_5 : dual_low <= dual_value.

Lemma penalised_range_defined :
  penalty <> 0 /\ 0 <= 2 * Rmax (objective_high - dual_low) 0 / penalty.
Proof.
  take.
  note (Rmax_l (objective_high - dual_low) 0).
  note (Rmax_r (objective_high - dual_low) 0).
  note (quotient_nonnegative (2 * Rmax (objective_high - dual_low) 0) penalty).
  settle.
Qed.

Lemma penalised_range_lower :
  0 <= start_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_range_upper :
  start_gap <= sqrt (2 * Rmax (objective_high - dual_low) 0 / penalty).
Proof.
  take.
  note (Rmax_l (objective_high - dual_low) 0).
  note (Rmax_r (objective_high - dual_low) 0).
  note (quotient_nonnegative (2 * Rmax (objective_high - dual_low) 0) penalty).
  note (quotient_above (2 * Rmax (objective_high - dual_low) 0) penalty (start_gap * start_gap)).
  note (below_root start_gap (2 * Rmax (objective_high - dual_low) 0 / penalty)).
  settle.
Qed.

Theorem penalised_range :
  (penalty <> 0 /\ 0 <= 2 * Rmax (objective_high - dual_low) 0 / penalty) /\
  0 <= start_gap /\
  start_gap <= sqrt (2 * Rmax (objective_high - dual_low) 0 / penalty).
Proof.
  exact (conj penalised_range_defined (conj penalised_range_lower penalised_range_upper)).
Qed.

End penalised_range.

Print Assumptions penalised_range.
