"""SCFE on linear models: the minimiser of its objective."""

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given
from support.instances import models, random_models, recourse

from empirical.recourse.solvers.closed_form import as_printed, linear_scfe


def solved(one, cost_weights=None):
    settings = {"cost_weights": np.ones(len(one.x)) if cost_weights is None else cost_weights,
                "target": one.target, "lam": one.lam}  # fmt: skip
    return linear_scfe(one.x[None], one.w_r, actionable=one.actionable, **settings)


@given(one=models())
def test_closed_form_solves_the_normal_equations(one):
    np.testing.assert_allclose(solved(one).changes[0], recourse(one.w_r, one), rtol=1e-9, atol=1e-9)


def test_gradient_of_the_objective_vanishes_and_barred_columns_stay():
    for one in random_models(0, 50):
        found = solved(one)

        def objective(zeta, one=one):
            return (jnp.asarray(one.w_r) @ (jnp.asarray(one.x) + zeta) - one.target) ** 2 + one.lam * zeta @ zeta

        slope = np.asarray(jax.grad(objective)(found.changes[0]))[one.actionable]
        np.testing.assert_allclose(slope, 0.0, atol=1e-9 * (1 + float(abs(one.target - one.w_r @ one.x))))
        assert not np.asarray(found.changes[0])[~one.actionable].any()
        np.testing.assert_allclose(found.points[0], one.x + np.asarray(found.changes[0]))
        np.testing.assert_allclose(found.costs[0], np.linalg.norm(found.changes[0]))


def test_with_target_zero_it_never_crosses_the_boundary():
    """f(x') = s − λ m / (λ + ‖w‖²): why the target must lie beyond the boundary."""
    for one in random_models(1, 50):
        score = one.w_r @ np.asarray(solved(one._replace(target=0.0)).points[0])
        assert np.sign(score) == np.sign(one.w_r @ one.x)


def test_the_printed_recourse_is_lambda_times_as_long():
    one = random_models(2, 1)[0]
    found = solved(one)
    printed = as_printed(found.changes, one.x[None], cost_weights=np.ones(len(one.x)), lam=one.lam)
    np.testing.assert_allclose(printed.changes, one.lam * np.asarray(found.changes))
    np.testing.assert_allclose(printed.points, one.x[None] + printed.changes)
    np.testing.assert_allclose(printed.costs, one.lam * np.asarray(found.costs))


def test_weights_are_another_measure_of_length():
    """The gradient of the weighted objective vanishes, and its length is what the recourse is said to cost."""
    rng = np.random.default_rng(3)
    for one in random_models(3, 50):
        cost_weights = rng.uniform(0.2, 5.0, len(one.x))
        found = solved(one, cost_weights)
        change = np.asarray(found.changes[0])
        missing = one.w_r @ (one.x + change) - one.target
        slope = 2.0 * missing * one.w_r + 2.0 * one.lam * cost_weights**2 * change
        np.testing.assert_allclose(
            slope[one.actionable], 0.0, atol=1e-9 * (1 + float(abs(one.target - one.w_r @ one.x)))
        )
        assert not change[~one.actionable].any()
        np.testing.assert_allclose(found.costs[0], np.linalg.norm(cost_weights * change))


def test_a_model_that_cannot_move_gives_no_change():
    everything = np.ones(3, bool)
    found = linear_scfe(
        np.ones((2, 3)), np.zeros(3), actionable=everything, cost_weights=np.ones(3), target=1.0, lam=0.1
    )
    np.testing.assert_array_equal(found.costs, [0.0, 0.0])
