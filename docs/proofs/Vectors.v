(* Facts about vectors, proved for every inner-product space: of every dimension.

   Sums are over finitely many rows. *)

Require Import Recourse.

(* An inner-product space: nothing is known of vectors but that the inner product is symmetric, linear and not
   negative. *)
Record Space := {
  vector :> Type;
  zero : vector;
  add : vector -> vector -> vector;
  scale : R -> vector -> vector;
  inner : vector -> vector -> R;
  inner_symmetric : forall u v, inner u v = inner v u;
  inner_zero : forall v, inner zero v = 0;
  inner_add : forall u v w, inner (add u v) w = inner u w + inner v w;
  inner_scale : forall c u v, inner (scale c u) v = c * inner u v;
  inner_nonnegative : forall u, 0 <= inner u u
}.

Arguments zero {_}.
Arguments add {_}.
Arguments scale {_}.
Arguments inner {_}.
Arguments inner_symmetric {_}.
Arguments inner_zero {_}.
Arguments inner_add {_}.
Arguments inner_scale {_}.
Arguments inner_nonnegative {_}.

Section Vectors.

Context {V : Space}.
Implicit Types u v w k e h : V.

Definition subtract (u v : V) : V := add u (scale (-1) v).
Definition norm (u : V) : R := sqrt (inner u u).

(** * Inner products and norms *)

Lemma inner_add_right u v w : inner u (add v w) = inner u v + inner u w.
Proof. rewrite inner_symmetric, inner_add, (inner_symmetric v u), (inner_symmetric w u); reflexivity. Qed.

Lemma inner_scale_right c u v : inner u (scale c v) = c * inner u v.
Proof. rewrite inner_symmetric, inner_scale, inner_symmetric; reflexivity. Qed.

Lemma norm_square u : norm u * norm u = inner u u.
Proof. apply root_square, inner_nonnegative. Qed.

Lemma norm_nonnegative u : 0 <= norm u.
Proof. apply sqrt_pos. Qed.

Lemma norm_at_most u b : 0 <= b -> inner u u <= b * b -> norm u <= b.
Proof. intros; apply squares_below; [assumption | rewrite norm_square; assumption]. Qed.

Lemma abs_at_most a b : 0 <= b -> a * a <= b * b -> Rabs a <= b.
Proof.
  intros; apply squares_below; [assumption |].
  destruct (abs_cases a) as [[_ is] | [_ is]]; rewrite is; lra.
Qed.

Lemma no_discriminant a b c :
  0 <= a -> 0 <= b -> (forall s t, 0 <= s * s * a + 2 * s * t * c + t * t * b) -> c * c <= a * b.
Proof.
  intros first second known; destruct first as [first | first].
  - pose proof (known c (- a)) as at_one; apply Rmult_le_reg_l with a; lra.
  - destruct second as [second | second].
    + pose proof (known b (- c)) as at_one; apply Rmult_le_reg_l with b; lra.
    + pose proof (known 1 (- c)) as at_one; rewrite <- first, <- second in *; lra.
Qed.

Lemma inner_square_at_most u v : inner u v * inner u v <= inner u u * inner v v.
Proof.
  apply no_discriminant; try apply inner_nonnegative; intros s t.
  pose proof (inner_nonnegative (add (scale s u) (scale t v))) as known.
  rewrite inner_add, !inner_add_right, !inner_scale, !inner_scale_right, (inner_symmetric v u) in known; lra.
Qed.

Lemma cauchy_schwarz u v : Rabs (inner u v) <= norm u * norm v.
Proof.
  apply abs_at_most; [apply Rmult_le_pos; apply norm_nonnegative |].
  replace (norm u * norm v * (norm u * norm v)) with (norm u * norm u * (norm v * norm v)) by ring.
  rewrite !norm_square; apply inner_square_at_most.
Qed.

Lemma triangle u v : norm (add u v) <= norm u + norm v.
Proof.
  pose proof (norm_nonnegative u); pose proof (norm_nonnegative v); pose proof (cauchy_schwarz u v) as known.
  apply abs_within in known; apply norm_at_most; [lra |].
  pose proof (norm_square u); pose proof (norm_square v).
  rewrite inner_add, !inner_add_right, (inner_symmetric v u); lra.
Qed.

