"""Adversarial training with a penalty on one instance, whose robust model is known in closed form, and any weights w.

Of one instance x with the label 1 under ℓ∞ attacks, w_R is along the attacked instance z = x − ε sign(z): with the
margin m = w_R·z, optimality says μ w_R = σ(−m) z. So z and m are chosen, and w_R = m z/‖z‖² and μ = σ(−m)‖z‖²/m follow.
The lower bound L from w has the minimiser u = α z/μ, α = σ(−m_w).
"""

from collections.abc import Mapping
from typing import NamedTuple

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, share, vector
from bounds.constructions.vectors import Vector, dot, minus, norm, norm_1, plus, sign, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]


class Training(NamedTuple):
    """One instance, and its training with a penalty.

    Attributes:
        z: The attacked instance at w_R.
        signs: The signs of z on the attacked columns, 0 on the others.
        attacked: The number of attacked columns, which are the first ones.
        penalty: The weight μ of the penalty.
    """

    z: Vector
    signs: Vector
    attacked: int
    penalty: Scalar


def optimum(dim: int, *, fixed: int = 0, gradient: bool = False) -> Construction:
    """Make the construction of the training of one instance, with any weights w.

    Args:
        dim: The number of columns.
        fixed: The number of columns that are not attacked, which are the last ones.
        gradient: Whether the ball is the one about w − g/2μ, rather than about (w + u)/2.

    Returns:
        The construction, for the balls of penalised training, at one ε and for ranges of ε.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"attacked[0]": 1.0, "margin": 1.0, "w[0]": 2.0, "epsilon": 0.5, "below": 0.0, "above": 0.0}
        >>> fields = optimum(1).fields(NUMPY_PLANE, point)  # w_R = 1, μ = σ(−1)
        >>> {name: round(float(fields[name]), 3) for name in ("start_gap", "penalty", "duality_gap")}
        {'start_gap': 1.0, 'penalty': 0.269, 'duality_gap': 0.326}
    """
    attacked = dim - fixed

    def fields(xp: PlaneOps, given: Given) -> Fields:
        z, w, margin = gathered(given, "attacked", dim), gathered(given, "w", dim), given["margin"]
        square = dot(z, z)
        signs = (*(sign(xp, one) for one in z[:attacked]), *times(0.0, z[attacked:]))
        training = Training(z, signs, attacked, xp.sigmoid(-margin) * square / margin)
        w_r = times(margin / square, z)
        found = _balls(xp, training, w, w_r, given, gradient=gradient)
        return found | _ranges(xp, training, w, given)

    columns = f"{dim} column{'s' * (dim > 1)}" + f", {fixed} of them not attacked" * (fixed > 0)
    return Construction(
        f"optimum-{dim}" + "-fixed" * (fixed > 0) + "-gradient" * gradient,
        "vector",
        f"penalised training on one instance of {columns}, and any weights"
        + ", the ball from a subgradient" * gradient,
        (
            positive("attacked[0]", 1 / 9, 10.0),
            *vector("attacked", dim, 10.0)[1:],
            positive("margin", 1 / 9999, 5.0),
            *vector("w", dim, 10.0),
            non_negative("epsilon", 5.0),
            share("below"),
            non_negative("above", 5.0),
        ),
        fields,
    )


def _margin(xp: PlaneOps, training: Training, w: Vector, given: Given, epsilon: Scalar) -> Scalar:
    """The margin of w under attacks of another radius."""
    return dot(w, _instance(training, given)) - epsilon * norm_1(xp, w[: training.attacked])


def _instance(training: Training, given: Given) -> Vector:
    """The instance before the attack."""
    return plus(training.z, times(given["epsilon"], training.signs))


def _subgradient(xp: PlaneOps, training: Training, w: Vector, given: Given, epsilon: Scalar) -> Vector:
    """A subgradient of P at w under attacks of some radius."""
    alpha = xp.sigmoid(-_margin(xp, training, w, given, epsilon))
    slope = (*(sign(xp, one) for one in w[: training.attacked]), *times(0.0, w[training.attacked :]))
    pull = minus(_instance(training, given), times(epsilon, slope))
    return minus(times(training.penalty, w), times(alpha, pull))


def _balls(xp: PlaneOps, training: Training, w: Vector, w_r: Vector, given: Given, *, gradient: bool) -> Fields:
    """The fields of the balls at one ε. G = (μ/2)‖w − u‖² + κ‖w_T‖₁ − ⟨π, w⟩ with π = κ sign(z): nothing cancels."""
    penalty, epsilon = training.penalty, given["epsilon"]
    alpha = xp.sigmoid(-_margin(xp, training, w, given, epsilon))
    u, g = times(alpha / penalty, training.z), _subgradient(xp, training, w, given, epsilon)
    lag = alpha * epsilon * (norm_1(xp, w[: training.attacked]) - dot(training.signs, w))
    apart, away = minus(w, u), minus(w, w_r)
    centre = minus(w, times(1.0 / (2.0 * penalty), g) if gradient else times(0.5, apart))
    return {
        "penalty": penalty,
        "epsilon": epsilon,
        "duality_gap": penalty / 2.0 * dot(apart, apart) + lag,
        "start_gap": norm(xp, away),
        "dual_start_gap": norm(xp, minus(u, w_r)),
        "dual_distance": norm(xp, apart),
        "centre_gap": norm(xp, minus(centre, w_r)),
        "subgradient_norm": norm(xp, g),
        "descent": dot(g, away),
    }


def _ranges(xp: PlaneOps, training: Training, w: Vector, given: Given) -> Fields:
    """The fields of the ranges from ε₀ = ε (1 − below) to ε₁ = ε + above."""
    epsilon = given["epsilon"]
    low, high = epsilon * (1.0 - given["below"]), epsilon + given["above"]
    at_low = _margin(xp, training, w, given, low)
    alpha, weights = xp.sigmoid(-at_low), norm_1(xp, w[: training.attacked])
    before = _subgradient(xp, training, w, given, low)
    pulls = (plus(training.z, times(epsilon - low, training.signs)), training.z)
    duals = [_softplus(xp, -at_low) + alpha * at_low - _half(alpha, pull, training.penalty) for pull in pulls]
    penalised = training.penalty / 2.0 * dot(w, w)
    objectives = [_softplus(xp, -_margin(xp, training, w, given, one)) + penalised for one in (epsilon, high)]
    return {
        "epsilon_low": low,
        "objective": objectives[0],
        "objective_high": objectives[1],
        "dual_low": duals[0],
        "dual_value": duals[1],
        "push": alpha,
        "dual_norm": weights,
        "mean_input_norm": norm(xp, _instance(training, given)),
        "attack_factor": xp.sqrt(float(training.attacked)) + 0.0 * weights,
        "subgradient_low": norm(xp, before),
        "subgradient_gap": norm(xp, minus(_subgradient(xp, training, w, given, epsilon), before)),
    }


def _softplus(xp: PlaneOps, a: Scalar) -> Scalar:
    return xp.log(1.0 + xp.exp(a))


def _half(alpha: Scalar, pull: Vector, penalty: Scalar) -> Scalar:
    """What the dual loses by its penalty."""
    return alpha * alpha * dot(pull, pull) / (2.0 * penalty)


OPTIMA = (
    *(optimum(dim, gradient=gradient) for dim in (1, 2) for gradient in (False, True)),
    optimum(2, fixed=1),
    optimum(2, fixed=1, gradient=True),
)
"""Constructions of robust optima of one and two columns, all attacked or but for one."""
