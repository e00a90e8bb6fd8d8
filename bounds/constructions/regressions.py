"""Weighted ridge regressions on two perturbed inputs, or on masks: LIME in Theorem 4.1 of Tan and Tian 2023."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, Parameter, non_negative, positive, share, vector
from bounds.constructions.vectors import Rows, Vector, applied, dot, inverse, minus, norm
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps

Given = Mapping[str, Scalar]

MASKS: Mapping[int, Rows] = {1: ((1.0,), (0.0,)), 2: ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0))}
"""All masks of one and of two columns: 1 for a column that is kept."""

_SETTINGS = (
    non_negative("slope", 10.0),
    non_negative("height", 10.0),
    positive("ridge", 1 / 99, 99.0),
)
"""L, R and λ."""


def _positive_share(name: str) -> Parameter:
    return Parameter(name, 1 / 99, 1.0, "log")


def _scores(xp: PlaneOps, given: Given, distances: Vector) -> tuple[Vector, Vector]:
    """The scores of the perturbed inputs, which lie between ±R, before and after these move by some distances."""
    height, slope = given["height"], given["slope"]
    before = tuple(given[f"score_share[{k}]"] * height for k in range(len(distances)))
    moved = (
        score + given[f"change_share[{k}]"] * slope * distance
        for k, (score, distance) in enumerate(zip(before, distances, strict=True))
    )
    return before, tuple(xp.minimum(xp.maximum(score, -height), height) for score in moved)


def regression() -> Construction:
    """Make the construction of a ridge regression with one feature on two perturbed inputs.

    Returns:
        The construction. Scores move by shares of L‖x − x̃‖, weights are halves of numbers in (0, 1] for either input.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> names = ("feature", "weight", "other_weight", "change_share", "score_share")
        >>> point = {f"{name}[{k}]": 1.0 for name in names for k in (0, 1)} | {"input_gap": 1.0}
        >>> point |= {"score_share[0]": 0.5, "score_share[1]": 0.5}
        >>> fields = regression().fields(NUMPY_PLANE, point | {"slope": 1.0, "height": 2.0, "ridge": 1.0})
        >>> float(fields["explanation_gap"]), float(fields["weight_rate"])  # L/(2√λ)
        (0.5, 0.0)
    """

    def fields(xp: PlaneOps, given: Given) -> Fields:
        z, gap, ridge = (given["feature[0]"], given["feature[1]"]), given["input_gap"], given["ridge"]
        scores = _scores(xp, given, (gap, gap))
        weights = [tuple(given[f"{name}[{k}]"] / 2.0 for k in (0, 1)) for name in ("weight", "other_weight")]
        here, there = (
            sum((w * x * f for w, x, f in zip(weight, z, score, strict=True)), 0.0)
            / (sum((w * x * x for w, x in zip(weight, z, strict=True)), 0.0) + ridge)
            for weight, score in zip(weights, scores, strict=True)
        )
        rates = [xp.abs(xp.log(other) - xp.log(one)) / gap for one, other in zip(*weights, strict=True)]
        largest = xp.maximum(xp.abs(z[0]), xp.abs(z[1]))
        return {
            "explanation_gap": xp.abs(here - there),
            "input_gap": gap,
            "lipschitz": given["slope"],
            "range": given["height"],
            "ridge": ridge,
            "feature_bound": largest,
            "feature_scale": xp.minimum(largest, xp.sqrt(ridge)),
            "weight_rate": xp.maximum(*rates),
        }

    return Construction(
        "regression-1",
        "vector",
        "a ridge regression on two perturbed inputs with one feature each, scores between ±R that move by shares of"
        " L‖h‖, and weights of which each is half of a number up to 1",
        (
            *vector("feature", 2, 10.0),
            *(_positive_share(f"{name}[{k}]") for name in ("weight", "other_weight") for k in (0, 1)),
            *(share(f"{name}_share[{k}]", signed=True) for name in ("score", "change") for k in (0, 1)),
            positive("input_gap", 1 / 999, 10.0),
            *_SETTINGS,
        ),
        fields,
    )


def masked(dim: int) -> Construction:
    """Make the construction of a ridge regression on all masks of the columns, as LIME makes for images.

    Args:
        dim: The number of columns, 1 or 2.

    Returns:
        The construction. Masked columns are 0, a mask S has the weight exp(−‖x − x_S‖²/2σ²) times its share of the
        samples, and the score of x_S moves by a share of L‖h_S‖.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"input[0]": 1.0, "other[0]": 0.5, "sigma": 2.0, "slope": 1.0, "height": 3.0, "ridge": 1.0}
        >>> point |= {"count[0]": 1.0, "count[1]": 1.0, "score_share[0]": 0.5, "change_share[0]": 1.0}
        >>> fields = masked(1).fields(NUMPY_PLANE, point | {"score_share[1]": 0.0, "change_share[1]": 0.0})
        >>> round(float(fields["explanation_gap"]), 4)  # half of L‖h‖ over 1/2 + λ
        0.1667
    """
    masks = MASKS[dim]

    def fields(xp: PlaneOps, given: Given) -> Fields:
        x, other = (tuple(given[f"{name}[{i}]"] for i in range(dim)) for name in ("input", "other"))
        h, sigma, ridge = minus(x, other), given["sigma"], given["ridge"]
        scores = _scores(xp, given, tuple(norm(xp, _kept(mask, h)) for mask in masks))
        here, there = (
            _regress(masks, _weights(xp, given, point, masks), score, ridge)
            for point, score in zip((x, other), scores, strict=True)
        )
        return {
            "explanation_gap": norm(xp, minus(here, there)),
            "input_gap": norm(xp, h),
            "lipschitz": given["slope"],
            "range": given["height"],
            "ridge": ridge,
            "dim": float(dim) + 0.0 * sigma,
            "sigma": sigma,
            "input_bound": xp.maximum(norm(xp, x), norm(xp, other)),
            "feature_scale": xp.minimum(xp.sqrt(float(dim)), xp.sqrt(ridge)),
        }

    return Construction(
        f"masked-{dim}",
        "vector",
        "a ridge regression on all masks S of the columns, with counts of samples and the weights exp(−‖x − x_S‖²/2σ²),"
        " and scores between ±R that move by shares of L‖h_S‖",
        (
            *(parameter for name in ("input", "other") for parameter in vector(name, dim, 10.0)),
            positive("sigma", 1.0, 99.0),
            *(_positive_share(f"count[{k}]") for k in range(len(masks))),
            *(share(f"{name}_share[{k}]", signed=True) for name in ("score", "change") for k in range(len(masks))),
            *_SETTINGS,
        ),
        fields,
    )


def _kept(mask: Vector, a: Vector) -> Vector:
    return tuple(keep * number for keep, number in zip(mask, a, strict=True))


def _weights(xp: PlaneOps, given: Given, x: Vector, masks: Rows) -> Vector:
    counts = tuple(given[f"count[{k}]"] for k in range(len(masks)))
    total, sigma = sum(counts[1:], counts[0]), given["sigma"]
    dropped = (minus(x, _kept(mask, x)) for mask in masks)
    return tuple(
        count / total * xp.exp(-(dot(away, away) / (2.0 * sigma * sigma)))
        for count, away in zip(counts, dropped, strict=True)
    )


def _regress(features: Rows, weights: Vector, scores: Vector, ridge: Scalar) -> Vector:
    """Solve (ZᵀΠZ + λI) φ = ZᵀΠf for one or two features."""
    columns = tuple(zip(*features, strict=True))
    weighted = tuple(tuple(w * z for w, z in zip(weights, column, strict=True)) for column in columns)
    rows = tuple(
        tuple(dot(one, other) + (ridge if i == j else 0.0) for j, other in enumerate(columns))
        for i, one in enumerate(weighted)
    )
    return applied(inverse(rows), tuple(dot(one, scores) for one in weighted))


REGRESSIONS = (regression(), masked(1), masked(2))
"""Constructions of LIME's regressions."""
