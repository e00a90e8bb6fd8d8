"""A decoder with one latent dimension and one bend, an instance, and two decoded recourses: Theorem 3."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, real, vector
from bounds.constructions.vectors import Vector, minus, norm, plus, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


def decoder(dim: int, *, same_norm: bool = False) -> Construction:
    """Make the construction of the decoders G(z) = z g + max(z, 0) h, for the fields of Theorem 3.

    g and h are two vectors; the Lipschitz constant of G is max(‖g‖, ‖g + h‖).

    Args:
        dim: The number of columns.
        same_norm: Whether the constant is misread as that of Definition 3 for p = ∞, from ℓ∞ to ℓ∞.

    Returns:
        The construction. The latent balls about z contain z'_NR and z'_R, and are larger by a slack.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> point = {"g[0]": 1.0, "h[0]": 2.0, "x[0]": 0.0, "z": 0.0, "z_nr": -1.0, "z_r": 1.0, "slack": 0.0}
        >>> fields = decoder(1).fields(NUMPY_PLANE, point)
        >>> {name: float(fields[name]) for name in ("recourse_gap", "lipschitz", "latent_gap")}
        {'recourse_gap': 4.0, 'lipschitz': 3.0, 'latent_gap': 2.0}
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        g, h, x = (gathered(given, name, dim) for name in ("g", "h", "x"))
        length = _largest if same_norm else norm
        z, z_nr, z_r = given["z"], given["z_nr"], given["z_r"]
        at_nr, at_r = (plus(times(code, g), times(xp.maximum(code, 0.0), h)) for code in (z_nr, z_r))
        return {
            "cost_nr": norm(xp, minus(at_nr, x)),
            "cost_r": norm(xp, minus(at_r, x)),
            "recourse_gap": norm(xp, minus(at_nr, at_r)),
            "lipschitz": xp.maximum(length(xp, g), length(xp, plus(g, h))),
            "radius_nr": xp.abs(z_nr - z) + given["slack"],
            "radius_r": xp.abs(z_r - z) + given["slack"],
            "latent_gap": xp.abs(z_r - z_nr),
        }

    return Construction(
        f"decoder-{dim}" + "-same-norm" * same_norm,
        "vector",
        f"a decoder G(z) = z g + max(z, 0) h from 1 latent dimension to {dim} column{'s' * (dim > 1)}, a person x, its"
        " code z, the recourses G(z_nr) and G(z_r), latent balls larger by the slack"
        + ", the constant from ℓ∞ to ℓ∞"
        * same_norm,
        (
            *(parameter for name in ("g", "h", "x") for parameter in vector(name, dim, 10.0)),
            *(real(name, 10.0) for name in ("z", "z_nr", "z_r")),
            non_negative("slack", 5.0),
        ),
        fields,
    )


def _largest(xp: PlaneOps, a: Vector) -> Scalar:
    """The ℓ∞ norm."""
    largest = xp.abs(a[0])
    for component in a[1:]:
        largest = xp.maximum(largest, xp.abs(component))
    return largest


DECODERS = (decoder(1), decoder(2))
"""Constructions of decoders for one and for two columns."""
