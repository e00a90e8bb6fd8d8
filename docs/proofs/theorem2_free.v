(* theorem2.free: |‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR|, |m_R|) / (2√λ)
   Source: Krishna et al. 2024, Theorem 2, without gradients
   Definition: b506123af1a834cad130a139c59937cc3ed85792a4c3cbc8d00cf2480a964f76 *)

Require Import Recourse.

Section theorem2_free.

Variables residual_nr residual_r lam slope_nr slope_r cost_nr cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* a ≥ 0 (domain): a norm *)
Hypothesis premise_2 : slope_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : slope_r >= 0.
(* ‖ζ_NR‖ = |m_NR| g(a), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_nr_is : cost_nr = Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)).
(* ‖ζ_R‖ = |m_R| g(b), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (slope_r / (lam + slope_r * slope_r)).

Lemma theorem2_free_defined :
  0 <= lam /\ 2 * sqrt lam <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_free_lower :
  - (Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam)) <= cost_nr - cost_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (Rmax_l (Rabs residual_nr) (Rabs residual_r)).
  note (Rmax_r (Rabs residual_nr) (Rabs residual_r)).
  note (cost_at_most lam residual_nr slope_nr (Rmax (Rabs residual_nr) (Rabs residual_r))).
  note (cost_at_most lam residual_r slope_r (Rmax (Rabs residual_nr) (Rabs residual_r))).
  lra.
Qed.

Lemma theorem2_free_upper :
  cost_nr - cost_r <= Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam).
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (Rmax_l (Rabs residual_nr) (Rabs residual_r)).
  note (Rmax_r (Rabs residual_nr) (Rabs residual_r)).
  note (cost_at_most lam residual_nr slope_nr (Rmax (Rabs residual_nr) (Rabs residual_r))).
  note (cost_at_most lam residual_r slope_r (Rmax (Rabs residual_nr) (Rabs residual_r))).
  lra.
Qed.

Theorem theorem2_free :
  (0 <= lam /\ 2 * sqrt lam <> 0) /\
  - (Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam)) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam).
Proof.
  exact (conj theorem2_free_defined (conj theorem2_free_lower theorem2_free_upper)).
Qed.

End theorem2_free.

Print Assumptions theorem2_free.
