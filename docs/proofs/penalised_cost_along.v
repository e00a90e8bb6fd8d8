(* penalised.cost_along: max(m₋, −m₊, 0) min_I g ≤ ‖ζ_R‖ ≤ max(−m₋, m₊) max_I g, I = [b₋, b₊]
   Source: residual and slope in a cell
   Definition: dfefcd08b0b1ee49d5fb8af5b084627a9763a3383a6aa60191854aed57988edc *)

Require Import Recourse.

Section penalised_cost_along.

Variables residual_low residual_high norm_low norm_high lam norm_r residual_r cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* b₋ ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_2 : norm_low >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : norm_r >= 0.
(* ‖ζ_R‖ = |m_R| g(b) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (norm_r / (lam + norm_r * norm_r)).
(* m₋ ≤ m_R ≤ m₊ (lemma): penalised.residual_along *)
Hypothesis premise_5 : residual_low <= residual_r /\ residual_r <= residual_high.
(* b₋ ≤ b ≤ b₊ (lemma): penalised.norm_along *)
Hypothesis premise_6 : norm_low <= norm_r /\ norm_r <= norm_high.

Lemma penalised_cost_along_defined :
  lam + norm_low * norm_low <> 0 /\ lam + norm_high * norm_high <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam)
    norm_low) norm_high * Rmin (Rmax (sqrt lam) norm_low) norm_high <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_cost_along_lower :
  Rmax (Rmax residual_low (- residual_high)) 0 * Rmin (norm_low / (lam + norm_low * norm_low)) (norm_high / (lam +
    norm_high * norm_high)) <= cost_r.
Proof.
  take.
  note (Rmax_r (Rmax residual_low (- residual_high)) 0).
  assert (Rmax (Rmax residual_low (- residual_high)) 0 <= Rabs residual_r) by settle.
  note (cost_above lam residual_r norm_r norm_low norm_high (Rmax (Rmax residual_low (- residual_high)) 0)).
  settle.
Qed.

Lemma penalised_cost_along_upper :
  cost_r <= Rmax (- residual_low) residual_high * (Rmin (Rmax (sqrt lam) norm_low) norm_high / (lam + Rmin (Rmax (sqrt
    lam) norm_low) norm_high * Rmin (Rmax (sqrt lam) norm_low) norm_high)).
Proof.
  take.
  assert (Rabs residual_r <= Rmax (- residual_low) residual_high) by settle.
  note (cost_below lam residual_r norm_r norm_low norm_high (Rmax (- residual_low) residual_high)).
  settle.
Qed.

Theorem penalised_cost_along :
  (lam + norm_low * norm_low <> 0 /\ lam + norm_high * norm_high <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam)
    norm_low) norm_high * Rmin (Rmax (sqrt lam) norm_low) norm_high <> 0) /\
  Rmax (Rmax residual_low (- residual_high)) 0 * Rmin (norm_low / (lam + norm_low * norm_low)) (norm_high / (lam +
    norm_high * norm_high)) <= cost_r /\
  cost_r <= Rmax (- residual_low) residual_high * (Rmin (Rmax (sqrt lam) norm_low) norm_high / (lam + Rmin (Rmax (sqrt
    lam) norm_low) norm_high * Rmin (Rmax (sqrt lam) norm_low) norm_high)).
Proof.
  exact (conj penalised_cost_along_defined (conj penalised_cost_along_lower penalised_cost_along_upper)).
Qed.

End penalised_cost_along.

Print Assumptions penalised_cost_along.
