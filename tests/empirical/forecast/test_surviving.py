"""Recourses that survive: accepted by every model of the ball, and no dearer than they need to be."""

import jax
import numpy as np
import pytest

from empirical.data.split import Space
from empirical.families.penalised.balls import Ball
from empirical.forecast.surviving import MARGIN, surviving
from empirical.models.model import LinearModel
from empirical.recourse.methods.scfe import SCFE


def made(seed: int, columns: int = 5) -> tuple[Ball, np.ndarray]:
    """A ball that does not hold 0, and people whom its centre rejects."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(size=columns)
    people = rng.normal(size=(40, columns))
    people -= np.maximum(people @ centre, 0.0)[:, None] * 1.5 * centre / (centre @ centre)
    return Ball(centre, float(rng.uniform(0.0, 0.9) * np.linalg.norm(centre))), people


def distance_to_cone(ball: Ball, people: np.ndarray) -> np.ndarray:
    """The distance to the points with c·x ≥ R‖x‖, a cone about c with the half angle arccos(R/‖c‖)."""
    lengths, length = np.linalg.norm(people, axis=1), np.linalg.norm(ball.centre)
    outside = np.arccos(people @ ball.centre / (lengths * length)) - np.arccos(ball.radius / length)
    return lengths * np.sin(np.clip(outside, 0.0, np.pi / 2.0))


@pytest.mark.parametrize("seed", range(6))
def test_every_model_of_the_ball_accepts_what_is_found(seed):
    ball, people = made(seed)
    found = surviving(ball, people, Space.unbounded(people.shape[1]), key=jax.random.key(0))
    ways = np.random.default_rng(9).normal(size=(200, people.shape[1]))
    ways /= np.linalg.norm(ways, axis=1)[:, None]
    worst = -found.points / np.linalg.norm(found.points, axis=1)[:, None]
    assert found.found.all()
    assert ((ball.centre + ball.radius * ways) @ found.points.T > 0.0).all()
    assert (np.einsum("mk,mk->m", ball.centre + ball.radius * worst, found.points) > 0.0).all()


@pytest.mark.parametrize("seed", range(6))
def test_without_limits_nothing_is_cheaper_than_the_way_to_the_cone(seed):
    ball, people = made(seed)
    found = surviving(ball, people, Space.unbounded(people.shape[1]), key=jax.random.key(0))
    least = distance_to_cone(ball, people)
    assert (found.costs >= least * (1.0 - 1e-9)).all()
    assert (found.costs <= least * 1.001 + 1e-4).all()


def test_a_ball_of_no_radius_costs_what_its_centre_costs():
    ball, people = made(0)
    space, key = Space.unbounded(people.shape[1]), jax.random.key(0)
    alone = SCFE(mode="valid", target=MARGIN, lam=MARGIN)(LinearModel(ball.centre), people, space, key=key)
    found = surviving(ball._replace(radius=0.0), people, space, key=key)
    np.testing.assert_allclose(found.costs, alone.costs, rtol=1e-5)


def test_the_price_rises_with_the_radius():
    ball, people = made(1)
    space, key = Space.unbounded(people.shape[1]), jax.random.key(0)
    radii = np.linspace(0.0, 0.9, 5) * np.linalg.norm(ball.centre)
    costs = np.array([surviving(Ball(ball.centre, radius), people, space, key=key).costs for radius in radii])
    assert (np.diff(costs, axis=0) >= -1e-6).all()


def test_a_ball_that_holds_0_has_no_recourse():
    ball, people = made(2)
    wide = Ball(ball.centre, 1.01 * float(np.linalg.norm(ball.centre)))
    assert not surviving(wide, people, Space.unbounded(people.shape[1]), key=jax.random.key(0)).found.any()
