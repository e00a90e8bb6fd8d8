"""Two linear models, an instance, and SCFE's recourses for both: Theorems 1 and 4, the norms of Lemma 1."""

from collections.abc import Mapping
from typing import Any

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, real, vector
from bounds.constructions.vectors import Vector, dot, minus, norm, plus, times
from bounds.ops import Ops, Scalar
from bounds.readings.angles import PlaneOps

ASKED = (real("target", 99.0), positive("lam", 1 / 99, 99.0))
"""Parameters of SCFE's objective: the target score s and the weight λ of the squared distance."""


def linear(dim: int, *, barred: int = 0, printed: bool = False, mixed: bool = False) -> Construction:
    """Make the construction of any two linear models with an instance and SCFE's recourses.

    Args:
        dim: The number of columns.
        barred: The number of immutable columns, which are the last ones.
        printed: Whether costs carry the factor λ of the printed Definition 1.
        mixed: Whether a and b are misread as norms over all columns, immutable ones included.

    Returns:
        The construction, for the fields of Theorems 1 and 4. Δ is the distance of the two models plus a slack.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"w_nr[0]": 1.0, "w_r[0]": 2.0, "x[0]": 0.0, "target": 2.0, "lam": 1.0}
        >>> fields = linear(1).fields(NUMPY_PLANE, point | {"slack": 0.0, "shortfall": 0.0})
        >>> {name: float(fields[name]) for name in ("cost_nr", "cost_r", "delta")}
        {'cost_nr': 1.0, 'cost_r': 0.8, 'delta': 1.0}
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        w_nr, w_r, x = (gathered(given, name, dim) for name in ("w_nr", "w_r", "x"))
        delta = norm(xp, minus(w_nr, w_r)) + given["slack"]
        values = explained(xp, w_nr, w_r, x, given, delta=delta, actionable=dim - barred, printed=printed)
        return values | ({"norm_nr": norm(xp, w_nr), "norm_r": norm(xp, w_r)} if mixed else {})

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
    """Compute every field of Theorems 1 and 4 and of ``lemma1.norms`` for two linear models.

    Args:
        xp: The operations of a reading.
        w_nr: The weights of the non-robust model.
        w_r: The weights of the robust model.
        x: The instance.
        given: The parameters by name; ``target``, ``lam`` and ``shortfall`` are read.
        delta: The bound Δ on the distance of the weights.
        actionable: The number of actionable columns, which are the first ones.
        printed: Whether costs carry the factor λ of the printed Definition 1.

    Returns:
        The fields by name.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> given = {"target": 2.0, "lam": 1.0, "shortfall": 0.0}
        >>> fields = explained(NUMPY_PLANE, (1.0,), (2.0,), (0.0,), given, delta=1.0, actionable=1)
        >>> fields["residual_nr"], round(float(fields["recourse_gap"]), 9), fields["score_r_r"]
        (2.0, 0.2, 1.6)
    """
    target, lam = given["target"], given["lam"]
    zeta_nr, zeta_r = (recourse(w, x, target, lam, actionable) for w in (w_nr, w_r))
    factor: Any = lam if printed else 1.0
    score_r_r = dot(w_r, plus(x, zeta_r))
    return {
        "lam": lam,
        "target": target,
        "threshold": score_r_r - given["shortfall"],
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
        "score_r_r": score_r_r,
        "recourse_norm_r": norm(xp, plus(x, zeta_r)),
    }


def recourse(w: Vector, x: Vector, target: Scalar, lam: Scalar, actionable: int) -> Vector:
    """Compute SCFE's recourse for a linear model, the minimiser of Krishna et al. 2024, Eq. 2.

    Args:
        w: The weights.
        x: The instance.
        target: The target score s.
        lam: The weight λ of the squared distance.
        actionable: The number of actionable columns, which are the first ones.

    Returns:
        The change ζ of the instance; 0 in the immutable columns.

    Examples:
        >>> recourse((1.0, 1.0), (0.0, 0.0), 2.0, 1.0, actionable=1)
        (1.0, 0.0)
    """
    slope = w[:actionable]
    factor = (target - dot(w, x)) / (lam + dot(slope, slope))
    return (*times(factor, slope), *times(0.0, w[actionable:]))


def _length(xp: Ops, zeta: Vector, actionable: int) -> Scalar:
    """The ℓ₂ norm over the actionable columns."""
    return norm(xp, zeta[:actionable])


LINEAR = tuple(linear(dim, printed=printed) for dim in (1, 2) for printed in (False, True))
"""Constructions of linear models with one and two columns, all actionable."""

BARRED = (linear(2, barred=1), linear(2, barred=1, printed=True))
"""Constructions of linear models with one actionable and one immutable column."""
