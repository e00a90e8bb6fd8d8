"""Linear models as Lemma 1 trains them: full-batch gradient steps on the logistic loss, with and without an attack.

The robust model minimises the loss at margins y wᵀx − ε‖w‖_q, the closed-form inner maximum of an attack ‖δ‖_p ≤ ε.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bounds.constructions.construction import (
    Construction,
    Fields,
    Parameter,
    choice,
    gathered,
    non_negative,
    positive,
    vector,
)
from bounds.constructions.linear import ASKED, explained
from bounds.constructions.vectors import (
    Rows,
    Vector,
    combine,
    direction,
    dot,
    gram,
    largest_eigenvalue,
    minus,
    norm,
    norm_1,
    sign,
    times,
    transposed,
)
from bounds.ops import Ops, Scalar
from bounds.readings.angles import PlaneOps

MOST_STEPS = 3


class Attack(NamedTuple):
    """An attack ‖δ‖_p ≤ ε, by what Lemma 1 needs of it.

    Attributes:
        name: Of the norm p.
        dual_norm: ‖w‖_q.
        subgradient: An element of ∂‖w‖_q; 0 at 0.
        factor: c_p of a number of columns.
    """

    name: str
    dual_norm: Callable[[Ops, Vector], Scalar]
    subgradient: Callable[[Ops, Vector], Vector]
    factor: Callable[[Ops, int], Scalar]


INFINITY = Attack("ℓ∞", norm_1, lambda xp, w: tuple(sign(xp, one) for one in w), lambda xp, dim: xp.sqrt(float(dim)))
EUCLIDEAN = Attack("ℓ2", norm, direction, lambda xp, dim: 1.0)


Slopes = Callable[[int, Vector, Scalar], Vector]
"""A function ``(step, weights, ε) -> gradient`` of the loss that the step is made on."""


class Run(NamedTuple):
    """What one training run leaves, or what Lemma 1 needs of the robust one.

    Attributes:
        weights: After the last step.
        largest: W, the largest ‖w^t‖_q before a step.
        drift: Σ_t ‖∇L_R(w^t) − ∇L_NR(w^t)‖₂.
    """

    weights: Vector
    largest: Scalar
    drift: Scalar


def trained(dim: int, rows: int, attack: Attack) -> Construction:
    """Two runs from one start: the fields of Lemma 1.

    Args:
        dim: Number of columns.
        rows: Number of training instances.
        attack: Of the robust run.

    Returns:
        The construction; up to three steps.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        X = tuple(gathered(given, f"X[{i}]", dim) for i in range(rows))
        y = gathered(given, "y", rows)
        natural, robust = train_both(xp, given, dim, full_batch(xp, X, y, attack), attack)
        return lemma1_fields(xp, X, y, given, natural, robust, attack)

    return Construction(
        f"trained-{dim}-{rows}-{attack.name}",
        "vector",
        f"two runs of gradient descent from one start on {_count(rows, 'instance')} of {_count(dim, 'column')},"
        f" {attack.name} attack",
        (*training_set(dim, rows), *run_of(dim)),
        fields,
    )


