"""Facts about the logistic function σ, and about the gradient of the mean logistic loss."""

from bounds.facts.inner_products import cauchy_schwarz
from bounds.facts.statement import Axiom, Fact
from bounds.facts.sums import cauchy_schwarz_of_sums, sums_in_order
from bounds.meaning.terms import (
    exp,
    inner,
    norm,
    numbers,
    numbers_of_each_row,
    of_each_row,
    sigmoid,
    total,
    vectors,
)

_s, _t, _middle, _smoothness = numbers("s", "t", "ξ", "L")
_v, _turn, _pull = numbers_of_each_row("v", "t", "σ'")
(_z,) = of_each_row("z")
_e = vectors("e")[0]

exp_adds = Axiom(
    "exp_adds",
    "exp(s + t) = exp(s) exp(t)",
    (_s, _t),
    (exp(_s + _t).equals(exp(_s) * exp(_t)),),
    source="the exponential turns sums into products",
)
"""The exponential of a sum."""

exp_rises = Axiom(
    "exp_rises",
    "exp(t) > 0 and exp(t) ≥ 1 + t",
    (_t,),
    (exp(_t) > 0, exp(_t) >= 1 + _t),
    source="the exponential is positive, and convex with slope 1 at 0",
)
"""The exponential is positive, and above its tangent at 0."""

sigmoid_is = Axiom(
    "sigmoid_is",
    "σ(t) (1 + exp(t)) = exp(t)",
    (_t,),
    ((sigmoid(_t) * (1 + exp(_t))).equals(exp(_t)),),
    source="the definition of the logistic function",
)
"""The definition of σ."""

sigmoid_mean_value = Axiom(
    "sigmoid_mean_value",
    "σ(s) − σ(t) = σ(ξ) (1 − σ(ξ)) (s − t) for some ξ",
    (_s, _t),
    ((sigmoid(_s) - sigmoid(_t)).equals(sigmoid(_middle) * (1 - sigmoid(_middle)) * (_s - _t)),),
    exists=(_middle,),
    source="the mean value theorem; the derivative of σ is σ (1 − σ)",
)
"""The mean value theorem for σ."""

sigmoid_between = Fact(
    "sigmoid_between",
    "0 < σ(t) < 1",
    (_t,),
    (sigmoid(_t) > 0, sigmoid(_t) < 1),
    because=(exp_rises(_t), sigmoid_is(_t)),
)
"""Probabilities lie between 0 and 1."""

sigmoid_turns_up = Fact(
    "sigmoid_turns_up",
    "0 ≤ σ(s + t) − σ(s) ≤ 2 σ(t/2) − 1 = tanh(t/4) if t ≥ 0",
    (_s, _t),
    (sigmoid(_s) <= sigmoid(_s + _t), sigmoid(_s + _t) - sigmoid(_s) <= 2 * sigmoid(_t / 2) - 1),
    hypotheses=(_t >= 0,),
    because=(
        *(exp_rises(one) for one in (_s, _t / 2)),
        *(sigmoid_is(one) for one in (_s, _s + _t, _t / 2)),
        exp_adds(_s, _t),
        exp_adds(_t / 2, _t / 2),
    ),
)
"""The largest rise of σ over a distance t."""

_lower = _s + (_t - abs(_t)) / 2

sigmoid_turns = Fact(
    "sigmoid_turns",
    "|σ(s + t) − σ(s)| ≤ 2 σ(|t|/2) − 1 = tanh(|t|/4)",
    (_s, _t),
    (abs(sigmoid(_s + _t) - sigmoid(_s)) <= 2 * sigmoid(abs(_t) / 2) - 1,),
    because=(sigmoid_turns_up(_lower, abs(_t)),),
)
"""The largest change of σ over a distance t of either sign."""

sigmoid_is_flat = Fact(
    "sigmoid_is_flat",
    "4 (σ(s) − σ(t))² ≤ (σ(s) − σ(t)) (s − t)",
    (_s, _t),
    (4 * (sigmoid(_s) - sigmoid(_t)) * (sigmoid(_s) - sigmoid(_t)) <= (sigmoid(_s) - sigmoid(_t)) * (_s - _t),),
    because=(sigmoid_mean_value(_s, _t),),
)
"""σ rises, by at most a quarter of what its argument does."""

_gap = total((_v * _turn) * _z)

co_coercive = Fact(
    "co_coercive",
    "‖h‖² ≤ L ⟨e, h⟩ for h = Σ v_i t_i z_i if v_i ≥ 0, 4 t_i² ≤ t_i ⟨z_i, e⟩ and Σ v_i ⟨z_i, h⟩² ≤ 4L ‖h‖²",
    (_v, _turn, _z, _e, _smoothness),
    (norm(_gap) * norm(_gap) <= _smoothness * inner(_e, _gap),),
    hypotheses=(
        _v >= 0,
        4 * _turn * _turn <= _turn * inner(_z, _e),
        total(_v * inner(_z, _gap) * inner(_z, _gap)) <= 4 * _smoothness * norm(_gap) * norm(_gap),
    ),
    because=(
        sums_in_order(4 * _v * _turn * _turn, _v * _turn * inner(_z, _e)),
        cauchy_schwarz_of_sums(_v, _turn, inner(_z, _gap)),
        cauchy_schwarz(_e, _gap),
    ),
)
"""The gradients of the mean logistic loss are co-coercive: what Baillon and Haddad say of every smooth convex loss."""
