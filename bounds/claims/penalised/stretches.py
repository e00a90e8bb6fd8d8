"""One ball for every ε between two stops, whose radius falls with the square of how far apart they are.

At ε₀ there are weights w₀ with α₀, v₀, ᾱ₀, κ₀ = ε₀ᾱ₀, and π₀ of a length ‖π₀‖_p ≤ κ₀; at ε₁ likewise. For θ from 0 to
1 mix all of them: w = (1 − θ)w₀ + θw₁, and α, v, ᾱ, κ, π likewise. Then ‖π‖_p ≤ κ, so that with ε = κ/ᾱ, which runs
from ε₀ to ε₁ as θ does,

    P_ε(w') ≥ L(w') = mean v_i H(α_i) − ⟨v − π, w'⟩ + (μ/2)‖w'‖²,

whose minimiser u = (v − π)/μ is mixed likewise. As for the balls of one ε, G = P_ε(w) − L(u) bounds how far w and u
are from w_R(ε). What P_ε(w) has beyond (μ/2)‖w − u‖² is κ‖w_T‖_q − ⟨π, w⟩ ≥ 0, which is bilinear in the ends, and
F = mean v_i (log(1 + e^(−m_i)) + α_i m_i − H(α_i)), which is 0 where σ(−m_i) = α_i, and grows with no more than a
quarter of the square of the distance from there.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.penalised.balls import (
    BOTH_WITHIN_GAP,
    DUAL_DISTANCE,
    DUAL_START_GAP,
    DUALITY_GAP,
    GAP_SHARP,
    PARALLELOGRAM,
)
from bounds.claims.penalised.premises import CENTRE_GAP, PENALTY, START_GAP
from bounds.facts.inner_products import homogeneous, triangle
from bounds.meaning.meaning import picked
from bounds.meaning.penalised import STRETCHES, parts, shares, stops
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative

# The bound


def _stretch(
    xp: Ops, penalty: Scalar, stop_distance: Scalar, stop_slack: Scalar, slack_across: Scalar, margin_square: Scalar
) -> tuple[Scalar, Scalar]:
    slack = xp.maximum(stop_slack, stop_slack / 2.0 + slack_across / 4.0)
    return 0.0, xp.sqrt(stop_distance * stop_distance / 4.0 + (slack + margin_square / 8.0) / penalty)


# Premises


def _gap_split(
    xp: Ops, duality_gap: Scalar, penalty: Scalar, dual_distance: Scalar, push_slack: Scalar, margin_lag: Scalar
) -> Truth:
    return xp.le(duality_gap, penalty * dual_distance * dual_distance / 2.0 + push_slack + margin_lag)


def _slack_mixed(xp: Ops, push_slack: Scalar, mix: Scalar, stop_slack: Scalar, slack_across: Scalar) -> Truth:
    across = mix * (1.0 - mix)
    return xp.le(push_slack, (1.0 - 2.0 * across) * stop_slack + across * slack_across)


MIX = Premise("0 ≤ θ ≤ 1", Kind.DOMAIN, lambda xp, mix: (mix >= 0.0) & (mix <= 1.0), "between the stops")
STOP_DISTANCE = Premise("A ≥ 0", Kind.DOMAIN, lambda xp, stop_distance: stop_distance >= 0.0, "a norm")
STOP_SLACK = Premise("S ≥ 0", Kind.DOMAIN, lambda xp, stop_slack: stop_slack >= 0.0, "Hölder's inequality")
MARGIN_SQUARE = Premise("D² ≥ 0", Kind.DOMAIN, lambda xp, margin_square: margin_square >= 0.0, "a mean of squares")
SLACK_ACROSS = Premise(
    "s₀₁ + s₁₀ ≥ 0", Kind.DOMAIN, lambda xp, slack_across: slack_across >= 0.0, "Hölder's inequality"
)
GAP_SPLIT = Premise(
    "G ≤ (μ/2)‖w − u‖² + s + F", Kind.INEQUALITY, _gap_split, "G written out, with ⟨v, w⟩ = ⟨μu + π, w⟩"
)
DISTANCE_MIXED = Premise(
    "‖w − u‖ ≤ A",
    Kind.INEQUALITY,
    lambda xp, dual_distance, stop_distance: xp.le(dual_distance, stop_distance),
    "triangle inequality: w − u is a mix of w₀ − u₀ and w₁ − u₁",
    because=(triangle(*parts), *map(homogeneous, shares, stops)),
)
SLACK_MIXED = Premise(
    "s ≤ ((1 − θ)² + θ²)S + θ(1 − θ)(s₀₁ + s₁₀)",
    Kind.INEQUALITY,
    _slack_mixed,
    "s = κ‖w_T‖_q − ⟨π, w⟩ is at most bilinear in the ends, as ‖·‖_q is convex",
)
LAG = Premise(
    "F ≤ D²/8",
    Kind.INEQUALITY,
    lambda xp, margin_lag, margin_square: xp.le(margin_lag, margin_square / 8.0),
    "F is least, 0, where σ(−m_i) = α_i, and σ has no slope above 1/4",
)


# The claim

_FIELDS = (
    *("centre_gap", "penalty", "stop_distance", "stop_slack", "slack_across", "margin_square"),
    *("mix", "start_gap", "dual_start_gap", "dual_distance", "duality_gap", "push_slack", "margin_lag"),
)

STRETCH = Claim(
    id="penalised.stretch",
    fields=_FIELDS,
    premises=(
        *(PENALTY, MIX, START_GAP, DUAL_START_GAP, DUAL_DISTANCE, CENTRE_GAP, DUALITY_GAP),
        *(STOP_DISTANCE, STOP_SLACK, SLACK_ACROSS, MARGIN_SQUARE),
        *(BOTH_WITHIN_GAP, PARALLELOGRAM, GAP_SPLIT, DISTANCE_MIXED, SLACK_MIXED, LAG),
    ),
    value=GAP_SHARP.value,
    interval=_stretch,
    trivial=non_negative,
    source="penalised.gap_sharp, for every ε from ε₀ to ε₁",
    statement="‖(w + u)/2 − w_R(ε)‖ ≤ √(A²/4 + (max(S, S/2 + (s₀₁ + s₁₀)/4) + D²/8)/μ), ε₀ ≤ ε ≤ ε₁",
    theory="true",
    tightness="zero",
    remark="about a point between those of the ends; where both are optima and no weight enters, falls with (ε₁ − ε₀)²",
    meaning=picked(STRETCHES, _FIELDS),
)

CLAIMS = (STRETCH,)
