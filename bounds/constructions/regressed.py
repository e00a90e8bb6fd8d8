"""A kernel regression of one or two training inputs in the basis in which its matrix is diagonal, and any w and v."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, vector
from bounds.constructions.vectors import Vector, dot, minus, norm, plus, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]


def regressed(dim: int) -> Construction:
    """Make the construction of a kernel regression, a person, any weights w, and any v in the place of B⁻¹k_x.

    Args:
        dim: The number n of training inputs.

    Returns:
        The construction. With features φ_x = a and Φ diagonal, k_x = Φa and B = Φ² + βI; K(x, x) has a spare part, for
        features that no training input has. The slope is that of one column.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"root[0]": 1.0, "label[0]": 2.0, "w[0]": 0.0, "v[0]": 0.0, "feature[0]": 3.0, "jacobian[0]": 1.0}
        >>> fields = regressed(1).fields(NUMPY_PLANE, point | {"ridge": 1.0, "unseen": 0.0, "spare": 0.0})
        >>> [float(fields[name]) for name in ("score_r", "corrected_score", "primal_residual", "dual_residual")]
        [3.0, 0.0, 2.0, 3.0]
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        roots, labels, w, v, features, jacobian = (
            gathered(given, name, dim) for name in ("root", "label", "w", "v", "feature", "jacobian")
        )
        ridge = given["ridge"]
        spectrum = tuple(root * root + ridge for root in roots)
        kernels = _product(roots, features)
        r, r_x = minus(labels, _product(spectrum, w)), minus(kernels, _product(spectrum, v))
        solved = _quotient(r, spectrum)
        short = minus(features, _product(roots, v))
        halves = times(1.0 / (2.0 * ridge), r)
        away = minus(solved, halves)  # w_R − (w + r/2β)
        centre, gap = plus(w, halves), norm(xp, away)
        return {
            "ridge": ridge,
            "score_r": dot(kernels, plus(w, solved)),
            "corrected_score": dot(kernels, w) + dot(v, r),
            "residual_product": dot(r_x, r),
            "primal_residual": norm(xp, r),
            "dual_residual": norm(xp, r_x),
            "dual_bound": dot(short, short) + ridge * dot(v, v) + given["unseen"],
            "primal_energy": xp.sqrt(dot(r, solved)),
            "dual_energy": xp.sqrt(dot(r_x, _quotient(r_x, spectrum))),
            "reflected_norm": 2.0 * ridge * gap,
            "centre_gap": gap,
            "ball_radius": gap + given["spare"],
            "steepness": norm(xp, jacobian),
            "centre_slope": xp.abs(dot(jacobian, centre)),
            "slope_r": xp.abs(dot(jacobian, plus(w, solved))),
        }

    return Construction(
        f"regressed-{dim}",
        "vector",
        f"a kernel regression of {dim} training input{'s' * (dim > 1)} with features, a person, any weights w, any v",
        (
            positive("ridge", 1 / 99, 99.0),
            *(non_negative(f"root[{i}]", 10.0) for i in range(dim)),
            *(one for name in ("label", "w", "v", "feature", "jacobian") for one in vector(name, dim, 10.0)),
            *(non_negative(name, 10.0) for name in ("unseen", "spare")),
        ),
        fields,
    )


def _product(a: Vector, b: Vector) -> Vector:
    return tuple(x * y for x, y in zip(a, b, strict=True))


def _quotient(a: Vector, b: Vector) -> Vector:
    return tuple(x / y for x, y in zip(a, b, strict=True))


REGRESSED = (regressed(1), regressed(2))
"""Constructions of kernel regressions of one and two training inputs."""
