(* theorem1.posterior: |‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR| g(a), |m_R| g(b))
   Source: Krishna et al. 2024, Theorem 1, once both models are known
   Definition: 35a88385bdf2f3837270d99dc67666be5ca0631e9c4c5b0d79d30cc42c49d155 *)

Require Import Recourse.

Section theorem1_posterior.

Variables residual_nr norm_nr residual_r norm_r lam cost_nr cost_r : R.

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

Lemma theorem1_posterior_defined :
  lam + norm_nr * norm_nr <> 0 /\ lam + norm_r * norm_r <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem1_posterior_lower :
  - Rmax (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r *
    norm_r))) <= cost_nr - cost_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr norm_nr).
  note (cost_nonnegative lam residual_r norm_r).
  note (Rmax_l (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r * norm_r)))).
  note (Rmax_r (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r * norm_r)))).
  lra.
Qed.

Lemma theorem1_posterior_upper :
  cost_nr - cost_r <= Rmax (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r /
    (lam + norm_r * norm_r))).
Proof.
  take.
  note (cost_nonnegative lam residual_nr norm_nr).
  note (cost_nonnegative lam residual_r norm_r).
  note (Rmax_l (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r * norm_r)))).
  note (Rmax_r (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r * norm_r)))).
  lra.
Qed.

Theorem theorem1_posterior :
  (lam + norm_nr * norm_nr <> 0 /\ lam + norm_r * norm_r <> 0) /\
  - Rmax (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r / (lam + norm_r *
    norm_r))) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rmax (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))) (Rabs residual_r * (norm_r /
    (lam + norm_r * norm_r))).
Proof.
  exact (conj theorem1_posterior_defined (conj theorem1_posterior_lower theorem1_posterior_upper)).
Qed.

End theorem1_posterior.

Print Assumptions theorem1_posterior.
