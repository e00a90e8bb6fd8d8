"""The cost of one person's recourse when the robust model w_R lies in a ball about c: residual and slope together.

Let ĉ be the direction of c over the actionable columns, C its length there, and split w_R − c into d along ĉ and a rest
across, of length r: d² + r² ≤ R². With x₁ = ⟨x, ĉ⟩ and x⊥ = x − x₁ĉ, which has all columns,

    |m_R − (m_c − d x₁)| ≤ r‖x⊥‖,    C + d ≤ b,    b² ≤ (C + d)² + r² ≤ C² + 2Cd + R².

So one number d bounds both. Where it lies in a cell, the first two claims bound m_R and b, and the third the cost
|m_R| g(b), g(t) = t/(λ + t²). Cells that cover [−R, R] bracket the least and the largest cost over the ball: the hull
of their intervals holds the cost. With finer cells it comes near to what weights of the ball attain; what is left is of
the second order in R/C, because the rest cannot be all in the slope and all in the residual.
"""

from bounds.claim import Claim, Kind, Premise
from bounds.claims.penalised.people import CENTRE_NORM, COST, COST_BY_PARTS, RADIUS
from bounds.claims.premises import LAM, NORM_R
from bounds.facts.inner_products import cauchy_schwarz, projection_shrinks
from bounds.meaning.balls import CELL, WITHIN, across, columns, direction, input_across
from bounds.meaning.linear import w_r
from bounds.meaning.meaning import picked
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import non_negative, positive_part, unit_cost_ends

# The bounds


def _residual(
    xp: Ops,
    centre_residual: Scalar,
    ball_radius: Scalar,
    input_along: Scalar,
    input_across: Scalar,
    along_low: Scalar,
    along_high: Scalar,
) -> tuple[Scalar, Scalar]:
    nearest = xp.maximum(xp.maximum(along_low, -along_high), 0.0)
    spread = xp.sqrt(positive_part(xp, ball_radius * ball_radius - nearest * nearest)) * input_across
    first, last = centre_residual - along_low * input_along, centre_residual - along_high * input_along
    return xp.minimum(first, last) - spread, xp.maximum(first, last) + spread


def _norm(
    xp: Ops, centre_norm: Scalar, ball_radius: Scalar, along_low: Scalar, along_high: Scalar
) -> tuple[Scalar, Scalar]:
    square = centre_norm * centre_norm + 2.0 * centre_norm * along_high + ball_radius * ball_radius
    return positive_part(xp, centre_norm + along_low), xp.sqrt(positive_part(xp, square))


def _cost(
    xp: Ops, residual_low: Scalar, residual_high: Scalar, norm_low: Scalar, norm_high: Scalar, lam: Scalar
) -> tuple[Scalar, Scalar]:
    least, most = unit_cost_ends(xp, norm_low, norm_high, lam)
    smallest = positive_part(xp, xp.maximum(residual_low, -residual_high))
    return smallest * least, xp.maximum(-residual_low, residual_high) * most


# Premises


def _in_cell(xp: Ops, along: Scalar, along_low: Scalar, along_high: Scalar) -> Truth:
    return (along_low <= along) & (along <= along_high)


def _split(xp: Ops, along: Scalar, across: Scalar, ball_radius: Scalar) -> Truth:
    return xp.le(along * along + across * across, ball_radius * ball_radius)


def _residual_split(
    xp: Ops,
    residual_r: Scalar,
    centre_residual: Scalar,
    along: Scalar,
    input_along: Scalar,
    across: Scalar,
    input_across: Scalar,
) -> Truth:
    return xp.le(xp.abs(residual_r - (centre_residual - along * input_along)), across * input_across)


def _norm_below(xp: Ops, norm_r: Scalar, centre_norm: Scalar, along: Scalar, across: Scalar) -> Truth:
    turned = centre_norm + along
    return xp.le(norm_r * norm_r, turned * turned + across * across)


def _residual_within(xp: Ops, residual_low: Scalar, residual_r: Scalar, residual_high: Scalar) -> Truth:
    return xp.le(residual_low, residual_r) & xp.le(residual_r, residual_high)


def _norm_within(xp: Ops, norm_low: Scalar, norm_r: Scalar, norm_high: Scalar) -> Truth:
    return xp.le(norm_low, norm_r) & xp.le(norm_r, norm_high)


