"""Our kernels and their gradients are those of neural-tangents, and where they differ it is not ours that are wrong."""

import numpy as np
import pytest
from support import tangents, wide

import ntk

NAMES = tuple(tangents.OURS)
TANGENTS = tuple(name for name in NAMES if "nngp" not in name)
TOLERANCE = 1e-12


def per_length(name, columns):
    """κ(1): K(x, x) = ‖x‖² κ(1)."""
    return tangents.value(name, np.eye(columns)[:1], np.eye(columns)[:1]).item()


def scale(name, X1, X2):
    """√(K(x, x) K(y, y)), [n, m]: what an error of K(x, y) is to be measured by."""
    return per_length(name, X1.shape[1]) * np.outer(np.linalg.norm(X1, axis=1), np.linalg.norm(X2, axis=1))


def error(ours, theirs, sizes):
    """The largest difference, relative to sizes; where these are 0, absolute."""
    return np.max(np.abs(ours - theirs) / np.where(sizes > 0, sizes, 1.0))


def exact(name, x, Y):
    """A tangent kernel's values at one x, in many digits."""
    return wide.exact_values("first" if name == "first_layer" else "ntk", tangents.depth(name), x, Y)[0]


def at_angle(angle, *, columns=6):
    """A point, and points of several lengths at this angle from it."""
    x, y = np.random.default_rng(0).normal(size=(2, columns))
    across = y - (y @ x) / (x @ x) * x
    across *= np.linalg.norm(x) / np.linalg.norm(across)
    return x[None], np.outer([1.0, 1.3, 0.7, 2.1, 0.01], np.cos(angle) * x + np.sin(angle) * across)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("columns", [1, 16])
def test_equal_on_and_off_the_diagonal_parallel_antiparallel_and_at_zero(name, columns):
    X = tangents.lattice(0, columns)
    ours, theirs = ntk.gram(tangents.OURS[name], X), tangents.value(name, X)
    assert error(ours, theirs, scale(name, X, X)) <= TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_equal_between_points_that_lie_anywhere(name):
    rng = np.random.default_rng(1)
    X1, X2 = rng.normal(size=(60, 7)), rng.normal(size=(50, 7)) * rng.uniform(0.01, 100, (50, 1))
    ours, theirs = ntk.gram(tangents.OURS[name], X1, X2), tangents.value(name, X1, X2)
    assert error(ours, theirs, scale(name, X1, X2)) <= TOLERANCE


def test_the_first_layer_is_what_the_tangent_kernel_has_beyond_the_outputs():
    X = tangents.lattice(2)
    difference = tangents.value("relu_ntk(1)", X) - tangents.value("relu_nngp(1)", X)
    ours = ntk.gram(ntk.first_layer, X) / X.shape[1]
    assert error(ours, difference, scale("relu_ntk(1)", X, X)) <= TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_gradients_equal_its_automatic_ones(name):
    X, w = tangents.lattice(3), np.random.default_rng(3).normal(size=11)
    ours = ntk.gradient_product(tangents.OURS[name], X, X, w)
    theirs = tangents.gradient_product(name, X, X, w)
    sizes = per_length(name, X.shape[1]) * (np.abs(w) @ np.linalg.norm(X, axis=1))
    there = tangents.differentiable(name, X)
    assert np.all(np.isfinite(theirs))
    assert np.all(np.isfinite(ours))
    assert error(ours[there], theirs[there], sizes) <= TOLERANCE


@pytest.mark.parametrize("name", TANGENTS)
@pytest.mark.parametrize("beside", [0.0, np.pi])
@pytest.mark.parametrize("angle", [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9])
def test_near_the_diagonal_the_difference_is_its_rounding(name, beside, angle):
    """Its sin²θ has a relative error of a few ε / sin²θ; each layer passes on the angle's, and adds none like it."""
    x, Y = at_angle(abs(beside - angle))
    ours, theirs = ntk.gram(tangents.OURS[name], x, Y)[0], tangents.value(name, x, Y)[0]
    truth, size = exact(name, x, Y), scale(name, x, Y)[0]
    eps = np.finfo(float).eps
    angle_error = tangents.depth(name) * min(4 * eps / angle, np.sqrt(4 * eps))
    assert error(ours, truth, size) <= TOLERANCE
    assert error(theirs, truth, size) <= angle_error + TOLERANCE


@pytest.mark.parametrize("name", TANGENTS)
def test_on_the_diagonal_it_is_off_by_more_than_we_are(name):
    x, Y = at_angle(0.0)
    truth, size = exact(name, x, Y), scale(name, x, Y)[0]
    ours, theirs = ntk.gram(tangents.OURS[name], x, Y)[0], tangents.value(name, x, Y)[0]
    assert error(ours, truth, size) <= TOLERANCE
    assert error(theirs, truth, size) > 100 * TOLERANCE


@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_mutant_with_a_relative_error_of_1e_11():
    X = tangents.lattice(0)
    ours, theirs = ntk.gram(ntk.relu_ntk(1), X), tangents.value("relu_ntk(1)", X)
    assert error((1 + 1e-11) * ours, theirs, scale("relu_ntk(1)", X, X)) <= TOLERANCE