Lemma inner_of_difference u v : inner (subtract u v) (subtract u v) = inner u u - 2 * inner u v + inner v v.
Proof.
  unfold subtract; rewrite inner_add, !inner_add_right, !inner_scale, !inner_scale_right, (inner_symmetric v u); ring.
Qed.

Lemma reverse_triangle u v : Rabs (norm u - norm v) <= norm (subtract u v).
Proof.
  apply abs_at_most; [apply norm_nonnegative |]; rewrite norm_square, inner_of_difference.
  pose proof (cauchy_schwarz u v) as known; apply abs_within in known.
  pose proof (norm_square u); pose proof (norm_square v); lra.
Qed.

Lemma homogeneous c u : norm (scale c u) = Rabs c * norm u.
Proof.
  unfold norm; rewrite inner_scale, inner_scale_right, <- Rmult_assoc, sqrt_mult.
  - replace (c * c) with (Rsqr c) by reflexivity; rewrite sqrt_Rsqr_abs; reflexivity.
  - apply Rle_0_sqr.
  - apply inner_nonnegative.
Qed.

Lemma pythagoras u v :
  inner u v = 0 -> norm (add u v) * norm (add u v) = norm u * norm u + norm v * norm v.
Proof. intros; rewrite !norm_square, inner_add, !inner_add_right, (inner_symmetric v u), H; ring. Qed.

Lemma projection_shrinks (P : V -> V) (u : V) :
  (forall v w : V, inner (P v) w = inner (P v) (P w)) -> norm (P u) <= norm u.
Proof.
  intros projection; pose proof (cauchy_schwarz (P u) u) as known; apply abs_within in known.
  rewrite projection, <- norm_square in known.
  pose proof (norm_nonnegative (P u)) as positive; pose proof (norm_nonnegative u).
  destruct positive as [positive | none]; [apply Rmult_le_reg_l with (norm (P u)); lra | lra].
Qed.

Lemma non_expansive e h rate smoothness :
  norm h * norm h <= smoothness * inner e h -> 0 <= smoothness -> 0 <= rate -> rate * smoothness <= 2 ->
  norm (subtract e (scale rate h)) <= norm e.
