(* smoothgrad.tradeoff_sharp: ‖φ_σ − p‖ ≤ √(1 − α²) ‖p‖ at the most faithful σ, if cos∠(φ_σ, p) > α and α‖p‖ < ‖∇f‖
   Source: Tan & Tian 2023, Theorem 5.2, sharpened
   Definition: aa1b71833066751ec04c703e014ad9efcbc22c83aa8a5f83c47e35a6bd472ceb *)

Require Import Recourse.

Section smoothgrad_tradeoff_sharp.

Variables least_error alignment effect_norm gradient_error gradient_norm least_cosine : R.

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
(* cos∠(φ_σ, p) > α for all σ (hypothesis): Tan & Tian 2023, Theorem 5.2 *)
Hypothesis premise_6 : least_cosine > alignment.
(* αP < G (hypothesis): so that some φ_σ has the norm αP *)
Hypothesis premise_7 : alignment * effect_norm < gradient_norm.
(* ‖∇f − p‖² ≤ G² + P² − 2GP cos (inequality): law of cosines, cos the least of cos∠(φ_σ, p) *)
Hypothesis premise_8 : gradient_error * gradient_error <= gradient_norm * gradient_norm + effect_norm * effect_norm -
  2 * least_cosine * gradient_norm * effect_norm.
(* |P − G| ≤ ‖∇f − p‖ (inequality): reverse triangle inequality *)
Hypothesis premise_9 : Rabs (effect_norm - gradient_norm) <= gradient_error.
(* inf ‖φ_σ − p‖ ≤ ‖∇f − p‖, P (inequality): φ_σ goes to ∇f as σ goes to 0, and to 0 as σ grows *)
Hypothesis premise_10 : least_error <= gradient_error /\ least_error <= effect_norm.
(* inf ‖φ_σ − p‖² ≤ (αP)² + P² − 2αP² cos if αP < G (lemma): law of cosines at a σ̂ with ‖φ_σ̂‖ = αP, which is there
   by continuity *)
Hypothesis premise_11 : least_error * least_error <= (if Rlt_dec (alignment * effect_norm) gradient_norm then
  alignment * effect_norm * (alignment * effect_norm) + effect_norm * effect_norm - 2 * least_cosine * (alignment *
  effect_norm) * effect_norm else effect_norm * effect_norm).

Lemma smoothgrad_tradeoff_sharp_defined :
  0 <= 1 - alignment * alignment.
Proof.
  take.
  note (product_within alignment 1 alignment 1).
  settle.
Qed.

Lemma smoothgrad_tradeoff_sharp_lower :
  0 <= least_error.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_tradeoff_sharp_upper :
  least_error <= sqrt (1 - alignment * alignment) * effect_norm.
Proof.
  take.
  choose (Rlt_dec (alignment * effect_norm) gradient_norm); [| lra].
  note (product_within alignment 1 alignment 1).
  note (Rmult_le_pos alignment effect_norm).
  note (nearer_by_share (least_error * least_error) (alignment * effect_norm) effect_norm least_cosine alignment).
  note (below_root_times least_error (1 - alignment * alignment) effect_norm).
  settle.
Qed.

Theorem smoothgrad_tradeoff_sharp :
  0 <= 1 - alignment * alignment /\
  0 <= least_error /\
  least_error <= sqrt (1 - alignment * alignment) * effect_norm.
Proof.
  exact (conj smoothgrad_tradeoff_sharp_defined (conj smoothgrad_tradeoff_sharp_lower smoothgrad_tradeoff_sharp_upper)).
Qed.

End smoothgrad_tradeoff_sharp.

Print Assumptions smoothgrad_tradeoff_sharp.
