(* theorem3.vector: ‖ζ_NR − ζ_R‖ ≤ L (r_R + r_NR)
   Source: Krishna et al. 2024, Theorem 3, what A.4 bounds
   Definition: c8975f2154baa6edfb7fe12cf4642c2db551527880693fbd47118cd7e879df1b *)

Require Import Recourse.

Section theorem3_vector.

Variables recourse_gap lipschitz radius_nr radius_r latent_gap : R.

(* L ≥ 0 (domain): a bound on a ratio of norms *)
Hypothesis premise_1 : lipschitz >= 0.
(* r_NR ≥ 0 (domain): a radius *)
Hypothesis premise_2 : radius_nr >= 0.
(* r_R ≥ 0 (domain): a radius *)
Hypothesis premise_3 : radius_r >= 0.
(* ‖ζ_NR − ζ_R‖ ≥ 0 (domain): a norm *)
Hypothesis premise_4 : recourse_gap >= 0.
(* ‖z'_R − z'_NR‖ ≤ r_R + r_NR (inequality): triangle inequality: both balls are about one z *)
Hypothesis premise_5 : latent_gap <= radius_r + radius_nr.
(* ‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖ (lemma): Krishna et al. 2024, Definition 3, with an ℓp → ℓ₂ constant of all that
   makes x' of z' *)
Hypothesis premise_6 : recourse_gap <= lipschitz * latent_gap.

Lemma theorem3_vector_lower :
  0 <= recourse_gap.
Proof.
  take.
  settle.
Qed.

Lemma theorem3_vector_upper :
  recourse_gap <= Rabs (lipschitz * (radius_r + radius_nr)).
Proof.
  take.
  note (Rmult_le_compat_l lipschitz latent_gap (radius_r + radius_nr)).
  note (abs_at_least (lipschitz * (radius_r + radius_nr))).
  lra.
Qed.

Theorem theorem3_vector :
  0 <= recourse_gap /\
  recourse_gap <= Rabs (lipschitz * (radius_r + radius_nr)).
Proof.
  exact (conj theorem3_vector_lower theorem3_vector_upper).
Qed.

End theorem3_vector.

Print Assumptions theorem3_vector.