Proof.
  intros co_coercive; intros; pose proof (norm_nonnegative h); pose proof (norm_nonnegative e).
  pose proof (cauchy_schwarz e h) as known; apply abs_within in known.
  apply norm_at_most; [assumption |].
  rewrite inner_of_difference, inner_scale, !inner_scale_right, norm_square, <- (norm_square h).
  assert (0 <= inner e h).
  { destruct H as [positive | none].
    - apply Rmult_le_reg_l with smoothness; [assumption |].
      pose proof (Rmult_le_pos (norm h) (norm h) H2 H2); lra.
    - assert (norm h = 0) by (rewrite <- none in co_coercive; nra).
      rewrite H in known; lra. }
  assert (rate * (norm h * norm h) <= rate * (smoothness * inner e h)) by (apply Rmult_le_compat_l; assumption).
  assert (rate * smoothness * inner e h <= 2 * inner e h) by (apply Rmult_le_compat_r; assumption).
  assert (rate * (rate * (norm h * norm h)) <= rate * (2 * inner e h)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(** * Linear systems *)

Lemma solution_is_near u v ridge : ridge * inner u u <= inner u v -> ridge * norm u <= norm v.
Proof.
  intros above; pose proof (cauchy_schwarz u v) as known; apply abs_within in known.
  rewrite <- norm_square in above; pose proof (norm_nonnegative u) as positive; pose proof (norm_nonnegative v).
  destruct positive as [positive | none]; [apply Rmult_le_reg_l with (norm u); lra | rewrite <- none; lra].
Qed.

Lemma score_is_near k u v ridge size root :
  ridge * inner u u <= inner u v -> inner k u * inner k u <= size * (inner u v - ridge * inner u u) ->
  root * root * ridge = size -> 0 < ridge -> 0 <= root -> Rabs (inner k u) <= root * norm v.
Proof.
  intros above within is_root positive nonnegative.
  pose proof (norm_nonnegative v); apply abs_at_most; [apply Rmult_le_pos; assumption |].
  pose proof (cauchy_schwarz u v) as known; apply abs_within in known; destruct known as [_ known].
  rewrite <- (norm_square u) in within; subst size.
  set (n := norm u) in *; set (m := norm v) in *; set (x := ridge * n).
  apply Rle_trans with (root * root * (ridge * (inner u v - ridge * (n * n)))); [lra |].
  replace (root * m * (root * m)) with (root * root * (m * m)) by ring.
  apply Rmult_le_compat_l; [apply Rle_0_sqr |].
  assert (ridge * inner u v <= ridge * (n * m)) by (apply Rmult_le_compat_l; lra).
  assert (0 <= (m - x) * (m - x)) by apply Rle_0_sqr.
  assert (0 <= x * x) by apply Rle_0_sqr.
  assert (0 <= m * m) by apply Rle_0_sqr.
  unfold x in *; lra.
Qed.

(* How steep the kernel of a wide network is: t is π less an angle, u and v are directions. *)
Lemma kernel_is_flat u v t root :
  norm u = 1 -> norm v = 1 -> inner u v = sin t -> 0 <= t -> t <= PI -> root * root = PI * PI + 1 -> 0 <= root ->
  norm (subtract (scale t u) (scale (cos t) v)) <= root.
Proof.
  intros one also angle low high is_root nonnegative; apply norm_at_most; [assumption |].
  rewrite inner_of_difference, !inner_scale, !inner_scale_right, <- !norm_square, one, also, angle, is_root.
  assert (sine : sin (2 * PI - 2 * t) <= 2 * PI - 2 * t).
  { destruct high as [less | same]; [left; apply sin_lt_x; lra |].
    subst t; replace (2 * PI - 2 * PI) with 0 by ring; rewrite sin_0; lra. }
  replace (sin (2 * PI - 2 * t)) with (- sin (2 * t)) in sine.
  2: { rewrite sin_minus, sin_2PI, cos_2PI; ring. }
  rewrite sin_2a in sine.
  pose proof (sin2_cos2 t) as whole; unfold Rsqr in whole.
  pose proof (Rle_0_sqr (sin t)) as square; unfold Rsqr in square.
  pose proof (Rle_0_sqr (PI - t)) as rest; unfold Rsqr in rest.
  assert (t * (- (2 * sin t * cos t)) <= t * (2 * PI - 2 * t)) by (apply Rmult_le_compat_l; assumption).
  lra.
Qed.

(** * Sums over rows *)

Fixpoint total (rows : nat) (a : nat -> R) : R :=
  match rows with O => 0 | S i => total i a + a i end.

Fixpoint total_of_vectors (rows : nat) (x : nat -> V) : V :=
  match rows with O => zero | S i => add (total_of_vectors i x) (x i) end.

Lemma sums_in_order rows a b : (forall i, a i <= b i) -> total rows a <= total rows b.
Proof.
  intros order; induction rows as [| i known]; simpl; [lra | pose proof (order i); lra].
Qed.

Lemma total_nonnegative rows a : (forall i, 0 <= a i) -> 0 <= total rows a.
Proof. intros order; induction rows as [| i known]; simpl; [lra | pose proof (order i); lra]. Qed.

Lemma inner_total u rows (x : nat -> V) : inner u (total_of_vectors rows x) = total rows (fun i => inner u (x i)).
Proof.
  induction rows as [| i known]; simpl; [rewrite inner_symmetric; apply inner_zero | rewrite inner_add_right, known; reflexivity].
Qed.

Lemma norm_of_zero : norm (zero : V) = 0.
Proof. unfold norm; rewrite inner_zero; apply sqrt_0. Qed.

Lemma sum_is_below rows (x : nat -> V) b : (forall i, norm (x i) <= b i) -> norm (total_of_vectors rows x) <= total rows b.
Proof.
  intros below; induction rows as [| i known]; simpl; [rewrite norm_of_zero; lra |].
  pose proof (triangle (total_of_vectors i x) (x i)); pose proof (below i); lra.
Qed.

Lemma sum_is_short rows (v t : nat -> R) (x : nat -> V) bound :
  (forall i, 0 <= v i) -> (forall i, Rabs (t i) <= bound) ->
  norm (total_of_vectors rows (fun i => scale (v i * t i) (x i))) <= bound * total rows (fun i => v i * norm (x i)).
Proof.
  intros nonnegative short; induction rows as [| i known]; simpl; [rewrite norm_of_zero; lra |].
  pose proof (triangle (total_of_vectors i (fun j => scale (v j * t j) (x j))) (scale (v i * t i) (x i))).
  assert (norm (scale (v i * t i) (x i)) <= bound * (v i * norm (x i))).
  { rewrite homogeneous, Rabs_mult, (Rabs_right (v i)) by (apply Rle_ge, nonnegative).
    pose proof (Rmult_le_pos _ _ (nonnegative i) (norm_nonnegative (x i))) as weight.
    pose proof (Rmult_le_compat_r _ _ _ weight (short i)); lra. }
  lra.
Qed.

Lemma hoelder rows a b bound :
  (forall j, Rabs (b j) <= bound) -> Rabs (total rows (fun j => a j * b j)) <= bound * total rows (fun j => Rabs (a j)).
Proof.
  intros short; induction rows as [| j known]; simpl; [rewrite Rabs_R0; lra |].
  pose proof (Rabs_triang (total j (fun i => a i * b i)) (a j * b j)); rewrite Rabs_mult in *.
  pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos (a j)) (short j)); lra.
