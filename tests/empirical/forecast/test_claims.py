"""What a forecast computes is what the claims about penalised training say, which are proved."""

from itertools import pairwise

import numpy as np
import pytest
from support.forecasts import COLUMNS, inside, made_training, plain_objective

import bounds
from empirical.forecast.balls import Ball, ball, extent
from empirical.forecast.intervals import cost_ends, floor_ends, score_ends, sights, validity_ends
from empirical.forecast.objective import look

TARGET, LAM, CELLS = 0.4, 0.01, 16
ACTIONABLE = np.array([True, True, False, True, False])
RANDOM = np.random.default_rng(0)
PEOPLE = RANDOM.normal(size=(6, COLUMNS))
BALL = Ball(RANDOM.normal(size=COLUMNS), 0.4)
MODEL = inside(BALL, RANDOM, 1)[0]
(SEEN,) = sights([BALL], PEOPLE, ACTIONABLE)
SIZES = {"ball_radius": BALL.radius, "input_norm": np.linalg.norm(PEOPLE, axis=1)}
ABOUT = {"centre_score": PEOPLE @ BALL.centre, "centre_gap": float(np.linalg.norm(MODEL - BALL.centre)), **SIZES}


def test_scores_and_validity():
    verdict = bounds.check("penalised.score", score_r=PEOPLE @ MODEL, **ABOUT)
    assert verdict.counts()["holds"] == len(PEOPLE)
    for ours, proved in zip(score_ends(SEEN), (verdict.lower, verdict.upper), strict=True):
        np.testing.assert_allclose(ours, proved, rtol=1e-12)
    verdict = bounds.check("penalised.validity", score_r=PEOPLE @ MODEL, **ABOUT)
    for ours, proved in zip(validity_ends(score_ends(SEEN)), (verdict.lower, verdict.upper), strict=True):
        np.testing.assert_allclose(ours, proved, rtol=1e-12)


def test_costs_are_the_hull_of_the_cells():
    along = np.where(ACTIONABLE, BALL.centre, 0.0)
    slope, radius = float(np.linalg.norm(along)), BALL.radius
    parts = PEOPLE @ along / slope
    across = np.linalg.norm(PEOPLE - np.outer(parts, along / slope), axis=1)
    norm = float(np.linalg.norm(np.where(ACTIONABLE, MODEL, 0.0)))
    residuals = TARGET - PEOPLE @ MODEL
    cost = {"cost_r": np.abs(residuals) * norm / (LAM + norm**2), "residual_r": residuals, "norm_r": norm, "lam": LAM}
    lowest, highest = np.inf, 0.0
    for first, last in pairwise(radius * np.linspace(-1.0, 1.0, CELLS + 1)):
        spread = np.sqrt(radius**2 - (0.0 if first <= 0.0 <= last else min(first**2, last**2))) * across
        ends = TARGET - ABOUT["centre_score"] - np.multiply.outer([first, last], parts)
        cell = {
            "residual_low": ends.min(axis=0) - spread,
            "residual_high": ends.max(axis=0) + spread,
            "norm_low": max(slope + first, 0.0),
            "norm_high": np.sqrt(slope**2 + 2.0 * slope * last + radius**2),
        }
        verdict = bounds.check("penalised.cost_along", **cost, **cell)
        lowest, highest = np.minimum(lowest, verdict.lower), np.maximum(highest, verdict.upper)
    low, high = cost_ends(SEEN, target=TARGET, lam=LAM, cells=CELLS)
    np.testing.assert_allclose(low, lowest, rtol=1e-9)
    np.testing.assert_allclose(high, highest, rtol=1e-9)


def test_floors():
    norm = float(np.linalg.norm(np.where(ACTIONABLE, MODEL, 0.0)))
    scores = PEOPLE @ MODEL
    verdict = bounds.check(
        "penalised.floor",
        cost_r=np.maximum(-scores, 0.0) / norm,
        threshold=0.0,
        centre_norm=float(np.linalg.norm(np.where(ACTIONABLE, BALL.centre, 0.0))),
        score_r=scores,
        score_r_r=np.maximum(scores, 0.0),
        norm_r=norm,
        **ABOUT,
    )
    np.testing.assert_allclose(floor_ends(SEEN).low, np.maximum(verdict.lower, 0.0), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("norm", [np.inf, 2.0, 1.0])
def test_radii(norm):
    """The gap from both objectives here, where much of it cancels; from terms that are not negative there."""
    training = made_training(11, norm=norm, penalty=0.1)
    weights = RANDOM.normal(size=COLUMNS)
    found = ball(training, weights, look(training, weights), extent(training))
    inputs, labels, shares = map(np.asarray, training.sample)
    order = {np.inf: 1, 2.0: 2, 1.0: np.inf}[norm]
    margins = labels * (inputs @ weights) - training.epsilon * np.linalg.norm(weights[training.attacked], order)
    alpha = 1.0 / (1.0 + np.exp(margins))
    entropy = -(alpha * np.log(alpha) + (1.0 - alpha) * np.log(1.0 - alpha))
    dual = 2.0 * found.centre - weights
    gap = plain_objective(training, weights) - (shares * entropy).mean() + 0.05 * dual @ dual
    verdict = bounds.check(
        "penalised.gap_sharp",
        centre_gap=0.0,
        start_gap=0.0,
        dual_start_gap=0.0,
        dual_distance=float(np.linalg.norm(weights - dual)),
        duality_gap=gap,
        penalty=0.1,
    )
    assert found.radius == pytest.approx(float(verdict.upper), rel=1e-9)
