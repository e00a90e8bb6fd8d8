"""A decoder with one latent dimension and one bend, a person, and two decoded recourses: Theorem 3."""

from collections.abc import Mapping

from bounds.constructions.construction import Construction, Fields, gathered, non_negative, real, vector
from bounds.constructions.vectors import Vector, minus, norm, plus, times
from bounds.ops import Scalar
from bounds.readings.angles import PlaneOps


def decoder(dim: int, *, same_norm: bool = False) -> Construction:
    """G(z) = z g + max(z, 0) h for two vectors g, h, which is Lipschitz with max(‖g‖, ‖g + h‖).

    Args:
        dim: Number of columns.
        same_norm: Whether the constant is misread as that of Definition 3 for p = ∞, from ℓ∞ to ℓ∞.

    Returns:
        The construction; the latent balls hold z'_NR and z'_R, and something beside.
    """

    def fields(xp: PlaneOps, given: Mapping[str, Scalar]) -> Fields:
        g, h, x = (gathered(given, name, dim) for name in ("g", "h", "x"))
        length = _largest if same_norm else norm
        z, z_nr, z_r = given["z"], given["z_nr"], given["z_r"]
        at_nr, at_r = (plus(times(one, g), times(xp.maximum(one, 0.0), h)) for one in (z_nr, z_r))
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
    largest = xp.abs(a[0])
    for one in a[1:]:
        largest = xp.maximum(largest, xp.abs(one))
    return largest


DECODERS = (decoder(1), decoder(2))
