(* mixture.lipschitz: |f_μ(x) − f_μ(x̃)| ≤ 2R γ ‖x − x̃‖ if d_TV(μ_x, μ_x̃) ≤ γ‖x − x̃‖, d_TV = sup_A |μ(A) − ν(A)|
   Source: Tan & Tian 2023, Theorem 4.3, made sound
   Definition: c8c24ca62883bc27e368dacf9eced6e1ac753aabcd3f7721d4d09eb88c27a25b *)

Require Import Recourse.

Section mixture_lipschitz.

Variables smoothed_gap range mixing_rate input_gap total_variation density_gap : R.

(* |f_μ(x) − f_μ(x̃)| ≥ 0 (domain): a distance *)
Hypothesis premise_1 : smoothed_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* R ≥ 0 (domain): a bound on |f| *)
Hypothesis premise_3 : range >= 0.
(* γ ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_4 : mixing_rate >= 0.
(* ∫|p − q| = 2 d_TV (definition): where p > q is the best set *)
Hypothesis density_gap_is : density_gap = 2 * total_variation.
(* d_TV ≤ γ‖x − x̃‖ (hypothesis): Tan & Tian 2023, Theorem 4.3, d_TV = sup_A |μ(A) − ν(A)| *)
Hypothesis premise_6 : total_variation <= mixing_rate * input_gap.
(* |f_μ(x) − f_μ(x̃)| ≤ 2R d_TV (inequality): means of a number in [−R, R] under two distributions *)
Hypothesis premise_7 : smoothed_gap <= 2 * range * total_variation.

Lemma mixture_lipschitz_lower :
  0 <= smoothed_gap.
Proof.
  take.
  settle.
Qed.

Lemma mixture_lipschitz_upper :
  smoothed_gap <= 2 * range * mixing_rate * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l range total_variation (mixing_rate * input_gap)).
  settle.
Qed.

Theorem mixture_lipschitz :
  0 <= smoothed_gap /\
  smoothed_gap <= 2 * range * mixing_rate * input_gap.
Proof.
  exact (conj mixture_lipschitz_lower mixture_lipschitz_upper).
Qed.

End mixture_lipschitz.

Print Assumptions mixture_lipschitz.
