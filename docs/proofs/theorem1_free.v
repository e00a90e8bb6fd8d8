(* theorem1.free: |‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR|, |m_R|) / (2√λ)
   Source: Krishna et al. 2024, Theorem 1, without Δ
   Definition: 2bf8ea1eae2a5fbabda5ca151a49ae8c68d77f8b247fa106916e1e83d5c45412 *)

Require Import Recourse.

Section theorem1_free.

Variables residual_nr residual_r lam norm_nr norm_r cost_nr cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* a ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : norm_r >= 0.
(* ‖ζ_NR‖ = |m_NR| g(a) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_nr_is : cost_nr = Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)).
(* ‖ζ_R‖ = |m_R| g(b) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (norm_r / (lam + norm_r * norm_r)).

Lemma theorem1_free_defined :
  0 <= lam /\ 2 * sqrt lam <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem1_free_lower :
  - (Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam)) <= cost_nr - cost_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr norm_nr).
  note (cost_nonnegative lam residual_r norm_r).
  note (Rmax_l (Rabs residual_nr) (Rabs residual_r)).
  note (Rmax_r (Rabs residual_nr) (Rabs residual_r)).
  note (cost_at_most lam residual_nr norm_nr (Rmax (Rabs residual_nr) (Rabs residual_r))).
  note (cost_at_most lam residual_r norm_r (Rmax (Rabs residual_nr) (Rabs residual_r))).
  lra.
Qed.

Lemma theorem1_free_upper :
  cost_nr - cost_r <= Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam).
Proof.
  take.
  note (cost_nonnegative lam residual_nr norm_nr).
  note (cost_nonnegative lam residual_r norm_r).
  note (Rmax_l (Rabs residual_nr) (Rabs residual_r)).
  note (Rmax_r (Rabs residual_nr) (Rabs residual_r)).
  note (cost_at_most lam residual_nr norm_nr (Rmax (Rabs residual_nr) (Rabs residual_r))).
  note (cost_at_most lam residual_r norm_r (Rmax (Rabs residual_nr) (Rabs residual_r))).
  lra.
Qed.

Theorem theorem1_free :
  (0 <= lam /\ 2 * sqrt lam <> 0) /\
  - (Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam)) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam).
Proof.
  exact (conj theorem1_free_defined (conj theorem1_free_lower theorem1_free_upper)).
Qed.

End theorem1_free.

Print Assumptions theorem1_free.
