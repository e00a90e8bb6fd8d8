"""Accuracy under attack: exact for linear models, never too low for others, and the same traced or not."""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.attacked import ATTACKED, KERNEL, NORMS, X, Y, labels_of_network, lengths, network

from empirical.attacks import Ball, fgsm
from empirical.families.relu.network import ReluModel
from empirical.families.wide.pair import KernelModel
from empirical.models import accuracy
from empirical.models.accuracy import adversarial_accuracy, attacked_margins, linear_margins
from empirical.models.model import HostModel, LinearModel, TracedModel


@pytest.mark.parametrize("norm", [math.inf, 2.0, 1.0])
def test_the_worst_case_of_a_linear_score_is_attained_and_never_passed(norm):
    w = np.array([1.0, -2.0, 0.5, 3.0])
    found = linear_margins(w, X, Y, Ball(0.4, norm, ATTACKED))
    best = {math.inf: np.sign(w), 2.0: w / np.linalg.norm(w[:3]), 1.0: np.array([0.0, -1.0, 0.0, 0.0])}[norm] * ATTACKED
    assert lengths(best[None], norm)[0] <= 1.0 + 1e-14
    np.testing.assert_allclose(found, Y * ((X - 0.4 * Y[:, None] * best) @ w), rtol=1e-12, atol=1e-12)
    draw = np.random.default_rng(2).normal(size=(200, 4)) * ATTACKED
    for change in 0.4 * draw / lengths(draw, norm)[:, None]:
        assert (found <= Y * ((X + change) @ w) + 1e-12).all()
    margins = attacked_margins(LinearModel(w), X, Y, Ball(0.4, norm, ATTACKED), key=jax.random.key(0))
    np.testing.assert_allclose(margins, found, rtol=1e-12)


@pytest.mark.parametrize("norm", NORMS)
def test_restarts_lower_the_margins_of_a_network_below_those_of_one_step_and_of_random_points(norm):
    score, labels, ball = jax.vmap(network()), labels_of_network(), Ball(0.5, norm, ATTACKED)
    once = fgsm(score, jnp.asarray(X), jnp.asarray(labels), ball)
    attack: Any = {"steps": 100, "restarts": 10, "key": jax.random.key(0)}
    worst = attacked_margins(TracedModel(network()), X, labels, ball, **attack)
    assert (worst <= np.asarray(once.margins) + 1e-12).all()
    draw = np.random.default_rng(3).normal(size=(300, 4)) * ATTACKED
    tries = [
        labels * np.asarray(score(jnp.asarray(X + change))) for change in 0.5 * draw / lengths(draw, norm)[:, None]
    ]
    assert worst.mean() < np.min(tries, axis=0).mean()
    assert (worst <= np.min(tries, axis=0) + 0.05).mean() > 0.9


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("steps", [1, 7])
def test_margins_of_a_model_that_jax_traces_and_of_one_on_the_host_are_the_same(norm, steps):
    labels, attack = labels_of_network(), {"steps": steps, "key": jax.random.key(5)}
    model = TracedModel(network())
    host_model = HostModel(model.scores, model.scores_and_gradients)
    np.testing.assert_allclose(
        attacked_margins(host_model, X, labels, Ball(0.3, norm, ATTACKED), **attack),
        attacked_margins(model, X, labels, Ball(0.3, norm, ATTACKED), **attack),
        rtol=1e-10,
        atol=1e-12,
    )


@pytest.mark.parametrize("norm", NORMS)
def test_networks_are_searched_in_float32_and_scored_in_float64(norm):
    """So that what is found is as low as in float64 but for rounding, and is true of a point within the ball."""
    labels, ball = labels_of_network(), Ball(0.3, norm, ATTACKED)
    exact, found = (
        attacked_margins(kind(network()), X, labels, ball, key=jax.random.key(5)) for kind in (TracedModel, ReluModel)
    )
    assert not np.array_equal(found, exact)
    np.testing.assert_allclose(found, exact, atol=1e-5)
    clean = attacked_margins(ReluModel(network()), X, labels, Ball(0.0, norm, ATTACKED), key=jax.random.key(5))
    np.testing.assert_allclose(clean, labels * np.asarray(jax.vmap(network())(jnp.asarray(X))), rtol=1e-12)


