"""SmoothGrad against closed forms of smoothed scores, and the error of its mean."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import erf
from support.explained import KEY, layers, network, points

from empirical.errors import InputError
from empirical.explanations import SmoothGrad, lipschitz_quotients, mean_error
from empirical.explanations.draws import normal


def absolute(x):
    return jnp.abs(x[0])


def test_the_mean_is_the_gradient_of_the_smoothed_score():
    """Of |x| the smoothed gradient is erf(x / √2σ), of a network the mean over very many draws."""
    rows, sigma = np.linspace(-1.0, 1.0, 9)[:, None], 0.4
    found = SmoothGrad(sigma=sigma, samples=4000)(absolute, rows, key=KEY)
    wanted = erf(rows / (np.sqrt(2.0) * sigma))
    assert (np.abs(found.values - wanted) <= 4.0 * found.errors + 1e-12).all()
    assert np.abs(found.values - wanted).max() <= mean_error(1.0, 4000)


def errors_of_means(samples: int, seeds: int = 400) -> np.ndarray:
    found = [
        SmoothGrad(sigma=1.0, samples=samples)(absolute, np.zeros((1, 1)), key=jax.random.key(s)) for s in range(seeds)
    ]
    return np.abs(np.array([one.values[0, 0] for one in found]))


def test_the_bound_on_the_error_of_the_mean_fails_no_more_often_than_it_says():
    assert (errors_of_means(16) > mean_error(1.0, 16, failure=0.05)).mean() <= 0.05


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_a_bound_of_a_third_would_fail_more_often():
    assert (errors_of_means(16) > mean_error(1.0, 16, failure=0.05) / 3.0).mean() <= 0.05


def test_standard_errors_are_those_of_the_mean():
    model, rows = network(layers(4)), points(4)
    found = [SmoothGrad(sigma=0.5, samples=20)(model, rows, key=jax.random.key(seed)) for seed in range(150)]
    spread = np.std([one.values for one in found], axis=0)
    np.testing.assert_allclose(np.sqrt(np.mean([one.errors**2 for one in found], axis=0)), spread, rtol=0.3)
    assert np.isnan(SmoothGrad(samples=1)(model, rows, key=KEY).errors).all()


def test_the_mean_is_over_the_draws_that_the_key_gives():
    model, rows = network(layers(4)), points(4)
    for shared in (True, False):
        drawn = normal(KEY, 9, 4, shared=shared)(slice(0, 3), slice(0, 9))
        direct = [
            [model.scores_and_gradients((x + 0.2 * u)[None])[1][0] for u in us]
            for x, us in zip(rows, np.broadcast_to(drawn, (3, 9, 4)), strict=True)
        ]
        found = SmoothGrad(sigma=0.2, samples=9, shared=shared, batch=4)(model, rows, key=KEY)
        np.testing.assert_allclose(found.values, np.mean(direct, axis=1), atol=1e-12)


def test_instances_share_their_draws_only_if_they_are_asked_to():
    model, rows = network(layers(4)), np.repeat(points(4, count=1), 2, axis=0)
    shared, alone = (SmoothGrad(shared=shared)(model, rows, key=KEY).values for shared in (True, False))
    np.testing.assert_allclose(shared[0], shared[1], rtol=0, atol=1e-15)
    assert np.abs(alone[0] - alone[1]).max() > 1e-4


def test_columns_without_noise_stay():
    seen = []

    def score(x):
        jax.debug.callback(lambda value: seen.append(float(value)), x[1])
        return x[0] ** 2 + x[1]

    SmoothGrad(sigma=np.array([0.3, 0.0]), samples=20)(score, np.ones((1, 2)), key=KEY)
    assert set(seen) <= {0.0, 1.0}  # 0 is padding


def test_shared_draws_make_a_smoothing_whose_gradient_is_as_steep_as_that_of_the_score():
    """Of x² every mean over shared draws is 2x + a constant; with draws of their own, neighbours differ by more."""

    def score(x):
        return jnp.sum(x**2)

    def explain(rows, key):
        return SmoothGrad(sigma=0.3, samples=10)(score, rows, key=key)

    common, apart = (lipschitz_quotients(explain, points(0), common=common, key=KEY) for common in (True, False))
    np.testing.assert_allclose(common.largest, 2.0, atol=1e-9)
    assert (apart.largest > 3.0).all()


@pytest.mark.parametrize("wrong", [(np.nan, 10, 0.1), (-1.0, 10, 0.1), (1.0, 0, 0.1), (1.0, 10, 1.0)])
def test_errors_of_means_that_cannot_be(wrong):
    with pytest.raises(InputError, match="the error of a mean needs a finite bound"):
        mean_error(wrong[0], wrong[1], failure=wrong[2])
