"""The meaning of the fields of claims about explanations: gradients at two inputs x and x̃, and what is made of them.

a ⊙ b multiplies column by column. As a function of b it is a linear map, and so it is as a function of a: the map that
multiplies by the gradient at x̃ makes of x what the map that multiplies by x makes of that gradient.
"""

from typing import NamedTuple

from bounds.facts.statement import Law
from bounds.meaning.meaning import Meaning
from bounds.meaning.terms import (
    Expression,
    Map,
    Vector,
    inner,
    norm,
    numbers,
    numbers_of_each_row,
    of_each_row,
    total,
    vectors,
)

x, near, baseline = vectors("x", "x̃", "r")
gradient, gradient_near = vectors("g", "g̃")
"""The gradients at x and at x̃."""

times_input, times_gradient = Map("X"), Map("G̃")
"""The maps u ↦ x ⊙ u and u ↦ g̃ ⊙ u; of integrated gradients, u ↦ (x − r) ⊙ u."""

slope, slope_near = of_each_row("s", "s̃")
"""The gradients at the places of two paths, from the baseline r to x and to x̃; a row is a place."""

weight, place = numbers_of_each_row("v", "t")
"""The weight of each place in a mean, and how far along the paths it is, from 0 to 1."""

slopes_apart = weight * (slope - slope_near)
mean_slope, mean_slope_near = total(weight * slope), total(weight * slope_near)
"""The means of the gradients on the paths. An integral is the limit of such sums."""

_u = vectors("u")[0]
_lipschitz, _gradient_lipschitz, _gap = numbers("lipschitz", "gradient_lipschitz", "explanation_gap")
_path_gap = numbers("path_gap")[0]
_bound, _largest = numbers("input_bound", "largest_input")


def _is_below(name: str, text: str, of: Map, bound: Expression) -> Law:
    return Law(name, text, (_u,), (norm(of(_u)) <= bound * norm(_u),))


gradient_is_below = _is_below("gradient_is_below", "‖g̃ ⊙ u‖ ≤ L ‖u‖", times_gradient, _lipschitz)
"""What it means that no gradient is longer than L: none of its columns is larger."""

input_is_below = _is_below("input_is_below", "‖x ⊙ u‖ ≤ β ‖u‖", times_input, _bound)
"""What it means that ‖x‖ ≤ β: no column of x is larger."""

columns_are_below = _is_below("columns_are_below", "‖x ⊙ u‖ ≤ β_∞ ‖u‖", times_input, _largest)
"""What it means that max|x_i| ≤ β_∞."""

path_is_below = _is_below("path_is_below", "‖(x − r) ⊙ u‖ ≤ ‖x − r‖ ‖u‖", times_input, norm(x - baseline))
"""That no column of x − r is larger than ‖x − r‖."""

gradients_apart = norm(gradient - gradient_near)

GRADIENT: Meaning = {
    "explanation_gap": gradients_apart,
    "input_gap": norm(x - near),
    "gradient_lipschitz": gradients_apart <= _gradient_lipschitz * norm(x - near),
}
"""The meaning of the fields of gradients. A Lipschitz constant of the gradient is one for these two inputs."""


class Products(NamedTuple):
    """Two products of an input, or of its distance from a baseline, with a gradient: at x and at x̃.

    Attributes:
        here: The first factor at x: x, or x − r.
        there: The first factor at x̃.
        gradient: The second factor at x.
        near: The second factor at x̃.
    """

    here: Vector
    there: Vector
    gradient: Vector
    near: Vector

    @property
    def of_gradient(self) -> Vector:
        """The part of their difference that the change of the gradient makes: (x − r) ⊙ (g − g̃)."""
        return times_input(self.gradient - self.near)

    @property
    def of_input(self) -> Vector:
        """The part that the change of the input makes: (x − x̃) ⊙ g̃."""
        return times_gradient(x - near)

    @property
    def swapped(self) -> Vector:
        """(x − r) ⊙ g̃ − g̃ ⊙ (x − r), which is 0."""
        return times_input(self.near) - times_gradient(self.here)

    @property
    def meaning(self) -> Meaning:
        """What fields mean of them."""
        difference = times_input(self.gradient) - times_gradient(self.there)
        return {
            "explanation_gap": (_gap.equals(norm(difference)), norm(self.swapped).equals(0)),
            "input_gap": norm(x - near),
            "gradient_part": norm(self.of_gradient),
            "input_part": norm(self.of_input),
            "lipschitz": gradient_is_below,
            "largest_input": columns_are_below,
        }


AT_INPUTS = Products(x, near, gradient, gradient_near)
ON_PATHS = Products(x - baseline, near - baseline, mean_slope, mean_slope_near)
"""The products of gradient × input, and of integrated gradients."""

PRODUCTS: Meaning = {
    **AT_INPUTS.meaning,
    "gradient_gap": gradients_apart,
    "gradient_lipschitz": GRADIENT["gradient_lipschitz"],
    "input_bound": input_is_below,
}
"""The meaning of the fields of gradient × input."""

along_path = _gradient_lipschitz * norm(x - near) * weight * place
"""H ‖x − x̃‖ v t of each place: two places are t‖x − x̃‖ apart."""

PATHS: Meaning = {
    **ON_PATHS.meaning,
    "path_gap": norm(mean_slope - mean_slope_near),
    "gradient_lipschitz": (
        norm(slope - slope_near) <= _gradient_lipschitz * norm(x - near) * place,
        weight >= 0,
        place >= 0,
    ),
    "path_mean": total(weight * place),
    "baseline_gap": (numbers("baseline_gap")[0].equals(norm(x - baseline)), path_is_below),
    "input_bound": (norm(x) <= _bound, norm(baseline) <= _bound),
}
"""The meaning of the fields of integrated gradients."""

HALF_WAY: Meaning = {**PATHS, "path_gap": (_path_gap.equals(PATHS["path_gap"]), total(weight * place).equals(0.5))}
"""The same where the places are half way in the mean, as those of an integral are."""


# Shapley values

values, values_near, ones = vectors("φ", "φ̃", "1")
"""The values of x and x̃, and the vector (1, …, 1)."""

_score, _score_near, _along, _dim = numbers("f", "f̃", "gap_along", "dim")

difference = values - values_near

along_ones = inner(difference, ones) / inner(ones, ones) * ones
"""The part of the difference along (1, …, 1)."""

across_ones = difference - along_ones
"""The part across."""

SHAPLEY: Meaning = {
    "explanation_gap": norm(difference),
    "input_gap": norm(x - near),
    "dim": inner(ones, ones),
    "gap_along": (_along.equals(norm(along_ones)), inner(difference, ones).equals(_score - _score_near)),
    "gap_across": norm(across_ones),
    "lipschitz": abs(_score - _score_near) <= _lipschitz * norm(x - near),
}
"""The meaning of the fields of Shapley values, which add up to f(x) less a constant."""


# Whether some σ makes SmoothGrad most faithful

effects = vectors("p")[0]
"""The effects of single columns."""

_least_error, _least_cosine = numbers("least_error", "least_cosine")

EFFECTS: Meaning = {
    "gradient_norm": norm(gradient),
    "effect_norm": norm(effects),
    "gradient_error": norm(gradient - effects),
    "least_error": (_least_error <= norm(gradient - effects), _least_error <= norm(effects)),
    "least_cosine": _least_cosine * norm(gradient) * norm(effects) <= inner(gradient, effects),
}
"""The meaning of the fields of the trade-off: φ_σ goes to the gradient as σ goes to 0, and to 0 as σ grows, so that the
least error is no larger than at these ends, and the least cosine no larger than that of the gradient."""
