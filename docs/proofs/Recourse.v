(* Lemmas about real numbers that proofs of claims share, and tactics that split cases and clear denominators.
   Every file of a claim begins with `Require Import Recourse`. *)

Require Export Reals Psatz.
Open Scope R_scope.

(** * Functions of formulas *)

Definition sigmoid (a : R) : R := 1 / (1 + exp (- a)).

Lemma sigmoid_divisor (a : R) : 0 < 1 + exp (- a).
Proof. pose proof (exp_pos (- a)); lra. Qed.

Lemma sigmoid_positive (a : R) : 0 < sigmoid a.
Proof. unfold sigmoid; apply Rdiv_lt_0_compat; [lra | apply sigmoid_divisor]. Qed.

Lemma sigmoid_below_one (a : R) : sigmoid a < 1.
Proof.
  unfold sigmoid; apply Rmult_lt_reg_r with (1 + exp (- a)); [apply sigmoid_divisor |].
  pose proof (exp_pos (- a)); pose proof (sigmoid_divisor a); field_simplify; lra.
Qed.

Lemma sigmoid_increasing (a b : R) : a <= b -> sigmoid a <= sigmoid b.
Proof.
  intros [less | same]; [| subst; lra].
  unfold sigmoid; apply Rmult_le_compat_l; [lra |].
  apply Rinv_le_contravar; [apply sigmoid_divisor |].
  assert (exp (- b) < exp (- a)) by (apply exp_increasing; lra); lra.
Qed.

Lemma sigmoid_at_zero : sigmoid 0 = 1 / 2.
Proof. unfold sigmoid; rewrite Ropp_0, exp_0; lra. Qed.

(** * Products, quotients and roots *)

Lemma product_within (a b c d : R) : 0 <= a -> 0 <= c -> a <= b -> c <= d -> a * c <= b * d.
Proof. intros; apply Rmult_le_compat; assumption. Qed.

Lemma quotient_below (a b c : R) : 0 < b -> a <= c * b -> a / b <= c.
Proof.
  intros positive below; apply Rmult_le_reg_r with b; [assumption |].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma quotient_above (a b c : R) : 0 < b -> c * b <= a -> c <= a / b.
Proof.
  intros positive above; apply Rmult_le_reg_r with b; [assumption |].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma quotient_nonnegative (a b : R) : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros; apply quotient_above; lra. Qed.

Lemma positive_quotient (a b : R) : 0 < a -> 0 < b -> 0 < a / b.
Proof. intros; apply Rdiv_lt_0_compat; assumption. Qed.

Lemma quotient_times (a b : R) : b <> 0 -> a / b * b = a.
Proof. intros; field; assumption. Qed.

Lemma root_square (a : R) : 0 <= a -> sqrt a * sqrt a = a.
Proof. intros; apply sqrt_sqrt; assumption. Qed.

Lemma below_root (a b : R) : 0 <= b -> a * a <= b -> a <= sqrt b.
Proof.
  intros nonnegative below; pose proof (sqrt_pos b); pose proof (root_square b nonnegative).
  destruct (Rle_lt_dec a 0); [lra |]; nra.
Qed.

Lemma root_increasing (a b : R) : 0 <= a -> a <= b -> sqrt a <= sqrt b.
Proof. intros; apply sqrt_le_1; lra. Qed.

(** * The cost of one unit of residual, g(t) = t / (λ + t²) *)

Lemma unit_cost_divisor (lam t : R) : 0 < lam -> 0 < lam + t * t.
Proof. intros; nra. Qed.

Lemma unit_cost_nonnegative (lam t : R) : 0 < lam -> 0 <= t -> 0 <= t / (lam + t * t).
Proof. intros; apply quotient_nonnegative; [| apply unit_cost_divisor]; assumption. Qed.

Lemma unit_cost_rises (lam s t : R) : 0 < lam -> s <= t -> s * t <= lam -> s / (lam + s * s) <= t / (lam + t * t).
Proof.
  intros; pose proof (unit_cost_divisor lam s H); pose proof (unit_cost_divisor lam t H).
  apply quotient_below; [assumption |].
  replace (t / (lam + t * t) * (lam + s * s)) with (t * (lam + s * s) / (lam + t * t)) by (field; lra).
  apply quotient_above; nra.
