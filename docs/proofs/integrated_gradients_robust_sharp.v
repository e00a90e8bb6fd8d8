(* integrated_gradients.robust_sharp: ‖IG(x) − IG(x̃)‖ ≤ (t̄β_∞H + L) ‖x − x̃‖ for max|x_i − r_i| ≤ β_∞, t̄ = 1/2
   Source: Tan & Tian 2023, Theorem 4.1, integrated gradients, sharpened
   Definition: fd5b0a84de27167c499af6f156cb094e261ee0e8cedee711a9267a6e6103d490 *)

Require Import Recourse.

Section integrated_gradients_robust_sharp.

Variables explanation_gap lipschitz gradient_lipschitz largest_input path_mean input_gap gradient_part input_part
  path_gap : R.

(* ‖φ(x) − φ(x̃)‖ ≥ 0 (domain): a norm *)
Hypothesis premise_1 : explanation_gap >= 0.
(* ‖x − x̃‖ ≥ 0 (domain): a norm *)
Hypothesis premise_2 : input_gap >= 0.
(* L ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_3 : lipschitz >= 0.
(* H ≥ 0 (domain): a Lipschitz constant *)
Hypothesis premise_4 : gradient_lipschitz >= 0.
(* β_∞ ≥ 0 (domain): a bound on a norm *)
Hypothesis premise_5 : largest_input >= 0.
(* t̄ ≥ 0 (domain): a mean of places in [0, 1] *)
Hypothesis premise_6 : path_mean >= 0.
(* ‖φ(x) − φ(x̃)‖ ≤ A + B (inequality): triangle inequality: A where the gradient changes, B the input *)
Hypothesis premise_7 : explanation_gap <= gradient_part + input_part.
(* A ≤ β_∞‖g(x) − g(x̃)‖ (inequality): ‖a ⊙ b‖ ≤ max|a_i|‖b‖ *)
Hypothesis premise_8 : gradient_part <= largest_input * path_gap.
(* ‖g(x) − g(x̃)‖ ≤ t̄H‖x − x̃‖ (inequality): the points of the two paths are t‖x − x̃‖ apart *)
Hypothesis premise_9 : path_gap <= path_mean * gradient_lipschitz * input_gap.
(* B ≤ L‖x − x̃‖ (inequality): ‖a ⊙ b‖ ≤ ‖a‖‖b‖, and gradients are at most L long *)
Hypothesis premise_10 : input_part <= lipschitz * input_gap.

Lemma integrated_gradients_robust_sharp_lower :
  0 <= explanation_gap.
Proof.
  take.
  settle.
Qed.

Lemma integrated_gradients_robust_sharp_upper :
  explanation_gap <= (path_mean * largest_input * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  take.
  note (Rmult_le_compat_l largest_input path_gap (path_mean * gradient_lipschitz * input_gap)).
  settle.
Qed.

Theorem integrated_gradients_robust_sharp :
  0 <= explanation_gap /\
  explanation_gap <= (path_mean * largest_input * gradient_lipschitz + lipschitz) * input_gap.
Proof.
  exact (conj integrated_gradients_robust_sharp_lower integrated_gradients_robust_sharp_upper).
Qed.

End integrated_gradients_robust_sharp.

Print Assumptions integrated_gradients_robust_sharp.
