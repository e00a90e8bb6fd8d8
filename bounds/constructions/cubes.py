"""Means over cubes about two inputs: Theorem 4.3 of Tan and Tian 2023."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, positive, share, vector
from bounds.constructions.vectors import norm
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


def cube(dim: int) -> Construction:
    """Make the construction of the means of a bounded score over the cubes x + [−r, r]^d and x̃ + [−r, r]^d.

    The score is a share of R where only the first cube is, the same share of −R where only the second one is, else 0.

    Args:
        dim: The number of columns.

    Returns:
        The construction. γ is √d/(2r), with which d_TV ≤ γ‖h‖ for all inputs, or larger by a share ``slack`` of it.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"move[0]": 1.0, "cube_radius": 1.0, "height": 1.0, "score_share": 1.0, "slack": 0.0}
        >>> fields = cube(1).fields(NUMPY_PLANE, point)
        >>> {name: float(fields[name]) for name in ("smoothed_gap", "total_variation", "mixing_rate")}
        {'smoothed_gap': 1.0, 'total_variation': 0.5, 'mixing_rate': 0.5}
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        h, radius, height = gathered(given, "move", dim), given["cube_radius"], given["height"]
        common = 1.0
        for column in h:
            common = common * xp.maximum(1.0 - xp.abs(column) / (2.0 * radius), 0.0)
        variation = 1.0 - common
        return {
            "smoothed_gap": xp.abs(given["score_share"]) * height * 2.0 * variation,
            "input_gap": norm(xp, h),
            "range": height,
            "dim": float(dim) + 0.0 * radius,
            "cube_radius": radius,
            "total_variation": variation,
            "density_gap": 2.0 * variation,
            "mixing_rate": (1.0 + given["slack"]) * xp.sqrt(float(dim)) / (2.0 * radius),
        }

    return Construction(
        f"cube-{dim}",
        "vector",
        "the uniform distributions on two cubes of half width r that are h apart, and a score of a share of ±R where"
        " only one of them is; γ = (1 + slack) √d/(2r)",
        (
            *vector("move", dim, 10.0),
            positive("cube_radius", 1 / 20, 20.0),
            non_negative("height", 10.0),
            share("score_share", signed=True),
            non_negative("slack", 4.0),
        ),
        fields,
    )


CUBES = (cube(1), cube(2))
"""Constructions of means over cubes for one and for two columns."""