Qed.

Lemma cauchy_schwarz_of_sums rows (v a b : nat -> R) :
  (forall i, 0 <= v i) ->
  total rows (fun i => v i * a i * b i) * total rows (fun i => v i * a i * b i) <=
  total rows (fun i => v i * a i * a i) * total rows (fun i => v i * b i * b i).
Proof.
  intros nonnegative; apply no_discriminant.
  - apply total_nonnegative; intros i; rewrite Rmult_assoc; apply Rmult_le_pos; [apply nonnegative | apply Rle_0_sqr].
  - apply total_nonnegative; intros i; rewrite Rmult_assoc; apply Rmult_le_pos; [apply nonnegative | apply Rle_0_sqr].
  - intros s t; induction rows as [| i known]; simpl; [lra |].
    assert (0 <= v i * ((s * a i + t * b i) * (s * a i + t * b i))).
    { apply Rmult_le_pos; [apply nonnegative | apply Rle_0_sqr]. }
    lra.
Qed.

Lemma squares_below_square rows a :
  total rows (fun j => a j * a j) <= total rows (fun j => Rabs (a j)) * total rows (fun j => Rabs (a j)).
Proof.
  induction rows as [| j known]; simpl; [lra |].
  assert (0 <= total j (fun i => Rabs (a i))) by (apply total_nonnegative; intros; apply Rabs_pos).
  pose proof (Rmult_le_pos _ _ H (Rabs_pos (a j))).
  assert (a j * a j = Rabs (a j) * Rabs (a j)) by (destruct (abs_cases (a j)) as [[_ is] | [_ is]]; rewrite is; ring).
  lra.
Qed.

(** * Gradients of the logistic loss *)

Lemma co_coercive rows (v turn : nat -> R) (z : nat -> V) e smoothness :
  let h := total_of_vectors rows (fun i => scale (v i * turn i) (z i)) in
  (forall i, 0 <= v i) -> (forall i, 4 * turn i * turn i <= turn i * inner (z i) e) ->
  total rows (fun i => v i * inner (z i) h * inner (z i) h) <= 4 * smoothness * norm h * norm h -> 0 <= smoothness ->
  norm h * norm h <= smoothness * inner e h.
Proof.
  intros h nonnegative flat smooth positive.
  assert (of_sum : forall u, inner u h = total rows (fun i => v i * turn i * inner (z i) u)).
  { intros u; unfold h; rewrite inner_total.
    apply Rle_antisym; apply sums_in_order; intros i; rewrite inner_scale_right, (inner_symmetric u); lra. }
  assert (squares : total rows (fun i => v i * turn i * turn i) <= inner e h / 4).
  { assert (total rows (fun i => 4 * (v i * turn i * turn i)) <= inner e h).
    { rewrite of_sum; apply sums_in_order; intros i.
      pose proof (Rmult_le_compat_l _ _ _ (nonnegative i) (flat i)); cbv beta; lra. }
    assert (total rows (fun i => 4 * (v i * turn i * turn i)) = 4 * total rows (fun i => v i * turn i * turn i)).
    { clear; induction rows as [| i known]; simpl; [ring | rewrite known; ring]. }
    lra. }
  pose proof (cauchy_schwarz_of_sums rows v turn (fun i => inner (z i) h) nonnegative) as known; cbv beta in known.
  rewrite <- of_sum in known.
  set (n := norm h) in *; set (square := inner h h) in *.
  assert (is : square = n * n) by (unfold square, n; rewrite norm_square; reflexivity).
  assert (0 <= total rows (fun i => v i * turn i * turn i)).
  { apply total_nonnegative; intros i; rewrite Rmult_assoc; apply Rmult_le_pos; [apply nonnegative | apply Rle_0_sqr]. }
  assert (0 <= n) by apply norm_nonnegative.
  assert (0 <= n * n) by (apply Rmult_le_pos; assumption).
  assert (0 <= total rows (fun i => v i * inner (z i) h * inner (z i) h)).
  { apply total_nonnegative; intros i; rewrite Rmult_assoc; apply Rmult_le_pos; [apply nonnegative | apply Rle_0_sqr]. }
  assert (fourth : square * square <= inner e h / 4 * (4 * smoothness * n * n)).
  { apply Rle_trans with (1 := known); apply product_within; assumption. }
  rewrite is in fourth; destruct H1 as [more | none].
  - apply Rmult_le_reg_l with (n * n); [lra |]; lra.
  - rewrite <- none; apply Rmult_le_pos; [assumption | lra].
