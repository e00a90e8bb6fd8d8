"""Lemma 1 of Krishna et al. 2024: a bound on the distance of the weights of a robust and a non-robust linear model.

Both models minimise the logistic loss by N full-batch gradient steps of size η from the same start. The robust model
does so on margins lowered by ε‖w‖_q, the closed-form inner maximum of an ℓ_p attack. The fields do not show whether
both models really share the steps, the learning rate and the start; the user of the claims must ensure that.
"""

from typing import Any

from bounds.claim import Claim, Induction, Kind, Premise
from bounds.claims.premises import NORM_NR, NORM_R, REVERSE_TRIANGLE, WEIGHT_GAP
from bounds.facts.inner_products import homogeneous, non_expansive, triangle
from bounds.facts.logistic import co_coercive, sigmoid_is_flat, sigmoid_turns
from bounds.facts.statement import Application
from bounds.facts.sums import largest_bounds, largest_is_one, sum_is_short, sums_in_order
from bounds.meaning import training
from bounds.meaning.linear import MODELS, w_nr, w_r
from bounds.meaning.meaning import Meaning, picked
from bounds.meaning.terms import Expression, inner, largest, sigmoid
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import hyperbolic_tangent_quarter, non_negative

PAPER = "Krishna et al. 2024, Lemma 1"
FIELDS = (
    "weight_gap",
    "steps",
    "learning_rate",
    "epsilon",
    "dim",
    "label",
    "input_norm",
    "mean_input_norm",
    "attack_factor",
    "robust_weight_norm",
    "smoothness",
    "gradient_gap_sum",
)


# The bounds


def _weight_gap(xp: Ops, weight_gap: Scalar) -> Scalar:
    return weight_gap


def _printed(
    xp: Ops, steps: Scalar, learning_rate: Scalar, label: Scalar, input_norm: Scalar, epsilon: Scalar, dim: Scalar
) -> tuple[Scalar, Scalar]:
    return 0.0, steps * learning_rate * (label * input_norm + epsilon * xp.sqrt(dim))


def _sound(
    xp: Ops, steps: Scalar, learning_rate: Scalar, mean_input_norm: Scalar, epsilon: Scalar, attack_factor: Scalar
) -> tuple[Scalar, Scalar]:
    return 0.0, steps * learning_rate * (mean_input_norm + epsilon * attack_factor)


def _sharp(
    xp: Ops,
    steps: Scalar,
    learning_rate: Scalar,
    mean_input_norm: Scalar,
    epsilon: Scalar,
    attack_factor: Scalar,
    robust_weight_norm: Scalar,
    smoothness: Scalar,
) -> tuple[Scalar, Scalar]:
    turned = hyperbolic_tangent_quarter(xp, epsilon * robust_weight_norm)
    share = xp.where(_stable(xp, learning_rate, smoothness), turned, 1.0)
    return 0.0, steps * learning_rate * (epsilon * attack_factor + share * mean_input_norm)


