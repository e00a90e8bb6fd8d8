"""A robust linear model in a ball about any weights c, and a person with SCFE's recourse for it."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, vector
from bounds.constructions.linear import ASKED, recourse
from bounds.constructions.vectors import Vector, direction, dot, minus, norm, plus, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]


def nearby(dim: int, *, barred: int = 0) -> Construction:
    """Make the construction of a model in a ball, a person, and a cell of how far the model is along the centre.

    Args:
        dim: The number of columns.
        barred: The number of columns that are not actionable, which are the last ones.

    Returns:
        The construction, for what penalised training says of a person. R is the distance of the model and a spare.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"c[0]": 1.0, "offset[0]": 1.0, "x[0]": 0.0, "target": 2.0, "lam": 1.0}
        >>> point |= {"spare": 0.5, "shortfall": 0.0, "below": 0.0, "above": 0.0}
        >>> fields = nearby(1).fields(NUMPY_PLANE, point)
        >>> {name: float(fields[name]) for name in ("cost_r", "ball_radius", "along")}
        {'cost_r': 0.8, 'ball_radius': 1.5, 'along': 1.0}
    """
    actionable = dim - barred

    def fields(xp: PlaneOps, given: Given) -> Fields:
        c, offset, x = (gathered(given, name, dim) for name in ("c", "offset", "x"))
        w_r, target = plus(c, offset), given["target"]
        zeta = recourse(w_r, x, target, given["lam"], actionable)
        reached, gap = dot(w_r, plus(x, zeta)), norm(xp, offset)
        return {
            "lam": given["lam"],
            "threshold": reached - given["shortfall"],
            "ball_radius": gap + given["spare"],
            "centre_gap": gap,
            "centre_score": dot(c, x),
            "centre_residual": target - dot(c, x),
            "centre_norm": norm(xp, c[:actionable]),
            "input_norm": norm(xp, x),
            "score_r": dot(w_r, x),
            "residual_r": target - dot(w_r, x),
            "norm_r": norm(xp, w_r[:actionable]),
            "cost_r": norm(xp, zeta[:actionable]),
            "score_r_r": reached,
            **_split(xp, c, offset, x, given, actionable),
        }

    columns = f"{dim} column{'s' * (dim > 1)}" + f", {barred} of them barred" * (barred > 0)
    return Construction(
        f"nearby-{dim}" + "-barred" * (barred > 0),
        "vector",
        f"a linear model in a ball of the radius R = ‖w_R − c‖ + spare, a person of {columns}, SCFE's recourse",
        (
            *vector("c", dim, 10.0),
            *vector("offset", dim, 10.0),
            *vector("x", dim, 99.0),
            *ASKED,
            *(non_negative(name, 10.0) for name in ("spare", "shortfall", "below", "above")),
        ),
        fields,
    )


def _split(xp: PlaneOps, c: Vector, offset: Vector, x: Vector, given: Given, actionable: int) -> Fields:
    """What is along the centre over the actionable columns, and what is across; and the ends in a cell about it."""
    along = (*direction(xp, c[:actionable]), *times(0.0, c[actionable:]))
    d, x_1 = dot(offset, along), dot(x, along)
    r, x_across = norm(xp, minus(offset, times(d, along))), norm(xp, minus(x, times(x_1, along)))
    low, high = d - given["below"], d + given["above"]
    length, residual = norm(xp, c[:actionable]), given["target"] - dot(c, x)
    first, last, spread = residual - low * x_1, residual - high * x_1, r * x_across
    longest = xp.maximum(xp.abs(length + low), xp.abs(length + high))
    return {
        "along": d,
        "across": r,
        "along_low": low,
        "along_high": high,
        "input_along": x_1,
        "input_across": x_across,
        "residual_low": xp.minimum(first, last) - spread,
        "residual_high": xp.maximum(first, last) + spread,
        "norm_low": xp.maximum(length + low, 0.0),
        "norm_high": xp.sqrt(longest * longest + r * r),
    }


NEARBY = (nearby(1), nearby(2), nearby(2, barred=1))
"""Constructions of models in balls for persons of one and two columns, one of them not actionable."""
