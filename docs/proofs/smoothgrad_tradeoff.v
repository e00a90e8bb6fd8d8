(* smoothgrad.tradeoff: smoothgrad.tradeoff_printed if αν < 1
   Source: Tan & Tian 2023, Theorem 5.2, with the hypothesis that its proof needs
   Definition: 6e00a720a7d480e0417a965b3975cc90304005cae8c655e60f0eca3cef618a9b *)

Require Import Recourse.

Section smoothgrad_tradeoff.

Variables least_error gradient_error effect_norm gradient_norm alignment ratio_low ratio_high least_cosine : R.

(* G > 0 (domain): a norm, and a divisor *)
Hypothesis premise_1 : gradient_norm > 0.
(* P > 0 (domain): a norm, and a divisor *)
Hypothesis premise_2 : effect_norm > 0.
(* inf ‖φ_σ − p‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : least_error >= 0.
(* ‖∇f − p‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : gradient_error >= 0.
(* 0 < α ≤ 1 (domain): a bound on a cosine *)
Hypothesis premise_5 : alignment > 0 /\ alignment <= 1.
(* ν > 0 (domain): a bound on a ratio of norms *)
Hypothesis premise_6 : ratio_low > 0.
(* cos∠(φ_σ, p) > α for all σ (hypothesis): Tan & Tian 2023, Theorem 5.2 *)
Hypothesis premise_7 : least_cosine > alignment.
(* ν < P/G ≤ τ (hypothesis): Tan & Tian 2023, Theorem 5.2 *)
Hypothesis premise_8 : ratio_low * gradient_norm < effect_norm /\ effect_norm <= ratio_high * gradient_norm.
(* 2τ − 1 − α²ν² < 0 (hypothesis): Tan & Tian 2023, Theorem 5.2 *)
Hypothesis premise_9 : 2 * ratio_high - 1 < alignment * alignment * ratio_low * ratio_low.
(* ‖∇f − p‖² ≤ G² + P² − 2GP cos (inequality): law of cosines, cos the least of cos∠(φ_σ, p) *)
Hypothesis premise_10 : gradient_error * gradient_error <= gradient_norm * gradient_norm + effect_norm * effect_norm -
  2 * least_cosine * gradient_norm * effect_norm.
(* |P − G| ≤ ‖∇f − p‖ (inequality): reverse triangle inequality *)
Hypothesis premise_11 : Rabs (effect_norm - gradient_norm) <= gradient_error.
(* inf ‖φ_σ − p‖ ≤ ‖∇f − p‖, P (inequality): φ_σ goes to ∇f as σ goes to 0, and to 0 as σ grows *)
Hypothesis premise_12 : least_error <= gradient_error /\ least_error <= effect_norm.
(* inf ‖φ_σ − p‖² ≤ (ανG)² + P² − 2ανGP cos if αν < 1 (lemma): law of cosines at a σ̂ with ‖φ_σ̂‖ = ανG, which is
   there by continuity *)
Hypothesis premise_13 : least_error * least_error <= (if Rlt_dec (alignment * ratio_low) 1 then alignment * ratio_low
  * gradient_norm * (alignment * ratio_low * gradient_norm) + effect_norm * effect_norm - 2 * least_cosine *
  (alignment * ratio_low * gradient_norm) * effect_norm else effect_norm * effect_norm).
(* αν < 1 (hypothesis): what the proof needs *)
Hypothesis premise_14 : alignment * ratio_low < 1.

Lemma smoothgrad_tradeoff_defined :
  0 <= Rmax (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 *
    ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low *
    ratio_low * (gradient_norm * gradient_norm))) 0.
Proof.
  take.
  note (Rmax_r (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0).
  settle.
Qed.

Lemma smoothgrad_tradeoff_lower :
  0 <= least_error.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_tradeoff_upper :
  least_error <= sqrt (Rmax (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low *
    ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment
    * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0).
Proof.
  take.
  choose (Rlt_dec (alignment * ratio_low) 1); [| lra].
  note (Rmult_le_pos alignment ratio_low).
  note (Rmult_le_pos (alignment * ratio_low) gradient_norm).
  note (Rmult_le_compat_l alignment (ratio_low * gradient_norm) effect_norm).
  note (nearer_by_share (least_error * least_error) (alignment * ratio_low * gradient_norm) effect_norm least_cosine alignment).
  note (effect_square effect_norm gradient_norm gradient_error ratio_high).
  note (Rmin_glb (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low * ratio_low * (gradient_norm * gradient_norm)) (least_error * least_error)).
  note (Rmax_l (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0).
  note (Rmax_r (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0).
  note (below_root least_error (Rmax (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0)).
  settle.
Qed.

Theorem smoothgrad_tradeoff :
  0 <= Rmax (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low * ratio_low - 2 *
    ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment * ratio_low *
    ratio_low * (gradient_norm * gradient_norm))) 0 /\
  0 <= least_error /\
  least_error <= sqrt (Rmax (Rmin (gradient_error * gradient_error - (1 + alignment * alignment * ratio_low *
    ratio_low - 2 * ratio_high) * (gradient_norm * gradient_norm)) (effect_norm * effect_norm - alignment * alignment
    * ratio_low * ratio_low * (gradient_norm * gradient_norm))) 0).
Proof.
  exact (conj smoothgrad_tradeoff_defined (conj smoothgrad_tradeoff_lower smoothgrad_tradeoff_upper)).
Qed.

End smoothgrad_tradeoff.

Print Assumptions smoothgrad_tradeoff.
