"""SCFE's objective over a box for a linear score: the minimiser, which every condition of optimality confirms."""

import numpy as np
import pytest

from empirical.recourse.solvers.boxed import boxed_minimisers

COUNT, WIDTH = 200, 7


def problem(seed: int) -> dict[str, np.ndarray]:
    """Instances of which some columns have no room, some no end, and some no slope."""
    rng = np.random.default_rng(seed)
    low, high = -rng.exponential(1.0, (COUNT, WIDTH)), rng.exponential(1.0, (COUNT, WIDTH))
    for end, value in ((low, 0.0), (high, 0.0), (low, -np.inf), (high, np.inf)):
        end[rng.random((COUNT, WIDTH)) < 0.2] = value
    slope = rng.normal(size=(COUNT, WIDTH)) * (rng.random((COUNT, WIDTH)) < 0.8)
    return {
        "slope": slope,
        "missing": rng.normal(0.0, 3.0, COUNT),
        "lam": 10.0 ** rng.uniform(-6.0, 2.0, COUNT),
        "low": low,
        "high": high,
    }


@pytest.mark.parametrize("seed", range(5))
def test_no_column_can_lower_the_objective_by_itself_and_that_suffices(seed):
    one = problem(seed)
    point = boxed_minimisers(one["slope"], one["missing"], one["lam"], (one["low"], one["high"]))
    assert (one["low"] <= point).all()
    assert (point <= one["high"]).all()
    short = one["missing"] - (one["slope"] * point).sum(axis=1)
    rise = one["lam"][:, None] * point - short[:, None] * one["slope"]  # half the gradient of a convex function
    scale = one["lam"][:, None] * np.abs(point) + np.abs(short[:, None] * one["slope"]) + 1e-12
    flat, to_lower, to_higher = np.abs(rise) <= 1e-9 * scale, rise > 0.0, rise < 0.0
    assert (flat | (to_lower & (point == one["low"])) | (to_higher & (point == one["high"]))).all()


def test_what_is_not_known_stays_unknown():
    ends = (np.full((2, 1), -np.inf), np.full((2, 1), np.inf))
    point = boxed_minimisers(np.ones((2, 1)), np.array([np.nan, 1.0]), np.ones(2), ends)
    assert point[1, 0] == 0.5
    assert np.isnan(point[0, 0])