Qed.

Lemma unit_cost_falls (lam s t : R) : 0 < lam -> s <= t -> lam <= s * t -> t / (lam + t * t) <= s / (lam + s * s).
Proof.
  intros; pose proof (unit_cost_divisor lam s H); pose proof (unit_cost_divisor lam t H).
  apply quotient_below; [assumption |].
  replace (s / (lam + s * s) * (lam + t * t)) with (s * (lam + t * t) / (lam + s * s)) by (field; lra).
  apply quotient_above; nra.
Qed.

(* g rises up to √λ and then falls: on an interval it is largest at the point that is nearest to √λ. *)
Lemma unit_cost_below_peak (lam low t high : R) :
  0 < lam -> 0 <= low -> low <= t -> t <= high ->
  t / (lam + t * t) <= Rmin (Rmax (sqrt lam) low) high / (lam + Rmin (Rmax (sqrt lam) low) high * Rmin (Rmax (sqrt lam) low) high).
Proof.
  intros positive nonnegative above below.
  assert (0 < sqrt lam) by (apply sqrt_lt_R0; assumption).
  assert (sqrt lam * sqrt lam = lam) by (apply root_square; lra).
  set (peak := Rmin (Rmax (sqrt lam) low) high).
  assert (nearest : (t <= peak /\ peak <= sqrt lam) \/ (peak <= t /\ sqrt lam <= peak)).
  { unfold peak, Rmin, Rmax; destruct (Rle_dec (sqrt lam) low); destruct (Rle_dec _ high);
      destruct (Rle_lt_dec t (sqrt lam)); (left; lra) || (right; lra). }
  assert (0 <= peak) by (unfold peak; apply Rmin_glb; [apply Rle_trans with low; [| apply Rmax_r] |]; lra).
  destruct nearest as [[? ?] | [? ?]]; [apply unit_cost_rises | apply unit_cost_falls]; nra.
Qed.

(* It is least at an end. *)
Lemma unit_cost_above_ends (lam low t high : R) :
  0 < lam -> 0 <= low -> low <= t -> t <= high ->
  Rmin (low / (lam + low * low)) (high / (lam + high * high)) <= t / (lam + t * t).
Proof.
  intros; destruct (Rle_lt_dec (low * t) lam).
  - apply Rle_trans with (low / (lam + low * low)); [apply Rmin_l | apply unit_cost_rises; nra].
  - apply Rle_trans with (high / (lam + high * high)); [apply Rmin_r | apply unit_cost_falls; nra].
Qed.

Lemma unit_cost_ends_nonnegative (lam low high : R) :
  0 < lam -> 0 <= low -> low <= high -> 0 <= Rmin (low / (lam + low * low)) (high / (lam + high * high)).
Proof. intros; apply Rmin_glb; apply unit_cost_nonnegative; lra. Qed.

Lemma unit_cost_at_most (lam t : R) : 0 < lam -> 0 <= t -> t / (lam + t * t) <= 1 / (2 * sqrt lam).
Proof.
  intros; assert (0 < sqrt lam) by (apply sqrt_lt_R0; assumption).
  assert (sqrt lam * sqrt lam = lam) by (apply root_square; lra).
  apply quotient_below; [apply unit_cost_divisor; assumption |].
  replace (1 / (2 * sqrt lam) * (lam + t * t)) with ((lam + t * t) / (2 * sqrt lam)) by (field; lra).
  pose proof (Rle_0_sqr (t - sqrt lam)) as square; unfold Rsqr in square.
  apply quotient_above; [lra | nra].
Qed.

(** * Shares, floors and signs *)

Lemma share_at_most (a s : R) : 0 <= a -> s <= 1 -> s * a <= a.
Proof. intros; nra. Qed.

Lemma squares_below (a b : R) : 0 <= b -> a * a <= b * b -> a <= b.
Proof. intros; apply Rsqr_incr_0_var; assumption. Qed.

Lemma below_root_times (a b c : R) : 0 <= b -> 0 <= c -> a * a <= b * (c * c) -> a <= sqrt b * c.
Proof.
  intros; pose proof (sqrt_pos b); pose proof (root_square b H).
  apply squares_below; [apply Rmult_le_pos; assumption |].
  replace (sqrt b * c * (sqrt b * c)) with (sqrt b * sqrt b * (c * c)) by ring.
  rewrite H3; assumption.
