"""Training that departs from Lemma 1's, rightly told to it and wrongly: an ℓ₂ penalty, mini-batches."""

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
    lambda xp, w: (*(sign(xp, one) for one in w[:-1]), 0.0),
    lambda xp, dim: xp.sqrt(dim - 1.0),
)
"""On all columns but the last, which is constant."""


def penalised(*, intercept: bool) -> Construction:
    """Two runs on one instance with one column and an intercept, with a penalty (μ/2)‖w‖².

    Args:
        intercept: Whether the penalty is on the intercept too; if not, what Lemma 1 is told is false.

    Returns:
        The construction: the fields of Lemma 1, ``steps`` being what they come to under a penalty on every weight.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        X, y, penalty = ((given["X[0][0]"], 1.0),), (given["y[0]"],), given["penalty"]

        def slopes(step: int, w: Vector, epsilon: Scalar) -> Vector:
            pull = (penalty * w[0], penalty * w[1] if intercept else 0.0)
            return plus(gradient(xp, w, X, y, epsilon, BUT_THE_INTERCEPT), pull)

        natural, robust = train_both(xp, given, 2, slopes, BUT_THE_INTERCEPT)
        told = lemma1_fields(xp, X, y, given, natural, robust, BUT_THE_INTERCEPT)
        return told | {"dim": 1.0, "steps": _effective_steps(xp, given, told["smoothness"])}

    return Construction(
        "penalised" if intercept else "penalised-but-the-intercept",
        "vector",
        "two runs of gradient descent from one start on one instance with one column and an intercept, ℓ∞ attack, with"
        " an ℓ₂ penalty on " + ("both weights" if intercept else "the weight of the column alone"),
        (*training_set(1, 1), *run_of(2, farthest=99.0), positive("penalty", 1 / 99, 10.0)),
        fields,
    )


def batched(*, per_batch: bool) -> Construction:
    """Two runs on two instances of one column, which take turns: each step is made on one of them.

    Args:
        per_batch: Whether the smoothness is the largest of any batch; if not, it is that of both instances together.

    Returns:
        The construction: the fields of Lemma 1, maxima over the batches for its means.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        batches = tuple((gathered(given, f"X[{i}]", 1),) for i in range(2))
        y = tuple((given[f"y[{i}]"],) for i in range(2))

        def slopes(step: int, w: Vector, epsilon: Scalar) -> Vector:  # of one column, all attacks are the same
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
    """(1 − ρᴺ)/(1 − ρ), as the sum of ρᵗ over the steps."""
    rate, penalty = given["learning_rate"], given["penalty"]
    growth = xp.maximum(xp.abs(1.0 - rate * penalty), xp.abs(1.0 - rate * (smoothness + penalty)))
    power, total = 1.0, 0.0
    for step in range(MOST_STEPS):
        total = total + xp.where(given["steps"] > float(step), power, 0.0)
        power = power * growth
    return total
