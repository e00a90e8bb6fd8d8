"""What is certain of one person x when the robust model w_R lies in a ball ‖w_R − c‖ ≤ R: score, validity, and cost.

C and b are the norms of c and of w_R over the actionable columns, m_c = s − c·x and m_R = s − w_R·x the residuals, and
g(t) = t/(λ + t²), so that SCFE's recourse costs |m_R| g(b). Here the cost is bounded by residual and slope one by one;
:mod:`bounds.claims.penalised.cells` takes them together.
"""

from bounds.claim import Claim, Kind, Premise, definition, substitute
from bounds.claims import cost
from bounds.claims.penalised.premises import CENTRE_GAP
from bounds.claims.premises import INPUT_NORM, LAM, NORM_R
from bounds.facts.inner_products import cauchy_schwarz, homogeneous, projection_shrinks, reverse_triangle
from bounds.meaning.balls import BALL, CHANGE, MINIMISER, centre, columns, share_r
from bounds.meaning.linear import change_r, w_r, x
from bounds.meaning.meaning import picked
from bounds.ops import Ops, Scalar, Truth
from bounds.scalars import cost_floor, non_negative, positive_part, unit_cost_ends

# The bounds


def _score(xp: Ops, centre_score: Scalar, ball_radius: Scalar, input_norm: Scalar) -> tuple[Scalar, Scalar]:
    off = ball_radius * input_norm
    return centre_score - off, centre_score + off


def _validity(xp: Ops, centre_score: Scalar, ball_radius: Scalar, input_norm: Scalar) -> tuple[Scalar, Scalar]:
    low, high = _score(xp, centre_score, ball_radius, input_norm)
    return xp.sigmoid(low), xp.sigmoid(high)


def _cost(
    xp: Ops, centre_residual: Scalar, centre_norm: Scalar, ball_radius: Scalar, input_norm: Scalar, lam: Scalar
) -> tuple[Scalar, Scalar]:
    size, off = xp.abs(centre_residual), ball_radius * input_norm
    low, high = positive_part(xp, centre_norm - ball_radius), centre_norm + ball_radius
    least, most = unit_cost_ends(xp, low, high, lam)
    return positive_part(xp, size - off) * least, (size + off) * most


def _floor(
    xp: Ops, threshold: Scalar, centre_score: Scalar, ball_radius: Scalar, input_norm: Scalar, centre_norm: Scalar
) -> tuple[Scalar, Scalar]:
    return cost_floor(xp, threshold - centre_score - ball_radius * input_norm, centre_norm + ball_radius)


def _least(
    xp: Ops, threshold: Scalar, centre_score: Scalar, ball_radius: Scalar, input_norm: Scalar, centre_norm: Scalar
) -> tuple[Scalar, Scalar]:
    missing, off = threshold - centre_score, ball_radius * input_norm
    lower = positive_part(xp, missing - off) / (centre_norm + ball_radius)
    return lower, positive_part(xp, missing + off) / (centre_norm - ball_radius)


# Premises


def _scores_apart(xp: Ops, score_r: Scalar, centre_score: Scalar, centre_gap: Scalar, input_norm: Scalar) -> Truth:
    return xp.le(xp.abs(score_r - centre_score), centre_gap * input_norm)


def _residuals_apart(
    xp: Ops, residual_r: Scalar, centre_residual: Scalar, centre_gap: Scalar, input_norm: Scalar
) -> Truth:
    return xp.le(xp.abs(residual_r - centre_residual), centre_gap * input_norm)


def _norms_apart(xp: Ops, norm_r: Scalar, centre_norm: Scalar, centre_gap: Scalar) -> Truth:
    return xp.le(xp.abs(norm_r - centre_norm), centre_gap)


def _reached(xp: Ops, score_r_r: Scalar, score_r: Scalar, norm_r: Scalar, cost_r: Scalar) -> Truth:
    return xp.le(score_r_r, score_r + norm_r * cost_r)


RADIUS = Premise("R ≥ 0", Kind.DOMAIN, lambda xp, ball_radius: ball_radius >= 0.0, "a radius")
CENTRE_NORM = Premise("C ≥ 0", Kind.DOMAIN, lambda xp, centre_norm: centre_norm >= 0.0, "a norm")
DIVISOR = Premise(
    "C + R > 0", Kind.DOMAIN, lambda xp, centre_norm, ball_radius: centre_norm + ball_radius > 0.0, "divisor"
)
SLOPE = Premise("b > 0", Kind.DOMAIN, lambda xp, norm_r: norm_r > 0.0, "divisor")
STEEP_CENTRE = Premise(
    "C − R > 0", Kind.DOMAIN, lambda xp, centre_norm, ball_radius: centre_norm - ball_radius > 0.0, "divisor"
)
IN_BALL = Premise(
    "‖c − w_R‖ ≤ R",
    Kind.LEMMA,
    lambda xp, centre_gap, ball_radius: xp.le(centre_gap, ball_radius),
    "penalised.gap, gap_sharp, gradient, steps, range, or range_sharp",
)
SCORES_APART = Premise(
    "|f_R(x) − c·x| ≤ ‖c − w_R‖‖x‖",
    Kind.INEQUALITY,
    _scores_apart,
    "Cauchy-Schwarz",
    because=(cauchy_schwarz(w_r - centre, x),),
)
RESIDUALS_APART = Premise(
    "|m_R − m_c| ≤ ‖c − w_R‖‖x‖",
    Kind.INEQUALITY,
    _residuals_apart,
    "Cauchy-Schwarz",
    because=(cauchy_schwarz(w_r - centre, x),),
)
NORMS_APART = Premise(
    "|b − C| ≤ ‖c − w_R‖",
    Kind.INEQUALITY,
    _norms_apart,
    "reverse triangle inequality; leaving columns out only shrinks the difference",
    because=(reverse_triangle(columns(w_r), columns(centre)), projection_shrinks(columns, centre - w_r)),
)
REACHED = Premise(
    "f_R(x'_R) ≤ f_R(x) + b‖ζ_R‖",
    Kind.INEQUALITY,
    _reached,
    "Cauchy-Schwarz",
    because=(cauchy_schwarz(columns(w_r), change_r),),
)
COST = definition(
    "‖ζ_R‖ = |m_R| g(b)",
    "cost_r",
    substitute(cost.cost_of_r, {"slope_r": "norm_r"}),
    "minimiser of Krishna et al. 2024, Eq. 2",
    (homogeneous(share_r, columns(w_r)),),
)


