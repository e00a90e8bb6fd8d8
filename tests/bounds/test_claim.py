"""Claims as data: formulas by the names of their fields."""

from bounds import JAX_OPS
from bounds.claim import apply, reads, substitute


def test_substitution_renames_and_computes_fields():
    def formula(xp, slope, radius, lam):
        return lam * slope - radius

    def product(xp, delta, input_norm):
        return delta * input_norm

    linear = substitute(formula, {"slope": "norm", "radius": product, "unread": "lam"})
    assert reads(linear) == ("norm", "delta", "input_norm", "lam")
    assert apply(linear, JAX_OPS, {"norm": 2.0, "delta": 3.0, "input_norm": 0.5, "lam": 4.0}) == 6.5


def test_substitution_may_exchange_two_fields():
    swapped = substitute(lambda xp, a, b: a - 2.0 * b, {"a": "b", "b": "a"})
    assert reads(swapped) == ("b", "a")
    assert apply(swapped, JAX_OPS, {"a": 1.0, "b": 10.0}) == 8.0


def test_a_field_that_is_read_twice_is_asked_for_once():
    square = substitute(lambda xp, a, b: a * b, {"a": "t", "b": "t"})
    assert reads(square) == ("t",)
    assert apply(square, JAX_OPS, {"t": 3.0}) == 9.0