Qed.

(* A linear map, such as the projection on the actionable columns. *)
Definition linear (P : V -> V) : Prop :=
  (forall u v, P (add u v) = add (P u) (P v)) /\ (forall c u, P (scale c u) = scale c (P u)).

Definition projection (P : V -> V) : Prop := forall u v, inner (P u) v = inner (P u) (P v).

Lemma abs_of_quotient a b : 0 < b -> Rabs (a / b) = Rabs a / b.
Proof.
  intros; unfold Rdiv; rewrite Rabs_mult; f_equal.
  apply Rabs_right, Rle_ge, Rlt_le, Rinv_0_lt_compat; assumption.
Qed.

(* The change that SCFE recommends, m/(λ + ‖u‖²) u, is |m| g(‖u‖) long. *)
Lemma length_of_change m lam (u : V) :
  0 < lam -> norm (scale (m / (lam + inner u u)) u) = Rabs m * (norm u / (lam + norm u * norm u)).
Proof.
  intros; pose proof (unit_cost_divisor lam (norm u) H).
  rewrite homogeneous, <- norm_square, abs_of_quotient by assumption; field; lra.
Qed.

Lemma length_of_printed_change m lam (u : V) :
  0 < lam -> norm (scale (lam * (m / (lam + inner u u))) u) = lam * (Rabs m * (norm u / (lam + norm u * norm u))).
Proof.
  intros; pose proof (unit_cost_divisor lam (norm u) H).
  rewrite homogeneous, Rabs_mult, (Rabs_right lam), <- norm_square, abs_of_quotient by (lra || assumption); field; lra.
Qed.

End Vectors.

(* Write inner products of sums and multiples as sums and multiples of inner products. *)
Ltac expand := repeat (unfold subtract in *; rewrite ?inner_add, ?inner_scale, ?inner_add_right, ?inner_scale_right in *).

(** * The logistic function *)

Lemma sigmoid_between t : 0 < sigmoid t /\ sigmoid t < 1.
Proof. split; [apply sigmoid_positive | apply sigmoid_below_one]. Qed.

Lemma sigmoid_turns_up s t :
  0 <= t -> sigmoid s <= sigmoid (s + t) /\ sigmoid (s + t) - sigmoid s <= 2 * sigmoid (t / 2) - 1.
Proof.
  intros; split; [apply sigmoid_increasing; lra |].
  unfold sigmoid; set (a := exp (- s)); set (q := exp (- (t / 2))).
  assert (0 < a) by apply exp_pos; assert (0 < q) by apply exp_pos.
  assert (q <= 1).
  { destruct H as [more | none]; [left; rewrite <- exp_0; apply exp_increasing; lra |].
    unfold q; subst t; replace (- (0 / 2)) with 0 by lra; rewrite exp_0; lra. }
  replace (exp (- (s + t))) with (a * (q * q)).
  2: { unfold a, q; rewrite <- !exp_plus; f_equal; lra. }
  assert (0 < a * (q * q)) by (apply Rmult_lt_0_compat; [| apply Rmult_lt_0_compat]; assumption).
  replace (2 * (1 / (1 + q)) - 1) with ((1 - q) / (1 + q)) by (field; lra).
  replace (1 / (1 + a * (q * q)) - 1 / (1 + a)) with (a * (1 - q * q) / ((1 + a * (q * q)) * (1 + a))).
  2: { field; lra. }
  apply quotient_below; [apply Rmult_lt_0_compat; lra |].
  replace ((1 - q) / (1 + q) * ((1 + a * (q * q)) * (1 + a)))
    with ((1 - q) * ((1 + a * (q * q)) * (1 + a)) / (1 + q)) by (field; lra).
  apply quotient_above; [lra |].
  assert (0 <= (1 - q) * ((1 - a * q) * (1 - a * q))) by (apply Rmult_le_pos; [lra | apply Rle_0_sqr]).
  lra.
