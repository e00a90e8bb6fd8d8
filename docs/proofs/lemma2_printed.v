(* lemma2.printed: ‖w_NR − w_R‖ ≤ Δ_K‖Y‖
   Source: Krishna et al. 2024, Lemma 2, Eq. 12
   Definition: ed28cc009611d0ecc0f8c664f66df2fbd34ae513903ddac3e5ab41e23761ba21 *)

Require Import Recourse.

Section lemma2_printed.

Variables delta_k : R.
Variables next_gap next_norm eigenvalue component weight_gap label_norm : nat -> R.

(* Δ_K ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_1 : delta_k >= 0.
Hypothesis weight_gap_starts : weight_gap 0%nat = 0.
Hypothesis label_norm_starts : label_norm 0%nat = 0.
(* Pythagoras, for ‖MY‖ and ‖Y‖ (inequality): eigenvectors of a symmetric matrix are orthogonal *)
Hypothesis step_1 : forall n : nat, next_gap n * next_gap n = weight_gap n * weight_gap n + eigenvalue n * component n
  * (eigenvalue n * component n) /\ next_norm n * next_norm n = label_norm n * label_norm n + component n * component
  n /\ next_gap n >= 0 /\ next_norm n >= 0.
(* no eigenvalue of M exceeds Δ_K (inequality): Δ_K = ‖M‖₂ *)
Hypothesis step_2 : forall n : nat, Rabs (eigenvalue n) <= delta_k.
Hypothesis weight_gap_advances : forall n : nat, weight_gap (S n) = next_gap n.
Hypothesis label_norm_advances : forall n : nat, label_norm (S n) = next_norm n.

Definition holds_after (n : nat) : Prop :=
  label_norm n >= 0 /\ weight_gap n >= 0 /\ 0 <= weight_gap n /\ weight_gap n <= delta_k * label_norm n.

Lemma lemma2_printed_start :
  holds_after 0.
Proof.
  unfold holds_after; rewrite weight_gap_starts, label_norm_starts.
  take.
  settle.
Qed.

Lemma lemma2_printed_step :
  forall n : nat, holds_after n -> holds_after (S n).
Proof.
  unfold holds_after; intros n before; rewrite weight_gap_advances, label_norm_advances.
  pose proof (step_1 n). pose proof (step_2 n).
  take.
  note (one_more_component (weight_gap n) (next_gap n) (label_norm n) (next_norm n) (eigenvalue n) (component n) delta_k).
  settle.
Qed.

Theorem lemma2_printed :
  forall n : nat, 0 <= weight_gap n /\ weight_gap n <= delta_k * label_norm n.
Proof.
  intros n; assert (holds : holds_after n).
  { induction n; [exact lemma2_printed_start | apply lemma2_printed_step; assumption]. }
  unfold holds_after in holds; tauto.
Qed.

End lemma2_printed.

Print Assumptions lemma2_printed.
