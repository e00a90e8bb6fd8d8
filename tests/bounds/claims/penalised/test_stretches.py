"""The ball between two stops, against the robust models of the range; all fields are computed apart."""

import math

import numpy as np
import pytest
from scipy.special import xlogy
from support.penalised_training import Task, nearest, task

from bounds import CLAIMS, Status, check

NORMS = (math.inf, 2.0, 1.0)
LOW, HIGH = 0.1, 0.14


def fields(one: Task, ends: tuple[np.ndarray, np.ndarray], epsilon: float, high: float = HIGH) -> dict[str, float]:
    """All fields of the claim, for stops at the weights ``ends`` at LOW and at ``high``."""
    weights, radii = np.stack(ends), (LOW, high)
    alphas = np.stack([one.alphas(w, at) for w, at in zip(ends, radii, strict=True)])
    shares = alphas @ one.v / len(one.y)
    kappas = shares * radii
    pulls = (one.v * alphas / len(one.y) * one.y) @ one.X
    pushes = np.stack([nearest(pull, kappa, one) for pull, kappa in zip(pulls, kappas, strict=True)])
    part, rest = (epsilon - LOW) * shares[0], (HIGH - epsilon) * shares[1]
    mix = part / (part + rest)
    mixed = np.array([1.0 - mix, mix])
    w, alpha, u = mixed @ weights, mixed @ alphas, mixed @ (pulls - pushes) / one.penalty
    margins = one.margins(w, epsilon)
    entropy = -(xlogy(alpha, alpha) + xlogy(1.0 - alpha, 1.0 - alpha))
    lags = np.logaddexp(0.0, -margins) + alpha * margins - entropy
    slacks = kappas[:, None] * [one.size(w_b) for w_b in ends] - pushes @ weights.T
    robust, slack = one.robust(epsilon), float(mixed @ kappas * one.size(w) - mixed @ pushes @ w)
    lag, apart = float(one.v @ lags) / len(one.y), float(np.linalg.norm(w - u))
    return {
        "mix": mix,
        "penalty": one.penalty,
        "stop_distance": float(np.linalg.norm(weights - (pulls - pushes) / one.penalty, axis=1).max()),
        "stop_slack": max(float(slacks[0, 0]), float(slacks[1, 1]), 0.0),
        "slack_across": max(float(slacks[0, 1] + slacks[1, 0]), 0.0),
        "margin_square": float(one.v @ np.square(margins + np.log(alpha) - np.log1p(-alpha))) / len(one.y),
        "push_slack": max(slack, 0.0),
        "margin_lag": lag,
        "dual_distance": apart,
        "duality_gap": one.objective(w, epsilon) - lower_bound(one, alpha, mixed @ pushes, u),
        "start_gap": float(np.linalg.norm(w - robust)),
        "dual_start_gap": float(np.linalg.norm(u - robust)),
        "centre_gap": float(np.linalg.norm((w + u) / 2.0 - robust)),
    }


def lower_bound(one: Task, alpha: np.ndarray, push: np.ndarray, u: np.ndarray) -> float:
    """L(u) = mean v_i H(α_i) − ⟨v − π, u⟩ + (μ/2)‖u‖²."""
    entropy = -(xlogy(alpha, alpha) + xlogy(1.0 - alpha, 1.0 - alpha))
    pull = (one.v * alpha / len(one.y) * one.y) @ one.X
    return float(one.v @ entropy / len(one.y) - (pull - push) @ u + one.penalty / 2.0 * u @ u)


@pytest.mark.parametrize("norm", NORMS)
def test_the_ball_holds_the_robust_models_between(norm):
    claim, rows = CLAIMS["penalised.stretch"], []
    for seed in range(3):
        one = task(seed, norm)
        away = np.random.default_rng(seed).normal(size=(2, 4)) * 0.05
        ends = one.robust(LOW) + away[0], one.robust(HIGH) + away[1]
        rows += [fields(one, ends, epsilon) for epsilon in (LOW, 0.117, HIGH)]
    given = {field: np.array([row[field] for row in rows]) for field in claim.read}
    errors = dict.fromkeys(("start_gap", "dual_start_gap", "centre_gap"), 1e-6)
    rounding = dict.fromkeys(("duality_gap", "push_slack", "margin_lag", "slack_across", "stop_slack"), 1e-12)
    verdict = check(claim, **given, errors=errors | rounding)
    assert (np.asarray(verdict.status) == Status.HOLDS).all()
    assert (np.asarray(verdict.failed) == 0).all()
