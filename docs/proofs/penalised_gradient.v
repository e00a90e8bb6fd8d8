(* penalised.gradient: ‖w − g/2μ − w_R‖ ≤ ‖g‖/2μ for any g ∈ ∂P(w)
   Source: Okumura et al. 2015, for adversarial training
   Definition: 96d35992b4e638ac32e21e257af5cfcbb5ef4c349747e48441b797479ee12936 *)

Require Import Recourse.

Section penalised_gradient.

Variables centre_gap subgradient_norm penalty start_gap descent : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* ‖g‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : subgradient_norm >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : centre_gap >= 0.
(* μ‖w − w_R‖² ≤ ⟨g, w − w_R⟩ (inequality): strong monotonicity of ∂P, and 0 ∈ ∂P(w_R) *)
Hypothesis premise_5 : penalty * start_gap * start_gap <= descent.
(* ‖w − g/2μ − w_R‖² = ‖w − w_R‖² − ⟨g, w − w_R⟩/μ + ‖g‖²/4μ² (inequality): square of a norm, expanded; that it is no
   larger is enough *)
Hypothesis premise_6 : centre_gap * centre_gap <= start_gap * start_gap - descent / penalty + subgradient_norm / (2 *
  penalty) * (subgradient_norm / (2 * penalty)).

Lemma penalised_gradient_defined :
  2 * penalty <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_gradient_lower :
  0 <= centre_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_gradient_upper :
  centre_gap <= subgradient_norm / (2 * penalty).
Proof.
  take.
  note (quotient_above descent penalty (start_gap * start_gap)).
  note (quotient_nonnegative subgradient_norm (2 * penalty)).
  note (squares_below centre_gap (subgradient_norm / (2 * penalty))).
  settle.
Qed.

Theorem penalised_gradient :
  2 * penalty <> 0 /\
  0 <= centre_gap /\
  centre_gap <= subgradient_norm / (2 * penalty).
Proof.
  exact (conj penalised_gradient_defined (conj penalised_gradient_lower penalised_gradient_upper)).
Qed.

End penalised_gradient.

Print Assumptions penalised_gradient.
