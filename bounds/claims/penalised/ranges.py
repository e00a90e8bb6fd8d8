"""One ball for a whole range of ε, from weights w and one or two passes over the data.

P_ε(w) rises with ε, and so does the lower bound L_ε that the same α_i give. For ε₀ ≤ ε ≤ ε₁ the gap at ε is therefore
at most P_ε₁(w) − L_ε₀(u₀), L_ε₀ with its own minimiser u₀. The radius grows like the root of ε₁ − ε₀.

The subgradient g_ε = μw − mean v_i α_i(ε) y_i x_i + ε ᾱ(ε) n, n ∈ ∂‖w_T‖_q, ᾱ = mean v_i α_i, gives a radius that grows
linearly. α_i(ε) = σ(ε‖w_T‖_q − y_i w·x_i) rises by at most (ε − ε₀)‖w_T‖_q/4, ‖n‖ ≤ c_p, and
εᾱ(ε) − ε₀ᾱ(ε₀) = (ε − ε₀) ᾱ(ε₀) + ε (ᾱ(ε) − ᾱ(ε₀)). So

    ‖g_ε − g_ε₀‖ ≤ (ε − ε₀) K,    K = c_p ᾱ(ε₀) + (‖w_T‖_q/4)(mean v_i‖x_i‖ + c_p ε),

and ‖w − w_R(ε)‖ ≤ ‖g_ε‖/μ. K rises with ε, so that the radius at ε₁ holds for the whole range.
"""

from bounds.claim import Claim, Kind, Premise, substitute
from bounds.claims.penalised.premises import PENALTY, START_GAP, STEEP, SUBGRADIENT_NORM
from bounds.facts.inner_products import triangle
from bounds.meaning.meaning import picked
from bounds.meaning.penalised import SUBGRADIENTS, VALUES, g, g_low
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative, positive_part

# The bounds


def _range(xp: Ops, objective_high: Scalar, dual_low: Scalar, penalty: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, xp.sqrt(2.0 * positive_part(xp, objective_high - dual_low) / penalty)


def _drift(
    xp: Ops,
    epsilon: Scalar,
    epsilon_low: Scalar,
    push: Scalar,
    dual_norm: Scalar,
    mean_input_norm: Scalar,
    attack_factor: Scalar,
) -> Scalar:
    """Compute (ε − ε₀) K, how far the subgradient may move."""
    rate = attack_factor * push + dual_norm / 4.0 * (mean_input_norm + attack_factor * epsilon)
    return (epsilon - epsilon_low) * rate


def _moved(xp: Ops, subgradient_low: Scalar, drift: Scalar, penalty: Scalar) -> tuple[Scalar, Scalar]:
    return 0.0, (subgradient_low + drift) / penalty


_range_sharp = substitute(_moved, {"drift": _drift})


# Premises


def _within_gap(xp: Ops, penalty: Scalar, start_gap: Scalar, objective: Scalar, dual_value: Scalar) -> Truth:
    return xp.le(penalty * start_gap * start_gap / 2.0, objective - dual_value)


def _drifted(xp: Ops, subgradient_gap: Scalar, drift: Scalar) -> Truth:
    return xp.le(subgradient_gap, drift)


WITHIN_GAP = Premise(
    "(μ/2)‖w − w_R‖² ≤ P_ε(w) − L_ε(u)", Kind.INEQUALITY, _within_gap, "strong convexity of P_ε, and P_ε(w_R) ≥ L_ε(u)"
)
OBJECTIVE_RISES = Premise(
    "P_ε(w) ≤ P_ε₁(w)",
    Kind.INEQUALITY,
    lambda xp, objective, objective_high: xp.le(objective, objective_high),
    "a larger ball holds more attacks, and ε ≤ ε₁",
)
DUAL_RISES = Premise(
    "L_ε₀(u₀) ≤ L_ε(u)",
    Kind.INEQUALITY,
    lambda xp, dual_low, dual_value: xp.le(dual_low, dual_value),
    "with the same α_i, L_ε rises with ε everywhere, and ε₀ ≤ ε",
)
EPSILON_LOW = Premise("ε₀ ≥ 0", Kind.DOMAIN, lambda xp, epsilon_low: epsilon_low >= 0.0, "a radius")
EPSILON = Premise("ε ≥ ε₀", Kind.HYPOTHESIS, lambda xp, epsilon, epsilon_low: epsilon >= epsilon_low, "the range")
SUBGRADIENTS_APART = Premise(
    "‖g_ε‖ ≤ ‖g_ε₀‖ + ‖g_ε − g_ε₀‖",
    Kind.INEQUALITY,
    lambda xp, subgradient_norm, subgradient_low, subgradient_gap: xp.le(
        subgradient_norm, subgradient_low + subgradient_gap
    ),
    "triangle inequality",
    because=(triangle(g_low, g - g_low),),
)
DRIFT = Premise(
    "‖g_ε − g_ε₀‖ ≤ (ε − ε₀) K",
    Kind.INEQUALITY,
    substitute(_drifted, {"drift": _drift}),
    "σ has no slope above 1/4, no subgradient of ‖·‖_q is longer than c_p, and triangle inequality",
)


# The claims

_RANGE = ("start_gap", "objective", "dual_value", "objective_high", "dual_low", "penalty")
_RANGE_SHARP = (
    *("start_gap", "subgradient_low", "epsilon", "epsilon_low", "push", "dual_norm", "mean_input_norm"),
    *("attack_factor", "penalty", "subgradient_norm", "subgradient_gap"),
)

RANGE = Claim(
    id="penalised.range",
    fields=_RANGE,
    premises=(PENALTY, START_GAP, WITHIN_GAP, OBJECTIVE_RISES, DUAL_RISES),
    value=lambda xp, start_gap: start_gap,
    interval=_range,
    trivial=non_negative,
    source="penalised.gap, for every ε from ε₀ to ε₁",
    statement="‖w − w_R(ε)‖ ≤ √(2(P_ε₁(w) − L_ε₀(u₀))/μ) for every ε from ε₀ to ε₁",
    theory="true",
    tightness="zero",
    remark="grows like √(ε₁ − ε₀)",
    meaning=picked(VALUES, _RANGE),
)

RANGE_SHARP = Claim(
    id="penalised.range_sharp",
    fields=_RANGE_SHARP,
    premises=(PENALTY, START_GAP, SUBGRADIENT_NORM, EPSILON_LOW, EPSILON, STEEP, SUBGRADIENTS_APART, DRIFT),
    value=RANGE.value,
    interval=_range_sharp,
    trivial=non_negative,
    source="penalised.steps, for every ε from ε₀ on",
    statement="‖w − w_R(ε)‖ ≤ (‖g_ε₀‖ + (ε − ε₀) K)/μ, K = c_p ᾱ + (‖w_T‖_q/4)(mean‖x_i‖ + c_p ε)",
    theory="true",
    tightness="zero",
    remark="grows linearly; at ε₁ it holds for every ε from ε₀ to ε₁",
    meaning=picked(SUBGRADIENTS, _RANGE_SHARP),
)

CLAIMS = (RANGE, RANGE_SHARP)
