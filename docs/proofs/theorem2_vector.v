(* theorem2.vector: ‖ζ_NR − ζ_R‖ ≤ 1/a + 1/b under the premises of theorem2.repaired
   Source: Krishna et al. 2024, Theorem 2, what A.3 bounds
   Definition: d95f9e13091d5ac46d03f26f2ca0aa98cd5fc3d0c42ad213f8075ef4ea5163cf *)

Require Import Recourse.

Section theorem2_vector.

Variables recourse_gap slope_nr slope_r lam residual_nr residual_r cost_nr cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* a > 0 (domain): divisor *)
Hypothesis premise_2 : slope_nr > 0.
(* b > 0 (domain): divisor *)
Hypothesis premise_3 : slope_r > 0.
(* |m_NR| ≤ 1, |m_R| ≤ 1 (hypothesis): the residuals that the proofs drop, Krishna et al. 2024, A.2 and A.3 *)
Hypothesis premise_4 : Rabs residual_nr <= 1 /\ Rabs residual_r <= 1.
(* ‖ζ_NR‖ = |m_NR| g(a), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_nr_is : cost_nr = Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)).
(* ‖ζ_R‖ = |m_R| g(b), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (slope_r / (lam + slope_r * slope_r)).
(* ‖ζ_NR − ζ_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_7 : recourse_gap >= 0.
(* ‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖ (inequality): triangle inequality *)
Hypothesis premise_8 : recourse_gap <= cost_nr + cost_r.

Lemma theorem2_vector_defined :
  slope_nr <> 0 /\ slope_r <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_vector_lower :
  0 <= recourse_gap.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_vector_upper :
  recourse_gap <= 1 / slope_nr + 1 / slope_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (cost_below_inverse lam residual_nr slope_nr).
  note (cost_below_inverse lam residual_r slope_r).
  lra.
Qed.

Theorem theorem2_vector :
  (slope_nr <> 0 /\ slope_r <> 0) /\
  0 <= recourse_gap /\
  recourse_gap <= 1 / slope_nr + 1 / slope_r.
Proof.
  exact (conj theorem2_vector_defined (conj theorem2_vector_lower theorem2_vector_upper)).
Qed.

End theorem2_vector.

Print Assumptions theorem2_vector.
