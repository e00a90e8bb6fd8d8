"""The radius by layers: never below the difference of two scores, computed exactly, and no larger than its formula."""

from fractions import Fraction
from functools import cache
from itertools import product

import jax
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.networks import Weights, as_network, drawn, exact_gradient, exact_score, moved

from empirical.families.relu import score_gap as module
from empirical.families.relu.score_gap import (
    LayerRadii,
    layer_radii,
    layer_widths,
    score_errors,
    slope_error,
    spectral_norm,
)

WIDTHS = ((3, 1), (3, 4, 1), (2, 4, 3, 1), (2, 3, 3, 2, 1))
SIZES = (1.0, 0.0, 1e-100, 1e-6, 1e3, 1e60)
"""Of the weights; of four layers the last is 1e240."""
DISTANCES = (0.0, 1e-16, 1e-12, 1e-3, 0.3, 3.0)
"""Between the weights, relative to each."""


def a_pair(seed: int, widths: tuple[int, ...], size: float = 1.0, distance: float | None = None) -> tuple[Weights, ...]:
    rng = np.random.default_rng(seed)
    one = drawn(rng, widths, size)
    return one, drawn(rng, widths, size) if distance is None else moved(rng, one, distance)


def points_for(seed: int, columns: int, count: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.normal(size=(count, columns)) * rng.choice([0.1, 1.0, 10.0]), np.ones(count)])


def radii_of(one: Weights, other: Weights, points: np.ndarray) -> LayerRadii:
    return layer_radii(as_network(one), as_network(other), points)


def differences(one: Weights, other: Weights, points: np.ndarray) -> list[Fraction]:
    return [abs(exact_score(one, x) - exact_score(other, x)) for x in points]


@pytest.mark.property
@given(
    seed=st.integers(0, 2**20),
    widths=st.sampled_from(WIDTHS),
    size=st.sampled_from(SIZES),
    distance=st.none() | st.sampled_from(DISTANCES),
)
@example(seed=0, widths=(2, 3, 3, 2, 1), size=1e60, distance=None)
@example(seed=0, widths=(2, 3, 3, 2, 1), size=1e-100, distance=None)
@example(seed=1, widths=(2, 4, 3, 1), size=1.0, distance=1e-16)
def test_they_hold(seed, widths, size, distance):
    one, other = a_pair(seed, widths, size, distance)
    points = points_for(seed, widths[0])
    found = radii_of(one, other, points)
    for instance, difference in enumerate(differences(one, other, points)):
        assert all(np.isfinite(form[instance]) and Fraction(form[instance]) >= difference for form in found)
        assert found.smallest[instance] == min(form[instance] for form in found)


def written(base: Weights, other: Weights, x: np.ndarray, *, carrying: Weights) -> tuple[float, float]:
    """By norms and by entries, for one person; theory lets the other's weights carry what earlier layers add."""
    h, ball, box = x[:-1], 0.0, np.zeros(len(x) - 1)
    for place, ((W, b), (W_, b_), (carry, _)) in enumerate(zip(base, other, carrying, strict=True)):
        if place:
            box = np.array([0.0 if z + e <= 0.0 else min(e, z + e) for z, e in zip(h, box, strict=True)])
            h = np.maximum(h, 0.0)
        change = (W_ - W) @ h + (b_ - b)
        ball = np.linalg.norm(carry, 2) * ball + np.linalg.norm(change)
        box = np.abs(carry) @ box + np.abs(change)
        h = W @ h + b
    return float(ball), float(box[0])


@pytest.mark.parametrize("widths", WIDTHS)
def test_they_are_what_theory_says(widths):
    one, other = a_pair(3, widths)
    points = points_for(3, widths[0], 6)
    found = radii_of(one, other, points)
    for instance, x in enumerate(points):
        norms_nr, entries_nr = written(one, other, x, carrying=other)
        norms_r, entries_r = written(other, one, x, carrying=one)
        forms = [form[instance] for form in found]
        np.testing.assert_allclose(forms, [norms_nr, norms_r, entries_nr, entries_r], rtol=1e-9)


