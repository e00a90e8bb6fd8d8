(* theorem2.sound: (M − e_f)₊ min_I g ≤ ‖ζ_R‖ ≤ (M + e_f) max_I g, I = [(a − e_g)₊, a + e_g], M = |m_NR|
   Source: Krishna et al. 2024, Theorem 2, made sound
   Definition: 1abada0678fc7e075ec8644f1835ddf8b3c59890547503723cc287b16f667f4c *)

Require Import Recourse.

Section theorem2_sound.

Variables residual_nr slope_nr lam residual_radius slope_radius slope_r residual_r cost_nr cost_r : R.

(* λ > 0 (domain): weight of the squared distance *)
Hypothesis premise_1 : lam > 0.
(* a ≥ 0 (domain): a norm *)
Hypothesis premise_2 : slope_nr >= 0.
(* b ≥ 0 (domain): a norm *)
Hypothesis premise_3 : slope_r >= 0.
(* e_f ≥ 0 (domain): a norm *)
Hypothesis premise_4 : residual_radius >= 0.
(* e_g ≥ 0 (domain): a norm *)
Hypothesis premise_5 : slope_radius >= 0.
(* ‖ζ_NR‖ = |m_NR| g(a), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_nr_is : cost_nr = Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)).
(* ‖ζ_R‖ = |m_R| g(b), linearised (definition): minimiser of Krishna et al. 2024, Eq. 2, for the tangent of f at x;
   A.3, Eqs. 28 and 29 *)
Hypothesis cost_r_is : cost_r = Rabs residual_r * (slope_r / (lam + slope_r * slope_r)).
(* |a − b| ≤ e_g (lemma): Lemma 2, Cauchy-Schwarz and the triangle inequality; leaving columns out only shrinks the
   difference *)
Hypothesis premise_8 : Rabs (slope_nr - slope_r) <= slope_radius.
(* |m_NR − m_R| ≤ e_f (lemma): Lemma 2, Cauchy-Schwarz and the triangle inequality *)
Hypothesis premise_9 : Rabs (residual_nr - residual_r) <= residual_radius.

Lemma theorem2_sound_defined :
  lam + slope_nr * slope_nr <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius) 0))
    (slope_nr + slope_radius) * Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) <>
    0 /\ lam + Rmax (slope_nr - slope_radius) 0 * Rmax (slope_nr - slope_radius) 0 <> 0 /\ lam + (slope_nr +
    slope_radius) * (slope_nr + slope_radius) <> 0.
Proof.
  take.
  settle.
Qed.

Lemma theorem2_sound_lower :
  Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)) - (Rabs residual_nr + residual_radius) * (Rmin (Rmax
    (sqrt lam) (Rmax (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) / (lam + Rmin (Rmax (sqrt lam) (Rmax
    (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) * Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius)
    0)) (slope_nr + slope_radius))) <= cost_nr - cost_r.
Proof.
  take.
  note (Rmax_r (slope_nr - slope_radius) 0).
  assert (Rmax (slope_nr - slope_radius) 0 <= slope_r) by settle.
  assert (Rabs residual_r <= Rabs residual_nr + residual_radius) by settle.
  assert (Rmax (Rabs residual_nr - residual_radius) 0 <= Rabs residual_r) by settle.
  note (cost_below lam residual_r slope_r (Rmax (slope_nr - slope_radius) 0) (slope_nr + slope_radius) (Rabs residual_nr + residual_radius)).
  settle.
Qed.

Lemma theorem2_sound_upper :
  cost_nr - cost_r <= Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)) - Rmax (Rabs residual_nr -
    residual_radius) 0 * Rmin (Rmax (slope_nr - slope_radius) 0 / (lam + Rmax (slope_nr - slope_radius) 0 * Rmax
    (slope_nr - slope_radius) 0)) ((slope_nr + slope_radius) / (lam + (slope_nr + slope_radius) * (slope_nr +
    slope_radius))).
Proof.
  take.
  note (Rmax_r (slope_nr - slope_radius) 0).
  assert (Rmax (slope_nr - slope_radius) 0 <= slope_r) by settle.
  assert (Rabs residual_r <= Rabs residual_nr + residual_radius) by settle.
  assert (Rmax (Rabs residual_nr - residual_radius) 0 <= Rabs residual_r) by settle.
  note (Rmax_r (Rabs residual_nr - residual_radius) 0).
  note (cost_above lam residual_r slope_r (Rmax (slope_nr - slope_radius) 0) (slope_nr + slope_radius) (Rmax (Rabs residual_nr - residual_radius) 0)).
  settle.
Qed.

Theorem theorem2_sound :
  (lam + slope_nr * slope_nr <> 0 /\ 0 <= lam /\ lam + Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius) 0))
    (slope_nr + slope_radius) * Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) <>
    0 /\ lam + Rmax (slope_nr - slope_radius) 0 * Rmax (slope_nr - slope_radius) 0 <> 0 /\ lam + (slope_nr +
    slope_radius) * (slope_nr + slope_radius) <> 0) /\
  Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)) - (Rabs residual_nr + residual_radius) * (Rmin (Rmax
    (sqrt lam) (Rmax (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) / (lam + Rmin (Rmax (sqrt lam) (Rmax
    (slope_nr - slope_radius) 0)) (slope_nr + slope_radius) * Rmin (Rmax (sqrt lam) (Rmax (slope_nr - slope_radius)
    0)) (slope_nr + slope_radius))) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rabs residual_nr * (slope_nr / (lam + slope_nr * slope_nr)) - Rmax (Rabs residual_nr -
    residual_radius) 0 * Rmin (Rmax (slope_nr - slope_radius) 0 / (lam + Rmax (slope_nr - slope_radius) 0 * Rmax
    (slope_nr - slope_radius) 0)) ((slope_nr + slope_radius) / (lam + (slope_nr + slope_radius) * (slope_nr +
    slope_radius))).
Proof.
  exact (conj theorem2_sound_defined (conj theorem2_sound_lower theorem2_sound_upper)).
Qed.

End theorem2_sound.

Print Assumptions theorem2_sound.