Qed.

Lemma sigmoid_turns s t : Rabs (sigmoid (s + t) - sigmoid s) <= 2 * sigmoid (Rabs t / 2) - 1.
Proof.
  destruct (abs_cases t) as [[low is] | [high is]]; rewrite is.
  - pose proof (sigmoid_turns_up (s + t) (- t) ltac:(lra)) as [rises turns].
    replace (s + t + - t) with s in * by ring; apply Rabs_le; lra.
  - pose proof (sigmoid_turns_up s t high) as [rises turns]; apply Rabs_le; lra.
Qed.

Lemma sigmoid_by_exp t : sigmoid t = exp t / (1 + exp t).
Proof. unfold sigmoid; rewrite exp_Ropp; pose proof (exp_pos t); field; lra. Qed.

Lemma sigmoid_rises_slowly s t : t <= s -> sigmoid s - sigmoid t <= (s - t) / 4.
Proof.
  intros [less | same]; [| subst; lra].
  assert (slope : forall c, derivable_pt_lim (fun x => exp x / (1 + exp x)) c
    ((exp c * (1 + exp c) - (0 + exp c) * exp c) / Rsqr (1 + exp c))).
  { intros c; pose proof (exp_pos c); apply (derivable_pt_lim_div exp (fun x => 1 + exp x)); [| | lra].
    - apply derivable_pt_lim_exp.
    - apply (derivable_pt_lim_plus (fun _ => 1) exp); [apply derivable_pt_lim_const | apply derivable_pt_lim_exp]. }
  destruct (MVT_cor2 _ _ t s less (fun c _ => slope c)) as [c [is _]].
  rewrite !sigmoid_by_exp, is.
  assert ((exp c * (1 + exp c) - (0 + exp c) * exp c) / Rsqr (1 + exp c) <= 1 / 4).
  { pose proof (exp_pos c); apply quotient_below; [apply Rsqr_pos_lt; lra |]; unfold Rsqr.
    pose proof (Rle_0_sqr (1 - exp c)) as square; unfold Rsqr in square; lra. }
  pose proof (Rmult_le_compat_r (s - t) _ _ ltac:(lra) H); lra.
Qed.

Lemma sigmoid_is_flat s t :
  4 * (sigmoid s - sigmoid t) * (sigmoid s - sigmoid t) <= (sigmoid s - sigmoid t) * (s - t).
Proof.
  destruct (Rle_lt_dec t s).
  - pose proof (sigmoid_rises_slowly s t r); pose proof (sigmoid_increasing t s r).
    pose proof (Rmult_le_compat_l (sigmoid s - sigmoid t) _ _ ltac:(lra) H); lra.
  - assert (s <= t) by lra; pose proof (sigmoid_rises_slowly t s H); pose proof (sigmoid_increasing s t H).
    pose proof (Rmult_le_compat_l (sigmoid t - sigmoid s) _ _ ltac:(lra) H0); lra.
Qed.

Definition every_fact :=
  (
  @inner_add_right, @inner_scale_right, @norm_square, @norm_nonnegative, @norm_at_most, @abs_at_most,
  @no_discriminant, @inner_square_at_most, @cauchy_schwarz, @triangle, @inner_of_difference,
  @reverse_triangle, @homogeneous, @pythagoras, @projection_shrinks, @non_expansive, @solution_is_near,
  @score_is_near, @kernel_is_flat, @sums_in_order, @total_nonnegative, @inner_total, @norm_of_zero,
  @sum_is_below, @sum_is_short, @hoelder, @cauchy_schwarz_of_sums, @squares_below_square, @co_coercive,
  @abs_of_quotient, @length_of_change, @length_of_printed_change, @sigmoid_between, @sigmoid_turns_up,
  @sigmoid_turns, @sigmoid_by_exp, @sigmoid_rises_slowly, @sigmoid_is_flat
  ).

Print Assumptions every_fact.
