"""Theorem 4.3 of Tan and Tian 2023: how steep a mean f_μ(x) = E f(y) over y ~ μ_x can be, for |f| ≤ R.

f_μ(x) − f_μ(x̃) is the integral of f (p − q), at most R ∫|p − q| = 2R d_TV, and f = R sign(p − q) attains that. With
d_TV(μ_x, μ_x̃) ≤ γ‖x − x̃‖ the Lipschitz constant is 2Rγ where d_TV = sup_A |μ(A) − ν(A)|, as it is usually defined, and
the printed Rγ where d_TV = ∫|p − q|. The two values of γ in the text do not go together: √d/r, for the uniform
distribution on a cube of half width r, bounds ∫|p − q|, and 1/(2σ), for a normal one, bounds sup_A |μ(A) − ν(A)|.

Two cubes of half width r about x and x̃ have ∫|p − q| = 2(1 − Π(1 − |h_i|/2r)₊) ≤ Σ|h_i|/r ≤ √d‖h‖/r, h = x − x̃.
"""

from bounds.claim import Claim, Kind, Premise, definition
from bounds.claims.explanations.premises import DIM, INPUT_GAP, PAPER, RANGE
from bounds.ops import Ops, Scalar, Truth

THEOREM = f"{PAPER}, Theorem 4.3"


# The bounds


def _printed(
    xp: Ops,
    range: Scalar,  # noqa: A002
    mixing_rate: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, range * mixing_rate * input_gap


def _sound(
    xp: Ops,
    range: Scalar,  # noqa: A002
    mixing_rate: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, 2.0 * range * mixing_rate * input_gap


def _cube(
    xp: Ops,
    range: Scalar,  # noqa: A002
    dim: Scalar,
    cube_radius: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, range * xp.sqrt(dim) / cube_radius * input_gap


# Premises


def _mixes(xp: Ops, total_variation: Scalar, mixing_rate: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(total_variation, mixing_rate * input_gap)


def _mixes_density(xp: Ops, density_gap: Scalar, mixing_rate: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(density_gap, mixing_rate * input_gap)


def _means_apart(xp: Ops, smoothed_gap: Scalar, range: Scalar, total_variation: Scalar) -> Truth:  # noqa: A002
    return xp.le(smoothed_gap, 2.0 * range * total_variation)


def _densities_apart(xp: Ops, smoothed_gap: Scalar, range: Scalar, density_gap: Scalar) -> Truth:  # noqa: A002
    return xp.le(smoothed_gap, range * density_gap)


def _cubes_apart(xp: Ops, density_gap: Scalar, dim: Scalar, cube_radius: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(density_gap, xp.sqrt(dim) / cube_radius * input_gap)


SMOOTHED_GAP = Premise("|f_μ(x) − f_μ(x̃)| ≥ 0", Kind.DOMAIN, lambda xp, smoothed_gap: smoothed_gap >= 0.0, "a distance")
MEANS_APART = Premise(
    "|f_μ(x) − f_μ(x̃)| ≤ 2R d_TV",
    Kind.INEQUALITY,
    _means_apart,
    "means of a number in [−R, R] under two distributions",
)
MIXING_RATE = Premise("γ ≥ 0", Kind.DOMAIN, lambda xp, mixing_rate: mixing_rate >= 0.0, "a Lipschitz constant")
CUBE_RADIUS = Premise("r > 0", Kind.DOMAIN, lambda xp, cube_radius: cube_radius > 0.0, "half the width of a cube")
MIXES = Premise("d_TV ≤ γ‖x − x̃‖", Kind.HYPOTHESIS, _mixes, f"{THEOREM}, d_TV = sup_A |μ(A) − ν(A)|")
MIXES_DENSITY = Premise("∫|p − q| ≤ γ‖x − x̃‖", Kind.HYPOTHESIS, _mixes_density, f"{THEOREM}, d_TV = ∫|p − q|")
DENSITIES_APART = Premise(
    "|f_μ(x) − f_μ(x̃)| ≤ R ∫|p − q|", Kind.INEQUALITY, _densities_apart, "Hölder: f (p − q) is integrated"
)
TWICE = definition(
    "∫|p − q| = 2 d_TV", "density_gap", lambda xp, total_variation: 2.0 * total_variation, "where p > q is the best set"
)
CUBES_APART = Premise(
    "∫|p − q| ≤ √d ‖x − x̃‖/r",
    Kind.LEMMA,
    _cubes_apart,
    "two cubes share all but Σ|h_i|/2r of their volume; Cauchy-Schwarz",
)


# The claims

_GIVEN = (SMOOTHED_GAP, INPUT_GAP, RANGE)

PRINTED = Claim(
    id="mixture.lipschitz_printed",
    fields=("smoothed_gap", "input_gap", "range", "mixing_rate", "total_variation", "density_gap"),
    premises=(*_GIVEN, MIXING_RATE, TWICE, MIXES, MEANS_APART),
    value=lambda xp, smoothed_gap: smoothed_gap,
    interval=_printed,
    trivial=lambda xp, range: (0.0, 2.0 * range),  # noqa: A006
    source=THEOREM,
    statement="|f_μ(x) − f_μ(x̃)| ≤ R γ ‖x − x̃‖ if d_TV(μ_x, μ_x̃) ≤ γ‖x − x̃‖, d_TV = sup_A |μ(A) − ν(A)|",
    theory="false",
    remark="true if d_TV stands for ∫|p − q|, which is twice the usual distance",
    tightness="zero",
)

SOUND = Claim(
    id="mixture.lipschitz",
    fields=PRINTED.fields,
    premises=PRINTED.premises,
    value=PRINTED.value,
    interval=_sound,
    trivial=PRINTED.trivial,
    source=f"{THEOREM}, made sound",
    statement="|f_μ(x) − f_μ(x̃)| ≤ 2R γ ‖x − x̃‖ if d_TV(μ_x, μ_x̃) ≤ γ‖x − x̃‖, d_TV = sup_A |μ(A) − ν(A)|",
    theory="true",
    remark="attained by f = R sign(p − q)",
    tightness="zero",
)

DENSITY = Claim(
    id="mixture.lipschitz_density",
    fields=("smoothed_gap", "input_gap", "range", "mixing_rate", "density_gap"),
    premises=(*_GIVEN, MIXING_RATE, MIXES_DENSITY, DENSITIES_APART),
    value=PRINTED.value,
    interval=_printed,
    trivial=PRINTED.trivial,
    source=f"{THEOREM}, with the distance that its proof uses",
    statement="|f_μ(x) − f_μ(x̃)| ≤ R γ ‖x − x̃‖ if ∫|p − q| ≤ γ‖x − x̃‖",
    theory="true",
    remark="attained by f = R sign(p − q)",
    tightness="zero",
)

CUBE = Claim(
    id="mixture.cube",
    fields=("smoothed_gap", "input_gap", "range", "dim", "cube_radius", "density_gap"),
    premises=(*_GIVEN, DIM, CUBE_RADIUS, DENSITIES_APART, CUBES_APART),
    value=PRINTED.value,
    interval=_cube,
    trivial=PRINTED.trivial,
    source=f"{THEOREM}, the example after it",
    statement="|f_μ(x) − f_μ(x̃)| ≤ R √d ‖x − x̃‖/r for the uniform distribution on x + [−r, r]^d",
    theory="true",
    remark="attained for d = 1, approached along a diagonal; a normal distribution has √(2/π)/σ in the place of √d/r",
    tightness="zero",
)

CLAIMS = (PRINTED, SOUND, DENSITY, CUBE)
