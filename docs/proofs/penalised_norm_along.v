(* penalised.norm_along: C + d ≤ b ≤ √(C² + 2Cd + R²), for every d of a cell
   Source: Pythagoras
   Definition: 2b15676c9f2f1d4a38c528181ed2ff7e5550efb7c58248a13e3b2949865e8bc6 *)

Require Import Recourse.

Section penalised_norm_along.

Variables norm_r centre_norm ball_radius along_low along_high across along : R.

(* R ≥ 0 (domain): a radius *)
Hypothesis premise_1 : ball_radius >= 0.
(* C ≥ 0 (domain): a norm *)
Hypothesis premise_2 : centre_norm >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : norm_r >= 0.
(* r ≥ 0 (domain): a norm *)
Hypothesis premise_4 : across >= 0.
(* d₋ ≤ d ≤ d₊ (hypothesis): one cell of [−R, R] *)
Hypothesis premise_5 : along_low <= along /\ along <= along_high.
(* d² + r² ≤ R² (lemma): Pythagoras, and the claim that gives the ball *)
Hypothesis premise_6 : along * along + across * across <= ball_radius * ball_radius.
(* C + d ≤ b (inequality): no part of a vector is longer than the vector *)
Hypothesis premise_7 : centre_norm + along <= norm_r.
(* b² ≤ (C + d)² + r² (inequality): Pythagoras; fewer columns only shrink r *)
Hypothesis premise_8 : norm_r * norm_r <= (centre_norm + along) * (centre_norm + along) + across * across.

Lemma penalised_norm_along_defined :
  0 <= Rmax (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0.
Proof.
  take.
  note (Rmax_r (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0).
  settle.
Qed.

Lemma penalised_norm_along_lower :
  Rmax (centre_norm + along_low) 0 <= norm_r.
Proof.
  take.
  settle.
Qed.

Lemma penalised_norm_along_upper :
  norm_r <= sqrt (Rmax (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0).
Proof.
  take.
  note (Rmult_le_compat_l centre_norm along along_high).
  note (Rmax_l (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0).
  note (Rmax_r (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0).
  note (below_root norm_r (Rmax (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0)).
  settle.
Qed.

Theorem penalised_norm_along :
  0 <= Rmax (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0 /\
  Rmax (centre_norm + along_low) 0 <= norm_r /\
  norm_r <= sqrt (Rmax (centre_norm * centre_norm + 2 * centre_norm * along_high + ball_radius * ball_radius) 0).
Proof.
  exact (conj penalised_norm_along_defined (conj penalised_norm_along_lower penalised_norm_along_upper)).
Qed.

End penalised_norm_along.

Print Assumptions penalised_norm_along.
