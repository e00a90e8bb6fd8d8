"""Every ball on the way holds the robust model, whatever the start, the penalty and the norm."""

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from support.forecasts import COLUMNS, inside, made_training, plain_objective, robust_ball, slope

from empirical.errors import InputError
from empirical.families.penalised import balls
from empirical.families.penalised.balls import ball, extent
from empirical.families.penalised.descent import descend
from empirical.families.penalised.objective import look, objective

NORMS = (np.inf, 2.0, 1.0)


@st.composite
def trainings(draw):
    seed = draw(st.integers(0, 10_000))
    epsilon = draw(st.sampled_from((0.0, 0.01, 0.1, 0.5)))
    penalty = draw(st.sampled_from((1e-4, 1e-3, 1e-2, 0.1, 1.0)))
    return made_training(seed, epsilon=epsilon, norm=draw(st.sampled_from(NORMS)), penalty=penalty)


@hypothesis.settings(max_examples=40)
@hypothesis.given(trainings(), st.floats(0.0, 20.0), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_every_ball_holds_the_robust_model_from_any_start(training, size, passes, seed):
    end = robust_ball(training)
    start = size * np.random.default_rng(seed).normal(size=COLUMNS)
    radii = []
    for found in (place.ball for place in descend(training, start, passes).places):
        assert np.linalg.norm(found.centre - end.centre) <= found.radius + end.radius
        radii.append(found.radius)
    assert radii == sorted(radii, reverse=True)
    assert 1 <= len(radii) <= passes


@hypothesis.settings(max_examples=40)
@hypothesis.given(trainings(), st.integers(0, 2**32 - 1))
def test_what_the_descent_ends_at_is_lower_than_everything_around_it(training, seed):
    """Independent of balls: P is μ-strongly convex, and grows by at least (μ/2)‖w − w_R‖² around its optimum."""
    end, random = robust_ball(training), np.random.default_rng(seed)
    least = plain_objective(training, end.centre)
    for scale in (1e-3, 1e-1, 1.0):
        for weights in end.centre + scale * random.normal(size=(20, COLUMNS)):
            apart = max(np.linalg.norm(weights - end.centre) - end.radius, 0.0)
            assert (
                plain_objective(training, weights) >= least + 0.5 * training.penalty * apart**2 - 1e-12 - 2 * end.radius
            )


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_half_the_radius_is_too_small_somewhere():
    for seed in range(30):
        for norm in NORMS:
            training = made_training(seed, norm=norm, penalty=1e-3)
            end = robust_ball(training)
            for place in descend(training, np.ones(COLUMNS), 10).places:
                assert np.linalg.norm(place.ball.centre - end.centre) <= 0.5 * place.ball.radius + end.radius


def test_rounding_is_counted_and_costs_little(monkeypatch):
    training = made_training(3)
    weights = np.linspace(-1.0, 1.0, COLUMNS)
    certain = ball(training, weights, look(training, weights), extent(training))
    monkeypatch.setattr(balls, "rounding", lambda *_: balls.Rounding(0.0, 0.0))
    without = ball(training, weights, look(training, weights), extent(training))
    assert without.radius < certain.radius < without.radius * (1.0 + 1e-9)
    np.testing.assert_array_equal(without.centre, certain.centre)


@pytest.mark.parametrize("norm", NORMS)
def test_a_pass_tells_the_objective_and_a_subgradient_of_it(norm):
    training, random = made_training(7, norm=norm), np.random.default_rng(0)
    weights, other = random.normal(size=(2, COLUMNS))
    seen = look(training, weights)
    value = objective(training, weights, seen)
    assert value == pytest.approx(plain_objective(training, weights), rel=1e-13)
    rise = slope(training, weights, seen) @ (other - weights)
    assert plain_objective(training, other) >= value + rise + 0.5 * training.penalty * ((other - weights) ** 2).sum()


def test_weights_of_a_ball_are_as_far_as_its_radius_says():
    found = balls.Ball(np.ones(COLUMNS), 0.5)
    apart = np.linalg.norm(inside(found, np.random.default_rng(0), 50) - found.centre, axis=1)
    assert apart.max() == pytest.approx(0.5)
    assert (apart <= 0.5).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"penalty": 0.0}, "penalty must be finite and above 0, not 0; without one nothing is certain"),
        ({"norm": 3.0}, "norm must be one of inf, 2, 1, not 3"),
        ({"epsilon": -0.1}, "epsilon must be finite and at least 0, not -0.1"),
        ({"epsilon": np.nan}, "epsilon must be finite and at least 0, not nan"),
    ],
)
def test_settings_without_a_certificate_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        made_training(0)._replace(**change).checked()
