"""Facts about linear maps and kernels."""

from bounds.facts.inner_products import cauchy_schwarz
from bounds.facts.statement import Axiom, Fact
from bounds.meaning.terms import cosine, inner, norm, numbers, sine, vectors

_u, _v, _k = vectors("u", "v", "k")
_ridge, _size, _root, _t, _pi = numbers("β", "κ", "ρ", "t", "π")

solution_is_near = Fact(
    "solution_is_near",
    "β‖u‖ ≤ ‖v‖ if ⟨u, v⟩ ≥ β‖u‖²",
    (_u, _v, _ridge),
    (_ridge * norm(_u) <= norm(_v),),
    hypotheses=(_ridge * inner(_u, _u) <= inner(_u, _v),),
    because=(cauchy_schwarz(_u, _v),),
)
"""How far the solution u of Bu = v is from 0, if no eigenvalue of B is below β."""

score_is_near = Fact(
    "score_is_near",
    "|⟨k, u⟩| ≤ ρ‖v‖ if ⟨k, u⟩² ≤ κ (⟨u, v⟩ − β‖u‖²), ρ²β = κ and ρ ≥ 0",
    (_k, _u, _v, _ridge, _size, _root),
    (abs(inner(_k, _u)) <= _root * norm(_v),),
    hypotheses=(
        inner(_k, _u) * inner(_k, _u) <= _size * (inner(_u, _v) - _ridge * inner(_u, _u)),
        (_root * _root * _ridge).equals(_size),
        _root >= 0,
    ),
    because=(cauchy_schwarz(_u, _v),),
)
"""How far a kernel model's score moves if its weights move by the solution u of (K + βI)u = v; κ is K(x, x)."""

sine_is = Axiom(
    "sine_is",
    "sin² t + cos² t = 1, sin 2t = 2 sin t cos t, sin(2π − 2t) = −sin 2t, π > 0",
    (_t,),
    (
        (sine(_t) * sine(_t) + cosine(_t) * cosine(_t)).equals(1),
        sine(2 * _t).equals(2 * sine(_t) * cosine(_t)),
        sine(2 * _pi - 2 * _t).equals(-sine(2 * _t)),
        _pi > 0,
    ),
    source="sine and cosine",
)
"""What is used of sine and cosine."""

sine_is_below = Axiom(
    "sine_is_below",
    "sin t ≤ t if t ≥ 0",
    (_t,),
    (sine(_t) <= _t,),
    hypotheses=(_t >= 0,),
    source="sine has slope 1 at 0, and nowhere more",
)
"""Sine lies below its tangent at 0."""

kernel_is_flat = Fact(
    "kernel_is_flat",
    "‖t u − cos(t) v‖ ≤ ρ if ‖u‖ = ‖v‖ = 1, ⟨u, v⟩ = sin t, 0 ≤ t ≤ π, ρ² = π² + 1 and ρ ≥ 0",
    (_u, _v, _t, _root),
    (norm(_t * _u - cosine(_t) * _v) <= _root,),
    hypotheses=(
        norm(_u).equals(1),
        norm(_v).equals(1),
        inner(_u, _v).equals(sine(_t)),
        _t >= 0,
        _t <= _pi,
        (_root * _root).equals(_pi * _pi + 1),
        _root >= 0,
    ),
    because=(sine_is(_t), sine_is_below(2 * _t), sine_is_below(2 * _pi - 2 * _t)),
)
"""How steep the kernel K∞ is in its first argument: 2π∇K∞(x, x_j) / ‖x_j‖ is no longer than √(π² + 1).

u is the direction of x_j, t is π less the angle of x and x_j, and v is the direction of what x_j is across x.
"""
