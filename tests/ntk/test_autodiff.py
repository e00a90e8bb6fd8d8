"""Kernels given as functions against the same kernels in closed form."""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from support.kernel_points import points

import ntk


def arccosine(x, y):
    """Definition 2 written plainly, with a NaN for a gradient on the diagonal."""
    lengths = jnp.sqrt(jnp.sum(x * x, axis=1))[:, None] * jnp.sqrt(jnp.sum(y * y, axis=1))[None, :]
    cosine = jnp.clip(x @ y.T / lengths, -1.0, 1.0)
    return lengths * cosine * (math.pi - jnp.arccos(cosine)) / (2.0 * math.pi)


class Both(dict):
    """An object with two arrays, as neural-tangents returns it."""

    def __getattr__(self, name: str):
        return self[name]


def both(x, y) -> Any:
    return Both(ntk=ntk.relu_ntk(1)(x, y), nngp=ntk.relu_nngp(1)(x, y))


def patches(x, y):
    """A kernel of images [n, h, w, c]: the sum of K∞ over pixels at the same place."""
    pixels = [images.reshape(len(images), -1, images.shape[-1]) for images in (x, y)]
    return jnp.sum(jax.vmap(ntk.first_layer, in_axes=(1, 1))(*pixels), axis=0)


def test_functions_are_kernels():
    """The same kernel as a function has the same values, and gradients by JAX; on the diagonal by differences."""
    rng = np.random.default_rng(14)
    x = rng.normal(size=(7, 3))
    y = np.concatenate([x[:3], rng.normal(size=(40, 3))])
    weights = rng.normal(size=len(y))
    np.testing.assert_allclose(ntk.gram(arccosine, x), ntk.gram(ntk.first_layer, x), rtol=0, atol=1e-7)
    np.testing.assert_allclose(ntk.gram(arccosine, x, y[3:]), ntk.gram(ntk.first_layer, x, y[3:]), rtol=0, atol=1e-13)
    on_diagonal = jax.grad(lambda point: arccosine(point[None], point[None])[0, 0])(jnp.ones(3))
    assert not np.isfinite(on_diagonal).all()
    expected = ntk.gradient_product(ntk.first_layer, x, y, weights)
    np.testing.assert_allclose(ntk.gradient_product(arccosine, x, y, weights), expected, rtol=0, atol=1e-8)
    for columns in (np.arange(3), np.array([0, 2])):
        expected = ntk.gradient_norms(ntk.first_layer, x, y, columns)
        np.testing.assert_allclose(ntk.gradient_norms(arccosine, x, y, columns), expected, rtol=1e-8)


def test_results_with_both_kernels():
    x = points(15, 20, 4)
    for get, closed_form in (("ntk", ntk.relu_ntk(1)), ("nngp", ntk.relu_nngp(1))):
        kernel = ntk.as_kernel(both, get)
        assert kernel == ntk.as_kernel(both, get)
        np.testing.assert_allclose(ntk.gram(kernel, x), ntk.gram(closed_form, x), rtol=0, atol=1e-14)
    np.testing.assert_allclose(ntk.gram(both, x), ntk.gram(ntk.relu_ntk(1), x), rtol=0, atol=1e-14)


def test_points_of_any_shape():
    rng = np.random.default_rng(16)
    x, y = rng.normal(size=(5, 2, 3, 2)), rng.normal(size=(7, 2, 3, 2))
    pixels = [images.reshape(len(images), 6, 2).swapaxes(0, 1) for images in (x, y)]
    expected = sum(np.asarray(ntk.first_layer(p, q)) for p, q in zip(*pixels, strict=True))
    np.testing.assert_allclose(ntk.gram(patches, x, y), expected, rtol=0, atol=1e-14)
    weights = rng.normal(size=(7, 1))
    np.testing.assert_allclose(ntk.matmul(patches, x, y, weights), expected @ weights, rtol=0, atol=1e-13)
    whole = ntk.gram(patches, x)
    np.testing.assert_array_equal(whole, whole.T)
    slopes = sum(
        ntk.gradient_product(ntk.first_layer, p, q, weights[:, 0])[:, None] * np.eye(6)[place][None, :, None]
        for place, (p, q) in enumerate(zip(*pixels, strict=True))
    )
    gradients = ntk.gradient_product(patches, x, y, weights[:, 0])
    np.testing.assert_allclose(gradients, np.asarray(slopes).reshape(x.shape), rtol=0, atol=1e-12)