def _path(xp: Ops, learning_rate: Scalar, gradient_gap_sum: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, learning_rate * gradient_gap_sum


# Premises


def _stable(xp: Ops, learning_rate: Scalar, smoothness: Scalar) -> Truth:
    """Decide η ≤ 2/L, under which a gradient step on an L-smooth convex loss is non-expansive."""
    return learning_rate * smoothness <= 2.0


def _label(xp: Ops, label: Scalar) -> Truth:
    return xp.abs(label) == 1.0


STEPS = Premise("N ≥ 0", Kind.DOMAIN, lambda xp, steps: steps >= 0.0, PAPER)
RATE = Premise("η > 0", Kind.DOMAIN, lambda xp, learning_rate: learning_rate > 0.0, PAPER)
EPSILON = Premise("ε ≥ 0", Kind.DOMAIN, lambda xp, epsilon: epsilon >= 0.0, PAPER)
DIM = Premise("d ≥ 1", Kind.DOMAIN, lambda xp, dim: dim >= 1.0, PAPER)
LABEL = Premise("y = ±1", Kind.DOMAIN, _label, PAPER)
MEAN_NORM = Premise("mean‖x_i‖ ≥ 0", Kind.DOMAIN, lambda xp, mean_input_norm: mean_input_norm >= 0.0, "a norm")
FACTOR = Premise("c_p ≥ 0", Kind.DOMAIN, lambda xp, attack_factor: attack_factor >= 0.0, "a norm")
LARGEST = Premise("W ≥ 0", Kind.DOMAIN, lambda xp, robust_weight_norm: robust_weight_norm >= 0.0, "a norm")
SMOOTH = Premise("L ≥ 0", Kind.DOMAIN, lambda xp, smoothness: smoothness >= 0.0, "an eigenvalue of a Gram matrix")
STABLE = Premise("η ≤ 2/L", Kind.HYPOTHESIS, _stable, "a gradient step on an L-smooth convex loss is non-expansive")


# One training step, in terms of auxiliary scalars. A gradient is a mean of −p_i y_i x_i with p_i = σ(−margin_i). The
# robust gradient is a mean of −q_i (y_i x_i − ε s), where s is a subgradient of ‖w‖_q.
#   next_gap       ‖w_R^{t+1} − w_NR^{t+1}‖
#   gradient_gap   ‖∇L_R(w_R^t) − ∇L_NR(w_NR^t)‖
#   drift          ‖∇L_R(w_R^t) − ∇L_NR(w_R^t)‖, both at the robust iterate
#   turn           max_i |p_i − q_i| (drift_turn: both at the robust iterate)
#   robust_share   mean q_i
#   iterate_norm   ‖w_R^t‖_q


def _triangle(xp: Ops, next_gap: Scalar, weight_gap: Scalar, learning_rate: Scalar, gradient_gap: Scalar) -> Truth:
    return (next_gap >= 0.0) & (next_gap <= weight_gap + learning_rate * gradient_gap)


def _gradient(
    xp: Ops,
    gradient_gap: Scalar,
    turn: Scalar,
    mean_input_norm: Scalar,
    epsilon: Scalar,
    robust_share: Scalar,
    attack_factor: Scalar,
) -> Truth:
    return gradient_gap <= turn * mean_input_norm + epsilon * robust_share * attack_factor


def _shares(xp: Ops, turn: Scalar, robust_share: Scalar) -> Truth:
    return (turn >= 0.0) & (turn <= 1.0) & (robust_share >= 0.0) & (robust_share <= 1.0)


def _contraction(
    xp: Ops,
    next_gap: Scalar,
    weight_gap: Scalar,
    learning_rate: Scalar,
    gradient_gap: Scalar,
    drift: Scalar,
    smoothness: Scalar,
) -> Truth:
    growth = xp.where(_stable(xp, learning_rate, smoothness), drift, gradient_gap)
    return (next_gap >= 0.0) & (next_gap <= weight_gap + learning_rate * growth)


def _drift(
    xp: Ops,
    drift: Scalar,
    drift_turn: Scalar,
    mean_input_norm: Scalar,
    epsilon: Scalar,
    robust_share: Scalar,
    attack_factor: Scalar,
) -> Truth:
    return drift <= drift_turn * mean_input_norm + epsilon * robust_share * attack_factor


def _drift_turn(
    xp: Ops, drift_turn: Scalar, epsilon: Scalar, iterate_norm: Scalar, robust_weight_norm: Scalar
) -> Truth:
    turned = hyperbolic_tangent_quarter(xp, epsilon * iterate_norm)
    return (drift_turn <= turned) & (iterate_norm >= 0.0) & (iterate_norm <= robust_weight_norm)


def _single_sample(xp: Ops, mean_input_norm: Scalar, input_norm: Scalar) -> Truth:
    return mean_input_norm == input_norm


def _root(xp: Ops, attack_factor: Scalar, dim: Scalar) -> Truth:
    return (attack_factor * attack_factor == dim) & (attack_factor >= 0.0)


def _next_step(xp: Ops, next_gap: Scalar, steps: Scalar) -> dict[str, Any]:
    return {"weight_gap": next_gap, "steps": steps + 1.0}


def _next_path(xp: Ops, next_gap: Scalar, gradient_gap_sum: Scalar, drift: Scalar) -> dict[str, Any]:
    return {"weight_gap": next_gap, "gradient_gap_sum": gradient_gap_sum + drift}


def _together(turn: Expression) -> tuple[Application, ...]:
    """Why the gradients of two rows' factors and of the attack are no longer than their parts together."""
    return (
        largest_bounds(abs(turn)),
        sum_is_short(training.share_of_loss, turn, training.z, largest(abs(turn))),
        sums_in_order(0, training.share_of_loss * training.wrong_attacked),
        homogeneous(training.epsilon * training.robust_share, training.direction),
        triangle(training.pull(turn), training.push),
    )


_LENGTHENED = (
    homogeneous(training.rate, training.gradient_difference),
    triangle(training.gap, -(training.rate * training.gradient_difference)),
)
"""Why a step lengthens the difference of the weights by no more than that of the gradients."""

_bent = training.pull(training.curvature)

_NOT_LENGTHENED = (
    sigmoid_is_flat(inner(training.z, w_r), inner(training.z, w_nr)),
    training.bent_at_most(_bent),
    co_coercive(training.share_of_loss, training.curvature, training.z, training.gap, training.smoothness),
    non_expansive(training.gap, _bent, training.rate, training.smoothness),
    homogeneous(training.rate, training.drift),
    triangle(training.gap - training.rate * _bent, -(training.rate * training.drift)),
)
"""Why a small step lengthens it by no more than the difference of the gradients at the robust weights."""

_TRIANGLE = Premise(
    "triangle inequality over one step",
    Kind.INEQUALITY,
    _triangle,
    "both runs make the same step",
    because=_LENGTHENED,
)
_GRADIENT = Premise(
    "triangle inequality over the batch",
    Kind.INEQUALITY,
    _gradient,
    "‖∂‖w‖_q‖₂ ≤ c_p",
    because=_together(training.turn),
)
_SHARES = Premise(
    "probabilities lie in [0, 1]",
    Kind.INEQUALITY,
    _shares,
    "0 < σ < 1",
    because=(
        largest_bounds(abs(training.turn)),
        largest_is_one(abs(training.turn), 1),
        sums_in_order(0, training.share_of_loss * training.wrong_attacked),
        sums_in_order(training.share_of_loss * training.wrong_attacked, training.share_of_loss),
    ),
)
_CONTRACTION = Premise(
    "a step is non-expansive if η ≤ 2/L",
    Kind.INEQUALITY,
    _contraction,
    "co-coercivity (Baillon and Haddad 1977)",
    because=(*_LENGTHENED, *_NOT_LENGTHENED),
)
_DRIFT = Premise(
    "triangle inequality over the batch, at the robust iterate",
    Kind.INEQUALITY,
    _drift,
    "‖∂‖w‖_q‖₂ ≤ c_p",
    because=_together(training.drift_turn),
)
_DRIFT_TURN = Premise(
    "|σ(u + v) − σ(u)| ≤ tanh(|v|/4)",
    Kind.INEQUALITY,
    _drift_turn,
    "v = ε‖w_R^t‖_q, ‖w_R^t‖_q ≤ W",
    because=(
        sigmoid_turns(inner(training.z, w_r), training.epsilon * training.iterate_norm),
        largest_is_one(abs(training.drift_turn), 2 * sigmoid(abs(training.epsilon * training.iterate_norm) / 2) - 1),
    ),
)
_SINGLE_SAMPLE = Premise(
    "the training set is the instance", Kind.HYPOTHESIS, _single_sample, "Krishna et al. 2024, A.1"
)
_ROOT = Premise("c_p = √d", Kind.DEFINITION, _root, "the attack is ℓ∞ in Krishna et al. 2024, A.1, Eq. 16")

_STEP = (_TRIANGLE, _GRADIENT, _SHARES)
_STABLE_STEP = (_CONTRACTION, _GRADIENT, _DRIFT, _DRIFT_TURN, _SHARES)
_VECTORS = {"first": training.FIRST, "next": training.NEXT}
"""The vectors of the steps, by the names of arguments of ``Induction``."""


def _of_step(*names: str) -> Meaning:
    return picked(training.STEP, names)


_IN_STEP = ("next_gap", "gradient_gap", "turn", "robust_share")
_IN_STABLE_STEP = (*_IN_STEP, "drift", "drift_turn", "iterate_norm")


# The claims

PRINTED = Claim(
    id="lemma1.printed",
    fields=FIELDS,
    premises=(STEPS, RATE, EPSILON, DIM, LABEL, WEIGHT_GAP),
    value=_weight_gap,
    interval=_printed,
    trivial=non_negative,
    source=f"{PAPER}, Eq. 5",
    statement="‖w_NR − w_R‖ ≤ N η (y‖x‖ + ε√d)",
    theory="false",
    tightness="zero",
    remark="negative for y = −1; the proof trains on the single sample x under an ℓ∞ attack",
    induction=Induction(
        {"weight_gap": 0, "steps": 0}, _next_step, (*_STEP, _SINGLE_SAMPLE, _ROOT), _of_step(*_IN_STEP), **_VECTORS
    ),
)

SOUND = Claim(
    id="lemma1.sound",
    fields=FIELDS,
    premises=(STEPS, RATE, EPSILON, FACTOR, MEAN_NORM, WEIGHT_GAP),
    value=_weight_gap,
    interval=_sound,
    trivial=non_negative,
    source=f"{PAPER}, repaired",
    statement="‖w_NR − w_R‖ ≤ N η (mean‖x_i‖ + ε c_p)",
    theory="true",
    tightness="zero",
    remark="holds for any attack inside the ball; does not vanish with ε",
    induction=Induction({"weight_gap": 0, "steps": 0}, _next_step, _STEP, _of_step(*_IN_STEP), **_VECTORS),
    meaning=training.RUNS,
)

SHARP = Claim(
    id="lemma1.sharp",
    fields=FIELDS,
    premises=(STEPS, RATE, EPSILON, FACTOR, MEAN_NORM, WEIGHT_GAP, LARGEST, SMOOTH),
    value=_weight_gap,
    interval=_sharp,
    trivial=non_negative,
    source=f"{PAPER}, sharpened",
    statement="‖w_NR − w_R‖ ≤ N η (ε c_p + tanh(εW/4) mean‖x_i‖) if η ≤ 2/L, else lemma1.sound",
    theory="true",
    tightness="zero",
    remark="vanishes with ε",
    induction=Induction(
        {"weight_gap": 0, "steps": 0}, _next_step, _STABLE_STEP, _of_step(*_IN_STABLE_STEP), **_VECTORS
    ),
    meaning=training.RUNS,
)

PATH = Claim(
    id="lemma1.path",
    fields=FIELDS,
    premises=(RATE, WEIGHT_GAP, STABLE),
    value=_weight_gap,
    interval=_path,
    trivial=non_negative,
    source=f"{PAPER}, along the robust run",
    statement="‖w_NR − w_R‖ ≤ η Σ_t ‖∇L_R(w_R^t) − ∇L_NR(w_R^t)‖ if η ≤ 2/L",
    theory="true",
    tightness="zero",
    remark="needs the robust run alone",
    induction=Induction(
        {"weight_gap": 0, "gradient_gap_sum": 0},
        _next_path,
        (_CONTRACTION,),
        _of_step("next_gap", "gradient_gap", "drift"),
        **_VECTORS,
    ),
    meaning=training.RUNS,
)

NORMS_OF_WEIGHTS = Claim(
    id="lemma1.norms",
    fields=("norm_nr", "norm_r", "delta", "weight_gap"),
    premises=(
        NORM_NR,
        NORM_R,
        Premise("‖w_NR − w_R‖ ≤ Δ", Kind.LEMMA, lambda xp, weight_gap, delta: xp.le(weight_gap, delta), PAPER),
        REVERSE_TRIANGLE,
    ),
    value=lambda xp, norm_r: norm_r,
    interval=lambda xp, norm_nr, delta: (norm_nr - delta, norm_nr + delta),
    trivial=non_negative,
    source=f"{PAPER}, second part",
    statement="a − Δ ≤ b ≤ a + Δ",
    theory="true",
    meaning=picked(MODELS, ("norm_nr", "norm_r", "delta", "weight_gap")),
)

CLAIMS = (PRINTED, SOUND, SHARP, PATH, NORMS_OF_WEIGHTS)
