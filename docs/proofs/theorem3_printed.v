(* theorem3.printed: |‖ζ_NR‖ − ‖ζ_R‖| ≤ L (r_R + r_NR)
   Source: Krishna et al. 2024, Theorem 3, Eq. 11; two-sided in A.4
   Definition: 87ab2aa76a1842fbdb09348b2bc34bf1ba4fecd130fcf7f6fbcccec8e7401fc5 *)

Require Import Recourse.

Section theorem3_printed.

Variables cost_nr cost_r lipschitz radius_nr radius_r latent_gap recourse_gap : R.

(* L ≥ 0 (domain): a bound on a ratio of norms *)
Hypothesis premise_1 : lipschitz >= 0.
(* r_NR ≥ 0 (domain): a radius *)
Hypothesis premise_2 : radius_nr >= 0.
(* r_R ≥ 0 (domain): a radius *)
Hypothesis premise_3 : radius_r >= 0.
(* ‖z'_R − z'_NR‖ ≤ r_R + r_NR (inequality): triangle inequality: both balls are about one z *)
Hypothesis premise_4 : latent_gap <= radius_r + radius_nr.
(* ‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖ (lemma): Krishna et al. 2024, Definition 3, with an ℓp → ℓ₂ constant of all that
   makes x' of z' *)
Hypothesis premise_5 : recourse_gap <= lipschitz * latent_gap.
(* |‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖ (inequality): reverse triangle inequality *)
Hypothesis premise_6 : Rabs (cost_nr - cost_r) <= recourse_gap.

Lemma theorem3_printed_lower :
  - Rabs (lipschitz * (radius_r + radius_nr)) <= cost_nr - cost_r.
Proof.
  take.
  note (Rmult_le_compat_l lipschitz latent_gap (radius_r + radius_nr)).
  note (abs_at_least (lipschitz * (radius_r + radius_nr))).
  lra.
Qed.

Lemma theorem3_printed_upper :
  cost_nr - cost_r <= Rabs (lipschitz * (radius_r + radius_nr)).
Proof.
  take.
  note (Rmult_le_compat_l lipschitz latent_gap (radius_r + radius_nr)).
  note (abs_at_least (lipschitz * (radius_r + radius_nr))).
  lra.
Qed.

Theorem theorem3_printed :
  - Rabs (lipschitz * (radius_r + radius_nr)) <= cost_nr - cost_r /\
  cost_nr - cost_r <= Rabs (lipschitz * (radius_r + radius_nr)).
Proof.
  exact (conj theorem3_printed_lower theorem3_printed_upper).
Qed.

End theorem3_printed.

Print Assumptions theorem3_printed.
