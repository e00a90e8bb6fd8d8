(* theorem2.repaired: theorem2.printed if |m_NR|, |m_R| ≤ 1
   Source: Krishna et al. 2024, Theorem 2, with the hypothesis of its proof
   Definition: 5813a9bcd4caec57e55b31653d237973274687361f465867eb3ad82007211f4a *)

Require Import Recourse.

Section theorem2_repaired.

Variables slope_nr slope_r lam residual_nr residual_r cost_nr cost_r : R.

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

Lemma theorem2_repaired_defined :
  slope_nr <> 0 /\ slope_r <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_repaired_lower :
  - (1 / slope_nr + 1 / slope_r) <= cost_nr - cost_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (cost_below_inverse lam residual_nr slope_nr).
  note (cost_below_inverse lam residual_r slope_r).
  lra.
Qed.

Lemma theorem2_repaired_upper :
  cost_nr - cost_r <= 1 / slope_nr + 1 / slope_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (cost_below_inverse lam residual_nr slope_nr).
  note (cost_below_inverse lam residual_r slope_r).
  lra.
Qed.

Theorem theorem2_repaired :
  (slope_nr <> 0 /\ slope_r <> 0) /\
  - (1 / slope_nr + 1 / slope_r) <= cost_nr - cost_r /\
  cost_nr - cost_r <= 1 / slope_nr + 1 / slope_r.
Proof.
  exact (conj theorem2_repaired_defined (conj theorem2_repaired_lower theorem2_repaired_upper)).
Qed.

End theorem2_repaired.

Print Assumptions theorem2_repaired.
