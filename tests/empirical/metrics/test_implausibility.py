"""Implausibility, unfaithfulness and SSIM against their formulas."""

import math

import numpy as np
import pytest

from empirical.metrics import euclidean, implausibility, knn_distance, ssim_distance, unfaithfulness

SHAPE = (13, 15)


def images(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(size=(count, math.prod(SHAPE)))


def direct_ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Wang et al. 2004, Eq. 13 to 17, window by window."""
    offsets = np.arange(-5, 6)
    weights = np.exp(-(offsets[:, None] ** 2 + offsets**2) / (2.0 * 1.5**2))
    weights /= weights.sum()
    one, other = one.reshape(SHAPE), other.reshape(SHAPE)
    values = []
    for row in range(SHAPE[0] - 10):
        for column in range(SHAPE[1] - 10):
            x, y = (image[row : row + 11, column : column + 11] for image in (one, other))
            mean_x, mean_y = (weights * x).sum(), (weights * y).sum()
            var_x, var_y = (weights * (x - mean_x) ** 2).sum(), (weights * (y - mean_y) ** 2).sum()
            both = (weights * (x - mean_x) * (y - mean_y)).sum()
            light = (2 * mean_x * mean_y + 0.01**2) / (mean_x**2 + mean_y**2 + 0.01**2)
            values.append(light * (2 * both + 0.03**2) / (var_x + var_y + 0.03**2))
    return float(np.mean(values))


def test_ssim_is_the_formula_window_by_window():
    points, reference = images(3), images(4, seed=1)
    found = ssim_distance(SHAPE)(points, reference)
    direct = [[1.0 - direct_ssim(one, other) for other in reference] for one in points]
    np.testing.assert_allclose(found, direct, atol=1e-12)


def test_ssim_is_symmetric_0_of_the_same_image_and_at_most_2():
    both = ssim_distance(SHAPE)(images(5), images(5))
    np.testing.assert_allclose(both, both.T, atol=1e-12)
    np.testing.assert_allclose(np.diag(both), 0.0, atol=1e-12)
    assert (both >= -1e-12).all()
    assert (both <= 2.0).all()


def test_ssim_of_many_images_is_that_of_few():
    reference = images(1003, seed=2)
    whole = ssim_distance(SHAPE)(images(2), reference)
    np.testing.assert_allclose(whole[:, 995:], ssim_distance(SHAPE)(images(2), reference[995:]), atol=1e-12)


def test_images_smaller_than_the_window_are_refused():
    with pytest.raises(ValueError, match="images need 11 rows and 11 columns at least"):
        ssim_distance((10, 20))


def test_implausibility_is_the_mean_over_the_nearest():
    points, reference = images(3), images(30, seed=1)
    for distance in (euclidean, ssim_distance(SHAPE)):
        found = implausibility(points, reference, neighbours=7, distance=distance)
        np.testing.assert_allclose(found, np.sort(distance(points, reference), axis=1)[:, :7].mean(axis=1))
    found = implausibility(points, reference, neighbours=5)
    np.testing.assert_allclose(found, knn_distance(points, reference, neighbours=5))


def test_unfaithfulness_is_the_mean_over_all_samples():
    points, samples = images(3), images(9, seed=1)
    expected = [[np.linalg.norm(point - sample) for sample in samples] for point in points]
    np.testing.assert_allclose(unfaithfulness(points, samples), np.mean(expected, axis=1))


def test_who_has_no_recourse_has_neither():
    points = images(3)
    points[1, 4] = np.nan
    for metric in (
        lambda rows: implausibility(rows, images(9), neighbours=2),
        lambda rows: unfaithfulness(rows, images(9)),
    ):
        assert np.isnan(metric(points)).tolist() == [False, True, False]
    assert np.isnan(implausibility(images(2), images(9), neighbours=10)).all()


def test_no_samples_are_refused():
    with pytest.raises(ValueError, match="give some"):
        unfaithfulness(images(1), images(0))