@pytest.mark.parametrize("norm", NORMS)
def test_accuracy_under_attack_counts_the_margins(norm):
    """Though an instance that one start turns is not attacked from the next."""
    labels, ball, key = labels_of_network(), Ball(0.5, norm, ATTACKED), jax.random.key(5)
    for model in (ReluModel(network()), HostModel(KERNEL.predict, KERNEL.value_and_gradient)):
        margins = attacked_margins(model, X, labels, ball, key=key)
        right = np.where(labels > 0.0, margins > 0.0, margins >= 0.0)
        assert 0 < right.sum() < len(right)
        assert adversarial_accuracy(model, X, labels, ball, key=key) == right.mean()


@pytest.mark.parametrize("norm", NORMS)
def test_a_model_without_gradients_is_attacked_by_differences(norm):
    """Away from kinks differences are the gradient, but for rounding, so the same margins are found."""
    with_gradients = HostModel(KERNEL.predict, KERNEL.value_and_gradient)
    ball, key = Ball(0.3, norm, ATTACKED), jax.random.key(5)
    found, expected = (
        attacked_margins(model, X[:10], Y[:10], ball, restarts=0, key=key)
        for model in (HostModel(KERNEL.predict), with_gradients)
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert (found < Y[:10] * KERNEL.predict(X[:10])).all()


def test_nobodys_margin_depends_on_who_else_is_attacked_and_nothing_compiles_again():
    model, labels = ReluModel(network()), labels_of_network()
    ball, key = Ball(0.3, 2.0, ATTACKED), jax.random.key(0)
    together = attacked_margins(model, X, labels, ball, key=key)
    counted: Any = accuracy._traced_margins
    before = counted._cache_size()
    order = np.random.default_rng(6).permutation(60)[:17]
    np.testing.assert_allclose(
        attacked_margins(model, X[order], labels[order], ball, key=key),
        together[order],
        rtol=1e-12,
        atol=1e-12,
    )
    attacked_margins(model, X[:5], labels[:5], Ball(0.1, 2.0, ATTACKED), steps=3, key=key)
    assert counted._cache_size() == before


def test_adversarial_accuracy_falls_from_clean_accuracy_as_balls_grow():
    """Of linear models exactly; the attacks on others do no less in larger balls, but for a few inputs."""
    linear = LinearModel(np.array([2.0, -0.3, 0.2, 0.1]))
    for model, labels in ((linear, Y), (ReluModel(network()), labels_of_network()), (KernelModel(KERNEL), Y)):
        found = [
            adversarial_accuracy(model, X, labels, Ball(epsilon, math.inf, ATTACKED), key=jax.random.key(0))
            for epsilon in (0.0, 0.1, 0.3, 1.0)
        ]
        assert found[0] == ((np.asarray(model.scores(X)) > 0.0) == (labels > 0.0)).mean()
        assert (np.diff(found) <= (0.0 if model is linear else 0.02)).all()
        assert found[-1] < found[0] - 0.2
    assert adversarial_accuracy(linear, X, Y, Ball(0.3, 1.0, ATTACKED), key=jax.random.key(0)) > 0.0


@pytest.mark.parametrize("model", [LinearModel(np.zeros(4)), HostModel(lambda points: np.zeros(len(points)))])
def test_a_score_of_zero_rejects(model):
    """Which is right of whoever shall be rejected, whatever the attack."""
    for epsilon in (0.0, 0.3):
        ball = Ball(epsilon, math.inf, ATTACKED)
        assert adversarial_accuracy(model, X, Y, ball, key=jax.random.key(0)) == (Y < 0.0).mean()


def test_a_score_that_is_no_number_withstands_nothing():
    broken = jax.tree.map(lambda leaf: jnp.full_like(leaf, jnp.nan), network())
    model = ReluModel(broken)
    for either in (model, HostModel(model.scores, model.scores_and_gradients)):
        ball = Ball(0.1, math.inf, ATTACKED)
        assert adversarial_accuracy(either, X, Y, ball, key=jax.random.key(0)) == 0.0


def test_attacks_on_models_refuse_what_they_cannot_do():
    key, ball = jax.random.key(0), Ball(0.1, math.inf, ATTACKED)
    with pytest.raises(ValueError, match="restarts must be at least 0, not -1"):
        attacked_margins(ReluModel(network()), X, Y, ball, key=key, restarts=-1)
    with pytest.raises(ValueError, match="norm must be inf or 2, not 1"):
        attacked_margins(ReluModel(network()), X, Y, Ball(0.1, 1.0, ATTACKED), key=key)
    for invalid, message in (
        (Ball(-0.1, math.inf, ATTACKED), "epsilon must be"),
        (Ball(0.1, math.inf, np.ones(3, bool)), "attacked must say"),
    ):
        with pytest.raises(ValueError, match=message):
            attacked_margins(LinearModel(np.ones(4)), X, Y, invalid, key=key)
