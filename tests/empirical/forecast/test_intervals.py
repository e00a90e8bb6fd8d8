"""Intervals hold what every model of a ball gives a person, and models of the ball reach their ends."""

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from support.forecasts import COLUMNS, inside

from empirical.families.penalised.balls import Ball
from empirical.forecast.intervals import CELLS, cost_ends, floor_ends, score_ends, sights, validity_ends

TARGET, LAM = 0.4, 0.01
ALL = np.ones(COLUMNS, bool)
SOME = np.array([True, True, False, True, False])


def costs(weights: np.ndarray, people: np.ndarray, actionable: np.ndarray) -> np.ndarray:
    """Costs of SCFE's minimisers, [models, people]."""
    slopes = np.linalg.norm(np.where(actionable, weights, 0.0), axis=1)[:, None]
    return np.abs(TARGET - weights @ people.T) * slopes / (LAM + slopes**2)


def scene(seed: int, radius: float) -> tuple[Ball, np.ndarray, np.random.Generator]:
    random = np.random.default_rng(seed)
    people = random.normal(size=(8, COLUMNS)) * random.uniform(0.1, 10.0)
    return Ball(random.normal(size=COLUMNS), radius), people, random


@hypothesis.settings(max_examples=60)
@hypothesis.given(
    st.integers(0, 10_000),
    st.sampled_from((0.0, 1e-9, 1e-3, 0.1, 1.0, 5.0)),
    st.sampled_from((1, 2, CELLS)),
    st.booleans(),
)
def test_intervals_hold_every_model_of_the_ball(seed, radius, cells, everything):
    ball, people, random = scene(seed, radius)
    actionable = ALL if everything else SOME
    models = inside(ball, random, 200)
    (seen,) = sights([ball], people, actionable)
    scores, found = models @ people.T, costs(models, people, actionable)
    slopes = np.linalg.norm(np.where(actionable, models, 0.0), axis=1)[:, None]
    with np.errstate(divide="ignore"):
        floors = np.where(scores < 0.0, -scores / slopes, 0.0)
    ends = (score_ends(seen), cost_ends(seen, target=TARGET, lam=LAM, cells=cells), floor_ends(seen))
    for (low, high), values in zip(ends, (scores, found, floors), strict=True):
        assert (low <= values).all()
        assert (values <= high).all()
    low, high = validity_ends(score_ends(seen))
    assert ((low <= 1.0 / (1.0 + np.exp(-scores))) & (1.0 / (1.0 + np.exp(-scores)) <= high)).all()


def test_models_of_the_ball_reach_the_ends_of_scores_and_floors():
    ball, people, _ = scene(1, 0.3)
    (seen,) = sights([ball], people, ALL)
    lengths = np.linalg.norm(people, axis=1)
    for sign, reached in zip((-1.0, 1.0), score_ends(seen), strict=True):
        models = ball.centre + sign * ball.radius * people / lengths[:, None]
        np.testing.assert_allclose((models * people).sum(axis=1), reached, rtol=1e-12)
    same = Ball(-people[0], 0.3)  # along the person, both parts of the floor are reached by one model
    (seen,) = sights([same], people[:1], ALL)
    longest = same.centre * (1.0 - 0.3 / lengths[0])
    assert floor_ends(seen).high[0] >= -longest @ people[0] / np.linalg.norm(longest) - 1e-12


@pytest.mark.parametrize("share", [1e-6, 1e-3, 0.03])
def test_with_many_cells_the_bracket_of_costs_is_as_narrow_as_the_costs_of_the_ball(share):
    """Weights c + dĉ ± √(R² − d²) x⊥/‖x⊥‖ reach the range of the residual for every d; only ‖w‖ is bounded apart."""
    ball, people, _ = scene(4, 0.0)
    ball = ball._replace(radius=share * float(np.linalg.norm(ball.centre)))
    (seen,) = sights([ball], people, ALL)
    low, high = cost_ends(seen, target=TARGET, lam=LAM, cells=1024)
    unit = ball.centre / np.linalg.norm(ball.centre)
    across = people - (people @ unit)[:, None] * unit
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    turns = ball.radius * np.cos(np.linspace(0.0, np.pi, 2001))
    for place, person in enumerate(people):
        reached = []
        for sign in (-1.0, 1.0):
            rest = sign * np.sqrt(ball.radius**2 - turns**2)
            reached.append(
                costs(ball.centre + turns[:, None] * unit + rest[:, None] * across[place], person[None], ALL)
            )
        least, most = np.min(reached), np.max(reached)
        width = most - least
        assert least - low[place] <= 1e-3 * max(least, 1.0) + 0.02 * width
        assert high[place] - most <= 1e-3 * max(most, 1.0) + 0.02 * width


def test_more_cells_never_widen_a_bracket_that_they_divide():
    ball, people, _ = scene(9, 0.5)
    (seen,) = sights([ball], people, SOME)
    few, many = (cost_ends(seen, target=TARGET, lam=LAM, cells=cells) for cells in (4, 64))
    assert (few.low <= many.low).all()
    assert (many.high <= few.high).all()


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_ends_of_a_ball_of_half_the_radius_do_not_hold():
    ball, people, random = scene(2, 1.0)
    (seen,) = sights([ball._replace(radius=0.5)], people, ALL)
    ends, values = cost_ends(seen, target=TARGET, lam=LAM), costs(inside(ball, random, 500), people, ALL)
    assert ((ends.low <= values) & (values <= ends.high)).all()


def test_components_across_are_not_lost_where_a_person_lies_along_the_model():
    centre = np.random.default_rng(0).normal(size=COLUMNS)
    person = centre * 3.0 + 1e-9 * np.random.default_rng(1).normal(size=COLUMNS)
    ball = Ball(centre, 0.2)
    (seen,) = sights([ball], person[None], ALL)
    low, high = cost_ends(seen, target=TARGET, lam=LAM, cells=400)
    values = costs(inside(ball, np.random.default_rng(2), 2000), person[None], ALL)
    assert ((low <= values) & (values <= high)).all()


def test_of_an_infinite_ball_nothing_is_certain():
    (seen,) = sights([Ball(np.zeros(COLUMNS), np.inf)], np.zeros((1, COLUMNS)), ALL)
    assert [ends.item() for ends in score_ends(seen)] == [-np.inf, np.inf]
    assert [ends.item() for ends in cost_ends(seen, target=TARGET, lam=LAM)] == [0.0, np.inf]
    assert [ends.item() for ends in floor_ends(seen)] == [0.0, np.inf]
