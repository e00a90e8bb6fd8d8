"""Closed forms of smoothed functions against integrals, and their limits."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from bounds.gaussian import mean_clip, mean_clip_slope, mean_distance, peak_density, total_variation
from bounds.readings.arrays import JAX_OPS, NUMPY_OPS
from bounds.scalars import normal_probability

SIGMAS = (0.1, 1.0, 3.0)
PLACES = (-2.0, 0.0, 0.3, 5.0)


def mean(function, at: float, sigma: float, kinks=()) -> float:
    """E f(a + σu), by quadrature between the kinks of f."""
    ends = sorted({at - 40.0 * sigma, *(k for k in kinks if abs(k - at) < 40.0 * sigma), at, at + 40.0 * sigma})
    return sum(
        quad(lambda t: function(t) * norm.pdf(t, at, sigma), a, b, epsabs=1e-13, limit=200)[0]
        for a, b in pairwise(ends)
    )


@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("at", PLACES)
def test_means_are_the_integrals(at, sigma):
    slope, height = 1.5, 0.75
    half = height / slope

    def clip(t: float) -> float:
        return float(np.clip(slope * t, -height, height))

    found = mean_distance(NUMPY_OPS, at, sigma)
    np.testing.assert_allclose(found, mean(abs, at, sigma, (0.0,)), rtol=1e-9)
    found = mean_clip(NUMPY_OPS, at, slope, height, sigma)
    np.testing.assert_allclose(found, mean(clip, at, sigma, (-half, half)), rtol=1e-9, atol=1e-12)
    share = norm.cdf(half, at, sigma) - norm.cdf(-half, at, sigma)
    np.testing.assert_allclose(
        mean_clip_slope(NUMPY_OPS, at, slope, height, sigma), slope * share, rtol=1e-9, atol=1e-13
    )


@pytest.mark.parametrize("sigma", SIGMAS)
def test_the_total_variation_distance_is_half_of_the_integral_of_the_difference(sigma):
    for gap in (0.0, 0.5, 4.0):
        places = np.linspace(-12.0 * sigma, gap + 12.0 * sigma, 200_001)
        apart = np.abs(norm.pdf(places, 0.0, sigma) - norm.pdf(places, gap, sigma))
        found = total_variation(NUMPY_OPS, gap, sigma)
        np.testing.assert_allclose(found, np.trapezoid(apart, places) / 2.0, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found, 2.0 * norm.cdf(gap / (2.0 * sigma)) - 1.0, rtol=1e-12, atol=1e-15)


def test_the_peak_and_the_distribution_are_those_of_a_normal_number():
    for sigma in SIGMAS:
        np.testing.assert_allclose(peak_density(NUMPY_OPS, sigma), norm.pdf(0.0, 0.0, sigma), rtol=1e-14)
    places = np.linspace(-6.0, 6.0, 25)
    np.testing.assert_allclose(normal_probability(JAX_OPS, places), norm.cdf(places), rtol=1e-7, atol=1e-15)


def test_a_clip_is_odd_and_stays_within_its_heights():
    places = np.linspace(-9.0, 9.0, 61)
    values = mean_clip(NUMPY_OPS, places, 2.0, 0.5, 1.3)
    np.testing.assert_allclose(values, -values[::-1], atol=1e-13)
    assert (np.abs(values) <= 0.5).all()
    assert (np.diff(values) >= -1e-13).all()