# The claims

_BALL = (RADIUS, INPUT_NORM, CENTRE_GAP, IN_BALL)
_SCORE = ("score_r", "centre_score", "ball_radius", "input_norm", "centre_gap")
_COST = (
    *("cost_r", "centre_residual", "centre_norm", "ball_radius", "input_norm", "lam"),
    *("residual_r", "norm_r", "centre_gap"),
)
_FLOOR = (
    *("cost_r", "threshold", "centre_score", "centre_norm", "ball_radius", "input_norm"),
    *("score_r", "score_r_r", "norm_r", "centre_gap"),
)
_LEAST = (
    *("threshold", "score_r", "norm_r"),
    *("centre_score", "centre_norm", "ball_radius", "input_norm", "centre_gap"),
)

SCORE = Claim(
    id="penalised.score",
    fields=_SCORE,
    premises=(*_BALL, SCORES_APART),
    value=lambda xp, score_r: score_r,
    interval=_score,
    trivial=lambda xp: (-xp.inf, xp.inf),
    source="Cauchy-Schwarz",
    statement="|f_R(x) − c·x| ≤ R‖x‖ if ‖w_R − c‖ ≤ R",
    theory="true",
    remark="weights of the ball attain both ends",
    meaning=picked(BALL, _SCORE),
)

VALIDITY = Claim(
    id="penalised.validity",
    fields=SCORE.fields,
    premises=SCORE.premises,
    value=lambda xp, score_r: xp.sigmoid(score_r),
    interval=_validity,
    trivial=lambda xp: (0.0, 1.0),
    source="penalised.score, through σ",
    statement="σ(c·x − R‖x‖) ≤ σ(f_R(x)) ≤ σ(c·x + R‖x‖) if ‖w_R − c‖ ≤ R",
    theory="true",
    remark="for x'_R in the place of x: the validity of a recourse",
    meaning=SCORE.meaning,
)

COST_BY_PARTS = Claim(
    id="penalised.cost",
    fields=_COST,
    premises=(LAM, *_BALL, CENTRE_NORM, NORM_R, COST, RESIDUALS_APART, NORMS_APART),
    value=lambda xp, cost_r: cost_r,
    interval=_cost,
    trivial=non_negative,
    source="residual and slope in a ball, one by one",
    statement="(|m_c| − R‖x‖)₊ min_I g ≤ ‖ζ_R‖ ≤ (|m_c| + R‖x‖) max_I g, I = [(C − R)₊, C + R]",
    theory="true",
    remark="attained if x is along c; else penalised.cost_along is sharper",
    meaning=picked(MINIMISER, _COST),
)

FLOOR = Claim(
    id="penalised.floor",
    fields=_FLOOR,
    premises=(*_BALL, CENTRE_NORM, NORM_R, DIVISOR, cost.COST, cost.REACHES, SCORES_APART, NORMS_APART, REACHED),
    value=COST_BY_PARTS.value,
    interval=_floor,
    trivial=non_negative,
    source="Cauchy-Schwarz, for every recourse method",
    statement="‖ζ_R‖ ≥ (t − c·x − R‖x‖)₊ / (C + R) if f_R(x'_R) ≥ t",
    theory="true",
    tightness="zero",
    remark="for every method, not only SCFE",
    meaning=picked(CHANGE, _FLOOR),
)

LEAST = Claim(
    id="penalised.least",
    fields=_LEAST,
    premises=(*_BALL, CENTRE_NORM, SLOPE, STEEP_CENTRE, SCORES_APART, NORMS_APART),
    value=lambda xp, threshold, score_r, norm_r: positive_part(xp, threshold - score_r) / norm_r,
    interval=_least,
    trivial=non_negative,
    source="Cauchy-Schwarz, attained by the step along w_R",
    statement="(t − c·x − R‖x‖)₊/(C + R) ≤ (t − f_R(x))₊/b ≤ (t − c·x + R‖x‖)₊/(C − R)",
    theory="true",
    remark="the cost of the cheapest recourse to the score t, where R < C; both ends are attained",
    meaning=picked(BALL, _LEAST),
)

CLAIMS = (SCORE, VALIDITY, COST_BY_PARTS, FLOOR, LEAST)
