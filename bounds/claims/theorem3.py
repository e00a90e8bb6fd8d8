"""Theorem 3 of Krishna et al. 2024: the cost gap ‖ζ_NR‖ − ‖ζ_R‖ of C-CHVAE recourses that one decoder makes.

z'_NR and z'_R are latent points in ℓp balls of radii r_NR and r_R about the same z, and x'_NR = G(z'_NR), x'_R =
G(z'_R) are the recourses. G consists of the decoder and all later steps that turn its output into a recourse. L is a
bound on ‖G(z) − G(z̃)‖₂ / ‖z − z̃‖_p for all latent points, for those in a ball that contains both points, or for those
on their segment. With the ℓp → ℓp constant of Definition 3 the theorem is false for p > 2: G(z) = (z, z) has the
constant 1 for p = ∞, but the recourses are apart by √2 times the latent distance.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims import cost
from bounds.facts.inner_products import minkowski, reverse_triangle
from bounds.meaning.decoded import DECODED, code, latent_nr, latent_r, recourse_nr, recourse_r, x
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

PAPER = "Krishna et al. 2024, Theorem 3"
FIELDS = ("cost_nr", "cost_r", "lipschitz", "radius_nr", "radius_r", "latent_gap", "recourse_gap")


# The bounds


def _printed_bound(xp: Ops, lipschitz: Scalar, radius_nr: Scalar, radius_r: Scalar) -> Scalar:
    return xp.abs(lipschitz * (radius_r + radius_nr))


def _printed(xp: Ops, lipschitz: Scalar, radius_nr: Scalar, radius_r: Scalar) -> tuple[Scalar, Scalar]:
    bound = _printed_bound(xp, lipschitz, radius_nr, radius_r)
    return -bound, bound


def _vector(xp: Ops, lipschitz: Scalar, radius_nr: Scalar, radius_r: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, _printed_bound(xp, lipschitz, radius_nr, radius_r)


def _sharp(xp: Ops, lipschitz: Scalar, latent_gap: Scalar) -> tuple[Scalar, Scalar]:
    bound = lipschitz * latent_gap
    return -bound, bound


# Premises


def _within_balls(xp: Ops, latent_gap: Scalar, radius_nr: Scalar, radius_r: Scalar) -> Truth:
    return xp.le(latent_gap, radius_r + radius_nr)


def _decoded_apart(xp: Ops, recourse_gap: Scalar, lipschitz: Scalar, latent_gap: Scalar) -> Truth:
    return xp.le(recourse_gap, lipschitz * latent_gap)


def _costs_apart(xp: Ops, cost_nr: Scalar, cost_r: Scalar, recourse_gap: Scalar) -> Truth:
    return xp.le(xp.abs(cost_nr - cost_r), recourse_gap)


LIPSCHITZ = Premise("L ≥ 0", Kind.DOMAIN, lambda xp, lipschitz: lipschitz >= 0.0, "a bound on a ratio of norms")
RADIUS_NR = Premise("r_NR ≥ 0", Kind.DOMAIN, lambda xp, radius_nr: radius_nr >= 0.0, "a radius")
RADIUS_R = Premise("r_R ≥ 0", Kind.DOMAIN, lambda xp, radius_r: radius_r >= 0.0, "a radius")
LATENT_GAP = Premise("‖z'_R − z'_NR‖ ≥ 0", Kind.DOMAIN, lambda xp, latent_gap: latent_gap >= 0.0, "a norm")
WITHIN_BALLS = Premise(
    "‖z'_R − z'_NR‖ ≤ r_R + r_NR",
    Kind.INEQUALITY,
    _within_balls,
    "triangle inequality: both balls are about one z",
    because=(minkowski(latent_r - code, code - latent_nr),),
)
DECODED_APART = Premise(
    "‖x'_R − x'_NR‖ ≤ L‖z'_R − z'_NR‖",
    Kind.LEMMA,
    _decoded_apart,
    "Krishna et al. 2024, Definition 3, with an ℓp → ℓ₂ constant of all that makes x' of z'",
)
COSTS_APART = Premise(
    "|‖ζ_NR‖ − ‖ζ_R‖| ≤ ‖x'_R − x'_NR‖",
    Kind.INEQUALITY,
    _costs_apart,
    "reverse triangle inequality",
    because=(reverse_triangle(recourse_nr - x, recourse_r - x),),
)


# The claims

PRINTED = Claim(
    id="theorem3.printed",
    fields=FIELDS,
    premises=(LIPSCHITZ, RADIUS_NR, RADIUS_R, WITHIN_BALLS, DECODED_APART, COSTS_APART),
    value=cost.cost_gap,
    interval=_printed,
    trivial=cost.trivial,
    source=f"{PAPER}, Eq. 11; two-sided in A.4",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ L (r_R + r_NR)",
    theory="true",
    remark="for an ℓp → ℓ₂ constant; with the printed ℓp → ℓp one it is false for p > 2",
    meaning=DECODED,
)

SHARP = Claim(
    id="theorem3.sharp",
    fields=FIELDS,
    premises=(LIPSCHITZ, LATENT_GAP, DECODED_APART, COSTS_APART),
    value=cost.cost_gap,
    interval=_sharp,
    trivial=cost.trivial,
    source=f"{PAPER}, from where the recourses were found",
    statement="|‖ζ_NR‖ − ‖ζ_R‖| ≤ L‖z'_R − z'_NR‖",
    theory="true",
    remark="L need only hold where the recourses lie: on the ball about z that holds both, or on their segment",
    meaning=DECODED,
)

VECTOR = Claim(
    id="theorem3.vector",
    fields=FIELDS,
    premises=(LIPSCHITZ, RADIUS_NR, RADIUS_R, cost.GAP, WITHIN_BALLS, DECODED_APART),
    value=lambda xp, recourse_gap: recourse_gap,
    interval=_vector,
    trivial=non_negative,
    source=f"{PAPER}, what A.4 bounds",
    statement="‖ζ_NR − ζ_R‖ ≤ L (r_R + r_NR)",
    theory="true",
    tightness="zero",
    meaning=DECODED,
)

CLAIMS = (PRINTED, SHARP, VECTOR)
