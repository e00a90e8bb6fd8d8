(* mixture.lipschitz_density: |f_μ(x) − f_μ(x̃)| ≤ R γ ‖x − x̃‖ if ∫|p − q| ≤ γ‖x − x̃‖
   Source: Tan & Tian 2023, Theorem 4.3, with the distance that its proof uses
   Definition: f794cd300755ba0263984617913b55dbf9a1586a56d84b25170d320aa0cfe279 *)

Require Import Recourse.

Section mixture_lipschitz_density.

Variables smoothed_gap range mixing_rate input_gap density_gap : R.

(* |f_μ(x) − f_μ(x̃)| ≥ 0 (domain): a distance *)
Hypothesis premise_1 : smoothed_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_3 : range >= 0.
(* γ ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_4 : mixing_rate >= 0.
(* ∫|p − q| ≤ γ‖x − x̃‖ (hypothesis): Tan & Tian 2023, Theorem 4.3, d_TV = ∫|p − q| *)
Hypothesis premise_5 : density_gap <= mixing_rate * input_gap.
(* |f_μ(x) − f_μ(x̃)| ≤ R ∫|p − q| (inequality): Hölder: f (p − q) is integrated *)
Hypothesis premise_6 : smoothed_gap <= range * density_gap.

Lemma mixture_lipschitz_density_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma mixture_lipschitz_density_upper :
  smoothed_gap <= range * mixing_rate * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l range density_gap (mixing_rate * input_gap)).
  settle.
Qed.

Theorem mixture_lipschitz_density :
  0 <= smoothed_gap /\
  smoothed_gap <= range * mixing_rate * input_gap.
Proof.
  exact (conj mixture_lipschitz_density_lower mixture_lipschitz_density_upper).
Qed.

End mixture_lipschitz_density.

Print Assumptions mixture_lipschitz_density.
