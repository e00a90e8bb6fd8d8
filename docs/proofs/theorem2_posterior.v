(* theorem2.posterior: |‖ζ_NR‖ − ‖ζ_R‖| ≤ max(|m_NR| g(a), |m_R| g(b))
   Source: Krishna et al. 2024, Theorem 2, once both models are known
   Definition: c023e1c3e86b2d385013ad09e33276b918139ef5faefdf89ec7ecdd753ed8204 *)

Require Import Recourse.

Section theorem2_posterior.

Variables residual_nr slope_nr residual_r slope_r lam cost_nr cost_r : R.

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

Lemma theorem2_posterior_defined :
  lam + slope_nr * slope_nr <> 0 /\ lam + slope_r * slope_r <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_posterior_lower :
  - Rmax (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r *
    slope_r))) <= cost_nr - cost_r.
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (Rmax_l (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r * slope_r)))).
  note (Rmax_r (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r * slope_r)))).
  lra.
Qed.

Lemma theorem2_posterior_upper :
  cost_nr - cost_r <= Rmax (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r /
    (lam + slope_r * slope_r))).
Proof.
  take.
  note (cost_nonnegative lam residual_nr slope_nr).
  note (cost_nonnegative lam residual_r slope_r).
  note (Rmax_l (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r * slope_r)))).
  note (Rmax_r (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r * slope_r)))).
  lra.
Qed.

Theorem theorem2_posterior :
  (lam + slope_nr * slope_nr <> 0 /\ lam + slope_r * slope_r <> 0) /\
  - Rmax (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r / (lam + slope_r *
    slope_r))) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rmax (Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr))) (Rabs residual_r * (slope_r /
    (lam + slope_r * slope_r))).
Proof.
  exact (conj theorem2_posterior_defined (conj theorem2_posterior_lower theorem2_posterior_upper)).
Qed.

End theorem2_posterior.

Print Assumptions theorem2_posterior.