Qed.

(* A recourse that makes up for what is missing is no cheaper than steepness allows. *)
Lemma floor_below (missing steepness cost : R) :
  0 < steepness -> 0 <= cost -> missing <= steepness * cost -> Rmax missing 0 / steepness <= cost.
Proof.
  intros; apply quotient_below; [assumption |]; apply Rmax_lub; [lra | apply Rmult_le_pos; lra].
Qed.

Lemma positive_quotients (a b s t : R) : a <= b -> 0 < t -> t <= s -> Rmax a 0 / s <= Rmax b 0 / t.
Proof.
  intros; pose proof (Rmax_r b 0); assert (Rmax a 0 <= Rmax b 0) by (apply Rle_max_compat_r; assumption).
  apply Rle_trans with (Rmax b 0 / s); unfold Rdiv.
  - apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra | assumption].
  - apply Rmult_le_compat_l; [assumption | apply Rinv_le_contravar; assumption].
Qed.

Lemma linear_between (c x low t high : R) :
  low <= t -> t <= high ->
  Rmin (c - low * x) (c - high * x) <= c - t * x /\ c - t * x <= Rmax (c - low * x) (c - high * x).
Proof.
  intros; destruct (Rle_lt_dec 0 x).
  - split; [apply Rle_trans with (c - high * x); [apply Rmin_r | nra]
           | apply Rle_trans with (c - low * x); [nra | apply Rmax_l]].
  - split; [apply Rle_trans with (c - low * x); [apply Rmin_l | nra]
           | apply Rle_trans with (c - high * x); [nra | apply Rmax_r]].
Qed.

Lemma nearest_square (low t high : R) :
  low <= t -> t <= high -> Rmax (Rmax low (- high)) 0 * Rmax (Rmax low (- high)) 0 <= t * t.
Proof.
  intros; assert (0 <= Rmax (Rmax low (- high)) 0) by apply Rmax_r.
  destruct (Rle_lt_dec 0 t).
  - assert (Rmax (Rmax low (- high)) 0 <= t) by (repeat apply Rmax_lub; lra); nra.
  - assert (Rmax (Rmax low (- high)) 0 <= - t) by (repeat apply Rmax_lub; lra); nra.
Qed.

Lemma product_below_ends (m most h least largest : R) :
  m <= most -> 0 <= h -> least <= h -> h <= largest -> m * h <= Rmax (most * least) (most * largest).
Proof.
  intros; destruct (Rle_lt_dec 0 most).
  - apply Rle_trans with (most * largest); [nra | apply Rmax_r].
  - apply Rle_trans with (most * least); [nra | apply Rmax_l].
Qed.

Lemma product_above_ends (m fewest h least largest : R) :
  fewest <= m -> 0 <= h -> least <= h -> h <= largest -> Rmin (fewest * least) (fewest * largest) <= m * h.
Proof.
  intros; destruct (Rle_lt_dec 0 fewest).
  - apply Rle_trans with (fewest * least); [apply Rmin_l | nra].
  - apply Rle_trans with (fewest * largest); [apply Rmin_r | nra].
Qed.

(** * Costs: |m| g(t), and the share λ / (λ + t²) of a residual that remains *)

Lemma cost_nonnegative (lam m t : R) : 0 < lam -> 0 <= t -> 0 <= Rabs m * (t / (lam + t * t)).
Proof. intros; apply Rmult_le_pos; [apply Rabs_pos | apply unit_cost_nonnegative; assumption]. Qed.

Lemma cost_below (lam m t low high most : R) :
  0 < lam -> 0 <= low -> low <= t -> t <= high -> Rabs m <= most ->
  Rabs m * (t / (lam + t * t)) <=
  most * (Rmin (Rmax (sqrt lam) low) high / (lam + Rmin (Rmax (sqrt lam) low) high * Rmin (Rmax (sqrt lam) low) high)).
Proof.
  intros; apply product_within; [apply Rabs_pos | apply unit_cost_nonnegative; lra | assumption |].
  apply unit_cost_below_peak; assumption.
Qed.

