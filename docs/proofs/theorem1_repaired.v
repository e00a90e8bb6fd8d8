(* theorem1.repaired: theorem1.printed if |m_NR|, |m_R| ≤ 1 and Δ < a, for the cost as printed
   Source: Krishna et al. 2024, Theorem 1, with the hypotheses of its proof
   Definition: 066fce289cdbe5366acc3aae19fcb50d2dfd1350ec6ebf2b2c44c83abc09156a *)

Require Import Recourse.

Section theorem1_repaired.

Variables lam norm_nr delta norm_r input_norm residual_nr residual_r cost_nr cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_2 : norm_r >= 0.
(* ‖x‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : input_norm >= 0.
(* a > 0, a ≠ Δ (domain): Krishna et al. 2024, Theorem 1 *)
Hypothesis premise_4 : norm_nr > 0 /\ Rabs (norm_nr - delta) > 0.
(* |m_NR| ≤ 1, |m_R| ≤ 1 (hypothesis): the residuals that the proofs drop, Krishna et al. 2024, A.2 and A.3 *)
Hypothesis premise_5 : Rabs residual_nr <= 1 /\ Rabs residual_r <= 1.
(* Δ < a (hypothesis): Krishna et al. 2024, A.2, last step *)
Hypothesis premise_6 : delta < norm_nr.
(* ‖ζ_NR‖ = λ |m_NR| g(a) (definition): Krishna et al. 2024, Definition 1, Eq. 6 (a factor λ too many) *)
Hypothesis cost_nr_is : cost_nr = lam * (Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))).
(* ‖ζ_R‖ = λ |m_R| g(b) (definition): Krishna et al. 2024, Definition 1, Eq. 6 (a factor λ too many) *)
Hypothesis cost_r_is : cost_r = lam * (Rabs residual_r * (norm_r / (lam + norm_r * norm_r))).
(* |a − b| ≤ Δ (lemma): lemma1.norms; leaving columns out only shrinks the difference *)
Hypothesis premise_9 : Rabs (norm_nr - norm_r) <= delta.

Lemma theorem1_repaired_defined :
  norm_nr * (norm_nr - delta) <> 0.
Proof.
  take.
  assert (0 < norm_nr - delta) by lra. settle.
Qed.

Lemma theorem1_repaired_lower :
  - Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))) <= cost_nr - cost_r.
Proof.
  take.
  note (printed_cost_nonnegative lam residual_nr norm_nr).
  note (printed_cost_nonnegative lam residual_r norm_r).
  note (printed_cost_below lam residual_r norm_r (norm_nr - delta)).
  note (printed_cost_below lam residual_nr norm_nr norm_nr).
  note (two_inverses lam norm_nr delta).
  note (printed_above_two_inverses lam norm_nr delta).
  note (positive_quotient lam norm_nr).
  note (positive_quotient lam (norm_nr - delta)).
  lra.
Qed.

Lemma theorem1_repaired_upper :
  cost_nr - cost_r <= Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))).
Proof.
  take.
  note (printed_cost_nonnegative lam residual_nr norm_nr).
  note (printed_cost_nonnegative lam residual_r norm_r).
  note (printed_cost_below lam residual_r norm_r (norm_nr - delta)).
  note (printed_cost_below lam residual_nr norm_nr norm_nr).
  note (two_inverses lam norm_nr delta).
  note (printed_above_two_inverses lam norm_nr delta).
  note (positive_quotient lam norm_nr).
  note (positive_quotient lam (norm_nr - delta)).
  lra.
Qed.

Theorem theorem1_repaired :
  norm_nr * (norm_nr - delta) <> 0 /\
  - Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))).
Proof.
  exact (conj theorem1_repaired_defined (conj theorem1_repaired_lower theorem1_repaired_upper)).
Qed.

End theorem1_repaired.

Print Assumptions theorem1_repaired.
