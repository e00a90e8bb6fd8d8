(* penalised.gap_sharp: ‖(w + u)/2 − w_R‖ ≤ √(G/μ − ‖w − u‖²/4)
   Source: Fercoq et al. 2015; Ndiaye et al. 2017, for adversarial training, sharpened
   Definition: 03fbb1b02e63b7943cfab2c51eddfe04422052290bf594867c7146cc12ccfa4a *)

Require Import Recourse.

Section penalised_gap_sharp.

Variables centre_gap duality_gap penalty dual_distance start_gap dual_start_gap : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* ‖u − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : dual_start_gap >= 0.
(* ‖w − u‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : dual_distance >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_5 : centre_gap >= 0.
(* G ≥ 0 (domain): P(w) is at least L(u) *)
Hypothesis premise_6 : duality_gap >= 0.
(* (μ/2)(‖w − w_R‖² + ‖u − w_R‖²) ≤ G (inequality): strong convexity of P and of L, and P(w_R) ≥ L(w_R) *)
Hypothesis premise_7 : penalty * (start_gap * start_gap + dual_start_gap * dual_start_gap) / 2 <= duality_gap.
(* ‖(w + u)/2 − w_R‖² = (‖w − w_R‖² + ‖u − w_R‖²)/2 − ‖w − u‖²/4 (inequality): parallelogram law; that it is no larger
   is enough *)
Hypothesis premise_8 : centre_gap * centre_gap <= (start_gap * start_gap + dual_start_gap * dual_start_gap) / 2 -
  dual_distance * dual_distance / 4.

Lemma penalised_gap_sharp_defined :
  penalty <> 0 /\ 0 <= Rmax (duality_gap / penalty - dual_distance * dual_distance / 4) 0.
Proof.
  take.
  note (Rmax_r (duality_gap / penalty - dual_distance * dual_distance / 4) 0).
  settle.
Qed.

Lemma penalised_gap_sharp_lower :
  0 <= centre_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_gap_sharp_upper :
  centre_gap <= sqrt (Rmax (duality_gap / penalty - dual_distance * dual_distance / 4) 0).
Proof.
  take.
  note (quotient_above duality_gap penalty ((start_gap * start_gap + dual_start_gap * dual_start_gap) / 2)).
  note (Rmax_l (duality_gap / penalty - dual_distance * dual_distance / 4) 0).
  note (Rmax_r (duality_gap / penalty - dual_distance * dual_distance / 4) 0).
  note (below_root centre_gap (Rmax (duality_gap / penalty - dual_distance * dual_distance / 4) 0)).
  settle.
Qed.

Theorem penalised_gap_sharp :
  (penalty <> 0 /\ 0 <= Rmax (duality_gap / penalty - dual_distance * dual_distance / 4) 0) /\
  0 <= centre_gap /\
  centre_gap <= sqrt (Rmax (duality_gap / penalty - dual_distance * dual_distance / 4) 0).
Proof.
  exact (conj penalised_gap_sharp_defined (conj penalised_gap_sharp_lower penalised_gap_sharp_upper)).
Qed.

End penalised_gap_sharp.

Print Assumptions penalised_gap_sharp.