Lemma cost_above (lam m t low high least : R) :
  0 < lam -> 0 <= low -> low <= t -> t <= high -> 0 <= least -> least <= Rabs m ->
  least * Rmin (low / (lam + low * low)) (high / (lam + high * high)) <= Rabs m * (t / (lam + t * t)).
Proof.
  intros; apply product_within; [assumption | apply unit_cost_ends_nonnegative; lra | assumption |].
  apply unit_cost_above_ends; assumption.
Qed.

Lemma cost_at_most (lam m t most : R) :
  0 < lam -> 0 <= t -> Rabs m <= most -> Rabs m * (t / (lam + t * t)) <= most / (2 * sqrt lam).
Proof.
  intros; replace (most / (2 * sqrt lam)) with (most * (1 / (2 * sqrt lam))) by (unfold Rdiv; ring).
  apply product_within; [apply Rabs_pos | apply unit_cost_nonnegative; lra | assumption |].
  apply unit_cost_at_most; assumption.
Qed.

Lemma unit_cost_below_inverse (lam t : R) : 0 < lam -> 0 < t -> t / (lam + t * t) <= 1 / t.
Proof.
  intros; apply quotient_below; [apply unit_cost_divisor; assumption |].
  replace (1 / t * (lam + t * t)) with (lam / t + t) by (field; lra).
  assert (0 < lam / t) by (apply Rdiv_lt_0_compat; assumption); lra.
Qed.

Lemma cost_below_inverse (lam m t : R) : 0 < lam -> 0 < t -> Rabs m <= 1 -> Rabs m * (t / (lam + t * t)) <= 1 / t.
Proof.
  intros; pose proof (unit_cost_below_inverse lam t H H0); pose proof (unit_cost_nonnegative lam t H (Rlt_le _ _ H0)).
  pose proof (Rabs_pos m); nra.
Qed.

Lemma inverse_falls (a s t : R) : 0 <= a -> 0 < s -> s <= t -> a / t <= a / s.
Proof. intros; unfold Rdiv; apply Rmult_le_compat_l; [| apply Rinv_le_contravar]; assumption. Qed.

(* The cost as printed, λ |m| g(t). *)
Lemma printed_cost_nonnegative (lam m t : R) : 0 < lam -> 0 <= t -> 0 <= lam * (Rabs m * (t / (lam + t * t))).
Proof. intros; apply Rmult_le_pos; [lra | apply cost_nonnegative; assumption]. Qed.

Lemma printed_cost_below (lam m t least : R) :
  0 < lam -> Rabs m <= 1 -> 0 < least -> least <= t -> lam * (Rabs m * (t / (lam + t * t))) <= lam / least.
Proof.
  intros; assert (0 < t) by lra; pose proof (cost_below_inverse lam m t H H3 H0).
  apply Rle_trans with (lam / t); [| apply inverse_falls; lra].
  replace (lam / t) with (lam * (1 / t)) by (field; lra); apply Rmult_le_compat_l; lra.
Qed.

Lemma two_inverses (lam a delta : R) :
  0 < a -> delta < a -> lam / a + lam / (a - delta) = lam * (2 * a - delta) / (a * (a - delta)).
Proof. intros; field; lra. Qed.

Lemma printed_above_two_inverses (lam a delta : R) :
  0 < lam -> 0 <= delta -> delta < a ->
  lam / a + lam / (a - delta) <= Rabs (lam * (2 * a + delta) / (a * (a - delta))).
Proof.
  intros; rewrite two_inverses by lra.
  apply Rle_trans with (lam * (2 * a + delta) / (a * (a - delta))); [| apply Rle_abs].
  unfold Rdiv; apply Rmult_le_compat_r; [| nra].
  left; apply Rinv_0_lt_compat; apply Rmult_lt_0_compat; lra.
Qed.

Lemma remaining_nonnegative (lam t : R) : 0 < lam -> 0 <= lam / (lam + t * t).
Proof. intros; apply quotient_nonnegative; [lra | apply unit_cost_divisor; assumption]. Qed.

Lemma remaining_falls (lam s t : R) : 0 < lam -> 0 <= s -> s <= t -> lam / (lam + t * t) <= lam / (lam + s * s).
Proof. intros; apply inverse_falls; [lra | apply unit_cost_divisor; assumption | nra]. Qed.

