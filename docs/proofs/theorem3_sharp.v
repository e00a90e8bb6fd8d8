(* theorem3.sharp: |‖ζ_NR‖ − ‖ζ_R‖| ≤ L‖z'_R − z'_NR‖
   Source: Krishna et al. 2024, Theorem 3, from where the recourses were found
   Definition: df1b810b9b42c0c0b8b1ef032a37b0a9cdbc1ac70ab02a7b3f1e3a5e32acc8d5 *)

Require Import Recourse.

Section theorem3_sharp.

Variables cost_nr cost_r lipschitz latent_gap recourse_gap : R.

(* L ≥ 0 (domain): a bound on a ratio of norms *)
Hypothesis premise_1 : lipschitz >= 0.
(* ‖z'_R − z'_NR‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : latent_gap >= 0.
(* ‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖ (lemma): Krishna et al. 2024, Definition 3, with an ℓp → ℓ₂ constant of all that
   makes x' of z' *)
Hypothesis premise_3 : recourse_gap <= lipschitz * latent_gap.
(* |‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖ (inequality): reverse triangle inequality *)
Hypothesis premise_4 : Rabs (cost_nr - cost_r) <= recourse_gap.

Lemma theorem3_sharp_lower :
  - (lipschitz * latent_gap) <= cost_nr - cost_r.
Proof.
  take.
  settle.
Qed.

Lemma theorem3_sharp_upper :
  cost_nr - cost_r <= lipschitz * latent_gap.
Proof.
  take.
  settle.
Qed.

Theorem theorem3_sharp :
  - (lipschitz * latent_gap) <= cost_nr - cost_r /\
  cost_nr - cost_r <= lipschitz * latent_gap.
Proof.
  exact (conj theorem3_sharp_lower theorem3_sharp_upper).
Qed.

End theorem3_sharp.

Print Assumptions theorem3_sharp.
