(* mixture.cube: |f_μ(x) − f_μ(x̃)| ≤ R √d ‖x − x̃‖/r for the uniform distribution on x + [−r, r]^d
   Source: Tan & Tian 2023, Theorem 4.3, the example after it
   Definition: 58abcf569c804197883b3915640a7d67aae3be039d8c1a3e6d2aff9d56f71c8f *)

Require Import Recourse.

Section mixture_cube.

Variables smoothed_gap range dim cube_radius input_gap density_gap : R.

(* |f_μ(x) − f_μ(x̃)| ≥ 0 (domain): a distance *)
Hypothesis premise_1 : smoothed_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_3 : range >= 0.
(* d ≥ 1 (domain): a number of columns *)
Hypothesis premise_4 : dim >= 1.
(* r > 0 (domain): half the width of a cube *)
Hypothesis premise_5 : cube_radius > 0.
(* |f_μ(x) − f_μ(x̃)| ≤ R ∫|p − q| (inequality): Hölder: f (p − q) is integrated *)
Hypothesis premise_6 : smoothed_gap <= range * density_gap.
(* ∫|p − q| ≤ √d ‖x − x̃‖/r (lemma): two cubes share all but Σ|h_i|/2r of their volume; Cauchy-Schwarz *)
Hypothesis premise_7 : density_gap <= sqrt dim / cube_radius * input_gap.

Lemma mixture_cube_defined :
  0 <= dim /\ cube_radius <> 0.
Proof.
  take.
  settle.
Qed.

Lemma mixture_cube_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma mixture_cube_upper :
  smoothed_gap <= range * sqrt dim / cube_radius * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l range density_gap (sqrt dim / cube_radius * input_gap)).
  settle.
Qed.

Theorem mixture_cube :
  (0 <= dim /\ cube_radius <> 0) /\
  0 <= smoothed_gap /\
  smoothed_gap <= range * sqrt dim / cube_radius * input_gap.
Proof.
  exact (conj mixture_cube_defined (conj mixture_cube_lower mixture_cube_upper)).
Qed.

End mixture_cube.

Print Assumptions mixture_cube.
