(* lemma1.sound: ‖w_NR − w_R‖ ≤ N η (mean‖x_i‖ + ε c_p)
   Source: Krishna et al. 2024, Lemma 1, repaired
   Definition: 8c0505440dbabbadece213e773d17632708d7eb2b3f080378ea6d8683b9001a3 *)

Require Import Recourse.

Section lemma1_sound.

Variables learning_rate mean_input_norm epsilon attack_factor : R.
Variables next_gap gradient_gap turn robust_share weight_gap steps : nat -> R.

(* η > 0 (domain): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_1 : learning_rate > 0.
(* ε ≥ 0 (domain): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_2 : epsilon >= 0.
(* c_p ≥ 0 (domain): a norm *)
Hypothesis premise_3 : attack_factor >= 0.
(* mean‖x_i‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : mean_input_norm >= 0.
Hypothesis weight_gap_starts : weight_gap 0%nat = 0.
Hypothesis steps_starts : steps 0%nat = 0.
(* triangle inequality over one step (inequality): both runs make the same step *)
Hypothesis step_1 : forall n : nat, next_gap n >= 0 /\ next_gap n <= weight_gap n + learning_rate * gradient_gap n.
(* triangle inequality over the batch (inequality): ‖∂‖w‖_q‖₂ ≤ c_p *)
Hypothesis step_2 : forall n : nat, gradient_gap n <= turn n * mean_input_norm + epsilon * robust_share n *
  attack_factor.
(* probabilities lie in [0, 1] (inequality): 0 < σ < 1 *)
Hypothesis step_3 : forall n : nat, turn n >= 0 /\ turn n <= 1 /\ robust_share n >= 0 /\ robust_share n <= 1.
Hypothesis weight_gap_advances : forall n : nat, weight_gap (S n) = next_gap n.
Hypothesis steps_advances : forall n : nat, steps (S n) = steps n + 1.

Definition holds_after (n : nat) : Prop :=
  steps n >= 0 /\ weight_gap n >= 0 /\ 0 <= weight_gap n /\ weight_gap n <= steps n * learning_rate * (mean_input_norm
    + epsilon * attack_factor).

Lemma lemma1_sound_start :
  holds_after 0.
Proof.
  unfold holds_after; rewrite weight_gap_starts, steps_starts.
  take.
  settle.
Qed.

Lemma lemma1_sound_step :
  forall n : nat, holds_after n -> holds_after (S n).
Proof.
  unfold holds_after; intros n before; rewrite weight_gap_advances, steps_advances.
  pose proof (step_1 n). pose proof (step_2 n). pose proof (step_3 n).
  take.
  note (Rmult_le_pos epsilon attack_factor).
  note (share_at_most (epsilon * attack_factor) (robust_share n)).
  note (share_at_most mean_input_norm (turn n)).
  note (Rmult_le_compat_l learning_rate (gradient_gap n) (mean_input_norm + epsilon * attack_factor)).
  settle.
Qed.

Theorem lemma1_sound :
  forall n : nat, 0 <= weight_gap n /\ weight_gap n <= steps n * learning_rate * (mean_input_norm + epsilon *
    attack_factor).
Proof.
  intros n; assert (holds : holds_after n).
  { induction n; [exact lemma1_sound_start | apply lemma1_sound_step; assumption]. }
  unfold holds_after in holds; tauto.
Qed.

End lemma1_sound.

Print Assumptions lemma1_sound.
