"""Facts about sums over rows, proved by induction: of no row, and of one row more.

A row is a training instance, or a column of a vector.
"""

from bounds.facts.inner_products import homogeneous, triangle
from bounds.facts.statement import Axiom, Fact
from bounds.meaning.terms import largest, norm, numbers, numbers_of_each_row, of_each_row, total

(_x,) = of_each_row("x")
_v, _t, _a, _b = numbers_of_each_row("v", "t", "a", "b")
_bound = numbers("B")[0]
_long = (_v * _t) * _x

sums_in_order = Fact(
    "sums_in_order",
    "Σ a_i ≤ Σ b_i if a_i ≤ b_i for all i",
    (_a, _b),
    (total(_a) <= total(_b),),
    hypotheses=(_a <= _b,),
    by_rows=True,
)
"""Smaller numbers have a smaller sum."""

sum_is_short = Fact(
    "sum_is_short",
    "‖Σ v_i t_i x_i‖ ≤ B Σ v_i ‖x_i‖ if v_i ≥ 0 and |t_i| ≤ B for all i",
    (_v, _t, _x, _bound),
    (norm(total(_long)) <= _bound * total(_v * norm(_x)),),
    hypotheses=(_v >= 0, abs(_t) <= _bound),
    because=(triangle(total(_long), _long), homogeneous(_v * _t, _x)),
    by_rows=True,
)
"""The triangle inequality over all rows, for vectors with factors that have a bound."""

sum_is_below = Fact(
    "sum_is_below",
    "‖Σ x_i‖ ≤ Σ b_i if ‖x_i‖ ≤ b_i for all i",
    (_x, _b),
    (norm(total(_x)) <= total(_b),),
    hypotheses=(norm(_x) <= _b,),
    because=(triangle(total(_x), _x),),
    by_rows=True,
)
"""The triangle inequality over all rows, for vectors that have bounds."""

hoelder = Fact(
    "hoelder",
    "|Σ a_j b_j| ≤ B Σ |a_j| if |b_j| ≤ B for all j",
    (_a, _b, _bound),
    (abs(total(_a * _b)) <= _bound * total(abs(_a)),),
    hypotheses=(abs(_b) <= _bound,),
    by_rows=True,
)
"""Hölder's inequality for p = 1 and p = ∞: what an attack of radius B does to a score."""

cauchy_schwarz_of_sums = Fact(
    "cauchy_schwarz_of_sums",
    "(Σ v_i a_i b_i)² ≤ (Σ v_i a_i²)(Σ v_i b_i²) if v_i ≥ 0 for all i",
    (_v, _a, _b),
    (
        total(_v * _a * _b) * total(_v * _a * _b) <= total(_v * _a * _a) * total(_v * _b * _b),
        total(_v * _a * _a) >= 0,
        total(_v * _b * _b) >= 0,
    ),
    hypotheses=(_v >= 0,),
    by_rows=True,
)
"""The Cauchy-Schwarz inequality for weighted sums."""

squares_below_square = Fact(
    "squares_below_square",
    "Σ a_j² ≤ (Σ |a_j|)²",
    (_a,),
    (total(_a * _a) <= total(abs(_a)) * total(abs(_a)), total(abs(_a)) >= 0),
    by_rows=True,
)
"""The Euclidean norm is at most the ℓ1 norm."""

largest_bounds = Axiom(
    "largest_bounds",
    "a_i ≤ max_i a_i for all i",
    (_a,),
    (_a <= largest(_a),),
    source="the largest of finitely many numbers",
)
"""No number is above the largest."""

largest_is_one = Axiom(
    "largest_is_one",
    "max_i a_i ≤ B if a_i ≤ B for all i",
    (_a, _bound),
    (largest(_a) <= _bound,),
    hypotheses=(_a <= _bound,),
    source="the largest of finitely many numbers, of at least one, is one of them",
)
"""The largest number is one of them."""
