"""ECCo: minima against brute force, energies along the search, and statuses of what cannot be reached."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

from empirical.data.split import Space
from empirical.models.model import HostModel, LinearModel, TracedModel, as_model
from empirical.models.several_classes import ClassModel
from empirical.recourse import ECCo, RecourseStatus
from empirical.recourse.energy import energies

KEY, WIDTH, NAMES = jax.random.key(0), 4, ("a", "b", "c")


def network() -> Any:
    """A network sure enough of each class somewhere."""
    drawn = eqx.nn.MLP(WIDTH, len(NAMES), 8, 1, activation=jnp.tanh, key=jax.random.key(3), dtype=np.float64)
    return jax.tree.map(lambda part: 2.0 * part if eqx.is_array(part) else part, drawn)


MODEL = ClassModel(network(), NAMES)


def box() -> Space:
    return Space.unbounded(WIDTH)._replace(low=-2.0 * np.ones(WIDTH), high=2.0 * np.ones(WIDTH))


def instances(count: int = 40) -> np.ndarray:
    return np.random.default_rng(1).uniform(-1.5, 1.5, size=(count, WIDTH))


def objective(method: ECCo, model: TracedModel, x: np.ndarray, points: np.ndarray) -> np.ndarray:
    found = energies(model, points)
    return np.asarray(found.loss + method.energy * found.energy) + method.lam * np.abs(points - x).sum(axis=1)


@pytest.mark.parametrize("target", NAMES)
def test_the_first_likely_point_is_reached(target):
    model, inputs = MODEL.towards(target), instances()
    found = ECCo()(model, inputs, box(), key=KEY)
    assert found.found.sum() >= 5
    reached = found.points[found.found]
    assert (np.asarray(energies(model, reached).odds) > 0.0).all()  # probability above ½
    assert (MODEL.predicted(reached) == NAMES.index(target)).all()
    shorter = ECCo(steps=1000)(model, inputs, box(), key=KEY).more["steps"][found.found]
    for row, steps in zip(np.flatnonzero(found.found), shorter, strict=True):
        if steps > 1:  # one step less does not reach it
            one_less = ECCo(steps=int(steps) - 1)(model, inputs[row : row + 1], box(), key=KEY)
            assert one_less.status.item() == RecourseStatus.NOT_FOUND
            break


def test_the_probability_that_ends_a_search_is_that_of_the_class():
    for threshold in (0.4, 0.7):
        found = ECCo(threshold=threshold)(MODEL.towards("a"), instances(), box(), key=KEY)
        odds = energies(MODEL.towards("a"), found.points[found.found]).odds
        assert (1.0 / (1.0 + np.exp(-np.asarray(odds))) > threshold).all()


@pytest.mark.parametrize("target", NAMES)
def test_energy_and_objective_fall_from_the_instance_to_the_recourse(target):
    model, inputs = MODEL.towards(target), instances()
    for method in (ECCo(), ECCo(stop="gradient", steps=300)):
        found = method(model, inputs, box(), key=KEY)
        x, points = inputs[found.found], found.points[found.found]
        assert len(x)
        assert (energies(model, points).energy < energies(model, x).energy).all()
        assert (objective(method, model, x, points) < objective(method, model, x, x)).all()


def test_more_weight_on_the_energy_leads_to_lower_energy():
    model = MODEL.towards("a")
    light, heavy = (
        ECCo(stop="gradient", energy=weight, lam=0.1, steps=3000)(model, instances(), box(), key=KEY)
        for weight in (0.1, 2.0)
    )
    both = light.found & heavy.found
    assert both.sum() >= 5
    of_light, of_heavy = (np.asarray(energies(model, one.points[both]).energy) for one in (light, heavy))
    assert of_heavy.mean() < of_light.mean()


def test_a_flat_slope_ends_at_the_minimum_that_another_solver_finds():
    """A linear score: the objective is convex, and the ℓ1 norm keeps columns that are not worth it."""
    weights, x = np.array([1.5, -1.0, 0.05, 0.0]), np.array([[-0.5, 0.4, 0.3, 0.2]])
    model, method = LinearModel(weights), ECCo(lam=0.1, stop="gradient", steps=20_000, tolerance=1e-6)
    found = method(model, x, box(), key=KEY)
    assert found.more["gradient"].item() < 1e-6
    assert (found.changes[0, 2:] == 0.0).all()

    def value(points: np.ndarray) -> float:
        return objective(method, model.traced(), x, points[None]).item()

    best = min(
        minimize(value, start, bounds=[(-2.0, 2.0)] * WIDTH, method="Powell").fun
        for start in (x[0], np.zeros(WIDTH), np.array([1.9, -1.9, 0.3, 0.2]))
    )
    assert value(found.points[0]) <= best + 1e-6


def test_running_out_of_steps_is_seen_in_the_slope():
    found = ECCo(stop="gradient", steps=3)(LinearModel(np.array([1.0, 0.0, 0.0, 0.0])), -0.1 * np.ones((1, 4)), key=KEY)
    assert found.found.all()
    assert found.more["steps"].item() == 3.0
    assert found.more["gradient"].item() > ECCo().tolerance


def test_a_class_that_cannot_be_reached_is_not_found():
    never = ClassModel(lambda x: jnp.stack([jnp.sum(x), 1.0 - jnp.sum(x), -9.0 + 0.01 * x[0]]), NAMES)
    for stop in ("threshold", "gradient"):
        found = ECCo(stop=stop, steps=200)(never.towards("c"), instances(), box(), key=KEY)
        assert (found.status == RecourseStatus.NOT_FOUND).all()
        assert np.isnan(found.points).all()
        assert np.isnan(found.more["steps"]).all()


def test_models_outside_jax_are_searched_alike():
    inside = as_model(lambda x: jnp.tanh(x @ np.array([1.0, -1.0, 0.5, 0.2])) - 0.3)
    outside = HostModel(inside.scores, inside.scores_and_gradients)
    for method in (ECCo(), ECCo(stop="gradient", steps=100)):
        one, other = (method(model, instances(), box(), key=KEY) for model in (inside, outside))
        np.testing.assert_array_equal(one.status, other.status)
        np.testing.assert_allclose(one.points, other.points, rtol=1e-6)


def test_a_falling_weight_of_the_energy_moves_less():
    model, unbounded = LinearModel(np.array([1.0, 1.0, 0.0, 0.0])), Space.unbounded(WIDTH)
    steady, falling = (
        ECCo(stop="gradient", lam=0.1, decay=decay)(model, instances(), unbounded, key=KEY) for decay in (0.0, 0.9)
    )
    assert falling.costs[falling.found].max() < steady.costs[steady.found].min()


def test_with_a_squared_energy_the_logit_rises_to_where_the_penalty_is_least():
    model, unbounded = LinearModel(np.array([2.0, 0.0, 0.0, 0.0])), Space.unbounded(WIDTH)
    method = ECCo(stop="gradient", lam=0.0, energy=50.0, ridge=0.1, rate=0.01, tolerance=1e-6)
    found = method(model, instances(5), unbounded, key=KEY)
    logits = -energies(model, found.points[found.found]).energy
    assert found.found.any()
    np.testing.assert_allclose(logits, 5.0, atol=0.01)  # the loss moves it by no more: e⁻¹⁰ against 50 × 0.2


def test_noise_is_where_a_search_begins_and_a_long_one_leaves_it():
    model, space = MODEL.towards("b"), box()
    short, other = (ECCo(noise=0.1)(model, instances(), space, key=jax.random.key(key)) for key in (0, 1))
    plain = ECCo()(model, instances(), space, key=KEY)
    both = short.found & other.found & plain.found
    assert both.any()
    assert (np.abs(short.points - plain.points)[both].max(axis=1) > 1e-3).all()
    assert (short.points[both] != other.points[both]).any(axis=1).all()
    linear, wide = LinearModel(np.array([1.0, 0.0, 0.0, 0.0])), Space.unbounded(WIDTH)
    long = ECCo(stop="gradient", lam=0.05, noise=0.1, ridge=0.1, tolerance=1e-6)(linear, instances(5), wide, key=KEY)
    np.testing.assert_allclose(long.changes[long.found][:, 1:], 0.0, atol=1e-12)  # the distance pulls it back


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lam": -1.0}, "lam must be finite and at least 0, not -1"),
        ({"energy": np.nan}, "energy must be finite"),
        ({"decay": -0.1}, "decay must be"),
        ({"noise": -0.1}, "noise must be"),
        ({"ridge": np.inf}, "ridge must be finite"),
        ({"rate": 0.0}, "rate must be finite and positive, not 0"),
        ({"tolerance": 0.0}, "tolerance must be finite and positive"),
        ({"stop": "soon"}, "stop must be threshold or gradient, not 'soon'"),
        ({"steps": 0}, "steps must be at least 1, not 0"),
        ({"threshold": 1.0}, "threshold must be a probability"),
    ],
)
def test_settings_that_no_search_can_have(wrong, message):
    with pytest.raises(ValueError, match=message):
        ECCo(**wrong)
