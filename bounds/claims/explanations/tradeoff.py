"""Theorem 5.2 of Tan and Tian 2023: whether some σ between 0 and ∞ makes SmoothGrad most faithful.

Faithfulness falls with ‖φ_σ(x) − p‖, p the effect of single columns: p_i = (f(x) − f(x with x_i := r_i))/(x_i − r_i).
G = ‖∇f(x)‖ and P = ‖p‖; φ_σ goes to ∇f as σ goes to 0, and to 0 as σ grows, for a bounded f.

The theorem assumes cos∠(φ_σ, p) > α for every σ, ν < P/G ≤ τ, and 2τ − 1 − α²ν² < 0. Its proof takes a σ̂ with
‖φ_σ̂‖ = ανG, where ‖φ_σ̂ − p‖² < (ανG)² + P² − 2α²νGP ≤ P² − α²ν²G² is less than P², by α²ν²G², and less than
‖∇f − p‖² ≥ (P − G)², by (1 + α²ν² − 2τ)G². There need be no such σ̂ if αν ≥ 1: ‖φ_σ‖ may never exceed G. With
f(t) = (√π/2) erf(t) + 15 exp(−t²), x = 0 and r = −1, all premises hold for α = .99, ν = 10.2 and τ = 10.3, where
φ_σ(0) = (1 + 2σ²)^(−1/2) and p = 10.2…, so that faithfulness only falls.

If αν < 1, some σ̂ has that norm, by continuity, and the proof goes through. More is true: if αP ≤ G, some σ̂ has the norm
αP, and ‖φ_σ̂ − p‖² ≤ (αP)² + P² − 2α²P² = (1 − α²)P². No bound is better: φ_σ may keep the angle arccos α to p.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.explanations.premises import PAPER
from bounds.facts.inner_products import reverse_triangle
from bounds.meaning.explanations import EFFECTS, effects, gradient
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import positive_part

THEOREM = f"{PAPER}, Theorem 5.2"


# The bounds


def _between(
    xp: Ops,
    gradient_error: Scalar,
    effect_norm: Scalar,
    gradient_norm: Scalar,
    alignment: Scalar,
    ratio_low: Scalar,
    ratio_high: Scalar,
) -> tuple[Scalar, Scalar]:
    share, square = alignment * alignment * ratio_low * ratio_low, gradient_norm * gradient_norm
    at_zero = gradient_error * gradient_error - (1.0 + share - 2.0 * ratio_high) * square
    return 0.0, xp.sqrt(positive_part(xp, xp.minimum(at_zero, effect_norm * effect_norm - share * square)))


def _trivial(xp: Ops, gradient_error: Scalar, effect_norm: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.minimum(gradient_error, effect_norm)


def _sharp(xp: Ops, alignment: Scalar, effect_norm: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.sqrt(1.0 - alignment * alignment) * effect_norm


# Premises


def _cosines(
    xp: Ops, gradient_error: Scalar, gradient_norm: Scalar, effect_norm: Scalar, least_cosine: Scalar
) -> Truth:
    squares = gradient_norm * gradient_norm + effect_norm * effect_norm
    error = gradient_error * gradient_error
    return xp.le(error, squares - 2.0 * least_cosine * gradient_norm * effect_norm)


def _comes_down(
    xp: Ops, least_error: Scalar, norm: Scalar, effect_norm: Scalar, least_cosine: Scalar, is_reached: Truth
) -> Truth:
    """Decide whether ‖φ_σ − p‖² comes down to norm² + P² − 2 norm P cos, where some φ_σ has that norm."""
    there = norm * norm + effect_norm * effect_norm - 2.0 * least_cosine * norm * effect_norm
    return xp.le(least_error * least_error, xp.where(is_reached, there, effect_norm * effect_norm))


def _at_share(
    xp: Ops,
    least_error: Scalar,
    alignment: Scalar,
    ratio_low: Scalar,
    gradient_norm: Scalar,
    effect_norm: Scalar,
    least_cosine: Scalar,
) -> Truth:
    share = alignment * ratio_low
    return _comes_down(xp, least_error, share * gradient_norm, effect_norm, least_cosine, share < 1.0)


def _at_best(
    xp: Ops,
    least_error: Scalar,
    alignment: Scalar,
    gradient_norm: Scalar,
    effect_norm: Scalar,
    least_cosine: Scalar,
) -> Truth:
    norm = alignment * effect_norm
    return _comes_down(xp, least_error, norm, effect_norm, least_cosine, norm < gradient_norm)


GRADIENT_NORM = Premise("G > 0", Kind.DOMAIN, lambda xp, gradient_norm: gradient_norm > 0.0, "a norm, and a divisor")
EFFECT_NORM = Premise("P > 0", Kind.DOMAIN, lambda xp, effect_norm: effect_norm > 0.0, "a norm, and a divisor")
LEAST_ERROR = Premise("inf ‖φ_σ − p‖ ≥ 0", Kind.DOMAIN, lambda xp, least_error: least_error >= 0.0, "a norm")
GRADIENT_ERROR = Premise("‖∇f − p‖ ≥ 0", Kind.DOMAIN, lambda xp, gradient_error: gradient_error >= 0.0, "a norm")
ALIGNMENT = Premise(
    "0 < α ≤ 1", Kind.DOMAIN, lambda xp, alignment: (alignment > 0.0) & (alignment <= 1.0), "a bound on a cosine"
)
RATIO_LOW = Premise("ν > 0", Kind.DOMAIN, lambda xp, ratio_low: ratio_low > 0.0, "a bound on a ratio of norms")
ALIGNED = Premise(
    "cos∠(φ_σ, p) > α for all σ", Kind.HYPOTHESIS, lambda xp, least_cosine, alignment: least_cosine > alignment, THEOREM
)
RATIO = Premise(
    "ν < P/G ≤ τ",
    Kind.HYPOTHESIS,
    lambda xp, effect_norm, gradient_norm, ratio_low, ratio_high: (
        (ratio_low * gradient_norm < effect_norm) & (effect_norm <= ratio_high * gradient_norm)
    ),
    THEOREM,
)
RATIOS = Premise(
    "2τ − 1 − α²ν² < 0",
    Kind.HYPOTHESIS,
    lambda xp, ratio_high, alignment, ratio_low: 2.0 * ratio_high - 1.0 < alignment * alignment * ratio_low * ratio_low,
    THEOREM,
)
SMALL_SHARE = Premise(
    "αν < 1", Kind.HYPOTHESIS, lambda xp, alignment, ratio_low: alignment * ratio_low < 1.0, "what the proof needs"
)
SHORT_EFFECT = Premise(
    "αP < G",
    Kind.HYPOTHESIS,
    lambda xp, alignment, effect_norm, gradient_norm: alignment * effect_norm < gradient_norm,
    "so that some φ_σ has the norm αP",
)
COSINES = Premise(
    "‖∇f − p‖² ≤ G² + P² − 2GP cos", Kind.INEQUALITY, _cosines, "law of cosines, cos the least of cos∠(φ_σ, p)"
)
TRIANGLE = Premise(
    "|P − G| ≤ ‖∇f − p‖",
    Kind.INEQUALITY,
    lambda xp, effect_norm, gradient_norm, gradient_error: xp.le(xp.abs(effect_norm - gradient_norm), gradient_error),
    "reverse triangle inequality",
    because=(reverse_triangle(effects, gradient),),
)
NEAR_ENDS = Premise(
    "inf ‖φ_σ − p‖ ≤ ‖∇f − p‖, P",
    Kind.INEQUALITY,
    lambda xp, least_error, gradient_error, effect_norm: (
        xp.le(least_error, gradient_error) & xp.le(least_error, effect_norm)
    ),
    "φ_σ goes to ∇f as σ goes to 0, and to 0 as σ grows",
)
AT_SHARE = Premise(
    "inf ‖φ_σ − p‖² ≤ (ανG)² + P² − 2ανGP cos if αν < 1",
    Kind.LEMMA,
    _at_share,
    "law of cosines at a σ̂ with ‖φ_σ̂‖ = ανG, which is there by continuity",
)
AT_BEST = Premise(
    "inf ‖φ_σ − p‖² ≤ (αP)² + P² − 2αP² cos if αP < G",
    Kind.LEMMA,
    _at_best,
    "law of cosines at a σ̂ with ‖φ_σ̂‖ = αP, which is there by continuity",
)


# The claims

_GIVEN = (GRADIENT_NORM, EFFECT_NORM, LEAST_ERROR, GRADIENT_ERROR, ALIGNMENT)
_FIELDS = ("least_error", "gradient_error", "effect_norm", "gradient_norm", "alignment")

PRINTED = Claim(
    id="smoothgrad.tradeoff_printed",
    fields=(*_FIELDS, "ratio_low", "ratio_high", "least_cosine"),
    premises=(*_GIVEN, RATIO_LOW, ALIGNED, RATIO, RATIOS, COSINES, TRIANGLE, NEAR_ENDS, AT_SHARE),
    value=lambda xp, least_error: least_error,
    interval=_between,
    trivial=_trivial,
    source=THEOREM,
    statement="some 0 < σ < ∞ is the most faithful one if cos∠(φ_σ, p) > α, ν < P/G ≤ τ, and 2τ − 1 − α²ν² < 0: there, "
    "‖φ_σ − p‖² ≤ min(‖∇f − p‖² − (1 + α²ν² − 2τ)G², P² − α²ν²G²)",
    theory="false",
    remark="the proof takes a σ̂ with ‖φ_σ̂‖ = αν‖∇f‖, which there is only if αν < 1; the inequality is what it shows",
    tightness="zero",
    meaning=EFFECTS,
)

REPAIRED = Claim(
    id="smoothgrad.tradeoff",
    fields=PRINTED.fields,
    premises=(*PRINTED.premises, SMALL_SHARE),
    value=PRINTED.value,
    interval=PRINTED.interval,
    trivial=PRINTED.trivial,
    source=f"{THEOREM}, with the hypothesis that its proof needs",
    statement="smoothgrad.tradeoff_printed if αν < 1",
    theory="true",
    remark="then ‖p‖ < ‖∇f‖; approached where P/G is ν and τ, and φ_σ keeps the angle arccos α to p",
    tightness="zero",
    meaning=EFFECTS,
)

SHARP = Claim(
    id="smoothgrad.tradeoff_sharp",
    fields=(*_FIELDS, "least_cosine"),
    premises=(*_GIVEN, ALIGNED, SHORT_EFFECT, COSINES, TRIANGLE, NEAR_ENDS, AT_BEST),
    value=PRINTED.value,
    interval=_sharp,
    trivial=_trivial,
    source=f"{THEOREM}, sharpened",
    statement="‖φ_σ − p‖ ≤ √(1 − α²) ‖p‖ at the most faithful σ, if cos∠(φ_σ, p) > α and α‖p‖ < ‖∇f‖",
    theory="true",
    remark="approached by a φ_σ that keeps the angle arccos α to p",
    tightness="zero",
    meaning=EFFECTS,
)

CLAIMS = (PRINTED, REPAIRED, SHARP)
