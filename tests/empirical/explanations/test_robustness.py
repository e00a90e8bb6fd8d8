"""Lipschitz quotients of explanations: never above the constant, near it where it is attained."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.explained import KEY, METHODS, REFERENCE, layers, network, points

from empirical.errors import InputError
from empirical.explanations import Gradient, GradientInput, SmoothGrad, lipschitz_quotients
from empirical.models.model import HostModel, LinearModel


def of(method, model):
    return lambda rows, key: method(model, rows, key=key)


def test_of_the_gradient_of_a_quadratic_they_lie_within_its_singular_values():
    matrix = np.diag([4.0, 1.0, 0.5, 2.0])
    model = HostModel(
        lambda p: 0.5 * np.einsum("nk,kl,nl->n", p, matrix, p),
        lambda p: (0.5 * np.einsum("nk,kl,nl->n", p, matrix, p), p @ matrix),
    )
    found = lipschitz_quotients(of(Gradient(), model), points(0), neighbours=400, key=KEY)
    assert (found.largest <= 4.0 + 1e-9).all()
    assert (found.largest > 3.6).all()  # a lower bound that is nearly attained
    np.testing.assert_array_equal(found.largest, found.all.max(axis=0))
    assert found.all.shape == (400, 3)


def test_they_are_the_constant_of_an_explanation_that_is_linear():
    model = LinearModel(np.full(4, 3.0))
    found = lipschitz_quotients(of(GradientInput(reference=REFERENCE), model), points(0), key=KEY)
    np.testing.assert_allclose(found.all, 3.0, rtol=1e-10)
    flat = lipschitz_quotients(of(Gradient(), model), points(0), key=KEY)
    assert not flat.all.any()


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_quotients_and_the_key_decides_the_neighbours(name):
    explain = of(METHODS[name], network(layers(0)))
    one, same, other = (
        lipschitz_quotients(explain, points(0), neighbours=4, key=jax.random.key(seed)).all for seed in (0, 0, 1)
    )
    assert np.isfinite(one).all()
    assert one.tobytes() == same.tobytes() != other.tobytes()


def test_smoothing_makes_the_explanation_of_a_kink_less_steep():
    def kink(x):
        return jnp.abs(x[0])

    rows = np.full((1, 1), 0.01)
    rough = lipschitz_quotients(of(Gradient(), kink), rows, key=KEY).largest
    smooth = lipschitz_quotients(of(SmoothGrad(sigma=0.5, samples=20_000), kink), rows, neighbours=5, key=KEY).largest
    assert smooth < rough / 10.0
    assert smooth < 1.2 * np.sqrt(2.0 / np.pi) / 0.5  # Tan & Tian 2023, Theorem 4.1, and the error of the mean


def test_columns_of_spread_0_stay_and_unknown_instances_are_told():
    seen = []

    def explain(rows, key):
        seen.append(rows[:, 1])
        return Gradient()(LinearModel(np.ones(2)), rows, key=key)

    found = lipschitz_quotients(
        explain, np.array([[1.0, 2.0], [np.nan, 2.0]]), spread=np.array([0.1, 0.0]), neighbours=3, key=KEY
    )
    assert np.unique(seen).tolist() == [2.0]
    assert np.isnan(found.largest).tolist() == [False, True]


def test_no_neighbours_are_refused():
    with pytest.raises(InputError, match="neighbours must be at least 1"):
        lipschitz_quotients(of(Gradient(), network(layers(0))), points(0), neighbours=0, key=KEY)
