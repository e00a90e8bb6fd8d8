"""Gram matrices in blocks against the kernel evaluated in one piece, for every block size."""

import numpy as np
import pytest
from support.kernel_points import KERNELS, MEMORIES, points

import ntk


@KERNELS
@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("count", [1, 9, 1001])
def test_gram(kernel, memory, count):
    x = points(0, count, 3)
    matrix = ntk.gram(kernel, x, memory=memory)
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_allclose(np.diag(matrix), kernel.diagonal(x), rtol=4e-16)
    np.testing.assert_allclose(matrix, kernel(x, x), rtol=0, atol=1e-13)
    np.testing.assert_allclose(ntk.gram(kernel, x, x[:5], memory=memory), matrix[:, :5], rtol=0, atol=1e-13)
    assert matrix.flags.writeable
    assert np.linalg.eigvalsh(matrix)[0] >= -1e-13 * np.trace(matrix)


def test_diagonal_of_the_first_layer_is_half_the_square():
    x = points(1, 50, 7)
    np.testing.assert_allclose(np.diag(ntk.gram(ntk.first_layer, x)), 0.5 * (x**2).sum(axis=1), rtol=4e-16)


@KERNELS
@pytest.mark.parametrize(("start", "stop"), [(0, 1), (0, 700), (3, 40), (690, 700)])
def test_panel(kernel, start, stop):
    x = points(2, 700, 3)
    whole = ntk.gram(kernel, x) + 0.5 * np.eye(len(x))
    panel = ntk.panel(kernel, x, start, stop, ridge=0.5)
    assert panel.flags.f_contiguous
    assert panel.flags.writeable
    np.testing.assert_allclose(panel, whole[start:, start:stop], rtol=0, atol=1e-13)
    square = panel[: stop - start]
    np.testing.assert_array_equal(square, square.T)
    np.testing.assert_array_equal(np.diag(square), np.diag(whole)[start:stop])


def test_no_points_have_an_empty_matrix():
    nothing, x = np.zeros((0, 3)), points(12, 4, 3)
    assert ntk.gram(ntk.first_layer, nothing).shape == (0, 0)
    assert ntk.gram(ntk.first_layer, x, nothing).shape == (4, 0)


def test_all_points_on_one_line():
    """Every pair is parallel, so that every pair is computed again."""
    x = np.linspace(-3.0, 3.0, 601)[:, None]
    expected = np.where(x * x.T > 0, 0.5 * x * x.T, 0.0)
    np.testing.assert_allclose(ntk.gram(ntk.first_layer, x), expected, rtol=0, atol=1e-14)
