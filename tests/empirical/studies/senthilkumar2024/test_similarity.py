"""Similarities of many images at once are those of the metric, and those of images with repeated borders."""

import numpy as np
import pytest

from empirical.metrics import ssim_distance
from empirical.metrics.ssim import WINDOW
from empirical.studies.senthilkumar2024.similarity import nearest_images, repeated_averages, ssim_distances

SHAPE = (14, 12)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(size=(9, *SHAPE)) ** 3


def rows(images):
    return images.reshape(len(images), -1)


def test_inside_it_is_the_metric(images):
    found = ssim_distances(rows(images[:3]), rows(images), SHAPE)
    np.testing.assert_allclose(found.inside, ssim_distance(SHAPE)(rows(images[:3]), rows(images)), atol=2e-5)


def test_everywhere_it_is_the_metric_of_images_whose_borders_are_repeated(images):
    wide = np.pad(images, ((0, 0), *[(WINDOW // 2, WINDOW // 2)] * 2), mode="edge")
    expected = ssim_distance(wide.shape[1:])(rows(wide[:3]), rows(wide))
    found = ssim_distances(rows(images[:3]), rows(images), SHAPE).everywhere
    np.testing.assert_allclose(found, expected, atol=2e-5)  # float32


def test_black_borders_make_images_alike_where_all_windows_count(images):
    framed = np.pad(images, ((0, 0), *[(8, 8)] * 2))
    found = ssim_distances(rows(framed[:1]), rows(framed[1:]), framed.shape[1:])
    assert (found.everywhere < found.inside).all()


def test_means_are_over_the_nearest_and_over_the_first(images):
    points = np.concatenate([rows(images[:2]), np.full((1, images[0].size), np.nan)])
    found = ssim_distances(points[:2], rows(images[2:]), SHAPE)
    means = nearest_images(points, rows(images[2:]), SHAPE, 3)
    np.testing.assert_allclose(means[0, :2], np.sort(found.inside, axis=1)[:, :3].mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(means[1, :2], np.sort(found.everywhere, axis=1)[:, :3].mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(means[2, :2], found.inside[:, :3].mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(means[3, :2], found.everywhere[:, :3].mean(axis=1), rtol=1e-6)
    assert np.isnan(means[:, 2]).all()
    assert np.isnan(nearest_images(points, rows(images), SHAPE, 10)).all()


def test_weights_of_an_inner_window_are_those_of_the_gaussian():
    weights = repeated_averages(30)
    assert weights[15].argmax() == 15
    assert np.count_nonzero(weights[15]) == WINDOW
    np.testing.assert_allclose(weights[0, 0], weights[15, :16].sum(), rtol=1e-12)
