(* lemma1.path: ‖w_NR − w_R‖ ≤ η Σ_t ‖∇L_R(w_R^t) − ∇L_NR(w_R^t)‖ if η ≤ 2/L
   Source: Krishna et al. 2024, Lemma 1, along the robust run
   Definition: b258d858bb5ba4f8db63efbbe0c58074a1076b7530ab680b294a541f545047f0 *)

Require Import Recourse.

Section lemma1_path.

Variables learning_rate smoothness : R.
Variables next_gap gradient_gap drift weight_gap gradient_gap_sum : nat -> R.

(* η > 0 (domain): Krishna et al. 2024, Lemma 1 *)
Hypothesis premise_1 : learning_rate > 0.
(* η ≤ 2/L (hypothesis): a gradient step on an L-smooth convex loss is non-expansive *)
Hypothesis premise_2 : learning_rate * smoothness <= 2.
Hypothesis weight_gap_starts : weight_gap 0%nat = 0.
Hypothesis gradient_gap_sum_starts : gradient_gap_sum 0%nat = 0.
(* a step is non-expansive if η ≤ 2/L (inequality): co-coercivity (Baillon and Haddad 1977) *)
Hypothesis step_1 : forall n : nat, next_gap n >= 0 /\ next_gap n <= weight_gap n + learning_rate * (if Rle_dec
  (learning_rate * smoothness) 2 then drift n else gradient_gap n).
Hypothesis weight_gap_advances : forall n : nat, weight_gap (S n) = next_gap n.
Hypothesis gradient_gap_sum_advances : forall n : nat, gradient_gap_sum (S n) = gradient_gap_sum n + drift n.

Definition holds_after (n : nat) : Prop :=
  weight_gap n >= 0 /\ 0 <= weight_gap n /\ weight_gap n <= learning_rate * gradient_gap_sum n.

Lemma lemma1_path_start :
  holds_after 0.
Proof.
  unfold holds_after; rewrite weight_gap_starts, gradient_gap_sum_starts.
  take.
  settle.
Qed.

Lemma lemma1_path_step :
  forall n : nat, holds_after n -> holds_after (S n).
Proof.
  unfold holds_after; intros n before; rewrite weight_gap_advances, gradient_gap_sum_advances.
  pose proof (step_1 n).
  take.
  choose (Rle_dec (learning_rate * smoothness) 2).
  all: settle.
Qed.

Theorem lemma1_path :
  forall n : nat, 0 <= weight_gap n /\ weight_gap n <= learning_rate * gradient_gap_sum n.
Proof.
  intros n; assert (holds : holds_after n).
  { induction n; [exact lemma1_path_start | apply lemma1_path_step; assumption]. }
  unfold holds_after in holds; tauto.
Qed.

End lemma1_path.

Print Assumptions lemma1_path.
