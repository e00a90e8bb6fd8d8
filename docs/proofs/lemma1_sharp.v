(* lemma1.sharp: ‖w_NR − w_R‖ ≤ N η (ε c_p + tanh(εW/4) mean‖x_i‖) if η ≤ 2/L, else lemma1.sound
   Source: Krishna et al. 2024, Lemma 1, sharpened
   Definition: 72e08177f4bd84d4c63964c91623bff91bb401b454a1ca279b636362f9c56c78 *)

Require Import Recourse.

Section lemma1_sharp.

Variables learning_rate mean_input_norm epsilon attack_factor robust_weight_norm smoothness : R.
Variables next_gap gradient_gap drift turn robust_share drift_turn iterate_norm weight_gap steps : nat -> R.

(* η > 0 (domain): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_1 : learning_rate > 0.
(* ε ≥ 0 (domain): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_2 : epsilon >= 0.
(* c_p ≥ 0 (domain): a norm *)
Hypothesis premise_3 : attack_factor >= 0.
(* mean‖x_i‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : mean_input_norm >= 0.
(* W ≥ 0 (domain): a norm *)
Hypothesis premise_5 : robust_weight_norm >= 0.
(* L ≥ 0 (domain): an eigenvalue of a Gram matrix *)
Hypothesis premise_6 : smoothness >= 0.
Hypothesis weight_gap_starts : weight_gap 0%nat = 0.
Hypothesis steps_starts : steps 0%nat = 0.
(* a step is non-expansive if η ≤ 2/L (inequality): co-coercivity (Baillon and Haddad 1977) *)
Hypothesis step_1 : forall n : nat, next_gap n >= 0 /\ next_gap n <= weight_gap n + learning_rate * (if Rle_dec
  (learning_rate * smoothness) 2 then drift n else gradient_gap n).
(* triangle inequality over the batch (inequality): ‖∂‖w‖_q‖₂ ≤ c_p *)
Hypothesis step_2 : forall n : nat, gradient_gap n <= turn n * mean_input_norm + epsilon * robust_share n *
  attack_factor.
(* triangle inequality over the batch, at the robust iterate (inequality): ‖∂‖w‖_q‖₂ ≤ c_p *)
Hypothesis step_3 : forall n : nat, drift n <= drift_turn n * mean_input_norm + epsilon * robust_share n *
  attack_factor.
(* |σ(u + v) − σ(u)| ≤ tanh(|v|/4) (inequality): v = ε‖w_R^t‖_q, ‖w_R^t‖_q ≤ W *)
Hypothesis step_4 : forall n : nat, drift_turn n <= 2 * sigmoid (epsilon * iterate_norm n / 2) - 1 /\ iterate_norm n
  >= 0 /\ iterate_norm n <= robust_weight_norm.
(* probabilities lie in [0, 1] (inequality): 0 < σ < 1 *)
Hypothesis step_5 : forall n : nat, turn n >= 0 /\ turn n <= 1 /\ robust_share n >= 0 /\ robust_share n <= 1.
Hypothesis weight_gap_advances : forall n : nat, weight_gap (S n) = next_gap n.
Hypothesis steps_advances : forall n : nat, steps (S n) = steps n + 1.

Definition holds_after (n : nat) : Prop :=
  steps n >= 0 /\ weight_gap n >= 0 /\ 0 <= weight_gap n /\ weight_gap n <= steps n * learning_rate * (epsilon *
    attack_factor + (if Rle_dec (learning_rate * smoothness) 2 then 2 * sigmoid (epsilon * robust_weight_norm / 2) - 1
    else 1) * mean_input_norm).

Lemma lemma1_sharp_start :
  holds_after 0.
Proof.
  unfold holds_after; rewrite weight_gap_starts, steps_starts.
  take.
  settle.
Qed.

Lemma lemma1_sharp_step :
  forall n : nat, holds_after n -> holds_after (S n).
Proof.
  unfold holds_after; intros n before; rewrite weight_gap_advances, steps_advances.
  pose proof (step_1 n). pose proof (step_2 n). pose proof (step_3 n). pose proof (step_4 n). pose proof (step_5 n).
  take.
  note (Rmult_le_pos epsilon attack_factor).
  note (share_at_most (epsilon * attack_factor) (robust_share n)).
  choose (Rle_dec (learning_rate * smoothness) 2).
  - note (Rmult_le_compat_l epsilon (iterate_norm n) robust_weight_norm). note (sigmoid_increasing (epsilon * iterate_norm n / 2) (epsilon * robust_weight_norm / 2)). note (Rmult_le_compat_r mean_input_norm (drift_turn n) (2 * sigmoid (epsilon * robust_weight_norm / 2) - 1)). note (Rmult_le_compat_l learning_rate (drift n) (epsilon * attack_factor + (2 * sigmoid (epsilon * robust_weight_norm / 2) - 1) * mean_input_norm)).
    settle.
  - note (share_at_most mean_input_norm (turn n)). note (Rmult_le_compat_l learning_rate (gradient_gap n) (mean_input_norm + epsilon * attack_factor)).
    settle.
Qed.

Theorem lemma1_sharp :
  forall n : nat, 0 <= weight_gap n /\ weight_gap n <= steps n * learning_rate * (epsilon * attack_factor + (if
    Rle_dec (learning_rate * smoothness) 2 then 2 * sigmoid (epsilon * robust_weight_norm / 2) - 1 else 1) *
    mean_input_norm).
Proof.
  intros n; assert (holds : holds_after n).
  { induction n; [exact lemma1_sharp_start | apply lemma1_sharp_step; assumption]. }
  unfold holds_after in holds; tauto.
Qed.

End lemma1_sharp.

Print Assumptions lemma1_sharp.
