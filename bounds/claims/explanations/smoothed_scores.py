"""Proposition 4.2 of Tan and Tian 2023: how steep the smoothed score f_σ(x) = E f(x + σu) of |f| ≤ R can be.

The proof bounds f_σ(x) − f_σ(x̃) by R ∫|p − q|, and takes ∫|p − q| for the total variation distance sup_A |μ(A) − ν(A)|,
which is half of it. So R/(2σ) is too small: f = clip(10x, −1, 1) with σ = 1 has a smoothed slope of .797.

What is true. f_σ(x) − f_σ(x̃) ≤ 2R d_TV = 2R erf(h/(2√2 σ)) ≤ √(2/π) R h/σ. For the sharp bounds fix what is orthogonal
to v = (x − x̃)/h. On a line, g is L-Lipschitz with |g| ≤ R, and its odd part (g(t) − g(−t))/2 is at most min(Lt, R) for
t > 0, which is the clip c(t) = clip(Lt, −R, R). The slope of g_σ at 0 is a mean of t g(t)/σ², to which only the odd
part contributes, with a weight that is positive for t > 0; so it is at most that of c, L P(|σu| ≤ R/L). Likewise
g_σ(h/2) − g_σ(−h/2) is a mean of the odd part with the weight p(t − h/2) − p(t + h/2), positive for t > 0; so it is at
most 2 E c(h/2 + σu). The mean over all lines is at most the same.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.explanations.premises import CONCAVE, INPUT_GAP, PAPER, RANGE, SIGMA, VARIATION
from bounds.claims.explanations.premises import LIPSCHITZ as LIPSCHITZ_OR_FLAT
from bounds.gaussian import mean_clip, peak_density
from bounds.ops import Ops, Scalar, Truth

PROPOSITION = f"{PAPER}, Proposition 4.2"


# The bounds


def _printed(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, xp.minimum(lipschitz, range / (2.0 * sigma)) * input_gap


def _sound(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, xp.minimum(lipschitz, 2.0 * range * peak_density(xp, sigma)) * input_gap


def _unclipped(xp: Ops, lipschitz: Scalar, range: Scalar, sigma: Scalar) -> Scalar:  # noqa: A002
    """Compute the probability that L|σu| ≤ R."""
    return xp.erf(range / (xp.sqrt(2.0) * lipschitz * sigma))


def _sharp(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, lipschitz * _unclipped(xp, lipschitz, range, sigma) * input_gap


def _of_clip(xp: Ops, lipschitz: Scalar, range: Scalar, sigma: Scalar, input_gap: Scalar) -> Scalar:  # noqa: A002
    """Compute how far apart the two values of a smoothed clip are whose middle is half way between the inputs."""
    return 2.0 * mean_clip(xp, input_gap / 2.0, lipschitz, range, sigma)


def _gap(
    xp: Ops,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> tuple[Scalar, Scalar]:
    return 0.0, _of_clip(xp, lipschitz, range, sigma, input_gap)


def _trivial(xp: Ops, range: Scalar) -> tuple[Scalar, Scalar]:  # noqa: A002
    return 0.0, 2.0 * range


# Premises


def _smoothed(xp: Ops, smoothed_gap: Scalar, lipschitz: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(smoothed_gap, lipschitz * input_gap)


def _means_apart(xp: Ops, smoothed_gap: Scalar, range: Scalar, total_variation: Scalar) -> Truth:  # noqa: A002
    return xp.le(smoothed_gap, 2.0 * range * total_variation)


def _within_slope(xp: Ops, smoothed_gap: Scalar, smoothed_slope: Scalar, input_gap: Scalar) -> Truth:
    return xp.le(smoothed_gap, smoothed_slope * input_gap)


def _slope_of_clip(
    xp: Ops,
    smoothed_slope: Scalar,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
) -> Truth:
    return xp.le(smoothed_slope, lipschitz * _unclipped(xp, lipschitz, range, sigma))


def _no_steeper_line(
    xp: Ops,
    line_gap: Scalar,
    lipschitz: Scalar,
    range: Scalar,  # noqa: A002
    sigma: Scalar,
    input_gap: Scalar,
) -> Truth:
    return xp.le(line_gap, _of_clip(xp, lipschitz, range, sigma, input_gap))


SMOOTHED_GAP = Premise("|f_σ(x) − f_σ(x̃)| ≥ 0", Kind.DOMAIN, lambda xp, smoothed_gap: smoothed_gap >= 0.0, "a distance")
LIPSCHITZ = Premise("L > 0", Kind.DOMAIN, lambda xp, lipschitz: lipschitz > 0.0, "a Lipschitz constant, and a divisor")
SMOOTHED = Premise(
    "|f_σ(x) − f_σ(x̃)| ≤ L‖x − x̃‖", Kind.INEQUALITY, _smoothed, "a mean of functions with the Lipschitz constant L"
)
MEANS_APART = Premise(
    "|f_σ(x) − f_σ(x̃)| ≤ 2R d_TV",
    Kind.INEQUALITY,
    _means_apart,
    "means of a number in [−R, R] under two distributions",
)
WITHIN_SLOPE = Premise(
    "|f_σ(x) − f_σ(x̃)| ≤ S‖x − x̃‖", Kind.INEQUALITY, _within_slope, "mean value, S the largest ∂_v f_σ between"
)
SLOPE_OF_CLIP = Premise(
    "S ≤ L erf(R/(√2 L σ))", Kind.LEMMA, _slope_of_clip, "the odd part along a line is at most a clip"
)
MEAN_OF_LINES = Premise(
    "|f_σ(x) − f_σ(x̃)| ≤ D",
    Kind.INEQUALITY,
    lambda xp, smoothed_gap, line_gap: xp.le(smoothed_gap, line_gap),
    "mean over all lines along x − x̃, D the largest difference on one of them",
)
NO_STEEPER_LINE = Premise(
    "D ≤ 2 E clip(L(‖x − x̃‖/2 + σu), −R, R)",
    Kind.LEMMA,
    _no_steeper_line,
    "the odd part along a line is at most a clip",
)


# The claims

_GIVEN = (SMOOTHED_GAP, INPUT_GAP, LIPSCHITZ_OR_FLAT, RANGE, SIGMA)
_SHARP_GIVEN = (SMOOTHED_GAP, INPUT_GAP, LIPSCHITZ, RANGE, SIGMA)
_FIELDS = ("smoothed_gap", "input_gap", "lipschitz", "sigma", "range")

PRINTED = Claim(
    id="smoothgrad.lipschitz_printed",
    fields=(*_FIELDS, "total_variation"),
    premises=(*_GIVEN, SMOOTHED, MEANS_APART, VARIATION, CONCAVE),
    value=lambda xp, smoothed_gap: smoothed_gap,
    interval=_printed,
    trivial=_trivial,
    source=PROPOSITION,
    statement="|f_σ(x) − f_σ(x̃)| ≤ min(L, R/(2σ)) ‖x − x̃‖",
    theory="false",
    remark="the proof takes ∫|p − q| for the total variation distance, and bounds half of it",
    tightness="zero",
)

SOUND = Claim(
    id="smoothgrad.lipschitz",
    fields=PRINTED.fields,
    premises=PRINTED.premises,
    value=PRINTED.value,
    interval=_sound,
    trivial=_trivial,
    source=f"{PROPOSITION}, made sound",
    statement="|f_σ(x) − f_σ(x̃)| ≤ min(L, √(2/π) R/σ) ‖x − x̃‖",
    theory="true",
    remark="approached by a steep clip and by a flat one",
    tightness="zero",
)

SHARP = Claim(
    id="smoothgrad.lipschitz_sharp",
    fields=(*_FIELDS, "smoothed_slope"),
    premises=(*_SHARP_GIVEN, WITHIN_SLOPE, SLOPE_OF_CLIP),
    value=PRINTED.value,
    interval=_sharp,
    trivial=_trivial,
    source=f"{PROPOSITION}, sharpened",
    statement="|f_σ(x) − f_σ(x̃)| ≤ L erf(R/(√2 L σ)) ‖x − x̃‖",
    theory="true",
    remark="the best Lipschitz constant: f = clip(Lx, −R, R) has it at 0",
    tightness="zero",
)

GAP = Claim(
    id="smoothgrad.lipschitz_gap",
    fields=(*_FIELDS, "line_gap"),
    premises=(*_SHARP_GIVEN, MEAN_OF_LINES, NO_STEEPER_LINE),
    value=PRINTED.value,
    interval=_gap,
    trivial=_trivial,
    source=f"{PROPOSITION}, sharpened at every distance",
    statement="|f_σ(x) − f_σ(x̃)| ≤ 2 E clip(L(‖x − x̃‖/2 + σu), −R, R), u ~ N(0, 1)",
    theory="true",
    remark="attained at every distance, by a clip with its middle half way between x and x̃",
    tightness="zero",
)

CLAIMS = (PRINTED, SOUND, SHARP, GAP)
