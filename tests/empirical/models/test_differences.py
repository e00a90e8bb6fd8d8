"""Central differences: few calls, whatever their number of points, and slopes that are those of the score."""

import numpy as np
import pytest

from empirical.models.differences import central_differences

POINTS = np.random.default_rng(0).normal(size=(7, 5))


def score(points: np.ndarray) -> np.ndarray:
    return np.sin(points[:, 0]) * points[:, 1] + points[:, 4] ** 2


@pytest.mark.parametrize(("together", "most"), [(10**6, 70), (100, 20), (1, 2)])
def test_calls_hold_no_more_than_they_may_and_change_nothing(together, most):
    asked = []

    def counted(points: np.ndarray) -> np.ndarray:
        asked.append(len(points))
        return score(points)

    slopes = central_differences(counted, POINTS, step=1e-5, together=together)
    assert max(asked) == most
    assert sum(asked) == 70
    true = np.zeros_like(POINTS)
    true[:, 0], true[:, 1], true[:, 4] = np.cos(POINTS[:, 0]) * POINTS[:, 1], np.sin(POINTS[:, 0]), 2.0 * POINTS[:, 4]
    np.testing.assert_allclose(slopes, true, atol=1e-8)


def test_no_points_have_no_slopes():
    assert central_differences(score, POINTS[:0], step=1e-5).shape == (0, 5)
