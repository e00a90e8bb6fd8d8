(* theorem4.closed: f_R(x'_R) ∈ s − [m_NR ± Δ‖x‖]·[λ/(λ+(a+Δ)²), λ/(λ+(a−Δ)₊²)], through σ
   Source: Krishna et al. 2024, Theorem 4, for SCFE
   Definition: c54554165df20a583253a484705238c66b4eb030cc61fef85a3b72e704e19860 *)

Require Import Recourse.

Section theorem4_closed.

Variables score_nr_nr target lam norm_nr residual_nr input_norm delta norm_r residual_r score_r_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* a ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : norm_r >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : input_norm >= 0.
(* Δ ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_5 : delta >= 0.
(* f_R(x'_R) = s − m_R λ/(λ + b²) (definition): SCFE on a linear model, Krishna et al. 2024, Eq. 2 *)
Hypothesis score_r_r_is : score_r_r = target - residual_r * (lam / (lam + norm_r * norm_r)).
(* |a − b| ≤ Δ (lemma): lemma1.norms; leaving columns out only shrinks the difference *)
Hypothesis premise_7 : Rabs (norm_nr - norm_r) <= delta.
(* |m_NR − m_R| ≤ Δ‖x‖ (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_8 : Rabs (residual_nr - residual_r) <= delta * input_norm.

Lemma theorem4_closed_defined :
  lam + (norm_nr + delta) * (norm_nr + delta) <> 0 /\ lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0 <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem4_closed_lower :
  sigmoid score_nr_nr - sigmoid (target - Rmin ((residual_nr - delta * input_norm) * (lam / (lam + (norm_nr + delta) *
    (norm_nr + delta)))) ((residual_nr - delta * input_norm) * (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr
    - delta) 0)))) <= sigmoid score_nr_nr - sigmoid score_r_r.
Proof.
  take.
  note (Rmax_r (norm_nr - delta) 0).
  assert (Rmax (norm_nr - delta) 0 <= norm_r) by settle.
  note (remaining_falls lam norm_r (norm_nr + delta)).
  note (remaining_falls lam (Rmax (norm_nr - delta) 0) norm_r).
  note (remaining_nonnegative lam norm_r).
  note (product_above_ends residual_r (residual_nr - delta * input_norm) (lam / (lam + norm_r * norm_r)) (lam / (lam + (norm_nr + delta) * (norm_nr + delta))) (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0))).
  note (sigmoid_increasing score_r_r (target - Rmin ((residual_nr - delta * input_norm) * (lam / (lam + (norm_nr + delta) * (norm_nr + delta)))) ((residual_nr - delta * input_norm) * (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0))))).
  lra.
Qed.

Lemma theorem4_closed_upper :
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (target - Rmax ((residual_nr + delta *
    input_norm) * (lam / (lam + (norm_nr + delta) * (norm_nr + delta)))) ((residual_nr + delta * input_norm) * (lam /
    (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0)))).
Proof.
  take.
  note (Rmax_r (norm_nr - delta) 0).
  assert (Rmax (norm_nr - delta) 0 <= norm_r) by settle.
  note (remaining_falls lam norm_r (norm_nr + delta)).
  note (remaining_falls lam (Rmax (norm_nr - delta) 0) norm_r).
  note (remaining_nonnegative lam norm_r).
  note (product_below_ends residual_r (residual_nr + delta * input_norm) (lam / (lam + norm_r * norm_r)) (lam / (lam + (norm_nr + delta) * (norm_nr + delta))) (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0))).
  note (sigmoid_increasing (target - Rmax ((residual_nr + delta * input_norm) * (lam / (lam + (norm_nr + delta) * (norm_nr + delta)))) ((residual_nr + delta * input_norm) * (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0)))) score_r_r).
  lra.
Qed.

Theorem theorem4_closed :
  (lam + (norm_nr + delta) * (norm_nr + delta) <> 0 /\ lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0 <> 0)
    /\
  sigmoid score_nr_nr - sigmoid (target - Rmin ((residual_nr - delta * input_norm) * (lam / (lam + (norm_nr + delta) *
    (norm_nr + delta)))) ((residual_nr - delta * input_norm) * (lam / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr
    - delta) 0)))) <= sigmoid score_nr_nr - sigmoid score_r_r /\
  sigmoid score_nr_nr - sigmoid score_r_r <= sigmoid score_nr_nr - sigmoid (target - Rmax ((residual_nr + delta *
    input_norm) * (lam / (lam + (norm_nr + delta) * (norm_nr + delta)))) ((residual_nr + delta * input_norm) * (lam /
    (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0)))).
Proof.
  exact (conj theorem4_closed_defined (conj theorem4_closed_lower theorem4_closed_upper)).
Qed.

End theorem4_closed.

Print Assumptions theorem4_closed.
