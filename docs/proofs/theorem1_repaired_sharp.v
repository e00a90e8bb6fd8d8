(* theorem1.repaired_sharp: |‖ζ_NR‖ − ‖ζ_R‖| ≤ λ / (a − Δ) under the premises of theorem1.repaired
   Source: Krishna et al. 2024, Theorem 1, with the hypotheses of its proof, sharpened
   Definition: 90f57942eaf056db3acc8b11c553814573b745f56a406ebdb97a7e600722292e *)

Require Import Recourse.

Section theorem1_repaired_sharp.

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

Lemma theorem1_repaired_sharp_defined :
  norm_nr - delta <> 0.
Proof.
  take.
  assert (0 < norm_nr - delta) by lra. settle.
Qed.

Lemma theorem1_repaired_sharp_lower :
  - (lam / (norm_nr - delta)) <= cost_nr - cost_r.
Proof.
  take.
  note (printed_cost_nonnegative lam residual_nr norm_nr).
  note (printed_cost_nonnegative lam residual_r norm_r).
  note (printed_cost_below lam residual_r norm_r (norm_nr - delta)).
  note (printed_cost_below lam residual_nr norm_nr (norm_nr - delta)).
  settle.
Qed.

Lemma theorem1_repaired_sharp_upper :
  cost_nr - cost_r <= lam / (norm_nr - delta).
Proof.
  take.
  note (printed_cost_nonnegative lam residual_nr norm_nr).
  note (printed_cost_nonnegative lam residual_r norm_r).
  note (printed_cost_below lam residual_r norm_r (norm_nr - delta)).
  note (printed_cost_below lam residual_nr norm_nr (norm_nr - delta)).
  settle.
Qed.

Theorem theorem1_repaired_sharp :
  norm_nr - delta <> 0 /\
  - (lam / (norm_nr - delta)) <= cost_nr - cost_r /\
  cost_nr - cost_r <= lam / (norm_nr - delta).
Proof.
  exact (conj theorem1_repaired_sharp_defined (conj theorem1_repaired_sharp_lower theorem1_repaired_sharp_upper)).
Qed.

End theorem1_repaired_sharp.

Print Assumptions theorem1_repaired_sharp.
