"""Variants of the training that Lemma 1 describes: an ℓ₂ penalty, and mini-batches.

Each variant comes in two forms. In one, the quantities of Lemma 1 are read such that the lemma holds; in the other, one
quantity is misread.
"""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, positive
from bounds.constructions.training import (
    EUCLIDEAN,
    MOST_STEPS,
    Attack,
    gradient,
    lemma1_fields,
    run_of,
    smoothness_of,
    train_both,
    training_set,
)
from bounds.constructions.vectors import Vector, norm_1, plus, sign
from bounds.ops import Ops, Scalar
from bounds.readings.angles import PlaneOps

BUT_THE_INTERCEPT = Attack(
    "ℓ∞",
    lambda xp, w: norm_1(xp, w[:-1]),
    lambda xp, w: (*(sign(xp, weight) for weight in w[:-1]), 0.0),
    lambda xp, dim: xp.sqrt(dim - 1.0),
)
"""The attack in the ℓ∞ norm on all columns except the last one, which is the constant of the intercept."""


def penalised(*, intercept: bool) -> Construction:
    """Make the construction of two runs with an ℓ₂ penalty (μ/2)‖w‖², on one instance with one column and an intercept.

    The field ``steps`` is the effective number of steps under a penalty on every weight, (1 − ρᴺ)/(1 − ρ).

    Args:
        intercept: Whether the penalty includes the intercept. If not, the effective number of steps is misread.

    Returns:
        The construction, for the fields of Lemma 1.

    Examples:
        >>> penalised(intercept=False).name
        'penalised-but-the-intercept'
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        X, y, penalty = ((given["X[0][0]"], 1.0),), (given["y[0]"],), given["penalty"]

        def slopes(step: int, w: Vector, epsilon: Scalar) -> Vector:
            slope = (penalty * w[0], penalty * w[1] if intercept else 0.0)
            return plus(gradient(xp, w, X, y, epsilon, BUT_THE_INTERCEPT), slope)

        natural, robust = train_both(xp, given, 2, slopes, BUT_THE_INTERCEPT)
        values = lemma1_fields(xp, X, y, given, natural, robust, BUT_THE_INTERCEPT)
        return values | {"dim": 1.0, "steps": _effective_steps(xp, given, values["smoothness"])}

    return Construction(
        "penalised" if intercept else "penalised-but-the-intercept",
        "vector",
        "two runs of gradient descent from one start on one instance with one column and an intercept, ℓ∞ attack, with"
        " an ℓ₂ penalty on " + ("both weights" if intercept else "the weight of the column alone"),
        (*training_set(1, 1), *run_of(2, farthest=99.0), positive("penalty", 1 / 99, 10.0)),
        fields,
    )


def batched(*, per_batch: bool) -> Construction:
    """Make the construction of two runs on mini-batches: two instances of one column, which alternate by step.

    Args:
        per_batch: Whether the smoothness is the largest of any batch. If not, it is misread as the smoothness of the
            loss on both instances together.

    Returns:
        The construction, for the fields of Lemma 1. The mean norm is the largest of any batch.

    Examples:
        >>> batched(per_batch=True).name, batched(per_batch=False).name
        ('batched', 'batched-together')
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        batches = tuple((gathered(given, f"X[{i}]", 1),) for i in range(2))
        y = tuple((given[f"y[{i}]"],) for i in range(2))

        def slopes(step: int, w: Vector, epsilon: Scalar) -> Vector:  # for one column all attacks are the same
            return gradient(xp, w, batches[step % 2], y[step % 2], epsilon, EUCLIDEAN)

        natural, robust = train_both(xp, given, 1, slopes, EUCLIDEAN)
        first, second = (lemma1_fields(xp, X, y[i], given, natural, robust, EUCLIDEAN) for i, X in enumerate(batches))
        largest = {name: xp.maximum(first[name], second[name]) for name in ("mean_input_norm", "smoothness")}
        together = {} if per_batch else {"smoothness": smoothness_of(xp, (*batches[0], *batches[1]))}
        return first | largest | together

    return Construction(
        "batched" if per_batch else "batched-together",
        "vector",
        "two runs of gradient descent from one start on two instances of one column, which take turns, ℓ∞ attack"
        + ", the smoothness that of both together" * (not per_batch),
        (*training_set(1, 2), *run_of(1)),
        fields,
    )


def _effective_steps(xp: Ops, given: Mapping[str, Scalar], smoothness: Scalar) -> Scalar:
    """The effective number of steps (1 − ρᴺ)/(1 − ρ), as the sum of ρᵗ over the steps."""
    rate, penalty = given["learning_rate"], given["penalty"]
    growth = xp.maximum(xp.abs(1.0 - rate * penalty), xp.abs(1.0 - rate * (smoothness + penalty)))
    power, total = 1.0, 0.0
    for step in range(MOST_STEPS):
        total = total + xp.where(given["steps"] > float(step), power, 0.0)
        power = power * growth
    return total
