(* theorem1.sound: (M − ΔX)₊ min_I g ≤ ‖ζ_R‖ ≤ (M + ΔX) max_I g, I = [(a − Δ)₊, a + Δ], M = |m_NR|
   Source: Krishna et al. 2024, Theorem 1, made sound
   Definition: b083b3bb1acbaf409d4316d62301e9b8578c502bfa60d40e23eaea1ba67fc225 *)

Require Import Recourse.

Section theorem1_sound.

Variables residual_nr norm_nr lam input_norm delta norm_r residual_r cost_nr cost_r : R.

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
(* ‖ζ_NR‖ = |m_NR| g(a) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_nr_is : cost_nr = Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)).
(* ‖ζ_R‖ = |m_R| g(b) (definition): minimiser of Krishna et al. 2024, Eq. 2 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (norm_r / (lam + norm_r * norm_r)).
(* |a − b| ≤ Δ (lemma): lemma1.norms; leaving columns out only shrinks the difference *)
Hypothesis premise_8 : Rabs (norm_nr - norm_r) <= delta.
(* |m_NR − m_R| ≤ Δ‖x‖ (inequality): Cauchy-Schwarz and Lemma 1 *)
Hypothesis premise_9 : Rabs (residual_nr - residual_r) <= delta * input_norm.

Lemma theorem1_sound_defined :
  lam + norm_nr * norm_nr <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr +
    delta) * Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta) <> 0 /\ lam + Rmax (norm_nr - delta)
    0 * Rmax (norm_nr - delta) 0 <> 0 /\ lam + (norm_nr + delta) * (norm_nr + delta) <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem1_sound_lower :
  Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)) - (Rabs residual_nr + delta * input_norm) * (Rmin (Rmax
    (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta) / (lam + Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta)
    0)) (norm_nr + delta) * Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta))) <= cost_nr - cost_r.
Proof.
  take.
  note (Rmax_r (norm_nr - delta) 0).
  assert (Rmax (norm_nr - delta) 0 <= norm_r) by settle.
  assert (Rabs residual_r <= Rabs residual_nr + delta * input_norm) by settle.
  assert (Rmax (Rabs residual_nr - delta * input_norm) 0 <= Rabs residual_r) by settle.
  note (cost_below lam residual_r norm_r (Rmax (norm_nr - delta) 0) (norm_nr + delta) (Rabs residual_nr + delta * input_norm)).
  settle.
Qed.

Lemma theorem1_sound_upper :
  cost_nr - cost_r <= Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)) - Rmax (Rabs residual_nr - delta *
    input_norm) 0 * Rmin (Rmax (norm_nr - delta) 0 / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0))
    ((norm_nr + delta) / (lam + (norm_nr + delta) * (norm_nr + delta))).
Proof.
  take.
  note (Rmax_r (norm_nr - delta) 0).
  assert (Rmax (norm_nr - delta) 0 <= norm_r) by settle.
  assert (Rabs residual_r <= Rabs residual_nr + delta * input_norm) by settle.
  assert (Rmax (Rabs residual_nr - delta * input_norm) 0 <= Rabs residual_r) by settle.
  note (Rmax_r (Rabs residual_nr - delta * input_norm) 0).
  note (cost_above lam residual_r norm_r (Rmax (norm_nr - delta) 0) (norm_nr + delta) (Rmax (Rabs residual_nr - delta * input_norm) 0)).
  settle.
Qed.

Theorem theorem1_sound :
  (lam + norm_nr * norm_nr <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr +
    delta) * Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta) <> 0 /\ lam + Rmax (norm_nr - delta)
    0 * Rmax (norm_nr - delta) 0 <> 0 /\ lam + (norm_nr + delta) * (norm_nr + delta) <> 0) /\
  Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)) - (Rabs residual_nr + delta * input_norm) * (Rmin (Rmax
    (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta) / (lam + Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta)
    0)) (norm_nr + delta) * Rmin (Rmax (sqrt lam) (Rmax (norm_nr - delta) 0)) (norm_nr + delta))) <= cost_nr - cost_r
    /\
  cost_nr - cost_r <= Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr)) - Rmax (Rabs residual_nr - delta *
    input_norm) 0 * Rmin (Rmax (norm_nr - delta) 0 / (lam + Rmax (norm_nr - delta) 0 * Rmax (norm_nr - delta) 0))
    ((norm_nr + delta) / (lam + (norm_nr + delta) * (norm_nr + delta))).
Proof.
  exact (conj theorem1_sound_defined (conj theorem1_sound_lower theorem1_sound_upper)).
Qed.

End theorem1_sound.

Print Assumptions theorem1_sound.
