"""Diversity of several recourses, and their plausibility."""

import numpy as np
import pytest
from sklearn.neighbors import LocalOutlierFactor

from empirical.metrics import diversity, local_outlier_factor


def drawn(seed: int, several: int, scale: float = 1.0) -> np.ndarray:
    return scale * np.random.default_rng(seed).normal(size=(10, several, 4))


@pytest.mark.parametrize("several", [2, 3, 5])
def test_diversity_is_0_of_duplicates_and_1_of_what_is_far_apart(several):
    points = drawn(0, several)
    points[:, -1] = points[:, 0]
    np.testing.assert_allclose(diversity(points), 0.0, atol=1e-12)
    assert (diversity(drawn(1, several, 1e6)) > 1.0 - 1e-9).all()


def test_diversity_is_the_determinant_and_two_recourses_have_it_in_closed_form():
    points, weights = drawn(2, 2), np.array([1.0, 2.0, 0.5, 3.0])
    distance = np.linalg.norm((points[:, 0] - points[:, 1]) * weights, axis=1)
    np.testing.assert_allclose(diversity(points, cost_weights=weights), 1.0 - (1.0 + distance) ** -2.0, rtol=1e-12)


def test_diversity_lies_between_0_and_1_grows_with_distances_and_knows_no_order():
    points = drawn(3, 4)
    found = diversity(points)
    assert ((found > 0.0) & (found < 1.0)).all()
    assert (diversity(2.0 * points) > found).all()
    np.testing.assert_allclose(diversity(points[:, ::-1]), found, rtol=1e-9)
    np.testing.assert_allclose(diversity(points + 7.0), found, rtol=1e-9)
    assert (diversity(points[:, :3]) >= found).all()


def test_recourses_that_are_missing_are_left_out_of_diversity():
    points = drawn(4, 4)
    fewer = points.copy()
    fewer[:, 1:3] = np.nan
    np.testing.assert_allclose(diversity(fewer), diversity(points[:, [0, 3]]), rtol=1e-12)
    assert (diversity(points[:, :1]) == 1.0).all()
    assert np.isnan(diversity(np.full((2, 3, 4), np.nan))).all()


def test_plausibility_is_scikit_learns_factor_and_nan_of_nobody():
    rng = np.random.default_rng(0)
    reference, points = rng.normal(size=(80, 3)), np.concatenate([rng.normal(size=(9, 3)), np.full((1, 3), np.nan)])
    found = local_outlier_factor(points, reference, neighbours=7)
    theirs = LocalOutlierFactor(n_neighbors=7, novelty=True).fit(reference)
    np.testing.assert_allclose(found[:-1], -theirs.score_samples(points[:-1]), rtol=1e-12)
    assert np.isnan(found[-1])


def test_outliers_are_less_plausible_than_training_instances():
    reference = np.random.default_rng(1).normal(size=(200, 3))
    inside, outside = (local_outlier_factor(rows, reference) for rows in (reference, reference + 20.0))
    assert np.median(inside) < 1.2 < outside.min()


def test_plausibility_needs_more_training_instances_than_neighbours():
    assert np.isnan(local_outlier_factor(np.zeros((2, 1)), np.zeros((20, 1)))).all()
    with pytest.raises(ValueError, match="neighbours must be at least 1"):
        local_outlier_factor(np.zeros((2, 1)), np.zeros((20, 1)), neighbours=0)
