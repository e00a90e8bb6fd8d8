(* penalised.gap: ‖w − w_R‖ ≤ √(2G/μ), G = P(w) − L(u)
   Source: Fercoq et al. 2015; Ndiaye et al. 2017, for adversarial training
   Definition: e4422b52eef513d34aaaa3a554af3ef2f8da0069ce6fbaca66f34f536776fa68 *)

Require Import Recourse.

Section penalised_gap.

Variables start_gap duality_gap penalty : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* G ≥ 0 (domain): P(w) is at least L(u) *)
Hypothesis premise_3 : duality_gap >= 0.
(* (μ/2)‖w − w_R‖² ≤ G (inequality): strong convexity of P, and P(w_R) ≥ L(u) *)
Hypothesis premise_4 : penalty * start_gap * start_gap / 2 <= duality_gap.

Lemma penalised_gap_defined :
  penalty <> 0 /\ 0 <= 2 * duality_gap / penalty.
Proof.
  take.
  note (quotient_nonnegative (2 * duality_gap) penalty).
  settle.
Qed.

Lemma penalised_gap_lower :
  0 <= start_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_gap_upper :
  start_gap <= sqrt (2 * duality_gap / penalty).
Proof.
  take.
  note (quotient_nonnegative (2 * duality_gap) penalty).
  note (quotient_above (2 * duality_gap) penalty (start_gap * start_gap)).
  note (below_root start_gap (2 * duality_gap / penalty)).
  settle.
Qed.

Theorem penalised_gap :
  (penalty <> 0 /\ 0 <= 2 * duality_gap / penalty) /\
  0 <= start_gap /\
  start_gap <= sqrt (2 * duality_gap / penalty).
Proof.
  exact (conj penalised_gap_defined (conj penalised_gap_lower penalised_gap_upper)).
Qed.

End penalised_gap.

Print Assumptions penalised_gap.
