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
"""Largest number of steps of a run."""


class Attack(NamedTuple):
    """An attack ‖δ‖_p ≤ ε, described by the quantities that Lemma 1 reads.

    Attributes:
        name: The name of the norm with exponent p.
        dual_norm: The function that computes ‖w‖_q, the dual norm of the weights.
        subgradient: The function that computes an element of ∂‖w‖_q; it is 0 at 0.
        factor: The function that computes c_p from the number of columns.
    """

    name: str
    dual_norm: Callable[[Ops, Vector], Scalar]
    subgradient: Callable[[Ops, Vector], Vector]
    factor: Callable[[Ops, int], Scalar]


INFINITY = Attack(
    "ℓ∞", norm_1, lambda xp, w: tuple(sign(xp, weight) for weight in w), lambda xp, dim: xp.sqrt(float(dim))
)
"""The attack in the ℓ∞ norm, with c_p = √d."""

EUCLIDEAN = Attack("ℓ2", norm, direction, lambda xp, dim: 1.0)
"""The attack in the ℓ₂ norm, with c_p = 1."""

Slopes = Callable[[int, Vector, Scalar], Vector]
"""A function ``(step, weights, ε) -> gradient`` of the loss at that step."""


class Run(NamedTuple):
    """The outcome of a training run, with the sums and maxima that Lemma 1 reads.

    Attributes:
        weights: The weights after the last step.
        largest: The largest ‖w^t‖_q before a step, W.
        drift: The sum of the gradient gaps, Σ_t ‖∇L_R(w^t) − ∇L_NR(w^t)‖₂.
    """

    weights: Vector
    largest: Scalar
    drift: Scalar


def trained(dim: int, rows: int, attack: Attack) -> Construction:
    """Make the construction of two training runs from one start, for the fields of Lemma 1.

    Args:
        dim: The number of columns.
        rows: The number of training instances.
        attack: The attack against which the robust run trains.

    Returns:
        The construction, with runs of up to three steps.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"X[0][0]": 1.0, "y[0]": 1, "start[0]": 1.0, "steps": 1, "learning_rate": 1.0, "epsilon": 0.5}
        >>> fields = trained(1, 1, EUCLIDEAN).fields(NUMPY_PLANE, point)
        >>> {name: round(float(fields[name]), 4) for name in ("norm_nr", "norm_r", "weight_gap")}
        {'norm_nr': 1.2689, 'norm_r': 1.1888, 'weight_gap': 0.0802}
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
    """Make the construction of two models trained on one instance alone, with Δ as Lemma 1 prints it.

    The training instance is the one that asks for recourse, and its label is 1, as in the proof of Lemma 1. For this
    label the printed Δ is a bound.

    Args:
        dim: The number of columns.
        attack: The attack against which the robust run trains.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The construction, for the fields of Theorems 1 and 4.

    Examples:
        >>> [parameter.name for parameter in trained_on_the_instance(1).parameters]
        ['x[0]', 'start[0]', 'steps', 'learning_rate', 'epsilon', 'target', 'lam', 'shortfall']
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
    """Declare the parameters ``X`` and ``y`` of a training set.

    Args:
        dim: The number of columns.
        rows: The number of instances.

    Returns:
        The parameters: first the entries of X by row, then the labels.

    Examples:
        >>> [parameter.name for parameter in training_set(2, 1)]
        ['X[0][0]', 'X[0][1]', 'y[0]']
    """
    values = (parameter for i in range(rows) for parameter in vector(f"X[{i}]", dim, 10.0))
    return (*values, *(choice(f"y[{i}]", 1, -1) for i in range(rows)))


def run_of(dim: int, *, farthest: float = 5.0) -> tuple[Parameter, ...]:
    """Declare the parameters that two training runs share.

    Args:
        dim: The number of weights.
        farthest: The largest magnitude of a weight before the first step.

    Returns:
        The parameters: the start, the number of steps, the learning rate and the attack's radius ε.

    Examples:
        >>> [parameter.name for parameter in run_of(1)]
        ['start[0]', 'steps', 'learning_rate', 'epsilon']
    """
    rate, radius = positive("learning_rate", 1 / 99, 10.0), non_negative("epsilon", 5.0)
    return (*vector("start", dim, farthest), choice("steps", *range(1, MOST_STEPS + 1)), rate, radius)


