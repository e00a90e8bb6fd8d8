"""The meaning of the fields of claims about a ball that holds the robust model: its centre c, its radius, a person x.

P leaves out the columns that may not change. For cells of the ball, e is the direction of c over the other columns:
c = C e + rest, with Pe = e and P rest = 0. Every centre is of this form.
"""

from bounds.meaning.linear import change_r, residual_r, w_r, x
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import Map, inner, norm, numbers, vectors

centre = vectors("c")[0]
"""The centre of the ball that holds the robust weights w_R."""

columns = Map("P", projection=True)
"""The projection on the actionable columns."""

_lam, _target, _radius = numbers("lam", "target", "ball_radius")

share_r = residual_r / (_lam + inner(columns(w_r), columns(w_r)))
"""How much of the robust weights SCFE's recourse is."""

BALL: Meaning = {
    "centre_gap": norm(centre - w_r),
    "ball_radius": norm(centre - w_r) <= _radius,
    "input_norm": norm(x),
    "score_r": inner(w_r, x),
    "centre_score": inner(centre, x),
    "residual_r": _target - inner(w_r, x),
    "centre_residual": _target - inner(centre, x),
    "norm_r": norm(columns(w_r)),
    "centre_norm": norm(columns(centre)),
}
"""The meaning of fields of a ball and a person. The radius is a bound on a distance."""

MINIMISER: Meaning = {**BALL, "cost_r": norm(share_r * columns(w_r))}
"""The meaning of fields where the recourse is the minimiser of SCFE's objective."""

CHANGE: Meaning = {**BALL, "cost_r": norm(change_r), "score_r_r": inner(w_r, x + columns(change_r))}
"""The meaning of fields where the recourse is of any method, and changes actionable columns only."""


# Cells: where w_R − c lies along e, and across

_e, _g = vectors("e", "g")
_length, _along = numbers("centre_norm", "along")

direction = columns(_e)
"""The direction of the centre over the actionable columns, e."""

along_e = _length * direction + (_g - columns(_g))
"""The centre c, C along e."""

moved = w_r - along_e
"""How far the robust model is from the centre."""

along = inner(moved, direction)
across = moved - along * direction
"""The part of it along e, and what is across."""

input_along = inner(x, direction)
input_across = x - input_along * direction
"""The same of the person."""

CELL: Meaning = {
    "ball_radius": norm(moved) <= _radius,
    "centre_norm": norm(columns(along_e)),
    "norm_r": norm(columns(w_r)),
    "residual_r": _target - inner(w_r, x),
    "centre_residual": _target - inner(along_e, x),
    "along": (_along.equals(along), norm(direction).equals(1)),
    "across": norm(across),
    "input_along": input_along,
    "input_across": norm(input_across),
}
"""The meaning of fields of a cell of the ball."""

_residual_low, _residual_high, _norm_low, _norm_high = numbers("residual_low", "residual_high", "norm_low", "norm_high")

WITHIN: Meaning = {
    "residual_r": _target - inner(w_r, x),
    "norm_r": norm(columns(w_r)),
    "cost_r": norm(share_r * columns(w_r)),
    "residual_low": _residual_low <= _target - inner(w_r, x),
    "residual_high": _target - inner(w_r, x) <= _residual_high,
    "norm_low": _norm_low <= norm(columns(w_r)),
    "norm_high": norm(columns(w_r)) <= _norm_high,
}
"""The meaning of fields where ends of the residual and of the slope are known."""
