"""The descent: it comes to the robust model in few passes, for every norm, and its curvature is that of the loss."""

import numpy as np
import pytest
from support.forecasts import COLUMNS, made_training, slope

from empirical.families.penalised.curvature import UNMEASURED, curvature, stepped
from empirical.families.penalised.descent import descend
from empirical.families.penalised.objective import look

NORMS = (np.inf, 2.0, 1.0)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("penalty", [1e-3, 0.1])
def test_it_comes_to_the_robust_model_from_far_away_in_few_passes(norm, penalty):
    for seed in range(5):
        for epsilon in (0.0, 0.05, 0.3, 2.0):
            training = made_training(seed, epsilon=epsilon, norm=norm, penalty=penalty)
            way = descend(training, 10.0 * np.random.default_rng(seed).normal(size=COLUMNS), 150)
            assert way.end.ball.radius < 1e-5  # where rounding ends it


def test_it_ends_where_a_ball_is_small_enough():
    training = made_training(5, penalty=0.1)
    found = descend(training, np.zeros(COLUMNS), 500, enough=1e-3).places
    assert found[-1].ball.radius <= 1e-3 < found[-2].ball.radius
    longer = descend(training, np.zeros(COLUMNS), 500).places
    np.testing.assert_array_equal(found[-1].ball.centre, longer[len(found) - 1].ball.centre)


def test_it_takes_no_more_passes_than_it_may_and_ends_where_nothing_is_gained():
    training = made_training(2)
    assert [len(descend(training, np.ones(COLUMNS), passes).places) for passes in (1, 2, 7)] == [1, 2, 7]
    assert len(descend(training, np.ones(COLUMNS), 10_000).places) < 100


def test_a_curvature_that_is_known_is_not_measured_again():
    training = made_training(1, penalty=0.1)
    first = descend(training, np.ones(COLUMNS), 60, enough=1e-4)
    near = training._replace(epsilon=training.epsilon * 1.01)
    again, known = (descend(near, first.end.weights, 60, enough=1e-4, bent=bent) for bent in (UNMEASURED, first.bent))
    assert known.bent is first.bent is not again.bent
    assert max(way.end.ball.radius for way in (known, again)) <= 1e-4


def test_the_curvature_is_that_of_the_loss():
    """Against differences of slopes, without an attack: there the loss is smooth."""
    training = made_training(4, epsilon=0.0)
    weights = np.random.default_rng(0).normal(size=COLUMNS)
    root = curvature(training, weights, look(training, weights)).root[:-1, :-1]
    for column in np.eye(COLUMNS):
        ends = [slope(training, at, look(training, at)) for at in (weights - 1e-5 * column, weights + 1e-5 * column)]
        np.testing.assert_allclose(root @ root.T @ column, (ends[1] - ends[0]) / 2e-5, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("norm", NORMS)
def test_a_step_minimises_the_model_of_the_objective(norm):
    """No weights near the step have a lower model, N = ‖w_T‖_q."""
    order, random = {np.inf: 1, 2.0: 2, 1.0: np.inf}[norm], np.random.default_rng(3)
    for seed in range(5):
        training = made_training(seed, norm=norm, epsilon=0.1)
        weights = random.normal(size=COLUMNS)
        seen = look(training, weights)
        bent = curvature(training, weights, seen)
        rise = np.append(training.penalty * weights - seen.pull, training.epsilon * seen.push)

        def model(at, training=training, weights=weights, rise=rise, bent=bent):
            moved = [np.linalg.norm(one[training.attacked], order) for one in (at, weights)]
            step = np.append(at - weights, moved[0] - moved[1])
            return rise @ step + 0.5 * np.square(bent.root.T @ step).sum()

        found = stepped(training, weights, seen, bent)
        if norm == 2.0:  # of which the step takes a model of second order in w
            assert model(found) < model(weights)
        else:
            others = found + 10.0 ** random.uniform(-4, 0, size=(200, 1)) * random.normal(size=(200, COLUMNS))
            assert model(found) <= min(map(model, others)) + 1e-9
