"""Theorem 4.1 of Tan and Tian 2023 for gradients, gradient × input, and integrated gradients.

h = ‖x − x̃‖, L and H are Lipschitz constants of f and of ∇f, r is the baseline of integrated gradients, and ⊙ multiplies
component by component: ‖a ⊙ b‖₂ ≤ max|a_i| ‖b‖₂.

Gradient: ‖∇f(x) − ∇f(x̃)‖ ≤ H h is what H means.

Gradient × input: x ⊙ ∇f(x) − x̃ ⊙ ∇f(x̃) = x ⊙ (∇f(x) − ∇f(x̃)) + (x − x̃) ⊙ ∇f(x̃), at most (max|x_i| H + L) h long.

Integrated gradients are (x − r) ⊙ g(x), g(x) = ∫₀¹ ∇f(r + t(x − r)) dt. ‖g(x) − g(x̃)‖ ≤ ∫ H t h dt = H h/2 and
‖g(x̃)‖ ≤ L, so they differ by at most (max|x_i − r_i| H/2 + L) h, and the printed βH + L follows from ‖x − r‖ ≤ 2β.
With a sum Σ w_k ∇f(r + t_k(x − r)) in the place of the integral, t̄ = Σ w_k t_k is in the place of 1/2: 1/2 for
midpoints and for Gauss–Legendre, (n + 1)/2n for right ends of n parts.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.explanations.premises import (
    EXPLANATION_GAP,
    GRADIENT_LIPSCHITZ,
    INPUT_BOUND,
    INPUT_GAP,
    LIPSCHITZ,
    PAPER,
)
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

THEOREM = f"{PAPER}, Theorem 4.1"


# The bounds


def _gradient(xp: Ops, gradient_lipschitz: Scalar, input_gap: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, gradient_lipschitz * input_gap


def _times_input(
    xp: Ops, lipschitz: Scalar, gradient_lipschitz: Scalar, input_bound: Scalar, input_gap: Scalar
) -> tuple[Scalar, Scalar]:
    return 0.0, (input_bound * gradient_lipschitz + lipschitz) * input_gap


def _times_largest(
    xp: Ops, lipschitz: Scalar, gradient_lipschitz: Scalar, largest_input: Scalar, input_gap: Scalar
) -> tuple[Scalar, Scalar]:
    return 0.0, (largest_input * gradient_lipschitz + lipschitz) * input_gap


def _integrated_sharp(
    xp: Ops,
    lipschitz: Scalar,
    gradient_lipschitz: Scalar,
    largest_input: Scalar,
    path_mean: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, (path_mean * largest_input * gradient_lipschitz + lipschitz) * input_gap


# Premises


def _smooth(xp: Ops, explanation_gap: Scalar, gradient_lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(explanation_gap, gradient_lipschitz * input_gap)


def _split(xp: Ops, explanation_gap: Scalar, gradient_part: Scalar, input_part: Scalar) -> Truth:
    return xp.le(explanation_gap, gradient_part + input_part)


def _gradient_part(xp: Ops, gradient_part: Scalar, input_bound: Scalar, gradient_gap: Scalar) -> Truth:
    return xp.le(gradient_part, input_bound * gradient_gap)


def _largest_part(xp: Ops, gradient_part: Scalar, largest_input: Scalar, gradient_gap: Scalar) -> Truth:
    return xp.le(gradient_part, largest_input * gradient_gap)


def _input_part(xp: Ops, input_part: Scalar, lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(input_part, lipschitz * input_gap)


def _gradients_apart(xp: Ops, gradient_gap: Scalar, gradient_lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(gradient_gap, gradient_lipschitz * input_gap)


def _along_path(xp: Ops, path_gap: Scalar, path_mean: Scalar, gradient_lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(path_gap, path_mean * gradient_lipschitz * input_gap)


def _along_half_path(xp: Ops, path_gap: Scalar, gradient_lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(path_gap, gradient_lipschitz * input_gap / 2.0)


def _path_part(xp: Ops, gradient_part: Scalar, baseline_gap: Scalar, path_gap: Scalar) -> Truth:
    return xp.le(gradient_part, baseline_gap * path_gap)


def _largest_path_part(xp: Ops, gradient_part: Scalar, largest_input: Scalar, path_gap: Scalar) -> Truth:
    return xp.le(gradient_part, largest_input * path_gap)


LARGEST_INPUT = Premise("β_∞ ≥ 0", Kind.DOMAIN, lambda xp, largest_input: largest_input >= 0.0, "a bound on a norm")
PATH_MEAN = Premise("t̄ ≥ 0", Kind.DOMAIN, lambda xp, path_mean: path_mean >= 0.0, "a mean of places in [0, 1]")
BASELINE_GAP = Premise("‖x − r‖ ≥ 0", Kind.DOMAIN, lambda xp, baseline_gap: baseline_gap >= 0.0, "a norm")
SMOOTH = Premise("‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖", Kind.INEQUALITY, _smooth, "what H means")
GRADIENTS_APART = Premise("‖∇f(x) − ∇f(x̃)‖ ≤ H‖x − x̃‖", Kind.INEQUALITY, _gradients_apart, "what H means")
SPLIT = Premise(
    "‖φ(x) − φ(x̃)‖ ≤ A + B", Kind.INEQUALITY, _split, "triangle inequality: A where the gradient changes, B the input"
)
GRADIENT_PART = Premise("A ≤ β‖∇f(x) − ∇f(x̃)‖", Kind.INEQUALITY, _gradient_part, "‖a ⊙ b‖ ≤ ‖a‖‖b‖")
LARGEST_PART = Premise("A ≤ β_∞‖∇f(x) − ∇f(x̃)‖", Kind.INEQUALITY, _largest_part, "‖a ⊙ b‖ ≤ max|a_i|‖b‖")
INPUT_PART = Premise("B ≤ L‖x − x̃‖", Kind.INEQUALITY, _input_part, "‖a ⊙ b‖ ≤ ‖a‖‖b‖, and gradients are at most L long")
HALF_PATH = Premise(
    "‖g(x) − g(x̃)‖ ≤ H‖x − x̃‖/2", Kind.INEQUALITY, _along_half_path, "the points of the two paths are t‖x − x̃‖ apart"
)
PATH = Premise(
    "‖g(x) − g(x̃)‖ ≤ t̄H‖x − x̃‖", Kind.INEQUALITY, _along_path, "the points of the two paths are t‖x − x̃‖ apart"
)
PATH_PART = Premise("A ≤ ‖x − r‖‖g(x) − g(x̃)‖", Kind.INEQUALITY, _path_part, "‖a ⊙ b‖ ≤ ‖a‖‖b‖")
LARGEST_PATH_PART = Premise("A ≤ β_∞‖g(x) − g(x̃)‖", Kind.INEQUALITY, _largest_path_part, "‖a ⊙ b‖ ≤ max|a_i|‖b‖")
BASELINE_NEAR = Premise(
    "‖x − r‖ ≤ 2β",
    Kind.INEQUALITY,
    lambda xp, baseline_gap, input_bound: xp.le(baseline_gap, 2.0 * input_bound),
    "triangle inequality: x and the baseline r lie in the ball of radius β",
)


# The claims

_GIVEN = (EXPLANATION_GAP, INPUT_GAP, LIPSCHITZ, GRADIENT_LIPSCHITZ)
_PARTS = ("gradient_part", "input_part")

GRADIENT = Claim(
    id="gradient.robust",
    fields=("explanation_gap", "input_gap", "gradient_lipschitz"),
    premises=(EXPLANATION_GAP, INPUT_GAP, GRADIENT_LIPSCHITZ, SMOOTH),
    value=lambda xp, explanation_gap: explanation_gap,
    interval=_gradient,
    trivial=non_negative,
    source=f"{THEOREM}, gradient",
    statement="‖∇f(x) − ∇f(x̃)‖ ≤ H ‖x − x̃‖",
    theory="true",
    remark="what H means; attained by f = H x²/2",
    tightness="zero",
)

GRADIENT_INPUT = Claim(
    id="gradient_input.robust",
    fields=(*GRADIENT.fields, "lipschitz", "input_bound", *_PARTS, "gradient_gap"),
    premises=(*_GIVEN, INPUT_BOUND, SPLIT, GRADIENT_PART, GRADIENTS_APART, INPUT_PART),
    value=GRADIENT.value,
    interval=_times_input,
    trivial=non_negative,
    source=f"{THEOREM}, gradient × input, with its constant",
    statement="‖x ⊙ ∇f(x) − x̃ ⊙ ∇f(x̃)‖ ≤ (βH + L) ‖x − x̃‖ for ‖x‖ ≤ β",
    theory="true",
    remark="approached for near inputs by f = Lx + H(x − β)²/2 at x = β",
    tightness="zero",
)

GRADIENT_INPUT_SHARP = Claim(
    id="gradient_input.robust_sharp",
    fields=(*GRADIENT.fields, "lipschitz", "largest_input", *_PARTS, "gradient_gap"),
    premises=(*_GIVEN, LARGEST_INPUT, SPLIT, LARGEST_PART, GRADIENTS_APART, INPUT_PART),
    value=GRADIENT.value,
    interval=_times_largest,
    trivial=non_negative,
    source=f"{THEOREM}, gradient × input, sharpened",
    statement="‖x ⊙ ∇f(x) − x̃ ⊙ ∇f(x̃)‖ ≤ (β_∞H + L) ‖x − x̃‖ for max|x_i| ≤ β_∞",
    theory="true",
    remark="for pixels in [0, 1] β_∞ = 1, and β is up to √d",
    tightness="zero",
)

INTEGRATED = Claim(
    id="integrated_gradients.robust",
    fields=(*GRADIENT.fields, "lipschitz", "input_bound", *_PARTS, "path_gap", "baseline_gap"),
    premises=(*_GIVEN, INPUT_BOUND, BASELINE_GAP, SPLIT, PATH_PART, HALF_PATH, BASELINE_NEAR, INPUT_PART),
    value=GRADIENT.value,
    interval=_times_input,
    trivial=non_negative,
    source=f"{THEOREM}, integrated gradients, with its constant",
    statement="‖IG(x) − IG(x̃)‖ ≤ (βH + L) ‖x − x̃‖ for ‖x‖, ‖r‖ ≤ β",
    theory="true",
    remark="half of βH is enough for the baseline 0",
    tightness="zero",
)

INTEGRATED_SHARP = Claim(
    id="integrated_gradients.robust_sharp",
    fields=(*GRADIENT.fields, "lipschitz", "largest_input", "path_mean", *_PARTS, "path_gap"),
    premises=(*_GIVEN, LARGEST_INPUT, PATH_MEAN, SPLIT, LARGEST_PATH_PART, PATH, INPUT_PART),
    value=GRADIENT.value,
    interval=_integrated_sharp,
    trivial=non_negative,
    source=f"{THEOREM}, integrated gradients, sharpened",
    statement="‖IG(x) − IG(x̃)‖ ≤ (t̄β_∞H + L) ‖x − x̃‖ for max|x_i − r_i| ≤ β_∞, t̄ = 1/2",
    theory="true",
    remark="of a sum with weights w_k at places t_k, t̄ = Σ w_k t_k; approached in many columns; d = 1 has L alone",
    tightness="zero",
)

CLAIMS = (GRADIENT, GRADIENT_INPUT, GRADIENT_INPUT_SHARP, INTEGRATED, INTEGRATED_SHARP)