def test_with_weights_and_values_of_one_network_they_would_fail():
    rng, below = np.random.default_rng(0), [0, 0]
    for _ in range(5):
        one, other = drawn(rng, (3, 4, 4, 1), 0.1), drawn(rng, (3, 4, 4, 1))
        for x in points_for(0, 3):
            forms = written(one, other, x, carrying=one)
            below = [
                count + (form < differences(one, other, x[None])[0]) for count, form in zip(below, forms, strict=True)
            ]
    assert min(below) > 0


def test_equal_networks_are_nowhere_apart():
    (one, _), points = a_pair(0, (3, 4, 1)), points_for(0, 3)
    for form in radii_of(one, one, points):
        np.testing.assert_array_equal(form, np.zeros(3))


def test_of_a_single_layer_they_are_the_difference():
    one, other = a_pair(0, (3, 1))
    points = points_for(0, 3, 5)
    (W, b), (W_, b_) = one[0], other[0]
    expected = np.abs(points[:, :-1] @ (W_ - W)[0] + (b_ - b))
    for form in radii_of(one, other, points):
        np.testing.assert_allclose(form, expected, rtol=1e-12)
        assert (form >= expected).all()


@cache
def many() -> tuple[tuple[Weights, Weights, np.ndarray, list[Fraction]], ...]:
    pairs = []
    for seed, widths, distance in product(range(5), WIDTHS[1:], (None, 0.01)):
        one, other = a_pair(seed, widths, distance=distance)
        points = points_for(seed, widths[0])
        pairs.append((one, other, points, differences(one, other, points)))
    return tuple(pairs)


def broken(names: tuple[str, ...]) -> int:
    """How often a form is below the difference."""
    found = [(radii_of(*pair[:3]), pair[3]) for pair in many()]
    return sum(
        Fraction(bound) < difference
        for radii, exact in found
        for name in names
        for bound, difference in zip(getattr(radii, name), exact, strict=True)
    )


NORMS, ENTRIES = ("norms_nr", "norms_r"), ("entries_nr", "entries_r")


def test_without_what_earlier_layers_carry_they_fail(monkeypatch):
    assert broken((*NORMS, *ENTRIES)) == 0
    monkeypatch.setattr(module, "spectral_norm", lambda weights: 0.0)
    assert broken(NORMS) > 0
    monkeypatch.setattr(module, "_still_apart", lambda box, at: np.zeros_like(box))
    assert broken(ENTRIES) > 0


def test_each_form_is_the_smallest_somewhere():
    rng, smallest = np.random.default_rng(0), set()
    points = np.column_stack([rng.random(size=(50, 10)), np.ones(50)])

    def one(*widths: int) -> Weights:
        return [(W * np.sqrt(2.0 / W.shape[1]), 0.1 * b) for W, b in drawn(rng, widths)]

    deep, other = one(10, 20, 20, 20, 20, 1), one(10, 20, 20, 20, 20, 1)
    for pair in ((deep, other), (other, deep), (deep, moved(rng, deep, 1e-3))):
        found = radii_of(*pair, points)
        smallest |= {name for name in found._fields if (getattr(found, name) == found.smallest).any()}
    assert smallest == set(LayerRadii._fields)


def test_networks_of_other_shapes_cannot_be_compared():
    rng = np.random.default_rng(0)
    one, other = (as_network(drawn(rng, widths)) for widths in ((3, 4, 1), (3, 5, 1)))
    with pytest.raises(ValueError, match=r"layers of \[3, 4, 1\] and \[3, 5, 1\] values cannot be compared") as raised:
        layer_radii(one, other, points_for(0, 3))
    assert "\n" not in str(raised.value)
    assert layer_widths(other) == [3, 5, 1]


@pytest.mark.parametrize("distance", [None, 0.0])
def test_a_point_that_is_none_has_no_radius(distance):
    one, other = a_pair(0, (3, 4, 1), distance=distance)
    points = points_for(0, 3)
    points[1, 0] = np.nan
    assert np.isnan(radii_of(one, other, points).smallest).tolist() == [False, True, False]


