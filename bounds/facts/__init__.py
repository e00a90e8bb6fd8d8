"""Facts about vectors, proved in every dimension, and the axioms on which they rest.

A fact is applied to vectors by calling it, with terms of :mod:`bounds.meaning.terms` or with names. A premise of a
claim that names the facts from which it follows is not taken on trust:

>>> from bounds import facts
>>> from bounds.meaning.text import text
>>> text(facts.cauchy_schwarz("w", "x").conclusions[0])
'|⟨w, x⟩| ≤ ‖w‖ ‖x‖'
"""

from collections.abc import Mapping
from types import MappingProxyType

from bounds.facts.inner_products import (
    cauchy_schwarz,
    homogeneous,
    minkowski,
    non_expansive,
    projection_shrinks,
    pythagoras,
    reverse_triangle,
    triangle,
)
from bounds.facts.logistic import (
    co_coercive,
    exp_adds,
    exp_rises,
    sigmoid_between,
    sigmoid_is,
    sigmoid_is_flat,
    sigmoid_mean_value,
    sigmoid_turns,
    sigmoid_turns_up,
)
from bounds.facts.operators import kernel_is_flat, score_is_near, sine_is, sine_is_below, solution_is_near
from bounds.facts.statement import Application, Axiom, Fact, Law, Statement
from bounds.facts.sums import (
    cauchy_schwarz_of_sums,
    hoelder,
    largest_bounds,
    largest_is_one,
    squares_below_square,
    sum_is_below,
    sum_is_short,
    sums_in_order,
)

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        one.name: one
        for one in (
            *(cauchy_schwarz, triangle, reverse_triangle, homogeneous, pythagoras, projection_shrinks, non_expansive),
            *(sums_in_order, sum_is_below, sum_is_short, hoelder, cauchy_schwarz_of_sums, squares_below_square),
            *(sigmoid_between, sigmoid_turns_up, sigmoid_turns, sigmoid_is_flat, co_coercive),
            *(solution_is_near, score_is_near, kernel_is_flat),
        )
    }
)
"""The facts by name, each after those that its proof uses."""

AXIOMS: Mapping[str, Axiom] = MappingProxyType(
    {
        one.name: one
        for one in (
            *(exp_rises, exp_adds, sigmoid_is, sigmoid_mean_value),
            *(largest_bounds, largest_is_one, minkowski, sine_is, sine_is_below),
        )
    }
)
"""The axioms by name, beside those of real numbers and of inner products, and induction."""

__all__ = [
    "AXIOMS",
    "FACTS",
    "Application",
    "Axiom",
    "Fact",
    "Law",
    "Statement",
    "cauchy_schwarz",
    "cauchy_schwarz_of_sums",
    "co_coercive",
    "exp_adds",
    "exp_rises",
    "hoelder",
    "homogeneous",
    "kernel_is_flat",
    "largest_bounds",
    "largest_is_one",
    "minkowski",
    "non_expansive",
    "projection_shrinks",
    "pythagoras",
    "reverse_triangle",
    "score_is_near",
    "sigmoid_between",
    "sigmoid_is",
    "sigmoid_is_flat",
    "sigmoid_mean_value",
    "sigmoid_turns",
    "sigmoid_turns_up",
    "sine_is",
    "sine_is_below",
    "solution_is_near",
    "squares_below_square",
    "sum_is_below",
    "sum_is_short",
    "sums_in_order",
    "triangle",
]
