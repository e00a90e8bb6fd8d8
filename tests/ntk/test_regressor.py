"""Kernel regression against its normal equations, and degenerate inputs."""

import jax
import numpy as np
import pytest

from ntk import GramOperator, KernelRegressor, factorise, first_layer, fit, fit_factored, gram, relu_nngp, relu_ntk

KERNELS = [first_layer, relu_ntk(1), relu_ntk(3), relu_nngp(2)]


def data(size: int = 80, width: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((size, width)), np.sign(rng.standard_normal(size))


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
@pytest.mark.parametrize("ridge", [0.01, 1.0, 10.0])
def test_weights_solve_the_regularised_system(kernel, ridge):
    X, Y = data()
    model = fit(kernel, X, Y, ridge=ridge)
    K = gram(kernel, X)
    np.testing.assert_allclose(K @ model.weights + ridge * model.weights, Y, atol=1e-11)
    fresh = data(seed=1)[0]
    np.testing.assert_allclose(model.predict(fresh), gram(kernel, fresh, X) @ model.weights, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(model.predict(X), Y - ridge * model.weights, atol=1e-11)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_gradients_are_derivatives_and_finite_at_training_points(kernel):
    X, Y = data()
    model = fit(kernel, X, Y)
    fresh = data(size=5, seed=1)[0]
    step = 1e-6
    for axis, slopes in enumerate(model.gradient(fresh).T):
        ahead, behind = (model.predict(fresh + sign * step * np.eye(4)[axis]) for sign in (1.0, -1.0))
        np.testing.assert_allclose((ahead - behind) / (2 * step), slopes, atol=1e-8)
    for points in (X, np.zeros((1, 4)), -X):
        assert np.isfinite(model.gradient(points)).all()
    scores, gradients = model.value_and_gradient(fresh)
    np.testing.assert_allclose(scores, model.predict(fresh), rtol=1e-11, atol=1e-13)
    assert np.array_equal(gradients, model.gradient(fresh))


def test_a_factor_may_be_shared():
    X, Y = data()
    factored = factorise(GramOperator(first_layer, X, 0.5))
    shared, separate = fit_factored(factored, Y), fit(first_layer, X, Y, ridge=0.5)
    assert np.array_equal(shared.weights, separate.weights)
    with pytest.raises(ValueError, match="factor a GramOperator"):
        fit_factored(factorise(np.eye(3)), np.ones(3))


def test_float32_factors_give_the_same_weights():
    X, Y = data(600)
    np.testing.assert_allclose(
        fit(first_layer, X, Y, ridge=0.1, memory=1e-9).weights, fit(first_layer, X, Y, ridge=0.1).weights, atol=1e-9
    )


def test_a_function_is_a_kernel():
    def rbf(x1, x2):
        gaps = jax.numpy.sum((x1[:, None, :] - x2[None, :, :]) ** 2, axis=-1)
        return jax.numpy.exp(-gaps / 2.0)

    X, Y = data()
    model = fit(rbf, X, Y, ridge=0.1)
    np.testing.assert_allclose(gram(rbf, X) @ model.weights + 0.1 * model.weights, Y, atol=1e-11)
    scores, gradients = model.value_and_gradient(X[:3])
    np.testing.assert_allclose(scores, model.predict(X[:3]))
    by_hand = jax.vmap(jax.grad(lambda x: rbf(x[None], X)[0] @ model.weights))(X[:3])
    np.testing.assert_allclose(gradients, by_hand, atol=1e-12)


def test_one_row_duplicates_and_zero_rows():
    single = fit(first_layer, np.array([[3.0, 4.0]]), np.array([1.0]), ridge=1.0)
    assert single.weights == pytest.approx([1.0 / 13.5])  # K = 25 / 2
    X, Y = data(6)
    X[0], X[1] = 0.0, X[2]
    model = fit(first_layer, X, Y)
    assert model.weights[0] == pytest.approx(Y[0])
    assert np.isfinite(model.predict(X)).all()
    twins = fit(first_layer, np.array([[1.0, 2.0]] * 2), np.array([1.0, -1.0]))
    np.testing.assert_allclose(twins.weights, [1.0, -1.0])


def test_less_precise_numbers_are_promoted_with_a_warning():
    X, Y = data(20)
    with pytest.warns(UserWarning, match="X is float32 and is promoted to float64"):
        model = fit(first_layer, X.astype(np.float32), Y)
    assert isinstance(model, KernelRegressor)
    assert model.X.dtype == model.weights.dtype == np.float64
    np.testing.assert_allclose(model.weights, fit(first_layer, X.astype(np.float32).astype(float), Y).weights)


@pytest.mark.parametrize(
    ("X", "Y", "ridge", "message"),
    [
        (np.ones((3, 2)), np.ones(3), 0.0, "ridge must be positive"),
        (np.ones((3, 2)), np.ones(2), 1.0, "as many targets"),
        (np.array([[np.nan]]), np.ones(1), 1.0, "not finite"),
        (np.ones((1, 1)), np.array([np.inf]), 1.0, "not finite"),
        (np.zeros((0, 2)), np.zeros(0), 1.0, "no training inputs"),
    ],
)
def test_what_cannot_be_fitted_is_refused(X, Y, ridge, message):
    with pytest.raises(ValueError, match=message):
        fit(first_layer, X, Y, ridge=ridge)
