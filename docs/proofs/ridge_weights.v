(* ridge.weights: ‖w + r/2β − w_R‖ ≤ ‖r‖/2β
   Source: Okumura et al. 2015, for kernel regression
   Definition: b912022b28a22450f2cd0c2d00c096e22572624540e99c42ed86e9aaa80e1a65 *)

Require Import Recourse.

Section ridge_weights.

Variables centre_gap primal_residual ridge reflected_norm : R.

(* β > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : ridge > 0.
(* ‖r‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : primal_residual >= 0.
(* ‖c − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : centre_gap >= 0.
(* ‖(2βB⁻¹ − I) r‖ ≤ ‖r‖ (inequality): the eigenvalues of B⁻¹ lie between 0 and 1/β *)
Hypothesis premise_4 : reflected_norm <= primal_residual.
(* 2β‖w + r/2β − w_R‖ = ‖(2βB⁻¹ − I) r‖ (inequality): w_R = w + B⁻¹r; that it is no larger is enough *)
Hypothesis premise_5 : 2 * ridge * centre_gap <= reflected_norm.

Lemma ridge_weights_defined :
  2 * ridge <> 0.
Proof.
  take.
  settle.
Qed.

Lemma ridge_weights_lower :
  0 <= centre_gap.
Proof.
  take.
  settle.
Qed.

Lemma ridge_weights_upper :
  centre_gap <= primal_residual / (2 * ridge).
Proof.
  take.
  note (quotient_above primal_residual (2 * ridge) centre_gap).
  settle.
Qed.

Theorem ridge_weights :
  2 * ridge <> 0 /\
  0 <= centre_gap /\
  centre_gap <= primal_residual / (2 * ridge).
Proof.
  exact (conj ridge_weights_defined (conj ridge_weights_lower ridge_weights_upper)).
Qed.

End ridge_weights.

Print Assumptions ridge_weights.
