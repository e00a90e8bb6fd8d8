"""Training: the closed-form attack, the gradient, and what Lemma 1 is told of a run."""

import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.linear_runs import train

from empirical.families.linear.logistic import attack_factor, dual_norm

NORMS = (math.inf, 2.0, 1.0)
ATTACKED = jnp.array([True, True, False, True, False])


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    inputs = np.column_stack([rng.normal(size=(40, 4)), np.ones(40)])
    return jnp.asarray(inputs), jnp.asarray(rng.choice([-1.0, 1.0], 40)), jnp.asarray(rng.normal(size=5))


@pytest.mark.parametrize("norm", NORMS)
def test_inner_maximum_is_the_worst_of_the_ball(norm, problem):
    """No attack in the ball lowers the margin more, and one lowers it as much: its corners are tried one by one."""
    _, _, weights = problem
    active = np.where(ATTACKED, weights, 0.0)
    if norm == math.inf:
        attacks = np.array([*itertools.product([-1, 0, 1], repeat=5)], float)
    elif norm == 1.0:
        attacks = np.vstack([np.eye(5), -np.eye(5)])
    else:
        directions = np.random.default_rng(1).normal(size=(20_000, 5)) * np.asarray(ATTACKED)
        attacks = np.vstack([directions / np.linalg.norm(directions, axis=1)[:, None], active / np.linalg.norm(active)])
    size, subgradient = dual_norm(weights, ATTACKED, norm)
    np.testing.assert_allclose((attacks @ active).max(), size, rtol=1e-12)
    np.testing.assert_allclose(subgradient @ weights, size, rtol=1e-12)
    assert np.linalg.norm(subgradient) <= attack_factor(ATTACKED, norm) + 1e-12
    assert not np.asarray(subgradient)[~np.asarray(ATTACKED)].any()


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("epsilon", [0.0, 0.1, 2.0])
def test_gradient_is_that_of_the_loss(norm, epsilon, problem):
    inputs, labels, weights = problem
    order = {math.inf: 1, 2.0: 2, 1.0: jnp.inf}[norm]

    def loss(w):
        worst = labels * (inputs @ w) - epsilon * jnp.linalg.norm(jnp.where(ATTACKED, w, 0.0), ord=order)
        return jnp.mean(jnp.logaddexp(0.0, -worst))

    how = {"attacked": ATTACKED, "epsilon": epsilon, "norm": norm, "steps": 1, "learning_rate": 1.0}
    ours = weights - train(inputs, labels, start=weights, **how).weights
    np.testing.assert_allclose(ours, jax.grad(loss)(weights), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("norm", NORMS)
def test_subgradient_at_zero_is_zero(norm):
    size, subgradient = dual_norm(jnp.zeros(5), ATTACKED, norm)
    assert size == 0.0
    np.testing.assert_array_equal(subgradient, np.zeros(5))


@pytest.mark.parametrize("norm", NORMS)
def test_run_against_a_loop_written_down_again(norm, problem):
    inputs, labels, start = problem
    run = train(inputs, labels, start=start, attacked=ATTACKED, epsilon=0.3, norm=norm, steps=25, learning_rate=0.2)
    x, y, w = np.asarray(inputs), np.asarray(labels), np.asarray(start).copy()
    order = {math.inf: 1, 2.0: 2, 1.0: np.inf}[norm]
    largest = gap = 0.0
    for _ in range(25):
        active = np.where(ATTACKED, w, 0.0)
        size = np.linalg.norm(active, ord=order)
        if norm == math.inf:
            s = np.sign(active)
        elif norm == 2.0:
            s = active / size
        else:
            s = np.where(np.arange(5) == np.abs(active).argmax(), np.sign(active), 0.0)
        q, p = 1 / (1 + np.exp(y * (x @ w) - 0.3 * size)), 1 / (1 + np.exp(y * (x @ w)))
        robust, natural = -((q * y) @ x) / 40 + 0.3 * q.mean() * s, -((p * y) @ x) / 40
        largest, gap = max(largest, size), gap + np.linalg.norm(robust - natural)
        w = w - 0.2 * robust
    np.testing.assert_allclose(run.weights, w, rtol=1e-12)
    np.testing.assert_allclose(run.robust_weight_norm, largest, rtol=1e-12)
    np.testing.assert_allclose(run.gradient_gap_sum, gap, rtol=1e-12)
    np.testing.assert_allclose(run.smoothness, np.linalg.norm(x, 2) ** 2 / 40 / 4, rtol=1e-12)
    np.testing.assert_array_equal(run.start, start)
    assert run.attack_factor == pytest.approx(math.sqrt(3) if norm == math.inf else 1.0)


def test_many_columns_take_no_matrix_of_their_square():
    rows, columns = 30, 4000
    inputs = np.random.default_rng(0).normal(size=(rows, columns))
    labels, some = np.resize([1.0, -1.0], rows), np.ones(columns, bool)
    rest = {"start": np.zeros(columns), "attacked": some, "epsilon": 0.1, "steps": 1, "learning_rate": 0.1}
    compiled = train.lower(inputs, labels, **rest, norm=math.inf).compile()
    taken = compiled.memory_analysis()
    assert taken is not None
    assert taken.temp_size_in_bytes < 8 * columns**2 / 10
    run = train(inputs, labels, **rest, norm=math.inf)
    np.testing.assert_allclose(run.smoothness, np.linalg.norm(inputs, 2) ** 2 / rows / 4, rtol=1e-12)


@pytest.mark.parametrize("norm", NORMS)
def test_epsilon_zero_is_natural_training_to_the_bit(norm, problem):
    """Neither the norm of the attack nor what it may attack leaves a trace."""
    inputs, labels, start = problem
    rest = {"start": start, "epsilon": 0.0, "steps": 100, "learning_rate": 0.5}
    run = train(inputs, labels, attacked=ATTACKED, norm=norm, **rest)
    nothing_to_attack = train(inputs, labels, attacked=jnp.zeros(5, bool), norm=norm, **rest)
    np.testing.assert_array_equal(run.weights, nothing_to_attack.weights)
    assert run.gradient_gap_sum == 0.0


def test_no_closed_form_for_other_balls(problem):
    inputs, labels, start = problem
    with pytest.raises(ValueError, match="norm must be one of inf, 2, 1"):
        train(inputs, labels, start=start, attacked=ATTACKED, epsilon=0.1, norm=3.0, steps=1, learning_rate=0.1)
