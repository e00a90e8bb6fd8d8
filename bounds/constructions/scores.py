"""Free scalars for Theorems 4 and 5: scores of two recourses, as far apart as the premises allow."""

from collections.abc import Callable, Mapping

from bounds.constructions.construction import Construction, Fields, Parameter, non_negative, real, share
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]

Scores = Callable[[Given, Scalar], tuple[Scalar, Scalar]]
"""A function ``(parameters by name, R) -> (v, f_R(x'_R))``, where v is f_NR(x'_R) for linear models."""


def _anywhere(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    """Scores v and f_R(x'_R) within R of each other, at any distance from u."""
    v = given["score_nr_nr"] + given["way"]
    return v, v + given["apart_share"] * radius


def _near(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    """Scores of which v lies within R of u."""
    v = given["score_nr_nr"] + given["near_share"] * radius
    return v, v + given["apart_share"] * radius


def _below(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    """Scores of which f_R(x'_R) is at most u."""
    score_r_r = given["score_nr_nr"] - given["slack"]
    return score_r_r + given["apart_share"] * radius, score_r_r


def _behind(given: Given, radius: Scalar) -> tuple[Scalar, Scalar]:
    """Scores of which v lies below u by at least R."""
    v = given["score_nr_nr"] - radius - given["slack"]
    return v, v + given["apart_share"] * radius


def validity(name: str, statement: str, parameter: Parameter, scores: Scores) -> Construction:
    """Make the free scalars of the scores of two recourses, with f_R(x'_R) within R of v.

    u is f_NR(x'_NR), and R = Δ‖x'_R‖ = ‖K(x'_R, X_R)‖ Δ_K‖Y‖.

    Args:
        name: A short name of the order of u, v and f_R(x'_R).
        statement: The condition on them, as text.
        parameter: The one more parameter that the scores need.
        scores: The function that computes v and f_R(x'_R).

    Returns:
        The construction, for the fields of Theorems 4 and 5.

    Examples:
        >>> [construction.name for construction in VALIDITY[:2]]
        ['validity-anywhere-scalars', 'validity-near-scalars']
        >>> "score_nr_r" in VALIDITY[0].provides
        True
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        delta = given["delta_k"] * given["label_norm"]
        v, score_r_r = scores(given, delta * given["kernel_norm_r"])
        return {
            **{field: given[field] for field in ("score_nr_nr", "delta_k", "label_norm", "kernel_norm_r")},
            "delta": delta,
            "recourse_norm_r": given["kernel_norm_r"],
            "score_nr_r": v,
            "score_r_r": score_r_r,
        }

    sizes = (non_negative(field, 4.0) for field in ("delta_k", "label_norm", "kernel_norm_r"))
    parameters = (real("score_nr_nr", 10.0), *sizes, parameter, share("apart_share", signed=True))
    statement = f"scores of two recourses, {statement}"
    return Construction(f"validity-{name}-scalars", "scalar", statement, parameters, fields)


VALIDITY = (
    validity("anywhere", "f_R(x'_R) within R of v", real("way", 10.0), _anywhere),
    validity("near", "v within R of u", share("near_share", signed=True), _near),
    validity("below", "f_R(x'_R) ≤ u", non_negative("slack", 10.0), _below),
    validity("behind", "v ≤ u − R", non_negative("slack", 10.0), _behind),
)
"""Free scalars of Theorems 4 and 5, one construction for each order of the scores."""
