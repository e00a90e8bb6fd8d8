"""The packed format against full matrices, at every kind of size: odd, even, within and beyond a panel."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from ntk import packed_cholesky
from ntk.packed_cholesky import PANEL, NotPositiveDefiniteError, Packed, factor, invert, pack, solve

SIZES = (1, 2, 3, 4, 7, 64, PANEL - 1, PANEL, 2 * PANEL, 2 * PANEL + 1, 2 * PANEL + 6)


def matrix(size: int, seed: int = 0) -> np.ndarray:
    root = np.random.default_rng(seed).standard_normal((size, size + 3))
    return root @ root.T / size + np.eye(size)


def packed(full: np.ndarray, dtype: type = np.float64) -> Packed:
    return pack(len(full), lambda start, stop: full[start:, start:stop], dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", SIZES)
def test_everything_done_in_place_is_what_a_full_matrix_gives(size, dtype):
    full = matrix(size)
    columns = np.random.default_rng(1).standard_normal((size, 3))
    tolerance = 100.0 * size * np.finfo(dtype).eps
    original = packed(full, dtype)
    assert original.data.nbytes == size * (size + 1) // 2 * np.dtype(dtype).itemsize
    np.testing.assert_allclose(original.multiply(columns), full @ columns, rtol=tolerance, atol=tolerance * size)
    assert np.array_equal(original.full(dtype), full.astype(dtype))
    np.testing.assert_allclose(original.trace, np.trace(full), rtol=tolerance)
    address = original.data.ctypes.data
    factored = factor(original)
    np.testing.assert_allclose(full @ solve(factored, columns), columns, atol=tolerance * 10.0)
    inverse = invert(factored)
    assert inverse.data.ctypes.data == address
    np.testing.assert_allclose(full @ inverse.multiply(columns), columns, atol=tolerance * 10.0)


@pytest.mark.parametrize("size", SIZES)
def test_shift_adds_to_the_diagonal_and_to_nothing_else(size):
    full = matrix(size)
    original = packed(full)
    original.shift(0.75)
    assert np.array_equal(original.multiply(np.eye(size)), packed(full + 0.75 * np.eye(size)).multiply(np.eye(size)))


@pytest.mark.parametrize("size", [2, 3, 600])
def test_what_is_not_positive_definite_is_refused_with_the_remedy(size):
    full = matrix(size)
    full[size - 1, size - 1] = -1.0
    with pytest.raises(NotPositiveDefiniteError, match=f"order {size} fails: take a larger ridge"):
        factor(packed(full))


@pytest.mark.parametrize(("limit", "several"), [(10, True), (9, False)])
def test_beyond_the_limit_of_openblas_lapack_runs_on_one_thread(limit, several, monkeypatch):
    monkeypatch.setattr(packed_cholesky, "THREADED", limit)
    seen, lapack = [], packed_cholesky._lapack

    def watched(name, matrix):
        seen.append(max(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"))
        return lapack(name, matrix)

    monkeypatch.setattr(packed_cholesky, "_lapack", watched)
    with threadpool_limits(2, user_api="blas"):
        invert(factor(packed(matrix(10))))
    assert seen == [1 + several] * 2
