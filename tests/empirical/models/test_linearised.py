"""The linearised recourse: SCFE where the score is linear, and the minimiser of the linearised problem elsewhere."""

from typing import Any

import numpy as np
import pytest
from support.instances import random_models

from empirical.models.linearised import linearise, recourse_gap
from empirical.recourse.solvers.closed_form import linear_scfe


def settings(seed: int, width: int, **more: Any) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    actionable = np.arange(width) != 1
    return {
        "actionable": actionable,
        "cost_weights": np.exp(rng.normal(size=width)),
        "target": 0.7,
        "lam": 0.05,
        **more,
    }


@pytest.mark.parametrize("seed", range(3))
def test_on_linear_scores_it_is_scfe(seed):
    rng = np.random.default_rng(seed)
    for one in random_models(seed, 30):
        given: Any = {"actionable": one.actionable, "target": one.target, "lam": one.lam,
                      "cost_weights": np.exp(rng.normal(size=len(one.x)))}  # fmt: skip
        inputs = np.stack([one.x, 2.0 * one.x])
        found = linearise(inputs @ one.w_r, np.tile(one.w_r, (2, 1)), **given)
        closed = linear_scfe(inputs, one.w_r, **given)
        expected = np.asarray(closed.changes) * given["cost_weights"]
        np.testing.assert_allclose(found.changes, expected, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(found.costs, closed.costs, rtol=1e-12, atol=1e-14)


def test_it_solves_the_linearised_least_squares():
    """min (f + ∇fᵀζ − s)² + λ‖Dζ‖² over the actionable columns, as one least-squares problem per person."""
    rng, width = np.random.default_rng(0), 5
    scores, gradients = rng.normal(size=20), rng.normal(size=(20, width)) * rng.choice([1e-3, 1.0, 30.0], size=(20, 1))
    given = settings(0, width)
    found = linearise(scores, gradients, **given)
    free = np.flatnonzero(given["actionable"])
    for instance in range(20):
        rows = np.vstack([gradients[instance, free], np.sqrt(given["lam"]) * np.diag(given["cost_weights"][free])])
        right = np.append(given["target"] - scores[instance], np.zeros(len(free)))
        change = np.linalg.lstsq(rows, right, rcond=None)[0]
        expected = np.zeros(width)
        expected[free] = given["cost_weights"][free] * change
        np.testing.assert_allclose(found.changes[instance], expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.costs[instance], np.linalg.norm(expected), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(
            found.slopes[instance], np.linalg.norm((gradients[instance] / given["cost_weights"])[free])
        )
    np.testing.assert_array_equal(found.residuals, given["target"] - scores)


def test_the_gap_of_two_models():
    rng = np.random.default_rng(1)
    one, other = (linearise(rng.normal(size=9), rng.normal(size=(9, 4)), **settings(1, 4)) for _ in range(2))
    for instance, gap in enumerate(recourse_gap(one, other)):
        assert gap == pytest.approx(np.linalg.norm(one.changes[instance] - other.changes[instance]))
        assert abs(one.costs[instance] - other.costs[instance]) <= gap * (1 + 1e-12)
        assert gap <= (one.costs[instance] + other.costs[instance]) * (1 + 1e-12)
    assert not recourse_gap(one, one).any()


def test_a_score_that_nothing_changes_has_no_recourse():
    found = linearise(np.array([-1.0, 1e-200]), np.zeros((2, 3)), **settings(0, 3))
    assert not found.changes.any()
    assert not found.costs.any()
