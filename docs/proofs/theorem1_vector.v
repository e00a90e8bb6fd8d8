(* theorem1.vector: ‖ζ_NR − ζ_R‖ ≤ λ (2a + Δ) / (a (a − Δ)) under the premises of theorem1.repaired
   Source: Krishna et al. 2024, Theorem 1, what A.2 bounds
   Definition: ca59d39311764a256c163e00df9a6e1718b1dd8b1236b860c7d23a751a141b20 *)

Require Import Recourse.

Section theorem1_vector.

Variables recourse_gap lam norm_nr delta norm_r input_norm residual_nr residual_r cost_nr cost_r : R.

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
(* ‖ζ_NR − ζ_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_10 : recourse_gap >= 0.
(* ‖ζ_NR − ζ_R‖ ≤ ‖ζ_NR‖ + ‖ζ_R‖ (inequality): triangle inequality *)
Hypothesis premise_11 : recourse_gap <= cost_nr + cost_r.

Lemma theorem1_vector_defined :
  norm_nr * (norm_nr - delta) <> 0.
Proof.
  take.
  assert (0 < norm_nr - delta) by lra. settle.
Qed.

Lemma theorem1_vector_lower :
  0 <= recourse_gap.
Proof.
  take.
  settle.
Qed.

Lemma theorem1_vector_upper :
  recourse_gap <= Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))).
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

Theorem theorem1_vector :
  norm_nr * (norm_nr - delta) <> 0 /\
  0 <= recourse_gap /\
  recourse_gap <= Rabs (lam * (2 * norm_nr + delta) / (norm_nr * (norm_nr - delta))).
Proof.
  exact (conj theorem1_vector_defined (conj theorem1_vector_lower theorem1_vector_upper)).
Qed.

End theorem1_vector.

Print Assumptions theorem1_vector.
