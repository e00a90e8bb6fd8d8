"""Forecasts are what the proved claims say: radii and intervals, computed by them from the same numbers."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit, xlogy
from support.forecasts import COLUMNS, made_training, plain_objective, slope

from bounds import CLAIMS, check
from empirical.families.penalised.balls import Ball, ball, extent
from empirical.families.penalised.objective import PenalisedTraining, look
from empirical.forecast.intervals import cost_ends, floor_ends, score_ends, sights, validity_ends

NORMS = (np.inf, 2.0, 1.0)
ACTIONABLE = np.array([True, True, False, True, False])
TARGET, LAM, CELLS = 0.4, 0.01, 16


def dual_minimum(training: PenalisedTraining, weights: np.ndarray, u: np.ndarray) -> float:
    """L(u) as the formula says it, in numpy alone."""
    inputs, labels, shares = map(np.asarray, training.sample)
    order = {np.inf: 1, 2.0: 2, 1.0: np.inf}[training.norm]
    size = np.linalg.norm(weights[training.attacked], order)
    alphas = expit(training.epsilon * size - labels * (inputs @ weights))
    entropies = -(xlogy(alphas, alphas) + xlogy(1.0 - alphas, 1.0 - alphas))
    pull = (shares * alphas * labels) @ inputs / len(labels)
    pushed = training.epsilon * (shares * alphas).mean() * np.linalg.norm(u[training.attacked], order)
    return float((shares * entropies).mean() - pull @ u + pushed + 0.5 * training.penalty * u @ u)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("penalty", [1e-3, 0.1])
def test_a_balls_radius_is_the_sharp_gap_claims(norm, penalty):
    for seed in range(5):
        training = made_training(seed, norm=norm, penalty=penalty)
        weights = np.random.default_rng(seed).normal(size=COLUMNS)
        found = ball(training, weights, look(training, weights), extent(training))
        u = 2.0 * found.centre - weights
        gap = plain_objective(training, weights) - dual_minimum(training, weights, u)
        given = {"duality_gap": gap, "dual_distance": np.linalg.norm(weights - u), "penalty": penalty}
        assert found.radius == pytest.approx(
            float(check("penalised.gap_sharp", centre_gap=0.0, **given).upper), rel=1e-6
        )


def test_without_an_attack_it_is_the_gradient_claims():
    training = made_training(3, epsilon=0.0)
    weights = np.random.default_rng(3).normal(size=COLUMNS)
    seen = look(training, weights)
    length = float(np.linalg.norm(slope(training, weights, seen)))
    claimed = check("penalised.gradient", centre_gap=0.0, subgradient_norm=length, penalty=training.penalty)
    assert ball(training, weights, seen, extent(training)).radius == pytest.approx(float(claimed.upper), rel=1e-9)


def crowd(seed: int, radius: float) -> tuple[Ball, np.ndarray, dict[str, np.ndarray | float]]:
    """A ball, people, and what the claims read of them."""
    random = np.random.default_rng(seed)
    centre, people = random.normal(size=COLUMNS), random.normal(size=(9, COLUMNS))
    along = np.where(ACTIONABLE, centre, 0.0)
    unit = along / np.linalg.norm(along)
    parts = people @ unit
    return (
        Ball(centre, radius),
        people,
        {
            "ball_radius": radius,
            "centre_score": people @ centre,
            "centre_residual": TARGET - people @ centre,
            "centre_norm": float(np.linalg.norm(along)),
            "input_norm": np.linalg.norm(people, axis=1),
            "input_along": parts,
            "input_across": np.linalg.norm(people - parts[:, None] * unit, axis=1),
            "lam": LAM,
            "threshold": 0.0,
        },
    )


def claimed(name: str, fields: dict, **value) -> tuple[np.ndarray, np.ndarray]:
    given = {one: fields[one] for one in CLAIMS[f"penalised.{name}"].needed if one in fields}
    verdict = check(f"penalised.{name}", **given, **value)
    return np.asarray(verdict.lower), np.asarray(verdict.upper)


@pytest.mark.parametrize("radius", [1e-3, 0.2])
def test_scores_validities_and_floors_are_those_of_the_claims(radius):
    one, people, fields = crowd(1, radius)
    (seen,) = sights([one], people, ACTIONABLE)
    nothing = np.zeros(len(people))
    scores = score_ends(seen)
    np.testing.assert_allclose(scores, claimed("score", fields, score_r=nothing), rtol=1e-12)
    np.testing.assert_allclose(validity_ends(scores), claimed("validity", fields, score_r=nothing), rtol=1e-12)
    floors = floor_ends(seen)
    np.testing.assert_allclose(floors.low, claimed("floor", fields, cost_r=nothing)[0], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        floors, claimed("least", fields, score_r=nothing, norm_r=nothing), rtol=1e-10, atol=1e-12
    )


@pytest.mark.parametrize("radius", [1e-3, 0.2])
def test_costs_are_the_hull_of_the_claims_over_the_cells(radius):
    one, people, fields = crowd(2, radius)
    (seen,) = sights([one], people, ACTIONABLE)
    edges = radius * np.linspace(-1.0, 1.0, CELLS + 1)
    nothing, lows, highs = np.zeros(len(people)), [], []
    for low, high in pairwise(edges):
        cell = fields | {"along_low": low, "along_high": high}
        cell["residual_low"], cell["residual_high"] = claimed("residual_along", cell, residual_r=nothing)
        cell["norm_low"], cell["norm_high"] = claimed("norm_along", cell, norm_r=nothing)
        ends = claimed("cost_along", cell, cost_r=nothing)
        lows.append(ends[0])
        highs.append(ends[1])
    ends = cost_ends(seen, target=TARGET, lam=LAM, cells=CELLS)
    np.testing.assert_allclose(ends.low, np.min(lows, axis=0), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(ends.high, np.max(highs, axis=0), rtol=1e-9)
