"""Kernels against stored values of neural-tangents, which the default environment cannot install."""

import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

import ntk

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
KERNELS = {
    "first_layer": ntk.first_layer,
    **{f"relu_ntk({depth})": ntk.relu_ntk(depth) for depth in (1, 2, 3, 4)},
    **{f"relu_nngp({depth})": ntk.relu_nngp(depth) for depth in (1, 2, 3, 4)},
}
EVERY = pytest.mark.parametrize(
    ("case", "name"), [(case, name) for case, values in GOLDEN["cases"].items() for name in values["kernels"]]
)
TOLERANCE = 1e-12


def inputs(case):
    values = GOLDEN["cases"][case]
    x1, x2, w = (np.array(values[name]) for name in ("x1", "x2", "w"))
    return x1, x2, w, np.outer(np.linalg.norm(x1, axis=1), np.linalg.norm(x2, axis=1))


def error(values, golden, sizes):
    """The largest difference, relative to sizes; where these are 0, absolute."""
    return np.max(np.abs(values - golden) / np.where(sizes > 0, sizes, 1.0))


def per_length(name, x):
    """κ(1): K(x, x) = ‖x‖² κ(1)."""
    return np.asarray(KERNELS[name].diagonal(jnp.eye(x.shape[1])[:1])).item()


def test_every_kernel_has_values():
    assert all(
        set(values[part]) == set(KERNELS) for values in GOLDEN["cases"].values() for part in ("kernels", "gradients")
    )


@EVERY
def test_values(case, name):
    x1, x2, _, lengths = inputs(case)
    golden = np.array(GOLDEN["cases"][case]["kernels"][name])
    assert error(ntk.gram(KERNELS[name], x1, x2), golden, per_length(name, x1) * lengths) <= TOLERANCE


@EVERY
def test_gradients(case, name):
    x1, x2, w, _ = inputs(case)
    differentiable = np.array(GOLDEN["cases"][case]["differentiable"][name])
    golden = np.array(GOLDEN["cases"][case]["gradients"][name])[differentiable]
    gradients = ntk.gradient_product(KERNELS[name], x1, x2, w)[differentiable]
    assert error(gradients, golden, per_length(name, x1) * (np.abs(w) @ np.linalg.norm(x2, axis=1))) <= TOLERANCE


def test_the_symmetric_gram_matrix():
    x1, _, _, lengths = inputs("lattice")
    for name, kernel in KERNELS.items():
        golden = np.array(GOLDEN["cases"]["lattice"]["kernels"][name])
        assert error(ntk.gram(kernel, x1), golden, per_length(name, x1) * lengths) <= TOLERANCE
