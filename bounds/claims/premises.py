"""Premises that several claims share.

The domain of every field is a premise by itself, so that a field that is left out makes no other domain unchecked.
"""

from bounds.claim import Kind, Premise
from bounds.facts.inner_products import cauchy_schwarz, reverse_triangle
from bounds.meaning.linear import actionable, stretched, w_nr, w_r, x
from bounds.ops import Ops, Scalar, Truth


def _norms_apart(xp: Ops, norm_nr: Scalar, norm_r: Scalar, delta: Scalar) -> Truth:
    return xp.le(xp.abs(norm_nr - norm_r), delta)


def _residuals_apart(xp: Ops, residual_nr: Scalar, residual_r: Scalar, delta: Scalar, input_norm: Scalar) -> Truth:
    return xp.le(xp.abs(residual_nr - residual_r), delta * input_norm)


_NORMS = (reverse_triangle(actionable(w_nr), actionable(w_r)), stretched(w_nr - w_r))
"""Why norms over the actionable columns are no further apart than the weights."""

LAM = Premise("λ > 0", Kind.DOMAIN, lambda xp, lam: lam > 0.0, "weight of the squared distance")
DELTA = Premise("Δ ≥ 0", Kind.DOMAIN, lambda xp, delta: delta >= 0.0, "a bound on a norm")
NORM_NR = Premise("a ≥ 0", Kind.DOMAIN, lambda xp, norm_nr: norm_nr >= 0.0, "a norm")
NORM_R = Premise("b ≥ 0", Kind.DOMAIN, lambda xp, norm_r: norm_r >= 0.0, "a norm")
REVERSE_TRIANGLE = Premise(
    "|a − b| ≤ ‖w_NR − w_R‖",
    Kind.INEQUALITY,
    lambda xp, norm_nr, norm_r, weight_gap: xp.le(xp.abs(norm_nr - norm_r), weight_gap),
    "reverse triangle inequality",
    because=_NORMS,
)
WEIGHT_GAP = Premise("‖w_NR − w_R‖ ≥ 0", Kind.DOMAIN, lambda xp, weight_gap: weight_gap >= 0.0, "a norm")
INPUT_NORM = Premise("‖x‖ ≥ 0", Kind.DOMAIN, lambda xp, input_norm: input_norm >= 0.0, "a norm")
DELTA_K = Premise("Δ_K ≥ 0", Kind.DOMAIN, lambda xp, delta_k: delta_k >= 0.0, "a bound on a norm")
LABEL_NORM = Premise("‖Y‖ ≥ 0", Kind.DOMAIN, lambda xp, label_norm: label_norm >= 0.0, "a norm")
NORMS_APART = Premise(
    "|a − b| ≤ Δ",
    Kind.LEMMA,
    _norms_apart,
    "lemma1.norms; leaving columns out only shrinks the difference",
    because=_NORMS,
)
RESIDUALS_APART = Premise(
    "|m_NR − m_R| ≤ Δ‖x‖",
    Kind.INEQUALITY,
    _residuals_apart,
    "Cauchy-Schwarz and Lemma 1",
    because=(stretched(x), cauchy_schwarz(w_nr - w_r, x)),
)