ACROSS = Premise("r ≥ 0", Kind.DOMAIN, lambda xp, across: across >= 0.0, "a norm")
INPUT_ACROSS = Premise("‖x⊥‖ ≥ 0", Kind.DOMAIN, lambda xp, input_across: input_across >= 0.0, "a norm")
NORM_LOW = Premise("b₋ ≥ 0", Kind.DOMAIN, lambda xp, norm_low: norm_low >= 0.0, "a bound on a norm")
IN_CELL = Premise("d₋ ≤ d ≤ d₊", Kind.HYPOTHESIS, _in_cell, "one cell of [−R, R]")
SPLIT = Premise("d² + r² ≤ R²", Kind.LEMMA, _split, "Pythagoras, and the claim that gives the ball")
RESIDUAL_SPLIT = Premise(
    "|m_R − (m_c − d x₁)| ≤ r‖x⊥‖",
    Kind.INEQUALITY,
    _residual_split,
    "Cauchy-Schwarz",
    because=(cauchy_schwarz(across, input_across),),
)
NORM_ABOVE = Premise(
    "C + d ≤ b",
    Kind.INEQUALITY,
    lambda xp, norm_r, centre_norm, along: xp.le(centre_norm + along, norm_r),
    "no part of a vector is longer than the vector",
    because=(cauchy_schwarz(columns(w_r), direction),),
)
NORM_BELOW = Premise(
    "b² ≤ (C + d)² + r²",
    Kind.INEQUALITY,
    _norm_below,
    "Pythagoras; fewer columns only shrink r",
    because=(projection_shrinks(columns, across),),
)
RESIDUAL_WITHIN = Premise("m₋ ≤ m_R ≤ m₊", Kind.LEMMA, _residual_within, "penalised.residual_along")
NORM_WITHIN = Premise("b₋ ≤ b ≤ b₊", Kind.LEMMA, _norm_within, "penalised.norm_along")


# The claims

_CELL = ("ball_radius", "along_low", "along_high", "along", "across")
_RESIDUAL = ("residual_r", "centre_residual", "input_along", "input_across", *_CELL)
_NORM = ("norm_r", "centre_norm", *_CELL)
_COST = ("cost_r", "residual_low", "residual_high", "norm_low", "norm_high", "lam", "residual_r", "norm_r")

RESIDUAL_ALONG = Claim(
    id="penalised.residual_along",
    fields=_RESIDUAL,
    premises=(RADIUS, ACROSS, INPUT_ACROSS, IN_CELL, SPLIT, RESIDUAL_SPLIT),
    value=lambda xp, residual_r: residual_r,
    interval=_residual,
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="Cauchy-Schwarz across c",
    statement="|m_R − (m_c − d x₁)| ≤ √(R² − d²)‖x⊥‖, for every d of a cell",
    theory="true",
    remark="weights of the ball attain both ends for each d",
    meaning=picked(CELL, _RESIDUAL),
)

NORM_ALONG = Claim(
    id="penalised.norm_along",
    fields=_NORM,
    premises=(RADIUS, CENTRE_NORM, NORM_R, ACROSS, IN_CELL, SPLIT, NORM_ABOVE, NORM_BELOW),
    value=lambda xp, norm_r: norm_r,
    interval=_norm,
    trivial=non_negative,
    source="Pythagoras",
    statement="C + d ≤ b ≤ √(C² + 2Cd + R²), for every d of a cell",
    theory="true",
    remark="weights of the ball attain both ends for each d",
    meaning=picked(CELL, _NORM),
)

COST_ALONG = Claim(
    id="penalised.cost_along",
    fields=_COST,
    premises=(LAM, NORM_LOW, NORM_R, COST, RESIDUAL_WITHIN, NORM_WITHIN),
    value=COST_BY_PARTS.value,
    interval=_cost,
    trivial=non_negative,
    source="residual and slope in a cell",
    statement="max(m₋, −m₊, 0) min_I g ≤ ‖ζ_R‖ ≤ max(−m₋, m₊) max_I g, I = [b₋, b₊]",
    theory="true",
    remark="with the ends of the two claims before; cells that cover [−R, R] bracket the cost over the ball",
    meaning=picked(WITHIN, _COST),
)

CLAIMS = (RESIDUAL_ALONG, NORM_ALONG, COST_ALONG)
