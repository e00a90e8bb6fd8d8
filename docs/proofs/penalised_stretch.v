(* penalised.stretch: ‖(w + u)/2 − w_R(ε)‖ ≤ √(A²/4 + (max(S, S/2 + (s₀₁ + s₁₀)/4) + D²/8)/μ), ε₀ ≤ ε ≤ ε₁
   Source: penalised.gap_sharp, for every ε from ε₀ to ε₁
   Definition: 0e1dd1b46343063a02bc3922eb22a1b9f98ce6ca208301509a354419569c5507 *)

Require Import Recourse.

Section penalised_stretch.

Variables centre_gap penalty stop_distance stop_slack slack_across margin_square mix start_gap dual_start_gap
  dual_distance duality_gap push_slack margin_lag : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* 0 ≤ θ ≤ 1 (domain): between the stops *)
Hypothesis premise_2 : mix >= 0 /\ mix <= 1.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : start_gap >= 0.
(* ‖u − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : dual_start_gap >= 0.
(* ‖w − u‖ ≥ 0 (domain): a norm *)
Hypothesis premise_5 : dual_distance >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_6 : centre_gap >= 0.
(* G ≥ 0 (domain): P(w) is at least L(u) *)
Hypothesis premise_7 : duality_gap >= 0.
(* A ≥ 0 (domain): a norm *)
Hypothesis premise_8 : stop_distance >= 0.
(* S ≥ 0 (domain): Hölder's inequality *)
Hypothesis premise_9 : stop_slack >= 0.
(* s₀₁ + s₁₀ ≥ 0 (domain): Hölder's inequality *)
Hypothesis premise_10 : slack_across >= 0.
(* D² ≥ 0 (domain): a mean of squares *)
Hypothesis premise_11 : margin_square >= 0.
(* (μ/2)(‖w − w_R‖² + ‖u − w_R‖²) ≤ G (inequality): strong convexity of P and of L, and P(w_R) ≥ L(w_R) *)
Hypothesis premise_12 : penalty * (start_gap * start_gap + dual_start_gap * dual_start_gap) / 2 <= duality_gap.
(* ‖(w + u)/2 − w_R‖² = (‖w − w_R‖² + ‖u − w_R‖²)/2 − ‖w − u‖²/4 (inequality): parallelogram law; that it is no larger
   is enough *)
Hypothesis premise_13 : centre_gap * centre_gap <= (start_gap * start_gap + dual_start_gap * dual_start_gap) / 2 -
  dual_distance * dual_distance / 4.
(* G ≤ (μ/2)‖w − u‖² + s + F (inequality): G written out, with ⟨v, w⟩ = ⟨μu + π, w⟩ *)
Hypothesis premise_14 : duality_gap <= penalty * dual_distance * dual_distance / 2 + push_slack + margin_lag.
(* ‖w − u‖ ≤ A (inequality): triangle inequality: w − u is a mix of w₀ − u₀ and w₁ − u₁ *)
Hypothesis premise_15 : dual_distance <= stop_distance.
(* s ≤ ((1 − θ)² + θ²)S + θ(1 − θ)(s₀₁ + s₁₀) (inequality): s = κ‖w_T‖_q − ⟨π, w⟩ is at most bilinear in the ends, as
   ‖·‖_q is convex *)
Hypothesis premise_16 : push_slack <= (1 - 2 * (mix * (1 - mix))) * stop_slack + mix * (1 - mix) * slack_across.
(* F ≤ D²/8 (inequality): F is least, 0, where σ(−m_i) = α_i, and σ has no slope above 1/4 *)
Hypothesis premise_17 : margin_lag <= margin_square / 8.

Lemma penalised_stretch_defined :
  penalty <> 0 /\ 0 <= stop_distance * stop_distance / 4 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) +
    margin_square / 8) / penalty.
Proof.
  take.
  note (Rmax_l stop_slack (stop_slack / 2 + slack_across / 4)).
  note (Rmax_r stop_slack (stop_slack / 2 + slack_across / 4)).
  note (quotient_nonnegative (Rmax stop_slack (stop_slack / 2 + slack_across / 4) + margin_square / 8) penalty).
  note (Rmult_le_pos stop_distance stop_distance).
  settle.
Qed.

Lemma penalised_stretch_lower :
  0 <= centre_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_stretch_upper :
  centre_gap <= sqrt (stop_distance * stop_distance / 4 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) +
    margin_square / 8) / penalty).
Proof.
  take.
  note (Rmax_l stop_slack (stop_slack / 2 + slack_across / 4)).
  note (Rmax_r stop_slack (stop_slack / 2 + slack_across / 4)).
  note (quotient_nonnegative (Rmax stop_slack (stop_slack / 2 + slack_across / 4) + margin_square / 8) penalty).
  note (Rmult_le_pos stop_distance stop_distance).
  note (Rmult_le_pos mix (1 - mix)).
  pose proof (Rle_0_sqr (mix - 1 / 2)) as square; unfold Rsqr in square.
  note (Rmult_le_compat_l (1 - 4 * (mix * (1 - mix))) stop_slack (Rmax stop_slack (stop_slack / 2 + slack_across / 4))).
  note (Rmult_le_compat_l (4 * (mix * (1 - mix))) (stop_slack / 2 + slack_across / 4) (Rmax stop_slack (stop_slack / 2 + slack_across / 4))).
  assert (push_slack <= Rmax stop_slack (stop_slack / 2 + slack_across / 4)) by lra.
  note (product_within dual_distance stop_distance dual_distance stop_distance).
  note (quotient_above duality_gap penalty ((start_gap * start_gap + dual_start_gap * dual_start_gap) / 2)).
  note (quotient_times (Rmax stop_slack (stop_slack / 2 + slack_across / 4) + margin_square / 8) penalty).
  note (quotient_below duality_gap penalty (dual_distance * dual_distance / 2 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) + margin_square / 8) / penalty)).
  note (below_root centre_gap (stop_distance * stop_distance / 4 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) + margin_square / 8) / penalty)).
  settle.
Qed.

Theorem penalised_stretch :
  (penalty <> 0 /\ 0 <= stop_distance * stop_distance / 4 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) +
    margin_square / 8) / penalty) /\
  0 <= centre_gap /\
  centre_gap <= sqrt (stop_distance * stop_distance / 4 + (Rmax stop_slack (stop_slack / 2 + slack_across / 4) +
    margin_square / 8) / penalty).
Proof.
  exact (conj penalised_stretch_defined (conj penalised_stretch_lower penalised_stretch_upper)).
Qed.

End penalised_stretch.

Print Assumptions penalised_stretch.
