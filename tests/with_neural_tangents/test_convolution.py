"""A convolutional kernel of neural-tangents, from fit to Δ_K, against neural-tangents and plain NumPy."""

import jax.numpy as jnp
import numpy as np
import pytest
from support import tangents
from support.tangents import neural_tangents, stax

import bounds
import ntk

RIDGE = 0.5
NETWORKS = {
    "flatten": (stax.Conv(1, (2, 2)), stax.Relu(), stax.Conv(1, (2, 2)), stax.Relu(), stax.Flatten(), stax.Dense(1)),
    "pool": (stax.Conv(1, (2, 2)), stax.Relu(), stax.GlobalAvgPool(), stax.Dense(1)),
}


@pytest.fixture(scope="module", params=NETWORKS)
def kernel_fn(request):
    return tangents.kernel_fn(*NETWORKS[request.param])


@pytest.fixture(scope="module")
def images():
    """Training and test images [n, 4, 4, 1] of multiples of 1/8, where its diagonal is exact, and labels."""
    rng = np.random.default_rng(0)
    draws = rng.integers(-16, 17, (20, 4, 4, 1)) / 8
    return draws[:14], draws[14:], np.sign(rng.normal(size=14))


def test_the_kernel_matrix_is_its_own(kernel_fn, images):
    train, test, _ = images
    kernel = ntk.as_kernel(kernel_fn)
    theirs = np.asarray(kernel_fn(jnp.asarray(train), None, "ntk"))
    scale = np.sqrt(np.outer(theirs.diagonal(), theirs.diagonal()))
    assert np.max(np.abs(ntk.gram(kernel, train) - theirs) / scale) < 1e-12
    across = np.asarray(kernel_fn(jnp.asarray(test), jnp.asarray(train), "ntk"))
    np.testing.assert_allclose(ntk.gram(kernel, test, train), across, rtol=1e-12, atol=1e-12 * scale.max())
    nngp = np.asarray(kernel_fn(jnp.asarray(test), jnp.asarray(train), "nngp"))
    np.testing.assert_allclose(ntk.gram(ntk.as_kernel(kernel_fn, "nngp"), test, train), nngp, rtol=1e-12)


def test_predictions_are_those_of_the_infinite_ensemble(kernel_fn, images):
    """Training to the end by gradient descent on the squared error, with β on the Gram matrix's diagonal."""
    train, test, labels = images
    model = ntk.fit(ntk.as_kernel(kernel_fn), train, labels, ridge=RIDGE)
    predict = tangents.leniently(neural_tangents.predict.gradient_descent_mse_ensemble)(
        kernel_fn, jnp.asarray(train), jnp.asarray(labels[:, None]), diag_reg=RIDGE, diag_reg_absolute_scale=True
    )
    theirs = np.asarray(tangents.leniently(predict)(x_test=jnp.asarray(test), get="ntk"))[:, 0]
    np.testing.assert_allclose(model.predict(test), theirs, rtol=0, atol=1e-11 * np.abs(labels).sum())


def test_the_gradient_is_that_of_the_prediction(kernel_fn, images):
    train, test, labels = images
    model = ntk.fit(ntk.as_kernel(kernel_fn), train, labels, ridge=RIDGE)
    direction, h = np.random.default_rng(1).normal(size=test.shape), 1e-5
    slope = (model.predict(test + h * direction) - model.predict(test - h * direction)) / (2 * h)
    np.testing.assert_allclose(np.sum(model.gradient(test) * direction, axis=(1, 2, 3)), slope, rtol=1e-7, atol=1e-8)
    assert np.all(np.isfinite(model.gradient(train)))


def test_the_gap_of_inverses_and_lemma_2(kernel_fn, images):
    train, _, labels = images
    kernel = ntk.as_kernel(kernel_fn)
    moved = train + np.random.default_rng(2).choice([-0.25, 0.25], train.shape)
    gap = ntk.inverse_gap(*(ntk.GramOperator(kernel, X, RIDGE) for X in (train, moved)))
    inverses = [np.linalg.inv(ntk.gram(kernel, X) + RIDGE * np.eye(len(X))) for X in (train, moved)]
    true = np.linalg.norm(inverses[0] - inverses[1], 2)
    assert gap.lower * (1 - 1e-12) <= true <= gap.upper * (1 + 1e-12)
    assert gap.upper <= gap.lower * (1 + 1e-6)
    weights = [ntk.fit(kernel, X, labels, ridge=RIDGE).weights for X in (train, moved)]
    np.testing.assert_allclose(weights[0], inverses[0] @ labels, rtol=1e-11)
    verdict = bounds.check(
        "lemma2.printed",
        weight_gap=np.linalg.norm(weights[0] - weights[1]),
        delta_k=gap.upper,
        label_norm=np.linalg.norm(labels),
    )
    assert verdict.status == bounds.Status.HOLDS