Lemma unit_cost_below_first_peak (lam t high : R) :
  0 < lam -> 0 <= t -> t <= high ->
  t / (lam + t * t) <= Rmin high (sqrt lam) / (lam + Rmin high (sqrt lam) * Rmin high (sqrt lam)).
Proof.
  intros; pose proof (unit_cost_below_peak lam 0 t high H (Rle_refl 0) H0 H1) as below.
  rewrite (Rmax_left (sqrt lam) 0) in below by apply sqrt_pos.
  rewrite (Rmin_comm high (sqrt lam)); assumption.
Qed.

(** * Vectors in an orthonormal basis, one more component at a time (Lemma 2) *)

Lemma one_more_component (gap gap' norm norm' eigenvalue component most : R) :
  0 <= gap -> 0 <= norm -> 0 <= norm' -> - most <= eigenvalue -> eigenvalue <= most -> gap <= most * norm ->
  gap' * gap' = gap * gap + eigenvalue * component * (eigenvalue * component) ->
  norm' * norm' = norm * norm + component * component ->
  gap' <= most * norm'.
Proof.
  intros; assert (0 <= most) by lra.
  apply squares_below; [apply Rmult_le_pos; assumption |].
  replace (most * norm' * (most * norm')) with (most * most * (norm' * norm')) by ring.
  rewrite H5, H6.
  assert (gap * gap <= most * norm * (most * norm)) by (apply product_within; assumption).
  assert (0 <= (most - eigenvalue) * (most + eigenvalue) * (component * component)).
  { apply Rmult_le_pos; [apply Rmult_le_pos; lra | apply Rle_0_sqr]. }
  lra.
Qed.

(** * Shapley values: 2 − 1/√(d − 1) *)

Lemma across_at_most (s : R) : 1 <= s -> 0 <= 2 - 1 / s /\ 2 - 1 / s <= s.
Proof.
  intros; assert (positive : 0 < s) by lra.
  assert (0 < 1 / s) by (apply Rdiv_lt_0_compat; lra).
  assert (1 / s * s = 1) by (field; lra).
  split; [nra |].
  apply Rmult_le_reg_r with s; [assumption |].
  pose proof (Rle_0_sqr (s - 1)) as square; unfold Rsqr in square; lra.
Qed.

(** * Normal distributions *)

Lemma root_of_two_pi : 0 < sqrt (2 * PI).
Proof. pose proof PI_RGT_0; apply sqrt_lt_R0; lra. Qed.

Lemma root_of_two : 0 < sqrt 2.
Proof. apply sqrt_lt_R0; lra. Qed.

Lemma root_of_eight : 0 < sqrt 8.
Proof. apply sqrt_lt_R0; lra. Qed.

Lemma peak_density_nonnegative (sigma : R) : 0 < sigma -> 0 <= 1 / (sqrt (2 * PI) * sigma).
Proof.
  intros; pose proof root_of_two_pi; apply quotient_nonnegative; [lra | apply Rmult_lt_0_compat; assumption].
Qed.

(** * Explanations *)

Lemma exp_at_least_one (a : R) : 0 <= a -> 1 <= exp a.
Proof.
  intros [more | same]; [| subst; rewrite exp_0; lra].
  left; rewrite <- exp_0 at 1; apply exp_increasing; assumption.
Qed.

(* A ridge regression on features that are at most √d long; neither (λ + d)/λ nor the exponential is needed. *)
Lemma regression_bound (s ridge lipschitz range bound square dim gap growth : R) :
  0 < ridge -> 0 <= s -> s * s <= dim -> 0 <= lipschitz -> 0 <= range -> 0 <= bound -> 0 < square -> 0 <= gap ->
  1 <= growth ->
  s / (ridge + s * s) * (lipschitz + range * (bound / square)) * gap <=
  (sqrt dim / ridge * lipschitz + sqrt dim / ridge * range * bound / square * ((ridge + dim) / ridge) * growth) * gap.