def trained_on_the_instance(dim: int, attack: Attack = INFINITY, *, printed: bool = False) -> Construction:
    """Two models trained on the person alone, y = 1, as the proof of Lemma 1 has it, with Δ as printed.

    Args:
        dim: Number of columns.
        attack: Of the robust run.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The construction: fields of Theorems 1 and 4. With y = 1 the printed Δ is a bound.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        x, y = gathered(given, "x", dim), (1.0,)
        natural, robust = train_both(xp, given, dim, full_batch(xp, (x,), y, attack), attack)
        delta = given["steps"] * given["learning_rate"] * (norm(xp, x) + given["epsilon"] * xp.sqrt(float(dim)))
        return explained(xp, natural.weights, robust.weights, x, given, delta=delta, actionable=dim, printed=printed)

    return Construction(
        f"trained-on-the-person-{dim}" + "-printed" * printed,
        "vector",
        f"two models of {_count(dim, 'column')} trained from one start on the person alone, y = 1, {attack.name}"
        " attack, Δ as printed, SCFE's recourses" + ", costs as printed" * printed,
        (*vector("x", dim, 20.0), *run_of(dim), *ASKED, non_negative("shortfall", 10.0)),
        fields,
    )


def training_set(dim: int, rows: int) -> tuple[Parameter, ...]:
    """The parameters ``X`` and ``y`` of a training set.

    Args:
        dim: Number of columns.
        rows: Number of instances.

    Returns:
        The parameters.
    """
    values = (parameter for i in range(rows) for parameter in vector(f"X[{i}]", dim, 10.0))
    return (*values, *(choice(f"y[{i}]", 1, -1) for i in range(rows)))


def run_of(dim: int, *, farthest: float = 5.0) -> tuple[Parameter, ...]:
    """The parameters of two runs.

    Args:
        dim: Number of weights.
        farthest: Largest magnitude of a weight before the first step.

    Returns:
        The parameters.
    """
    rate, radius = positive("learning_rate", 1 / 99, 10.0), non_negative("epsilon", 5.0)
    return (*vector("start", dim, farthest), choice("steps", *range(1, MOST_STEPS + 1)), rate, radius)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number > 1)}"


def full_batch(xp: Ops, X: Rows, y: Vector, attack: Attack) -> Slopes:
    """The same loss at every step.

    Args:
        xp: A reading.
        X: Training instances.
        y: Their labels, ±1.
        attack: In which norm.

    Returns:
        Its gradients.
    """
    return lambda step, w, epsilon: gradient(xp, w, X, y, epsilon, attack)


def train_both(xp: Ops, given: Mapping[str, Scalar], dim: int, slopes: Slopes, attack: Attack) -> tuple[Run, Run]:
    """Two runs from one start.

    Args:
        xp: A reading.
        given: Parameters by name.
        dim: Number of weights.
        slopes: Of the loss, at each step.
        attack: In which norm.

    Returns:
        The run without attack, and the one against it.
    """
    natural, robust = (train(xp, given, dim, slopes, attack, epsilon=epsilon) for epsilon in (0.0, given["epsilon"]))
    return natural, robust


def train(xp: Ops, given: Mapping[str, Scalar], dim: int, slopes: Slopes, attack: Attack, *, epsilon: Scalar) -> Run:
    """Gradient descent, from ``start``, with ``steps`` steps of size ``learning_rate``.

    Args:
        xp: A reading.
        given: Parameters by name.
        dim: Number of weights.
        slopes: Of the loss, at each step.
        attack: In which norm.
        epsilon: ε; 0 trains the natural model.

    Returns:
        The run.
    """
    w = gathered(given, "start", dim)
    largest, drift = attack.dual_norm(xp, times(0.0, w)), 0.0
    for step in range(MOST_STEPS):
        going = given["steps"] > float(step)
        slope = slopes(step, w, epsilon)
        apart = norm(xp, minus(slope, slopes(step, w, 0.0)))
        largest = xp.where(going, xp.maximum(largest, attack.dual_norm(xp, w)), largest)
        drift = drift + xp.where(going, apart, 0.0)
        moved = minus(w, times(given["learning_rate"], slope))
        w = tuple(xp.where(going, new, old) for new, old in zip(moved, w, strict=True))
    return Run(w, largest, drift)


def gradient(xp: Ops, w: Vector, X: Rows, y: Vector, epsilon: Scalar, attack: Attack) -> Vector:
    """Of the mean logistic loss at margins y wᵀx − ε‖w‖_q.

    Args:
        xp: A reading.
        w: Weights.
        X: Training instances.
        y: Their labels, ±1.
        epsilon: ε.
        attack: In which norm.

    Returns:
        The gradient; a subgradient at a kink of the norm.
    """
    against = times(epsilon, attack.subgradient(xp, w))
    lost = epsilon * attack.dual_norm(xp, w)
    pulls = tuple(xp.sigmoid(lost - label * dot(w, x)) for label, x in zip(y, X, strict=True))
    rows = tuple(minus(against, times(label, x)) for label, x in zip(y, X, strict=True))
    return times(1.0 / len(X), combine(pulls, rows))


def lemma1_fields(
    xp: Ops, X: Rows, y: Vector, given: Mapping[str, Scalar], natural: Run, robust: Run, attack: Attack
) -> Fields:
    """The fields of Lemma 1.

    Args:
        xp: A reading.
        X: Training instances; the first one is the instance of the printed lemma.
        y: Their labels.
        given: Parameters by name.
        natural: Run without attack.
        robust: Run with it.
        attack: In which norm.

    Returns:
        The fields.
    """
    rows, dim = len(X), len(X[0])
    lengths = [norm(xp, x) for x in X]
    return {
        "weight_gap": norm(xp, minus(natural.weights, robust.weights)),
        "steps": given["steps"],
        "learning_rate": given["learning_rate"],
        "epsilon": given["epsilon"],
        "dim": float(dim),
        "label": y[0],
        "input_norm": lengths[0],
        "mean_input_norm": sum(lengths[1:], lengths[0]) / float(rows),
        "attack_factor": attack.factor(xp, dim),
        "robust_weight_norm": robust.largest,
        "smoothness": smoothness_of(xp, X),
        "gradient_gap_sum": robust.drift,
        "norm_nr": norm(xp, natural.weights),
        "norm_r": norm(xp, robust.weights),
    }


def smoothness_of(xp: Ops, X: Rows) -> Scalar:
    """L of the mean logistic loss, λ_max(XᵀX/n)/4.

    Args:
        xp: A reading.
        X: Training instances.

    Returns:
        The constant.
    """
    return largest_eigenvalue(xp, _smaller_gram(X)) / (4.0 * len(X))


def _smaller_gram(X: Rows) -> Rows:
    """XXᵀ or XᵀX, which have the same largest eigenvalue."""
    return gram(X) if len(X) <= len(X[0]) else gram(transposed(X))


TRAINED = tuple(
    trained(dim, rows, attack) for dim, rows in ((1, 1), (1, 2), (2, 1), (2, 2)) for attack in (INFINITY, EUCLIDEAN)
)[1:]
"""Of one column and one instance, both attacks are the same."""

ON_THE_PERSON = tuple(trained_on_the_instance(dim, printed=printed) for dim in (1, 2) for printed in (False, True))
