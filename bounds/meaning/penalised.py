"""The meaning of the fields of claims about penalised training: how far the robust model w_R is from weights w.

P is the objective of penalised training, which is strongly convex: P less (μ/2)‖·‖² is convex. w_R minimises it. L is a
lower bound of P that is strongly convex too, and u minimises L. Of both functions nothing is used but these values.
"""

from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import Condition, Expression, Vector, inner, norm, numbers, vectors

w, u, w_r, g, g_low = vectors("w", "u", "w_r", "g", "g₀")
"""Weights, the minimiser of the lower bound, the robust model, and subgradients of P at w, for ε and for ε₀."""

_penalty, _gap, _mix, _distance = numbers("penalty", "duality_gap", "mix", "stop_distance")
_objective, _dual, _objective_r, _dual_r = numbers("objective", "dual_value", "objective_r", "dual_r")


def _bowl(of: Vector) -> Expression:
    """(μ/2)‖v‖²: how much a strongly convex function rises at least from its minimum."""
    return _penalty / 2 * norm(of) * norm(of)


def _is_minimal(weights: Vector) -> Condition:
    """P(w) ≥ P(w_R) + (μ/2)‖w − w_R‖², as w_R minimises P, which is strongly convex."""
    return _objective_r + _bowl(weights - w_r) <= _objective


def _is_below(weights: Vector, dual: Vector) -> tuple[Condition, ...]:
    """That, and L(w_R) ≥ L(u) + (μ/2)‖u − w_R‖², P(w_R) ≥ L(w_R)."""
    return _is_minimal(weights), _dual + _bowl(dual - w_r) <= _dual_r, _dual_r <= _objective_r


def _gaps(weights: Vector, dual: Vector) -> Meaning:
    return {
        "start_gap": norm(weights - w_r),
        "dual_start_gap": norm(dual - w_r),
        "dual_distance": norm(weights - dual),
        "centre_gap": norm(0.5 * (weights + dual) - w_r),
        "duality_gap": (_gap.equals(_objective - _dual), *_is_below(weights, dual)),
    }


GAPS = _gaps(w, u)
"""The meaning of the fields of balls from a duality gap, G = P(w) − L(u)."""

VALUES: Meaning = {"start_gap": norm(w - w_r), "dual_value": _is_below(w, u)}
"""The meaning of fields where both values, P(w) and L(u), are fields."""

SUBGRADIENTS: Meaning = {
    "start_gap": norm(w - w_r),
    "descent": inner(g, w - w_r),
    "subgradient_norm": (
        numbers("subgradient_norm")[0].equals(norm(g)),
        _objective + inner(g, w_r - w) + _bowl(w - w_r) <= _objective_r,
        _is_minimal(w),
    ),
    "subgradient_low": norm(g_low),
    "subgradient_gap": norm(g - g_low),
    "centre_gap": norm(w - (1 / (2 * _penalty)) * g - w_r),
}
"""The meaning of the fields of balls from a subgradient g at w of the strongly convex P, whose minimiser is w_R:
P(w_R) ≥ P(w) + ⟨g, w_R − w⟩ + (μ/2)‖w − w_R‖²."""

_w_low, _w_high, _u_low, _u_high = vectors("w₀", "w₁", "u₀", "u₁")

stops = (_w_low - _u_low, _w_high - _u_high)
"""w − u at two stops."""

parts = ((1 - _mix) * stops[0], _mix * stops[1])
"""What w − u is made of between them."""

shares = (1 - _mix, _mix)
"""How much of each stop there is."""

STRETCHES: Meaning = {
    **_gaps((1 - _mix) * _w_low + _mix * _w_high, (1 - _mix) * _u_low + _mix * _u_high),
    "stop_distance": (norm(stops[0]) <= _distance, norm(stops[1]) <= _distance),
}
"""The meaning of fields between two stops: everything is mixed."""