Proof.
  intros; pose proof (Rle_0_sqr s) as known; unfold Rsqr in known.
  assert (gain : s / (ridge + s * s) <= sqrt dim / ridge).
  { apply Rle_trans with (s / ridge); [apply inverse_falls; lra |].
    unfold Rdiv; apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; assumption | apply below_root; lra]. }
  assert (0 <= s / (ridge + s * s)) by (apply unit_cost_nonnegative; assumption).
  assert (0 <= bound / square) by (apply quotient_nonnegative; assumption).
  assert (rate : 0 <= range * (bound / square)) by (apply Rmult_le_pos; assumption).
  assert (more : 1 <= (ridge + dim) / ridge) by (apply quotient_above; lra).
  assert (grown : 1 <= (ridge + dim) / ridge * growth).
  { replace 1 with (1 * 1) by ring; apply product_within; lra. }
  apply Rmult_le_compat_r; [assumption |].
  replace (sqrt dim / ridge * range * bound / square * ((ridge + dim) / ridge) * growth)
    with (sqrt dim / ridge * (range * (bound / square)) * ((ridge + dim) / ridge * growth)) by (field; lra).
  set (k := sqrt dim / ridge) in *; set (g := s / (ridge + s * s)) in *; set (r := range * (bound / square)) in *.
  set (m := (ridge + dim) / ridge * growth) in *.
  assert (0 <= k * r) by (apply Rmult_le_pos; lra).
  assert (g * (lipschitz + r) <= k * (lipschitz + r)) by (apply Rmult_le_compat_r; lra).
  assert (k * r * 1 <= k * r * m) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(* Two parts of a difference: along (1, …, 1), where it is at most u/√d, and across, where it is at most a u. *)
Lemma two_parts (gap along across a u dim : R) :
  1 <= dim -> 0 <= along -> 0 <= across -> 0 <= a -> 0 <= u ->
  gap * gap <= along * along + across * across -> along * sqrt dim <= u -> across <= a * u ->
  gap <= sqrt (a * a + 1 / dim) * u.
Proof.
  intros; assert (0 < 1 / dim) by (apply positive_quotient; lra).
  assert (0 <= a * a) by (apply Rmult_le_pos; assumption).
  apply below_root_times; [lra | assumption |].
  assert (across * across <= a * u * (a * u)) by (apply product_within; assumption).
  assert (along * sqrt dim * (along * sqrt dim) <= u * u).
  { apply product_within; try assumption; apply Rmult_le_pos; [assumption | apply sqrt_pos | assumption | apply sqrt_pos]. }
  assert (along * along <= u * u / dim).
  { apply quotient_above; [lra |].
    replace (along * along * dim) with (along * sqrt dim * (along * sqrt dim)); [assumption |].
    replace (along * sqrt dim * (along * sqrt dim)) with (along * along * (sqrt dim * sqrt dim)) by ring.
    rewrite root_square by lra; reflexivity. }
  replace ((a * a + 1 / dim) * (u * u)) with (a * u * (a * u) + u * u / dim) by (field; lra).
  lra.
Qed.

Lemma root_of_parts (a dim : R) : 1 <= dim -> a * a <= dim - 1 -> sqrt (a * a + 1 / dim) <= sqrt dim.
Proof.
  intros; pose proof (Rle_0_sqr a) as known; unfold Rsqr in known.
  assert (0 < 1 / dim) by (apply positive_quotient; lra).
  assert (1 / dim <= 1) by (apply quotient_below; lra).
  apply root_increasing; lra.
Qed.

(* An explanation of the norm N whose angle to p has a cosine of at least a, with N at most a‖p‖. *)
Lemma nearer_by_share (error norm effect cosine a : R) :
  0 <= norm -> 0 <= effect -> norm <= a * effect -> a <= cosine ->
  error <= norm * norm + effect * effect - 2 * cosine * norm * effect -> error <= effect * effect - norm * norm.
