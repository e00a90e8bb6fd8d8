"""The meaning of the fields of Lemma 1: two runs of gradient descent from one start, one step at a time.

A row is a training instance: z_i = −y_i x_i, and v_i is the weight of its loss; the weights add up to 1. The
non-robust loss is Σ v_i log(1 + exp(⟨z_i, w⟩)); the attack adds ε‖Tw‖_q to each ⟨z_i, w⟩, T the projection on the
attacked columns. n is an element of ∂‖Tw‖_q at the robust weights, so that gradients are sums of σ(...) z_i and of
σ(...) (z_i + εn).
"""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.facts.statement import Law
from bounds.meaning.linear import w_nr, w_r
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import (
    Expression,
    Map,
    Vector,
    any_norm,
    inner,
    largest,
    norm,
    numbers,
    numbers_of_each_row,
    of_each_row,
    sigmoid,
    total,
    vectors,
)

(z,) = of_each_row("z")
(share_of_loss,) = numbers_of_each_row("v")
direction, start = vectors("n", "w_0")
attacked = Map("T", projection=True)
rate, epsilon, iterate_norm, smoothness, attack_factor, largest_norm = numbers(
    "learning_rate", "epsilon", "iterate_norm", "smoothness", "attack_factor", "robust_weight_norm"
)

gap = w_r - w_nr
"""The difference of the weights."""


def wrong(weights: Vector) -> Expression:
    """Write the probability by which a model misses the label of an instance, σ(⟨z_i, w⟩).

    Args:
        weights: The weights w of the model.

    Returns:
        The probability of each row.

    Examples:
        >>> from bounds.meaning.text import text
        >>> text(wrong(w_nr))
        'σ(⟨z_i, w_NR⟩)'
    """
    return sigmoid(inner(z, weights))


wrong_attacked = sigmoid(inner(z, w_r) + epsilon * iterate_norm)
"""The probability by which the robust model misses the label of an instance under attack."""


def pull(factor: Expression) -> Vector:
    """Write the sum of the rows z_i with factors, weighted as losses are.

    Args:
        factor: The factor t_i of each row.

    Returns:
        The vector Σ v_i t_i z_i.

    Examples:
        >>> from bounds.meaning.text import text
        >>> text(pull(wrong(w_r)))
        'Σ_i v_i σ(⟨z_i, w_R⟩) z_i'
    """
    return total((share_of_loss * factor) * z)


robust_share = total(share_of_loss * wrong_attacked)
"""The mean of these probabilities."""

push = (epsilon * robust_share) * direction
"""What the attack adds to the gradient."""

natural_gradient = pull(wrong(w_nr))
"""The gradient of the non-robust loss at the non-robust weights."""

robust_gradient = pull(wrong_attacked) + push
"""The gradient of the robust loss at the robust weights."""

gradient_difference = robust_gradient - natural_gradient
"""The difference of the gradients of either loss, each at its own weights."""

drift = robust_gradient - pull(wrong(w_r))
"""The difference of the gradients of both losses at the robust weights."""

turn, drift_turn = wrong_attacked - wrong(w_nr), wrong_attacked - wrong(w_r)
"""The difference of the probabilities of each row, of either model at its own weights, and at the robust weights."""

curvature = wrong(w_r) - wrong(w_nr)
"""The difference of the non-robust probabilities of each row at both weights."""

_e = vectors("e")[0]

bent_at_most = Law(
    "bent_at_most",
    "Σ v_i ⟨z_i, e⟩² ≤ 4L ‖e‖²: 4L is the largest eigenvalue of Σ v_i z_i z_iᵀ",
    (_e,),
    (total(share_of_loss * inner(z, _e) * inner(z, _e)) <= 4 * smoothness * norm(_e) * norm(_e),),
)
"""What the smoothness L of the non-robust loss means of all vectors."""

_WEIGHTS = (share_of_loss >= 0, total(share_of_loss).equals(1))

RUNS: Meaning = {
    "weight_gap": norm(gap),
    "mean_input_norm": (numbers("mean_input_norm")[0].equals(total(share_of_loss * norm(z))), *_WEIGHTS),
    "attack_factor": norm(direction) <= attack_factor,
    "robust_weight_norm": any_norm(attacked(w_r)) <= largest_norm,
    "smoothness": (*_WEIGHTS, smoothness >= 0, bent_at_most),
}
"""The meaning of the fields of Lemma 1."""

STEP: Meaning = {
    "next_gap": norm((w_r - rate * robust_gradient) - (w_nr - rate * natural_gradient)),
    "gradient_gap": norm(gradient_difference),
    "drift": norm(drift),
    "turn": largest(abs(turn)),
    "drift_turn": largest(abs(drift_turn)),
    "robust_share": robust_share,
    "iterate_norm": any_norm(attacked(w_r)),
}
"""The meaning of the auxiliary scalars of one step."""

FIRST: Mapping[str, Vector] = MappingProxyType({"w_nr": start, "w_r": start})
"""The weights before the first step: both runs have one start."""

NEXT: Mapping[str, Vector] = MappingProxyType(
    {"w_nr": w_nr - rate * natural_gradient, "w_r": w_r - rate * robust_gradient}
)
"""The weights one step later."""