def _count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is due."""
    return f"{number} {noun}{'s' * (number > 1)}"


def full_batch(xp: Ops, X: Rows, y: Vector, attack: Attack) -> Slopes:
    """Make the gradients of full-batch training, which has the same loss at every step.

    Args:
        xp: The operations of a reading.
        X: The training instances.
        y: The labels, ±1.
        attack: The attack.

    Returns:
        A function from step, weights and ε to the gradient of the loss.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> slopes = full_batch(NUMPY_PLANE, ((2.0,),), (1.0,), EUCLIDEAN)
        >>> [float(slope) for slope in slopes(0, (0.0,), 0.0)]  # −σ(0) · 2
        [-1.0]
    """
    return lambda step, w, epsilon: gradient(xp, w, X, y, epsilon, attack)


def train_both(xp: Ops, given: Mapping[str, Scalar], dim: int, slopes: Slopes, attack: Attack) -> tuple[Run, Run]:
    """Train a natural and a robust model from one start.

    Args:
        xp: The operations of a reading.
        given: The parameters by name.
        dim: The number of weights.
        slopes: The gradient of the loss at each step.
        attack: The attack.

    Returns:
        The run without the attack, then the run against it.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> given = {"start[0]": 1.0, "steps": 1, "learning_rate": 1.0, "epsilon": 0.5}
        >>> slopes = full_batch(NUMPY_PLANE, ((1.0,),), (1.0,), EUCLIDEAN)
        >>> natural, robust = train_both(NUMPY_PLANE, given, 1, slopes, EUCLIDEAN)
        >>> round(float(natural.weights[0]), 4), round(float(robust.weights[0]), 4)
        (1.2689, 1.1888)
    """
    natural, robust = (train(xp, given, dim, slopes, attack, epsilon=epsilon) for epsilon in (0.0, given["epsilon"]))
    return natural, robust


def train(xp: Ops, given: Mapping[str, Scalar], dim: int, slopes: Slopes, attack: Attack, *, epsilon: Scalar) -> Run:
    """Train a linear model by gradient descent, and record what Lemma 1 reads of the run.

    Args:
        xp: The operations of a reading.
        given: The parameters by name; ``start``, ``steps`` and ``learning_rate`` are read.
        dim: The number of weights.
        slopes: The gradient of the loss at each step.
        attack: The attack.
        epsilon: The attack's radius ε; 0 trains the natural model.

    Returns:
        The run.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> given = {"start[0]": 3.0, "steps": 2, "learning_rate": 0.5}
        >>> shrinking = lambda step, w, epsilon: w  # the gradient of w²/2
        >>> run = train(NUMPY_PLANE, given, 1, shrinking, EUCLIDEAN, epsilon=0.0)
        >>> [float(weight) for weight in run.weights], float(run.largest), float(run.drift)
        ([0.75], 3.0, 0.0)
    """
    w = gathered(given, "start", dim)
    largest, drift = attack.dual_norm(xp, times(0.0, w)), 0.0
    for step in range(MOST_STEPS):
        active = given["steps"] > float(step)
        slope = slopes(step, w, epsilon)
        gap = norm(xp, minus(slope, slopes(step, w, 0.0)))
        largest = xp.where(active, xp.maximum(largest, attack.dual_norm(xp, w)), largest)
        drift = drift + xp.where(active, gap, 0.0)
        updated = minus(w, times(given["learning_rate"], slope))
        w = tuple(xp.where(active, new, old) for new, old in zip(updated, w, strict=True))
    return Run(w, largest, drift)


def gradient(xp: Ops, w: Vector, X: Rows, y: Vector, epsilon: Scalar, attack: Attack) -> Vector:
    """Compute the gradient of the mean logistic loss at the attacked margins y wᵀx − ε‖w‖_q.

    Args:
        xp: The operations of a reading.
        w: The weights.
        X: The training instances.
        y: The labels, ±1.
        epsilon: The attack's radius ε.
        attack: The attack.

    Returns:
        The gradient; a subgradient at a kink of the norm.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> slope = gradient(NUMPY_PLANE, (0.0, 0.0), ((2.0, 0.0), (0.0, 4.0)), (1.0, -1.0), 0.0, INFINITY)
        >>> [float(component) for component in slope]
        [-0.5, 1.0]
    """
    penalty = times(epsilon, attack.subgradient(xp, w))
    loss_of_margin = epsilon * attack.dual_norm(xp, w)
    weights = tuple(xp.sigmoid(loss_of_margin - label * dot(w, x)) for label, x in zip(y, X, strict=True))
    rows = tuple(minus(penalty, times(label, x)) for label, x in zip(y, X, strict=True))
    return times(1.0 / len(X), combine(weights, rows))


def lemma1_fields(
    xp: Ops, X: Rows, y: Vector, given: Mapping[str, Scalar], natural: Run, robust: Run, attack: Attack
) -> Fields:
    """Compute the fields of Lemma 1 from two training runs.

    Args:
        xp: The operations of a reading.
        X: The training instances; the first one is the instance of the printed lemma.
        y: The labels.
        given: The parameters by name; ``steps``, ``learning_rate`` and ``epsilon`` are read.
        natural: The run without the attack.
        robust: The run against the attack.
        attack: The attack.

    Returns:
        The fields by name.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> natural, robust = Run((1.0,), 2.0, 0.0), Run((0.5,), 2.0, 0.75)
        >>> given = {"steps": 3, "learning_rate": 1.0, "epsilon": 0.5}
        >>> fields = lemma1_fields(NUMPY_PLANE, ((3.0,), (1.0,)), (1, -1), given, natural, robust, EUCLIDEAN)
        >>> [float(fields[name]) for name in ("weight_gap", "mean_input_norm", "gradient_gap_sum")]
        [0.5, 2.0, 0.75]
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
    """Compute the smoothness L = λ_max(XᵀX/n)/4 of the mean logistic loss.

    Args:
        xp: The operations of a reading.
        X: The training instances.

    Returns:
        The smoothness L.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(smoothness_of(NUMPY_PLANE, ((2.0,), (4.0,))))  # (4 + 16) / 2 / 4
        2.5
    """
    return largest_eigenvalue(xp, _smaller_gram(X)) / (4.0 * len(X))


def _smaller_gram(X: Rows) -> Rows:
    """The smaller one of XXᵀ and XᵀX, which have the same largest eigenvalue."""
    return gram(X) if len(X) <= len(X[0]) else gram(transposed(X))


TRAINED = tuple(
    trained(dim, rows, attack) for dim, rows in ((1, 1), (1, 2), (2, 1), (2, 2)) for attack in (INFINITY, EUCLIDEAN)
)[1:]
"""Constructions of two training runs on up to two instances and columns.

The first combination is left out: for one column and one instance both attacks are the same.
"""

ON_THE_INSTANCE = tuple(trained_on_the_instance(dim, printed=printed) for dim in (1, 2) for printed in (False, True))
"""Constructions of two models trained on the instance that asks for recourse."""