def test_what_overflows_is_not_small():
    one, other = a_pair(0, (2, 4, 3, 1), 1e200)
    assert not (radii_of(one, other, points_for(0, 2)).smallest < np.inf).any()


def test_nobody_has_no_radius():
    one, other = a_pair(0, (3, 4, 1))
    assert radii_of(one, other, np.zeros((0, 4))).smallest.shape == (0,)


# Norms


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (4, 4), (30, 20)])
def test_the_spectral_norm_is_a_bound_and_a_close_one(shape, size):
    """No vector is stretched more, in exact arithmetic; not even the singular one."""
    W = size * np.random.default_rng(0).normal(size=shape)
    bound = spectral_norm(W)
    longest = np.linalg.svd(W)[2][0]
    image = [sum(Fraction(float(w)) * Fraction(float(v)) for w, v in zip(row, longest, strict=True)) for row in W]
    length = sum(Fraction(float(v)) ** 2 for v in longest)
    assert Fraction(bound) ** 2 * length >= sum(part**2 for part in image)
    assert bound <= np.linalg.norm(W / size, 2) * size * (1.0 + 1e-10)


def test_the_spectral_norm_of_what_is_known():
    assert spectral_norm(np.outer([3.0, 4.0], [5.0, 12.0])) == pytest.approx(65.0)
    assert spectral_norm(np.zeros((2, 3))) == 0.0
    assert np.isnan(spectral_norm(np.array([[1.0, np.nan]])))


# Rounding


@pytest.mark.parametrize("widths", WIDTHS)
def test_rounding_moves_scores_and_slopes_no_further(widths):
    """Of JAX's scores and gradients, at points and weights of many sizes."""
    moved_at_all = False
    for seed, size in product(range(3), (1e-3, 1.0, 1e3)):
        weights, points = drawn(np.random.default_rng(seed), widths, size), points_for(seed, widths[0])
        network, positive = as_network(weights), [(np.abs(W), np.abs(b)) for W, b in weights]
        scores, gradients = jax.vmap(jax.value_and_grad(network))(points)
        free = np.append(np.full(widths[0], 2.0), 0.0)
        largest = slope_error(network, free)
        for x, score, gradient, error in zip(points, scores, gradients, score_errors(network, points), strict=True):
            off = abs(Fraction(float(score)) - exact_score(weights, x))
            assert off <= error <= 1e-13 * exact_score(positive, np.abs(x))
            pairs = zip(np.asarray(gradient), exact_gradient(weights, x), strict=True)
            length = float(sum((2 * (Fraction(float(g)) - exact)) ** 2 for g, exact in pairs)) ** 0.5
            assert length <= largest
            moved_at_all |= off > 0
    assert moved_at_all


def layer(w: list[float], b: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    return np.array([w]), np.array([b])


def test_what_rounding_hides_is_not_lost():
    """A difference that cancels, one behind values that cancel, and one behind values that underflow."""
    x, hidden = np.array([0.1, 0.2, 0.3, 1.0]), 0
    for seed in range(20):
        w = np.random.default_rng(seed).normal(size=3).tolist()
        b = -float(np.dot(w, x[:-1]))
        pairs: list[tuple[Weights, Weights]] = [
            ([layer([0.0] * 3)], [layer(w, b)]),
            ([layer(w, b), layer([0.0])], [layer(w, b), layer([1e20])]),
            ([layer([0.0] * 3), layer([1e300])], [layer([1e-200] * 3), layer([1e300])]),
        ]
        for (one, other), scale in zip(pairs, (1.0, 1.0, 1e-200), strict=True):
            point = np.append(scale * x[:-1], 1.0)[None]
            (difference,) = differences(one, other, point)
            for form in radii_of(one, other, point):
                assert Fraction(form[0]) >= difference
            hidden += difference > 0
    assert hidden > 20
