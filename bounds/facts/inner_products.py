"""Facts about inner products, norms and projections."""

from bounds.facts.statement import Axiom, Fact
from bounds.meaning.terms import Map, any_norm, inner, norm, numbers, vectors

_u, _v, _e, _h = vectors("u", "v", "e", "h")
_c, _rate, _smoothness = numbers("c", "η", "L")
_P = Map("P", projection=True)

cauchy_schwarz = Fact(
    "cauchy_schwarz",
    "|⟨u, v⟩| ≤ ‖u‖ ‖v‖",
    (_u, _v),
    (abs(inner(_u, _v)) <= norm(_u) * norm(_v),),
    squares=(
        inner(_v, _v) * _u - inner(_u, _v) * _v,
        inner(_u, _u) * _v - inner(_u, _v) * _u,
        _u - inner(_u, _v) * _v,
        _u,
        _v,
    ),
)
"""The Cauchy-Schwarz inequality."""

triangle = Fact(
    "triangle",
    "‖u + v‖ ≤ ‖u‖ + ‖v‖",
    (_u, _v),
    (norm(_u + _v) <= norm(_u) + norm(_v),),
    because=(cauchy_schwarz(_u, _v),),
)
"""The triangle inequality."""

reverse_triangle = Fact(
    "reverse_triangle",
    "|‖u‖ − ‖v‖| ≤ ‖u − v‖",
    (_u, _v),
    (abs(norm(_u) - norm(_v)) <= norm(_u - _v),),
    because=(cauchy_schwarz(_u, _v),),
)
"""The reverse triangle inequality."""

homogeneous = Fact(
    "homogeneous",
    "‖c u‖ = |c| ‖u‖",
    (_c, _u),
    (norm(_c * _u).equals(abs(_c) * norm(_u)),),
)
"""A multiple of a vector is as many times as long."""

pythagoras = Fact(
    "pythagoras",
    "‖u + v‖² = ‖u‖² + ‖v‖² if ⟨u, v⟩ = 0",
    (_u, _v),
    ((norm(_u + _v) * norm(_u + _v)).equals(norm(_u) * norm(_u) + norm(_v) * norm(_v)),),
    hypotheses=(inner(_u, _v).equals(0),),
)
"""Pythagoras' theorem."""

projection_shrinks = Fact(
    "projection_shrinks",
    "‖Pu‖ ≤ ‖u‖ for an orthogonal projection P",
    (_P, _u),
    (norm(_P(_u)) <= norm(_u),),
    squares=(_u - _P(_u), _P(_u)),
)
"""A projection makes no vector longer: leaving columns out does not."""

non_expansive = Fact(
    "non_expansive",
    "‖e − ηh‖ ≤ ‖e‖ if L⟨e, h⟩ ≥ ‖h‖², L ≥ 0, η ≥ 0 and ηL ≤ 2",
    (_e, _h, _rate, _smoothness),
    (norm(_e - _rate * _h) <= norm(_e),),
    hypotheses=(
        norm(_h) * norm(_h) <= _smoothness * inner(_e, _h),
        _smoothness >= 0,
        _rate >= 0,
        _rate * _smoothness <= 2,
    ),
    because=(cauchy_schwarz(_e, _h),),
)
"""A gradient step brings two points no further apart, if the gradients are co-coercive."""

minkowski = Axiom(
    "minkowski",
    "‖u + v‖_p ≤ ‖u‖_p + ‖v‖_p and ‖−u‖_p = ‖u‖_p",
    (_u, _v),
    (any_norm(_u + _v) <= any_norm(_u) + any_norm(_v),),
    source="an ℓp norm is a norm",
)
"""The triangle inequality of any norm."""
