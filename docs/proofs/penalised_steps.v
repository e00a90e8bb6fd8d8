(* penalised.steps: ‖w − w_R‖ ≤ ‖g‖/μ for any g ∈ ∂P(w)
   Source: strong convexity
   Definition: 48c379c10f53ea5024da900ffeb4115002512ce16c0ab11815e3d69a082759d3 *)

Require Import Recourse.

Section penalised_steps.

Variables start_gap subgradient_norm penalty : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* ‖g‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : subgradient_norm >= 0.
(* μ‖w − w_R‖ ≤ ‖g‖ (inequality): strong monotonicity of ∂P, 0 ∈ ∂P(w_R), and Cauchy-Schwarz *)
Hypothesis premise_4 : penalty * start_gap <= subgradient_norm.

Lemma penalised_steps_defined :
  penalty <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_steps_lower :
  0 <= start_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_steps_upper :
  start_gap <= subgradient_norm / penalty.
Proof.
  take.
  note (quotient_above subgradient_norm penalty start_gap).
  settle.
Qed.

Theorem penalised_steps :
  penalty <> 0 /\
  0 <= start_gap /\
  start_gap <= subgradient_norm / penalty.
Proof.
  exact (conj penalised_steps_defined (conj penalised_steps_lower penalised_steps_upper)).
Qed.

End penalised_steps.

Print Assumptions penalised_steps.