Proof.
  intros; assert (a * effect <= cosine * effect) by (apply Rmult_le_compat_r; assumption).
  assert (norm * norm <= norm * (cosine * effect)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

Lemma effect_square (effect gradient error ratio : R) :
  0 <= gradient -> effect <= ratio * gradient -> - error <= effect - gradient -> effect - gradient <= error ->
  effect * effect <= error * error - gradient * gradient + 2 * ratio * (gradient * gradient).
Proof.
  intros; assert (effect * gradient <= ratio * gradient * gradient) by (apply Rmult_le_compat_r; assumption).
  assert (0 <= (error - (effect - gradient)) * (error + (effect - gradient))) by (apply Rmult_le_pos; lra).
  lra.
Qed.

(** * Tactics *)

Lemma abs_within (a b : R) : Rabs a <= b -> - b <= a /\ a <= b.
Proof. unfold Rabs; destruct (Rcase_abs a); lra. Qed.

Lemma abs_at_least (a : R) : a <= Rabs a /\ - a <= Rabs a /\ 0 <= Rabs a.
Proof. unfold Rabs; destruct (Rcase_abs a); lra. Qed.

Lemma abs_cases (a : R) : (a <= 0 /\ Rabs a = - a) \/ (0 <= a /\ Rabs a = a).
Proof. unfold Rabs; destruct (Rcase_abs a); lra. Qed.

Lemma max_cases (a b : R) : (a <= b /\ Rmax a b = b) \/ (b <= a /\ Rmax a b = a).
Proof. unfold Rmax; destruct (Rle_dec a b); lra. Qed.

Lemma min_cases (a b : R) : (a <= b /\ Rmin a b = a) \/ (b <= a /\ Rmin a b = b).
Proof. unfold Rmin; destruct (Rle_dec a b); lra. Qed.

(* Part conjunctions, and absolute values that are bounded. *)
Ltac part := repeat match goal with
  | H : _ /\ _ |- _ => destruct H
  | H : Rabs _ <= _ |- _ => apply abs_within in H
  end.

(* Take the premises of a section as hypotheses of this proof under other names, in parts. *)
Ltac take :=
  repeat match goal with H : ?P |- _ => match type of P with Prop => revert H end end;
  repeat match goal with |- _ -> _ => let given := fresh "given" in intro given end; part.

(* Split into cases what is chosen: absolute values, larger and smaller numbers, and choices by a condition. *)
Ltac case_of fact term name :=
  destruct fact as [[? ?] | [? ?]]; set (name := term) in *; clearbody name.

Ltac choose decision := let chosen := fresh "chosen" in set (chosen := decision) in *; clearbody chosen; destruct chosen.

Ltac split_one term :=
  match term with
  | context [Rabs ?a] => let size := fresh "size" in case_of (abs_cases a) (Rabs a) size
  | context [Rmax ?a ?b] => let larger := fresh "larger" in case_of (max_cases a b) (Rmax a b) larger
  | context [Rmin ?a ?b] => let smaller := fresh "smaller" in case_of (min_cases a b) (Rmin a b) smaller
  | context [Rle_dec ?a ?b] => choose (Rle_dec a b)
  | context [Rlt_dec ?a ?b] => choose (Rlt_dec a b)
  | context [Rge_dec ?a ?b] => choose (Rge_dec a b)
  | context [Rgt_dec ?a ?b] => choose (Rgt_dec a b)
  | context [Req_EM_T ?a ?b] => choose (Req_EM_T a b)
  end.

Ltac cases := repeat match goal with
  | |- ?goal => split_one goal
  | H : ?known |- _ => split_one known
  end.

(* Show that a number is positive, or not 0, or not negative. *)
Ltac positive := first
  [ lra
  | apply Rgt_not_eq; positive
  | match goal with |- _ > 0 => apply Rlt_gt end; positive
  | apply unit_cost_divisor; lra
  | apply PI_RGT_0
  | apply Rlt_le, PI_RGT_0
  | apply exp_pos
  | apply sqrt_lt_R0; positive
  | apply Rmult_lt_0_compat; positive
  | apply Rdiv_lt_0_compat; positive
  | apply Rmax_r
  | apply sqrt_pos
  | apply quotient_nonnegative; positive
  | apply Rmult_le_pos; positive
  | apply Rplus_lt_0_compat; positive ].

(* Nonlinear arithmetic is the last resort: a lemma should make it linear. *)
Ltac arithmetic := first [assumption | lra | solve [unfold Rdiv in *; lra] | positive | timeout 10 nra].

Ltac settle := part; repeat match goal with |- _ /\ _ => split end; first [solve [arithmetic] | solve [cases; arithmetic]].

(* Add what a lemma says, after its own premises were shown. *)
Ltac note fact :=
  let stated := type of fact in
  match eval cbv beta in stated with
  | ?premise -> ?rest => let shown := fresh "shown" in assert (shown : premise) by settle; note (fact shown)
  | _ => pose proof fact; part
  end.
