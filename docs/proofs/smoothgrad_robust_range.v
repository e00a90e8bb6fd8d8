(* smoothgrad.robust_range: ‖φ_σ(x) − φ_σ(x̃)‖ ≤ min(√(2/π) L/σ, 4R/(√(2πe) σ²)) ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.1, SmoothGrad, for |f| ≤ R
   Definition: f498e0c0248120c645e3237ed68ce23477c0cf52eb8cedf4a1c588ae454acfb2 *)

Require Import Recourse.

Section smoothgrad_robust_range.

Variables explanation_gap lipschitz range sigma input_gap curvature : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_4 : range >= 0.
(* σ > 0 (domain): a standard deviation *)
Hypothesis premise_5 : sigma > 0.
(* ‖φ_σ(x) − φ_σ(x̃)‖ ≤ C‖x − x̃‖ (inequality): mean value, C the largest ‖∇²f_σ‖ between *)
Hypothesis premise_6 : explanation_gap <= curvature * input_gap.
(* C ≤ √(2/π) L/σ (inequality): E|u| = √(2/π), integration by parts along a line *)
Hypothesis premise_7 : curvature <= 2 * lipschitz * (1 / (sqrt (2 * PI) * sigma)).
(* C ≤ 4R/(√(2πe) σ²) (inequality): E|u² − 1| = 4/√(2πe), integration by parts along a line *)
Hypothesis premise_8 : curvature <= 4 * range * (1 / (sqrt (2 * PI) * sigma)) * exp (-1 / 2) / sigma.

Lemma smoothgrad_robust_range_defined :
  0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0 /\ sigma <> 0.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_range_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma smoothgrad_robust_range_upper :
  explanation_gap <= Rmin (2 * lipschitz * (1 / (sqrt (2 * PI) * sigma))) (4 * range * (1 / (sqrt (2 * PI) * sigma)) *
    exp (-1 / 2) / sigma) * input_gap.
Proof.
  take.
  note (Rmin_glb (2 * lipschitz * (1 / (sqrt (2 * PI) * sigma))) (4 * range * (1 / (sqrt (2 * PI) * sigma)) * exp (-1 / 2) / sigma) curvature).
  note (Rmult_le_compat_r input_gap curvature (Rmin (2 * lipschitz * (1 / (sqrt (2 * PI) * sigma))) (4 * range * (1 / (sqrt (2 * PI) * sigma)) * exp (-1 / 2) / sigma))).
  lra.
Qed.

Theorem smoothgrad_robust_range :
  (0 <= 2 * PI /\ sqrt (2 * PI) * sigma <> 0 /\ sigma <> 0) /\
  0 <= explanation_gap /\
  explanation_gap <= Rmin (2 * lipschitz * (1 / (sqrt (2 * PI) * sigma))) (4 * range * (1 / (sqrt (2 * PI) * sigma)) *
    exp (-1 / 2) / sigma) * input_gap.
Proof.
  exact (conj smoothgrad_robust_range_defined (conj smoothgrad_robust_range_lower smoothgrad_robust_range_upper)).
Qed.

End smoothgrad_robust_range.

Print Assumptions smoothgrad_robust_range.
