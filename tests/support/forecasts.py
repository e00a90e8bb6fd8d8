"""Penalised trainings on made-up data, and their robust models."""

import numpy as np

from empirical.families.linear.logistic import Sample
from empirical.families.penalised.balls import Ball
from empirical.families.penalised.descent import descend
from empirical.families.penalised.objective import Pass, PenalisedTraining

COLUMNS = 5
"""Number of columns of made-up data, the constant one included: one shape, so that programs are compiled once."""


def made_training(seed: int, *, epsilon: float = 0.1, norm: float = np.inf, penalty: float = 0.01) -> PenalisedTraining:
    """A training on forty instances, labels partly at random, and weights of losses; one column is not attacked."""
    random = np.random.default_rng(seed)
    inputs = np.column_stack([random.normal(size=(40, COLUMNS - 1)) * random.uniform(0.2, 3.0), np.ones(40)])
    labels = np.where(inputs @ random.normal(size=COLUMNS) + random.normal(size=40) > 0.0, 1.0, -1.0)
    weights = random.uniform(0.5, 1.5, size=40)
    attacked = np.arange(COLUMNS) < COLUMNS - 1
    return PenalisedTraining(Sample(inputs, labels, weights / weights.mean()), attacked, epsilon, norm, penalty)


def robust_ball(training: PenalisedTraining) -> Ball:
    """The smallest ball of a long descent from 0, continued from its centre."""
    first = descend(training, np.zeros(training.sample.inputs.shape[1]), 2000).end.ball
    second = descend(training, first.centre, 2000).end.ball
    return min(first, second, key=lambda one: one.radius)


def plain_objective(training: PenalisedTraining, weights: np.ndarray) -> float:
    """P(w) as the formula says it, in numpy alone."""
    inputs, labels, shares = map(np.asarray, training.sample)
    order = {np.inf: 1, 2.0: 2, 1.0: np.inf}[training.norm]
    margins = labels * (inputs @ weights) - training.epsilon * np.linalg.norm(weights[training.attacked], order)
    return float((shares * np.logaddexp(0.0, -margins)).mean() + 0.5 * training.penalty * weights @ weights)


def slope(training: PenalisedTraining, weights: np.ndarray, seen: Pass) -> np.ndarray:
    """A subgradient of P at weights, from the pass over the data there."""
    return training.epsilon * seen.push * seen.direction - seen.pull + training.penalty * weights


def inside(ball: Ball, random: np.random.Generator, count: int) -> np.ndarray:
    """Weights of a ball, half of them on its surface, [count, k]."""
    directions = random.normal(size=(count, len(ball.centre)))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    lengths = np.where(np.arange(count) % 2, 1.0, random.uniform(size=count) ** 0.5)
    return ball.centre + ball.radius * (1.0 - 1e-12) * lengths[:, None] * directions
