"""Free numbers for Theorems 4 and 5: scores of two recourses, as far apart as the premises allow."""

from collections.abc import Callable, Mapping

from bounds.constructions.construction import Construction, Fields, Parameter, non_negative, real, share
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]

Scores = Callable[[Given, Scalar], tuple[Scalar, Scalar]]
"""Parameters and R to v and f_R(x'_R)."""


def _anywhere(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    v = given["score_nr_nr"] + given["way"]
    return v, v + given["apart_share"] * radius


def _near(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    v = given["score_nr_nr"] + given["near_share"] * radius
    return v, v + given["apart_share"] * radius


def _below(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    reached = given["score_nr_nr"] - given["slack"]
    return reached + given["apart_share"] * radius, reached


def _behind(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    v = given["score_nr_nr"] - radius - given["slack"]
    return v, v + given["apart_share"] * radius


def validity(name: str, statement: str, parameter: Parameter, scores: Scores) -> Construction:
    """Scores of two recourses, f_R(x'_R) within R of v.

    Args:
        name: Of how u, v and f_R(x'_R) lie.
        statement: How they lie.
        parameter: What else may be chosen for it.
        scores: v and f_R(x'_R).

    Returns:
        The construction: fields of Theorems 4 and 5, R = Δ‖x'_R‖ = ‖K(x'_R, X_R)‖ Δ_K‖Y‖.
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        delta = given["delta_k"] * given["label_norm"]
        v, reached = scores(given, delta * given["kernel_norm_r"])
        return {
            **{one: given[one] for one in ("score_nr_nr", "delta_k", "label_norm", "kernel_norm_r")},
            "delta": delta,
            "recourse_norm_r": given["kernel_norm_r"],
            "score_nr_r": v,
            "score_r_r": reached,
        }

    sizes = (non_negative(one, 4.0) for one in ("delta_k", "label_norm", "kernel_norm_r"))
    drawn = (real("score_nr_nr", 10.0), *sizes, parameter, share("apart_share", signed=True))
    return Construction(f"validity-{name}-scalars", "scalar", f"scores of two recourses, {statement}", drawn, fields)


VALIDITY = (
    validity("anywhere", "f_R(x'_R) within R of v", real("way", 10.0), _anywhere),
    validity("near", "v within R of u", share("near_share", signed=True), _near),
    validity("below", "f_R(x'_R) ≤ u", non_negative("slack", 10.0), _below),
    validity("behind", "v ≤ u − R", non_negative("slack", 10.0), _behind),
)
