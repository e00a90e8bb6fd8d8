"""Smoothed scores: the certified sum against adaptive quadrature, draws against the sum, and their stated errors."""

import jax
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from empirical.models.model import LinearModel
from empirical.studies.tan2023.drawn_smoothing import DrawnSmoothing, drawn_gaps
from empirical.studies.tan2023.line_smoothing import LineSmoothing, gaussian_mean
from empirical.studies.tan2023.scores import BENT, LOGIT, PROBABILITY, STEEPEST, Logistic, WithConstant, slope_of

WEIGHTS, BIAS = np.array([1.5, -2.0, 0.5]), 0.3
LINE = LineSmoothing(WEIGHTS, BIAS)
STEEP = float(np.linalg.norm(WEIGHTS))


def drawn(slopes: int = 4000, pairs: int = 4000, seed: int = 0) -> DrawnSmoothing:
    model = WithConstant(LinearModel(np.append(WEIGHTS, BIAS)))
    return DrawnSmoothing(model, STEEP, slopes, pairs, jax.random.key(seed))


def points(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 3))


@pytest.mark.parametrize("width", [0.0, 0.3, 1.0, 4.0, 40.0])
@pytest.mark.parametrize("function", [expit, slope_of])
def test_the_certified_sum_is_within_its_error_of_adaptive_quadrature(function, width):
    places = np.array([-6.0, -1.0, 0.0, 0.7, 12.0])
    found = gaussian_mean(function, places, width)
    assert found.error < 1e-11
    for place, value in zip(places, found.values, strict=True):
        kinks = [0.0, -place / width] if width else [0.0]
        wanted, error = quad(
            lambda u, t=place: function(t + width * u) * norm.pdf(u), -12, 12, points=kinks, limit=500, epsabs=1e-13
        )
        assert abs(value - wanted) <= found.error + error + 1e-12


def test_smoothed_gradients_are_slopes_of_smoothed_scores():
    at, sigma, step = points(4), 0.8, 1e-4
    slopes = LINE.gradients(at, sigma)
    for name in (LOGIT, PROBABILITY):
        for column in range(3):
            move = step * np.eye(3)[column]
            gap = LINE.gaps(at + move, at - move, sigma)[name].values
            np.testing.assert_allclose(slopes[name].values[:, column], gap / (2.0 * step), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sigma", [0.1, 1.0])
def test_draws_are_within_their_stated_errors_of_the_certified_sum(seed, sigma):
    first, second = points(6, seed), points(6, seed + 100)
    exact, found = LINE.gaps(first, second, sigma), drawn(seed=seed).gaps(first, second, sigma)
    steep, slopes = LINE.gradients(first, sigma), drawn(seed=seed).gradients(first, sigma)
    for name in (LOGIT, PROBABILITY):
        assert (np.abs(exact[name].values - found[name].values) <= found[name].errors).all()
        apart = np.linalg.norm(steep[name].values - slopes[name].values, axis=1)
        assert (apart <= slopes[name].error).all()


def test_a_thousandth_of_the_stated_errors_is_too_little():
    first, second = points(40), points(40, 1)
    exact, found = (one.gaps(first, second, 1.0)[PROBABILITY] for one in (LINE, drawn()))
    assert (np.abs(exact.values - found.values) > 1e-3 * found.errors).any()


def test_errors_of_draws_fall_and_never_lie_below_what_three_draws_can_tell():
    rng, farthest = np.random.default_rng(0), np.ones(1)
    errors = [drawn_gaps(rng.uniform(-1, 1, (1, count)), farthest).errors[0] for count in (100, 1000, 10_000)]
    assert errors[0] > errors[1] > errors[2]
    assert drawn_gaps(np.zeros((1, 3)), farthest).errors[0] > 1.0


def test_smoothing_a_cube_is_the_mean_over_it():
    first, second = points(5), points(5, 1)
    found = drawn(pairs=20_000).cube_gaps(first, second, 0.5)
    np.testing.assert_allclose(found[LOGIT].values, (first - second) @ WEIGHTS, atol=1e-9)
    assert (found[PROBABILITY].errors < 0.1).all()


def test_scores_have_the_gradients_of_finite_differences():
    model, at, step = Logistic(WithConstant(LinearModel(np.append(WEIGHTS, BIAS)))), points(5), 1e-6
    scores, gradients = model.scores_and_gradients(at)
    np.testing.assert_allclose(scores, expit(at @ WEIGHTS + BIAS))
    for column in range(3):
        move = step * np.eye(3)[column]
        slopes = (model.scores(at + move) - model.scores(at - move)) / (2.0 * step)
        np.testing.assert_allclose(gradients[:, column], slopes, atol=1e-8)


def test_the_constants_of_the_logistic_function_are_its_largest_slopes():
    grid = np.linspace(-8.0, 8.0, 160_001)
    slopes = slope_of(grid)
    assert slopes.max() == STEEPEST
    bends = np.abs(slopes * (1.0 - 2.0 * expit(grid)))
    assert bends.max() <= BENT
    assert bends.max() > BENT * (1.0 - 1e-8)


def test_the_logistic_function_and_its_slope_are_at_most_1_in_the_strip_of_the_certified_sum():
    real, imaginary = np.meshgrid(np.linspace(-20.0, 20.0, 801), np.linspace(-np.pi / 2, np.pi / 2, 101))
    values = 1.0 / (1.0 + np.exp(-(real + 1j * imaginary)))
    assert np.abs(values).max() <= 1.0 + 1e-12
    assert np.abs(values * (1.0 - values)).max() <= 1.0 + 1e-12
