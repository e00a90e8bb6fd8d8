(* penalised.range_sharp: ‖w − w_R(ε)‖ ≤ (‖g_ε₀‖ + (ε − ε₀) K)/μ, K = c_p ᾱ + (‖w_T‖_q/4)(mean‖x_i‖ + c_p ε)
   Source: penalised.steps, for every ε from ε₀ on
   Definition: ba753ad35a83d0d408a81f40314780f67c4b7f52d45e1930a95792362340883e *)

Require Import Recourse.

Section penalised_range_sharp.

Variables start_gap subgradient_low epsilon epsilon_low push dual_norm mean_input_norm attack_factor penalty
  subgradient_norm subgradient_gap : R.

(* μ > 0 (domain): weight of the penalty *)
Hypothesis premise_1 : penalty > 0.
(* ‖w − w_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : start_gap >= 0.
(* ‖g‖ ≥ 0 (domain): a norm *)
Hypothesis premise_3 : subgradient_norm >= 0.
(* ε₀ ≥ 0 (domain): a radius *)
Hypothesis premise_4 : epsilon_low >= 0.
(* ε ≥ ε₀ (hypothesis): the range *)
Hypothesis premise_5 : epsilon >= epsilon_low.
(* μ‖w − w_R‖ ≤ ‖g‖ (inequality): strong monotonicity of ∂P, 0 ∈ ∂P(w_R), and Cauchy-Schwarz *)
Hypothesis premise_6 : penalty * start_gap <= subgradient_norm.
(* ‖g_ε‖ ≤ ‖g_ε₀‖ + ‖g_ε − g_ε₀‖ (inequality): triangle inequality *)
Hypothesis premise_7 : subgradient_norm <= subgradient_low + subgradient_gap.
(* ‖g_ε − g_ε₀‖ ≤ (ε − ε₀) K (inequality): σ has no slope above 1/4, no subgradient of ‖·‖_q is longer than c_p, and
   triangle inequality *)
Hypothesis premise_8 : subgradient_gap <= (epsilon - epsilon_low) * (attack_factor * push + dual_norm / 4 *
  (mean_input_norm + attack_factor * epsilon)).

Lemma penalised_range_sharp_defined :
  penalty <> 0.
Proof.
  take.
  settle.
Qed.

Lemma penalised_range_sharp_lower :
  0 <= start_gap.
Proof.
  take.
  settle.
Qed.

Lemma penalised_range_sharp_upper :
  start_gap <= (subgradient_low + (epsilon - epsilon_low) * (attack_factor * push + dual_norm / 4 * (mean_input_norm +
    attack_factor * epsilon))) / penalty.
Proof.
  take.
  note (quotient_above (subgradient_low + (epsilon - epsilon_low) * (attack_factor * push + dual_norm / 4 * (mean_input_norm + attack_factor * epsilon))) penalty start_gap).
  settle.
Qed.

Theorem penalised_range_sharp :
  penalty <> 0 /\
  0 <= start_gap /\
  start_gap <= (subgradient_low + (epsilon - epsilon_low) * (attack_factor * push + dual_norm / 4 * (mean_input_norm +
    attack_factor * epsilon))) / penalty.
Proof.
  exact (conj penalised_range_sharp_defined (conj penalised_range_sharp_lower penalised_range_sharp_upper)).
Qed.

End penalised_range_sharp.

Print Assumptions penalised_range_sharp.
