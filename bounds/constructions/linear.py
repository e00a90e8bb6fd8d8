"""Two linear models, a person, and SCFE's recourses for both: Theorems 1 and 4, the norms of Lemma 1."""

from collections.abc import Mapping
from typing import Any

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, real, vector
from bounds.constructions.vectors import Vector, dot, minus, norm, plus, times
from bounds.ops import Ops, Scalar
from bounds.readings.angles import PlaneOps

ASKED = (real("target", 99.0), positive("lam", 1 / 99, 99.0))
"""What SCFE is asked for: the target score s and the weight λ of the squared distance."""


def linear(dim: int, *, barred: int = 0, printed: bool = False, mixed: bool = False) -> Construction:
    """Any two linear models.

    Args:
        dim: Number of columns.
        barred: How many of them, the last ones, no recourse may change.
        printed: Whether costs carry the factor λ of the printed Definition 1.
        mixed: Whether a and b are misread as norms over all columns, also those that are barred.

    Returns:
        The construction; Δ is the distance of the two models and something beside it.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        w_nr, w_r, x = (gathered(given, name, dim) for name in ("w_nr", "w_r", "x"))
        delta = norm(xp, minus(w_nr, w_r)) + given["slack"]
        said = explained(xp, w_nr, w_r, x, given, delta=delta, actionable=dim - barred, printed=printed)
        return said | ({"norm_nr": norm(xp, w_nr), "norm_r": norm(xp, w_r)} if mixed else {})

    columns = f"{dim} column{'s' * (dim > 1)}" + f", {barred} of them barred" * (barred > 0)
    return Construction(
        f"linear-{dim}" + "-barred" * (barred > 0) + "-printed" * printed + "-mixed" * mixed,
        "vector",
        f"two linear models and a person of {columns}, SCFE's recourses, Δ = ‖w_NR − w_R‖ + slack"
        + ", costs as printed" * printed
        + ", norms over all columns" * mixed,
        (
            *vector("w_nr", dim, 10.0),
            *vector("w_r", dim, 10.0),
            *vector("x", dim, 99.0),
            *ASKED,
            non_negative("slack", 10.0),
            non_negative("shortfall", 10.0),
        ),
        fields,
    )


def explained(
    xp: PlaneOps,
    w_nr: Vector,
    w_r: Vector,
    x: Vector,
    given: Mapping[str, Scalar],
    *,
    delta: Scalar,
    actionable: int,
    printed: bool = False,
) -> Fields:
    """Every field of Theorems 1 and 4 and of ``lemma1.norms``.

    Args:
        xp: A reading.
        w_nr: Weights of the non-robust model.
        w_r: Weights of the robust model.
        x: The person.
        given: Parameters; ``target``, ``lam`` and ``shortfall`` are read.
        delta: Δ.
        actionable: How many columns, the first ones, recourses may change.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The fields.
    """
    target, lam = given["target"], given["lam"]
    zeta_nr, zeta_r = (recourse(w, x, target, lam, actionable) for w in (w_nr, w_r))
    factor: Any = lam if printed else 1.0
    reached = dot(w_r, plus(x, zeta_r))
    return {
        "lam": lam,
        "target": target,
        "threshold": reached - given["shortfall"],
        "delta": delta,
        "weight_gap": norm(xp, minus(w_nr, w_r)),
        "input_norm": norm(xp, x),
        "norm_nr": norm(xp, w_nr[:actionable]),
        "norm_r": norm(xp, w_r[:actionable]),
        "residual_nr": target - dot(w_nr, x),
        "residual_r": target - dot(w_r, x),
        "cost_nr": factor * _length(xp, zeta_nr, actionable),
        "cost_r": factor * _length(xp, zeta_r, actionable),
        "recourse_gap": factor * _length(xp, minus(zeta_nr, zeta_r), actionable),
        "score_nr": dot(w_nr, x),
        "score_nr_nr": dot(w_nr, plus(x, zeta_nr)),
        "score_nr_r": dot(w_nr, plus(x, zeta_r)),
        "score_r_r": reached,
        "recourse_norm_r": norm(xp, plus(x, zeta_r)),
    }


def recourse(w: Vector, x: Vector, target: Scalar, lam: Scalar, actionable: int) -> Vector:
    """SCFE's recourse ζ for a linear model: the minimiser of Krishna et al. 2024, Eq. 2, 0 where it may not change.

    Args:
        w: Weights.
        x: The person.
        target: Target score s.
        lam: λ.
        actionable: How many columns, the first ones, it may change.

    Returns:
        ζ.
    """
    free = w[:actionable]
    factor = (target - dot(w, x)) / (lam + dot(free, free))
    return (*times(factor, free), *times(0.0, w[actionable:]))


def _length(xp: Ops, zeta: Vector, actionable: int) -> Scalar:
    return norm(xp, zeta[:actionable])


LINEAR = tuple(linear(dim, printed=printed) for dim in (1, 2) for printed in (False, True))
BARRED = (linear(2, barred=1), linear(2, barred=1, printed=True))
