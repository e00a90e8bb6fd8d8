"""Attacks: they stay in their ball and box, do the harm that theory says, and are the same traced or not."""

import math
from functools import partial
from typing import Any

import hypothesis
import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.attacked import ATTACKED, KERNEL, NORMS, X, Y, labels_of_network, lengths, network

from empirical.attacks import (
    Ball,
    even,
    falling,
    fgsm,
    perturb,
    pgd,
    projected,
    steepest,
    unit_changes,
)
from empirical.families.relu.network import MLP
from ntk import fit, relu_ntk


def margins(points: np.ndarray) -> np.ndarray:
    return Y * KERNEL.predict(points)


changes = hnp.arrays(
    float, st.sampled_from([(3, 4), (3, 2, 2)]), elements=st.floats(-10.0, 10.0, allow_subnormal=False, width=32)
)


@pytest.mark.property
@hypothesis.given(change=changes, radius=st.sampled_from([0.0, 0.3, 4.0]), norm=st.sampled_from(NORMS), other=st.data())
def test_the_projection_is_the_nearest_point_of_the_ball(change, radius, norm, other):
    """P(c) in the ball is nearest exactly if (c − P(c))·(z − P(c)) ≤ 0 for every z in the ball."""
    near = projected(change, radius, norm)
    assert (lengths(near, norm) <= radius * (1 + 1e-14)).all()
    np.testing.assert_allclose(projected(near, radius, norm), near, rtol=1e-14, atol=0.0)
    inside = lengths(change, norm) <= radius
    assert np.array_equal(near[inside], change[inside])
    z = other.draw(hnp.arrays(float, change.shape, elements=st.floats(-1.0, 1.0, allow_subnormal=False)))
    z = radius * z / (1.0 if norm == math.inf else np.maximum(lengths(z, norm), 1.0).reshape(-1, *[1] * (z.ndim - 1)))
    angles = ((change - near) * (z - near)).reshape(3, -1).sum(axis=1)
    assert (angles <= 1e-12 * (1.0 + lengths(change, 2.0) ** 2)).all()


@pytest.mark.property
@hypothesis.given(gradient=changes, length=st.sampled_from([0.0, 0.5, 2.0]), norm=st.sampled_from(NORMS))
def test_the_steepest_step_gains_its_length_times_the_dual_norm(gradient, length, norm):
    step = steepest(gradient, length, norm)
    dual = {math.inf: 1, 2.0: 2}[norm]
    assert (lengths(step, norm) <= length * (1 + 1e-14)).all()
    gains = (gradient * step).reshape(3, -1).sum(axis=1)
    np.testing.assert_allclose(gains, length * lengths(gradient, dual), rtol=1e-12, atol=1e-150)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("shape", [(3, 4), (3, 2, 2)])
def test_numpy_and_jax_arrays_have_one_geometry(norm, shape):
    values = np.random.default_rng(1).normal(size=shape)
    values[0] = 0.0
    for function in (steepest, projected):
        traced = jax.jit(partial(function, norm=norm))(values, 0.7)
        np.testing.assert_allclose(traced, function(values, 0.7, norm=norm), rtol=1e-14, atol=0.0)
        assert not traced[0].any()


@pytest.mark.parametrize("norm", NORMS)
def test_starts_fill_the_unit_ball_over_the_free_columns(norm):
    drawn = np.asarray(unit_changes(jax.random.key(0), 2000, norm=norm, free=jnp.asarray(ATTACKED)))
    sizes = lengths(drawn, norm)
    assert not drawn[:, 3].any()
    # In d = 3 dimensions a share r³ of the ball is within r of its centre.
    for radius in (0.3, 0.7, 0.9):
        assert (sizes <= radius).mean() == pytest.approx(radius**3, abs=0.04)
    assert sizes.max() <= 1.0
    np.testing.assert_allclose(drawn.mean(axis=0), 0.0, atol=0.05)
    again = unit_changes(jax.random.key(0), 2000, norm=norm, free=jnp.asarray(ATTACKED))
    assert np.array_equal(drawn, again)


@pytest.mark.parametrize("norm", NORMS)
def test_projected_gradients_attain_the_worst_case_of_a_linear_score(norm):
    w = np.array([1.0, -2.0, 0.5, 3.0])
    exact = Y * (X @ w) - 0.4 * np.linalg.norm(w[:3], ord={math.inf: 1, 2.0: 2}[norm])
    problem: Any = lambda points: points @ w, jnp.asarray(X), jnp.asarray(Y), Ball(0.4, norm, ATTACKED)
    drawn = unit_changes(jax.random.key(0), 2, norm=norm, free=jnp.asarray(ATTACKED))[:, None]
    once, straight = fgsm(*problem), pgd(*problem, steps=10, starts=jnp.zeros((1, 1, 4)))
    # From elsewhere it creeps round the ball towards the worst point, if that has no corners.
    astray = pgd(*problem, steps=40, starts=drawn)
    for found, off in ((once, 1e-12), (straight, 1e-12), (astray, 1e-12 if norm == math.inf else 1e-2)):
        np.testing.assert_allclose(found.margins, exact, rtol=0.0, atol=off)
        assert (np.asarray(found.margins) >= exact - 1e-12).all()
        np.testing.assert_allclose(found.margins, Y * (np.asarray(found.points) @ w), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("norm", NORMS)
def test_falling_steps_begin_with_the_fast_gradient_sign_method(norm):
    """So nothing that one step finds is missed. Steps of one length begin shorter, and miss some."""
    problem: Any = jax.vmap(network()), jnp.asarray(X), jnp.asarray(labels_of_network()), Ball(1.0, norm, ATTACKED)
    once, attack = fgsm(*problem).margins, partial(pgd, *problem, starts=jnp.zeros((1, 1, 4)))
    np.testing.assert_allclose(attack(steps=1, length=falling).margins, once, rtol=1e-12)
    assert (attack(steps=8, length=falling).margins <= once + 1e-12).all()
    assert (attack(steps=8, length=even).margins > once + 1e-6).any()


def test_steps_fall_from_the_radius_to_nothing_and_even_ones_go_as_far_in_all():
    count = np.asarray(5.0)
    np.testing.assert_allclose([falling(0.5, count, done) for done in range(6)], [0.5, 0.4, 0.3, 0.2, 0.1, 0.0])
    assert {float(even(0.5, count, done)) for done in range(5)} == {0.25}
    assert float(even(0.5, np.asarray(1.0), 0)) == 0.5


def test_falling_steps_find_lower_margins_of_networks_with_many_kinks():
    """In the mean, and for most; and of a thousand corners of the ball fewer are lower than what they find."""
    drawn = MLP.initial(8, width=32, depth=4, key=jax.random.key(1))
    score = jax.vmap(jax.tree.map(lambda leaf: 3.0 * leaf, drawn))
    draw = np.random.default_rng(0)
    points = jnp.asarray(np.column_stack([draw.random((64, 8)), np.ones(64)]))
    labels, free = jnp.where(score(points) > jnp.median(score(points)), 1.0, -1.0), jnp.arange(9) < 8
    starts = jnp.concatenate([jnp.zeros((1, 9)), unit_changes(jax.random.key(0), 3, norm=math.inf, free=free)])
    attack: Any = partial(pgd, score, points, labels, Ball(0.5, math.inf, free), starts=starts[:, None])
    one, other = (np.asarray(attack(steps=20, length=length).margins) for length in (even, falling))
    signs = jnp.asarray(np.sign(draw.normal(size=(1000, 1, 9))))
    corners = np.asarray(jax.lax.map(lambda sign: labels * score(points + 0.5 * sign), signs)).min(axis=0)
    assert other.mean() < one.mean()
    assert (other <= one + 1e-9).mean() > 0.7
    assert (corners < other - 1e-9).sum() < (corners < one - 1e-9).sum()


@pytest.mark.parametrize("norm", NORMS)
def test_networks_are_attacked_within_the_ball_off_other_columns_and_worse_than_by_one_step(norm):
    score, labels = jax.vmap(network()), jnp.asarray(labels_of_network())
    ball, free = Ball(0.5, norm, ATTACKED), jnp.asarray(ATTACKED)
    starts = jnp.concatenate([jnp.zeros((1, 4)), unit_changes(jax.random.key(0), 2, norm=norm, free=free)])
    found = pgd(score, jnp.asarray(X), labels, ball, steps=20, starts=starts[:, None])
    moved = np.asarray(found.points) - X
    assert (lengths(moved, norm) <= 0.5 + 1e-14).all()
    assert not moved[:, 3].any()
    np.testing.assert_allclose(labels * score(found.points), found.margins, rtol=1e-12, atol=1e-14)
    once = fgsm(score, jnp.asarray(X), labels, ball)
    clean = labels * score(jnp.asarray(X))
    assert (once.margins <= clean).all()
    assert (found.margins <= clean).all()
    assert found.margins.mean() < once.margins.mean() < clean.mean()
    # An attack on the other label helps: the sign matters.
    helped = pgd(score, jnp.asarray(X), -labels, ball, steps=20, starts=starts[:, None])
    assert (-helped.margins >= clean).all()


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_images_in_their_box(norm, dtype):
    pixels = np.random.default_rng(4)
    images = pixels.random((5, 3, 4)).astype(dtype)
    images[0, 0, 0] = 1.2  # outside already: it may stay or come back, not go further
    filters, labels = jnp.asarray(pixels.normal(size=(3, 4)).astype(dtype)), np.array([1, -1, 1, 1, -1], dtype)
    free = np.arange(12).reshape(3, 4) != 7
    starts = unit_changes(jax.random.key(0), 2, norm=norm, free=jnp.asarray(free)).astype(dtype)[:, None]
    ball = Ball(0.6, norm, free, 0.0, 1.0)

    def score(points: Any) -> Any:
        return jnp.tanh(jnp.sum(points * filters[None], axis=(1, 2)))

    found = pgd(score, jnp.asarray(images), jnp.asarray(labels), ball, steps=10, starts=starts)
    points = np.asarray(found.points)
    assert points.dtype == dtype
    assert points.shape == images.shape
    assert points.min() >= 0.0
    assert (points <= np.maximum(images, 1.0)).all()
    assert (lengths(points - images, norm) <= 0.6 * (1 + 1e-6)).all()
    assert np.array_equal(points[:, 1, 3], images[:, 1, 3])
    assert (np.asarray(found.margins) < labels * np.asarray(score(jnp.asarray(images)))).all()
    if norm == math.inf:
        downhill = -labels[:, None, None] * np.sign(np.asarray(filters))[None] * free
        worst = np.clip(images + dtype(0.6) * downhill, 0.0, np.maximum(images, 1.0))
        np.testing.assert_allclose(points, worst, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("steps", [1, 7])
def test_what_is_traced_and_what_is_not_find_the_same(norm, steps):
    labels, score = labels_of_network(), jax.vmap(jax.value_and_grad(network()))

    def on_the_host(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scores, gradients = score(jnp.asarray(points))
        return np.asarray(scores), np.asarray(gradients)

    host = perturb(on_the_host, X, labels, epsilon=0.3, norm=norm, steps=steps)
    ball = Ball(0.3, norm, np.ones(4, bool))
    traced = pgd(jax.vmap(network()), jnp.asarray(X), jnp.asarray(labels), ball, steps=steps,
                 starts=jnp.zeros((1, 1, 4)))  # fmt: skip
    np.testing.assert_allclose(host, traced.points, rtol=1e-10, atol=1e-12)


@pytest.mark.property
@hypothesis.given(
    epsilon=st.sampled_from([0.0, 1e-8, 0.1, 2.0]),
    norm=st.sampled_from(NORMS),
    steps=st.sampled_from([1, 2, 10]),
    free=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_the_ball_and_the_columns_are_kept_and_no_margin_of_a_kernel_regressor_rises(epsilon, norm, steps, free):
    attacked = np.array(free)
    moved = perturb(KERNEL.value_and_gradient, X, Y, epsilon=epsilon, norm=norm, steps=steps, attacked=attacked)
    assert (lengths(moved - X, norm) <= epsilon + 1e-14).all()
    assert np.array_equal(moved[:, ~attacked], X[:, ~attacked])
    assert (margins(moved) <= margins(X) + 1e-12).all()


def test_one_step_is_the_sign_of_the_gradient():
    moved = perturb(KERNEL.value_and_gradient, X, Y, epsilon=1e-3, steps=1)
    np.testing.assert_allclose(moved, X - 1e-3 * Y[:, None] * np.sign(KERNEL.gradient(X)), atol=1e-15)
    moved = perturb(KERNEL.value_and_gradient, X, Y, epsilon=1e-3, norm=2.0, steps=1)
    slopes = KERNEL.gradient(X)
    np.testing.assert_allclose(
        moved - X, -1e-3 * Y[:, None] * slopes / np.linalg.norm(slopes, axis=1)[:, None], atol=1e-15
    )


@pytest.mark.parametrize("norm", NORMS)
def test_projected_gradients_do_more_harm_to_kernel_regressors_than_random_points_and_than_one_step(norm):
    found = margins(perturb(KERNEL.value_and_gradient, X, Y, epsilon=0.5, norm=norm, steps=20))
    draw = np.random.default_rng(1)
    for _ in range(50):
        change = draw.uniform(-0.5, 0.5, X.shape) if norm == math.inf else draw.standard_normal(X.shape)
        if norm == 2.0:
            change *= 0.5 / np.linalg.norm(change, axis=1)[:, None]
        assert (found <= margins(X + change) + 1e-9).mean() > 0.95
    once = margins(perturb(KERNEL.value_and_gradient, X, Y, epsilon=0.5, norm=norm, steps=1))
    assert found.mean() < once.mean()
    assert (found <= once + 1e-9).mean() > 0.95


def test_zero_rows_and_flat_models_stay_finite():
    flat = KERNEL._replace(weights=np.zeros(60))
    assert np.array_equal(perturb(flat.value_and_gradient, X, Y, epsilon=0.3, norm=2.0), X)
    nothing = np.zeros((2, 4))
    deep = fit(relu_ntk(2), X, Y)
    for norm in NORMS:
        assert np.isfinite(perturb(deep.value_and_gradient, nothing, np.ones(2), epsilon=0.3, norm=norm)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Y": np.zeros(60)}, "labels must be -1 or 1"),
        ({"Y": np.ones(59)}, "as many labels"),
        ({"X": X[1:]}, "as many labels"),
        ({"epsilon": -0.1}, "epsilon must be finite"),
        ({"epsilon": math.nan}, "epsilon must be finite"),
        ({"norm": 1.0}, "norm must be inf or 2"),
        ({"steps": 0}, "steps must be at least 1"),
        ({"attacked": np.ones(3, bool)}, "attacked must say yes or no of 4 columns"),
    ],
)
def test_settings_out_of_range_are_refused(change, message):
    settings: Any = {"X": X, "Y": Y, "epsilon": 0.1, "norm": math.inf, "steps": 1, **change}
    with pytest.raises(ValueError, match=message):
        perturb(KERNEL.value_and_gradient, settings.pop("X"), settings.pop("Y"), **settings)


def test_steps_of_other_norms_are_refused():
    with pytest.raises(ValueError, match="norm must be inf or 2, not 3"):
        steepest(X, 0.1, 3.0)
